"""Which products may be published with which permits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from app.db import session, transaction
from app.models.catalog import HalalStatus
from app.models.requirement import Effect, Proof, RequirementCategory, SubmissionStatus
from app.permits.queries import ProductFacts, missing_for
from app.requirements.queries import today
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory
from tests.factories.requirement import WaiverFactory, requirement
from tests.permits.conftest import hold

RUSIP = ProductFacts(
    category_id=1,
    is_food=True,
    is_cold_chain=False,
    shelf_life_days=90,
    halal=HalalStatus.CERTIFIED,
    tags=(),
    name="Rusip Sadai",
)
OTAK_OTAK = replace(RUSIP, name="Otak-otak beku", is_cold_chain=True)
CAKE = replace(RUSIP, name="Kue basah", shelf_life_days=2)
TIN = replace(RUSIP, name="Cangkir pewter", is_food=False, halal=None)


def kinds(seller_id: int, facts: ProductFacts) -> list[str]:
    found = [each.kind for each in missing_for(seller_id, facts)]
    session.rollback()
    return found


def test_food_without_permits_says_what_is_missing_and_where_to_get_it(law: Cast) -> None:
    missing = missing_for(law.shop_of_ani.id, RUSIP)
    assert [each.kind for each in missing] == ["halal", "pirt"]
    assert all(each.title and each.explanation and each.where_to_get for each in missing)


@pytest.mark.parametrize(
    ("facts", "needed"),
    [
        (OTAK_OTAK, ["halal", "bpom"]),
        (CAKE, ["halal"]),
        (replace(CAKE, is_cold_chain=True), ["halal"]),
        (replace(RUSIP, shelf_life_days=None), ["halal", "pirt"]),
        (replace(RUSIP, halal=HalalStatus.NON_HALAL), ["pirt"]),
        (replace(RUSIP, halal=None), ["halal", "pirt"]),
        (TIN, []),
        (replace(TIN, name="Sabun sahang", halal=HalalStatus.CERTIFIED), ["halal_claim"]),
        (replace(TIN, name="Lada Putih Muntok bubuk"), ["ig"]),
        (replace(TIN, tags=("Indikasi Geografis",)), ["ig"]),
        (replace(TIN, name="Lada putih Bangka"), []),
    ],
)
def test_what_a_product_is_decides_what_it_needs(law: Cast, facts: ProductFacts, needed: list[str]) -> None:
    assert kinds(law.shop_of_ani.id, facts) == needed


def test_accepted_permits_of_the_own_shop_open_the_way(law: Cast) -> None:
    hold(law.shop_of_ani.id, "halal")
    hold(law.shop_of_ani.id, "pirt", valid_until=today())
    assert kinds(law.shop_of_ani.id, RUSIP) == []
    assert kinds(law.shop_of_citra.id, RUSIP) == ["halal", "pirt"]


def test_bpom_does_for_p_irt_but_not_the_other_way_round(law: Cast) -> None:
    hold(law.shop_of_ani.id, "bpom")
    hold(law.shop_of_citra.id, "pirt")
    assert kinds(law.shop_of_ani.id, RUSIP) == ["halal"]
    assert kinds(law.shop_of_citra.id, OTAK_OTAK) == ["halal", "bpom"]


@pytest.mark.parametrize("status", [each for each in SubmissionStatus if each != SubmissionStatus.ACCEPTED])
def test_only_what_was_accepted_counts(law: Cast, status: SubmissionStatus) -> None:
    hold(law.shop_of_ani.id, "halal", status=status)
    assert kinds(law.shop_of_ani.id, CAKE) == ["halal"]


def test_a_permit_counts_to_the_end_of_its_last_day(law: Cast) -> None:
    hold(law.shop_of_ani.id, "halal", valid_until=today() - timedelta(days=1))
    assert kinds(law.shop_of_ani.id, CAKE) == ["halal"]


def test_a_filed_halal_application_counts_for_what_says_so_until_its_deadline(law: Cast) -> None:
    filed = {"proof": Proof.FILED, "valid_until": today()}
    hold(law.shop_of_ani.id, "halal", **filed)
    hold(law.shop_of_citra.id, "halal", proof=Proof.FILED, valid_until=today() - timedelta(days=1))
    in_process = replace(CAKE, halal=HalalStatus.IN_PROCESS)
    assert kinds(law.shop_of_ani.id, in_process) == []
    assert kinds(law.shop_of_ani.id, CAKE) == ["halal"]
    assert kinds(law.shop_of_citra.id, in_process) == ["halal"]


def test_halal_is_mandatory_from_its_legal_day_on(law: Cast) -> None:
    with time_machine.travel(datetime(2026, 10, 17, 16, 59, tzinfo=UTC), tick=False):
        assert kinds(law.shop_of_ani.id, CAKE) == []
    with time_machine.travel(datetime(2026, 10, 17, 17, 0, tzinfo=UTC), tick=False):
        assert kinds(law.shop_of_ani.id, CAKE) == ["halal"]
    assert requirement("halal").effective_from == date(2026, 10, 18)


def test_a_waiver_counts_until_its_day_and_until_it_is_revoked(law: Cast) -> None:
    with transaction():
        halal = requirement("halal").id
        WaiverFactory(requirement_id=halal, seller_id=law.shop_of_ani.id, valid_until=today())
        WaiverFactory(requirement_id=halal, seller_id=law.shop_of_citra.id, valid_until=today() - timedelta(days=1))
    assert kinds(law.shop_of_ani.id, CAKE) == []
    assert kinds(law.shop_of_citra.id, CAKE) == ["halal"]


def test_the_nearest_category_that_has_a_say_decides_alone(law: Cast) -> None:
    with transaction():
        garden = CategoryFactory(slug="kebun")
        fruit = CategoryFactory(slug="buah", parent_id=garden.id)
        jam = CategoryFactory(slug="selai", parent_id=fruit.id)
        pirt = requirement("pirt").id
        session.add(RequirementCategory(requirement_id=pirt, category_id=garden.id, effect=Effect.EXEMPT))
        session.add(RequirementCategory(requirement_id=pirt, category_id=jam.id, effect=Effect.NEEDED))
    hold(law.shop_of_ani.id, "halal")
    assert kinds(law.shop_of_ani.id, replace(RUSIP, category_id=fruit.id)) == []
    assert kinds(law.shop_of_ani.id, replace(RUSIP, category_id=jam.id)) == ["pirt"]
    assert kinds(law.shop_of_ani.id, replace(TIN, category_id=jam.id)) == ["pirt"]


def test_no_shelf_asks_for_a_halal_certificate_for_what_is_labelled_as_not_halal(law: Cast) -> None:
    with transaction():
        shelf = CategoryFactory(slug="minuman-keras")
        halal = requirement("halal").id
        session.add(RequirementCategory(requirement_id=halal, category_id=shelf.id, effect=Effect.NEEDED))
    tin = replace(TIN, category_id=shelf.id)
    assert kinds(law.shop_of_ani.id, tin) == ["halal"]
    assert kinds(law.shop_of_ani.id, replace(tin, halal=HalalStatus.NON_HALAL)) == []
