"""Listings that a person looks at: why, what is decided, one appeal, and goods that nobody may sell."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from flask import Flask

from app import kept
from app.catalog.claims import claims_of
from app.catalog.commands import cases, products
from app.catalog.errors import (
    CaseChanged,
    CaseOpen,
    ChangedSince,
    DecidedBySame,
    NoAppeal,
    PermitsMissing,
    ProhibitedGoods,
    UnderReview,
)
from app.catalog.queries import cases as queries
from app.catalog.queries import own as own_queries
from app.catalog.queries.matters import matter_of
from app.clock import now
from app.crypto import fingerprint
from app.db import session, transaction
from app.models.catalog import Product, ProductStatus, RevisionStatus
from app.models.moderation import CaseStatus, ModerationCase
from app.models.state import IllegalTransition
from app.requirements.commands.seeds import seed_requirements
from app.sellers.errors import OwnShop
from tests.cast import Cast
from tests.factories.assistance import AssistanceFactory
from tests.factories.catalog import CategoryFactory, MediaFactory, ProductFactory, ProductImageFactory
from tests.factories.seller import SellerMemberFactory
from tests.permits.conftest import hold

SAID = "Lada putih Muntok yang dijemur di halaman rumah."
CLAIM = "Lada putih ini mengobati segala penyakit dan menyembuhkan."


def product_of(cast: Cast, *, draft: bool = False, **values: Any) -> Product:
    with transaction():
        product: Product = ProductFactory(
            seller_id=cast.shop_of_ani.id, draft=draft, **({"description": SAID} | values)
        )
        ProductImageFactory(product_id=product.id, media_id=MediaFactory().id)
    return product


def publish(cast: Cast, product: Product) -> Product:
    with transaction():
        return products.publish_product(product.id, seller_id=cast.shop_of_ani.id)


def edit(cast: Cast, product: Product, **values: Any) -> None:
    """Change claims and ask to show them."""
    seller_id = cast.shop_of_ani.id
    current = own_queries.claims_being_edited(own_queries.get_own_product(product.id, seller_id))
    wanted = replace(current, **values)
    with transaction():
        products.keep_claims(product.id, seller_id=seller_id, claims=wanted, seen=fingerprint(current.as_json()))
    if own_queries.get_own_product(product.id, seller_id).status != ProductStatus.DRAFT:
        with transaction():
            products.show_changes(product.id, seller_id=seller_id, seen=fingerprint(wanted.as_json()))


def case_of(product: Product) -> ModerationCase:
    session.expire_all()
    case = queries.last_case_of(product.id)
    assert case is not None
    return case


def seen(product: Product) -> str:
    """The mark of what a reviewer sees now."""
    return matter_of(case_of(product)).mark


def approve(cast: Cast, product: Product) -> None:
    with transaction():
        cases.approve(case_of(product).id, admin_id=cast.eko.id, seen=seen(product))


def reject(cast: Cast, product: Product) -> None:
    with transaction():
        cases.reject(
            case_of(product).id,
            admin_id=cast.eko.id,
            reason_codes=["foto_kurang"],
            note="Buram.",
            seen=seen(product),
        )


def appeal(cast: Cast, product: Product) -> None:
    with transaction():
        cases.appeal(product.id, seller_id=cast.shop_of_ani.id, text="Fotonya sudah terang.")


def status_of(product: Product) -> ProductStatus:
    session.expire_all()
    return session.get_one(Product, product.id).status


def hold_food(app: Flask) -> None:
    """What stands on the shelf of the cast is food from now on."""
    with transaction():
        CategoryFactory().is_food = True
    kept.forget(app)


@pytest.fixture
def looks_at_five(app: Flask) -> Iterator[None]:
    app.config["REVIEW_FIRST_LISTINGS"] = 5
    yield
    app.config["REVIEW_FIRST_LISTINGS"] = 0


@pytest.mark.usefixtures("looks_at_five")
def test_the_first_five_listings_of_a_shop_are_looked_at_and_the_sixth_goes_on_sale(
    cast: Cast, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    for number in range(5):
        product = product_of(cast, draft=True, name=f"Lada {number}")
        assert publish(cast, product).status == ProductStatus.IN_REVIEW
        assert case_of(product).risks == ["first_listings"]
        approve(cast, product)
        assert status_of(product) == ProductStatus.PUBLISHED
    assert publish(cast, product_of(cast, draft=True, name="Lada 6")).status == ProductStatus.PUBLISHED
    assert len(emitted("listing.decided")) == 5


def test_a_claim_about_health_is_looked_at_on_food_only(cast: Cast) -> None:
    food = product_of(cast, draft=True, name="Madu", description=CLAIM, is_food=True, halal="non_halal")
    soap = product_of(cast, draft=True, name="Sabun", description=CLAIM)
    assert publish(cast, food).status == ProductStatus.IN_REVIEW
    assert case_of(food).risks == ["health_claim:menyembuhkan", "health_claim:mengobati"]
    assert publish(cast, soap).status == ProductStatus.PUBLISHED


def test_goods_that_nobody_may_sell_are_refused_at_once(cast: Cast) -> None:
    bracelet = product_of(cast, draft=True, name="Gelang akar bahar")
    with pytest.raises(ProhibitedGoods) as refused, transaction():
        products.publish_product(bracelet.id, seller_id=cast.shop_of_ani.id)
    assert "Akar bahar (koral hitam) tidak boleh dijual" in str(refused.value.message)
    claims = replace(claims_of(bracelet), name="Gelang baru", tags=("telur penyu",))
    offer = products.FirstOffer(price_amount=1000, weight_grams=10, on_hand=1)
    with pytest.raises(ProhibitedGoods), transaction():
        products.create_product(cast.shop_of_ani.id, claims, offer)
    pepper = product_of(cast)
    with pytest.raises(ProhibitedGoods):
        edit(cast, pepper, name="Lada dan daging kima")
    mentioned = product_of(cast, draft=True, name="Gelang", description="Bukan dari akar bahar, melainkan dari resam.")
    assert publish(cast, mentioned).status == ProductStatus.IN_REVIEW, "a person reads what is only mentioned"


def test_an_edit_without_a_risk_is_shown_at_once(cast: Cast) -> None:
    pepper = product_of(cast)
    edit(cast, pepper, description=SAID + " Dipetik tangan.")
    assert session.get_one(Product, pepper.id).description.endswith("Dipetik tangan.")
    assert queries.last_case_of(pepper.id) is None


def test_a_risky_edit_waits_while_the_live_version_stays_up(cast: Cast) -> None:
    pepper = product_of(cast, is_food=True, halal="non_halal")
    edit(cast, pepper, description=CLAIM)
    assert (status_of(pepper), session.get_one(Product, pepper.id).description) == (ProductStatus.PUBLISHED, SAID)
    with pytest.raises(UnderReview):
        edit(cast, pepper, description=SAID + "!")
    approve(cast, pepper)
    session.expire_all()
    assert session.get_one(Product, pepper.id).description == CLAIM
    edit(cast, pepper, made_to_order_days=3)
    assert session.get_one(Product, pepper.id).made_to_order_days == 3, "what was looked at is not looked at again"


def test_another_category_and_food_that_is_none_any_more_are_looked_at(cast: Cast) -> None:
    pepper = product_of(cast, is_food=True, halal="non_halal")
    edit(cast, pepper, is_food=False)
    assert case_of(pepper).risks == ["reclassified"]


def test_what_says_that_it_is_no_food_on_a_shelf_of_food_is_looked_at(cast: Cast, app: Flask) -> None:
    syrup = product_of(cast, draft=True, name="Sirup Kunyit")
    assert publish(cast, syrup).status == ProductStatus.PUBLISHED, "its shelf is none of food"
    hold_food(app)
    mortar = product_of(cast, draft=True, name="Cobek")
    assert publish(cast, mortar).status == ProductStatus.IN_REVIEW
    assert case_of(mortar).risks == ["no_food"]
    approve(cast, mortar)
    assert status_of(mortar) == ProductStatus.PUBLISHED
    edit(cast, mortar, description=SAID + " Dari batu.")
    assert session.get_one(Product, mortar.id).description.endswith("Dari batu."), "that was agreed to"
    food = product_of(cast, draft=True, name="Lada", is_food=True, halal="non_halal")
    assert publish(cast, food).status == ProductStatus.PUBLISHED
    edit(cast, food, is_food=False)
    assert case_of(food).risks == ["reclassified", "no_food"]


def test_what_was_agreed_to_be_no_food_and_became_food_is_looked_at_when_it_is_none_again(
    cast: Cast, app: Flask
) -> None:
    hold_food(app)
    mortar = product_of(cast, draft=True, name="Cobek")
    publish(cast, mortar)
    approve(cast, mortar)
    edit(cast, mortar, is_food=True, halal="non_halal")
    assert session.get_one(Product, mortar.id).is_food
    edit(cast, mortar, is_food=False)
    assert "no_food" in case_of(mortar).risks


def test_what_stands_unseen_on_a_shelf_that_becomes_one_of_food_is_looked_at_when_it_comes_back(
    cast: Cast, app: Flask
) -> None:
    mortar = product_of(cast, name="Cobek")
    hold_food(app)
    with transaction():
        products.unpublish_product(mortar.id, seller_id=cast.shop_of_ani.id)
    assert publish(cast, mortar).status == ProductStatus.UNPUBLISHED
    assert case_of(mortar).risks == ["no_food"]
    approve(cast, mortar)
    assert status_of(mortar) == ProductStatus.PUBLISHED


def test_what_was_rejected_can_be_edited_and_sent_again(cast: Cast) -> None:
    food = product_of(cast, draft=True, description=CLAIM, is_food=True, halal="non_halal")
    publish(cast, food)
    reject(cast, food)
    assert status_of(food) == ProductStatus.DRAFT
    edit(cast, food, description=SAID)
    with pytest.raises(ChangedSince):
        appeal(cast, food)
    assert publish(cast, food).status == ProductStatus.PUBLISHED


def test_a_rejected_edit_stays_with_its_seller_who_may_drop_it(cast: Cast) -> None:
    pepper = product_of(cast, is_food=True, halal="non_halal")
    edit(cast, pepper, description=CLAIM)
    reject(cast, pepper)
    assert own_queries.find_revision(pepper.id, RevisionStatus.DRAFT) is not None
    with transaction():
        products.drop_changes(pepper.id, seller_id=cast.shop_of_ani.id)
    edit(cast, pepper, description=SAID + " Baru.")
    assert session.get_one(Product, pepper.id).description == SAID + " Baru."


@pytest.mark.parametrize("is_granted", [True, False])
def test_a_seller_appeals_once_and_another_admin_decides(cast: Cast, is_granted: bool) -> None:
    food = product_of(cast, draft=True, description=CLAIM, is_food=True, halal="non_halal")
    publish(cast, food)
    reject(cast, food)
    for _ in range(2):
        appeal(cast, food)
    assert (status_of(food), case_of(food).status) == (ProductStatus.IN_REVIEW, CaseStatus.APPEALED)
    decide = partial(cases.grant, seen=seen(food)) if is_granted else cases.uphold
    with pytest.raises(DecidedBySame), transaction():
        decide(case_of(food).id, admin_id=cast.eko.id, note="")
    for _ in range(2):
        with transaction():
            decide(case_of(food).id, admin_id=cast.fitri.id, note="Sudah dibaca.")
    expected = ProductStatus.PUBLISHED if is_granted else ProductStatus.DRAFT
    assert status_of(food) == expected
    with pytest.raises(NoAppeal):
        appeal(cast, food)


def test_an_edit_can_be_appealed_for_too(cast: Cast) -> None:
    pepper = product_of(cast, is_food=True, halal="non_halal")
    edit(cast, pepper, description=CLAIM)
    reject(cast, pepper)
    appeal(cast, pepper)
    with transaction():
        cases.grant(case_of(pepper).id, admin_id=cast.fitri.id, note="", seen=seen(pepper))
    session.expire_all()
    assert session.get_one(Product, pepper.id).description == CLAIM


def test_what_waits_can_be_taken_back(cast: Cast) -> None:
    food = product_of(cast, draft=True, description=CLAIM, is_food=True, halal="non_halal")
    publish(cast, food)
    for _ in range(2):
        with transaction():
            cases.withdraw(food.id, seller_id=cast.shop_of_ani.id)
    assert (status_of(food), case_of(food).status) == (ProductStatus.DRAFT, CaseStatus.WITHDRAWN)
    with pytest.raises(IllegalTransition):
        approve(cast, food)


def test_a_product_that_was_taken_down_comes_back_only_by_a_person(cast: Cast) -> None:
    pepper = product_of(cast)
    with transaction():
        cases.take_down(pepper.id, admin_id=cast.eko.id, reason_codes=["merek_orang"], note="")
    assert publish(cast, pepper).status == ProductStatus.UNPUBLISHED
    assert publish(cast, pepper).status == ProductStatus.UNPUBLISHED
    assert case_of(pepper).risks == ["taken_down"]
    approve(cast, pepper)
    assert status_of(pepper) == ProductStatus.PUBLISHED
    with transaction():
        products.unpublish_product(pepper.id, seller_id=cast.shop_of_ani.id)
    assert publish(cast, pepper).status == ProductStatus.PUBLISHED


def test_an_edit_that_waits_goes_back_when_the_goods_are_taken_down(cast: Cast) -> None:
    pepper = product_of(cast, is_food=True, halal="non_halal")
    edit(cast, pepper, description=CLAIM)
    with transaction():
        cases.take_down(pepper.id, admin_id=cast.eko.id, reason_codes=["lain"], note="x")
    assert status_of(pepper) == ProductStatus.UNPUBLISHED
    assert own_queries.find_revision(pepper.id, RevisionStatus.DRAFT) is not None


def test_nothing_is_taken_down_while_an_appeal_waits(cast: Cast) -> None:
    pepper = product_of(cast, is_food=True, halal="non_halal")
    edit(cast, pepper, description=CLAIM)
    reject(cast, pepper)
    appeal(cast, pepper)
    with pytest.raises(CaseOpen), transaction():
        cases.take_down(pepper.id, admin_id=cast.eko.id, reason_codes=["lain"], note="x")


def test_a_product_that_is_put_away_waits_for_nobody(cast: Cast) -> None:
    pepper = product_of(cast, is_food=True, halal="non_halal")
    edit(cast, pepper, description=CLAIM)
    with transaction():
        products.archive_product(pepper.id, seller_id=cast.shop_of_ani.id)
    assert case_of(pepper).status == CaseStatus.WITHDRAWN


def test_nobody_decides_about_the_own_shop(cast: Cast) -> None:
    food = product_of(cast, draft=True, description=CLAIM, is_food=True, halal="non_halal")
    publish(cast, food)
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.eko.id)
    with pytest.raises(OwnShop):
        approve(cast, food)


def test_whoever_helped_somebody_of_a_shop_leaves_its_listings_to_others(cast: Cast) -> None:
    food = product_of(cast, draft=True, description=CLAIM, is_food=True, halal="non_halal")
    publish(cast, food)
    with transaction():
        AssistanceFactory(helper_id=cast.eko.id, person_id=cast.budi.id, ended_at=now())
    pepper = product_of(cast)
    for decide in (
        lambda: cases.approve(case_of(food).id, admin_id=cast.eko.id, seen=seen(food)),
        lambda: cases.reject(
            case_of(food).id, admin_id=cast.eko.id, reason_codes=["foto_kurang"], note="", seen=seen(food)
        ),
        lambda: cases.take_down(pepper.id, admin_id=cast.eko.id, reason_codes=["foto_kurang"], note=""),
    ):
        with pytest.raises(OwnShop), transaction():
            decide()


def test_what_somebody_looks_at_stays_as_it_is_until_it_is_decided(cast: Cast) -> None:
    pepper, seller_id = product_of(cast), cast.shop_of_ani.id
    current = claims_of(pepper)
    wanted = replace(current, name="Lada Merk Orang")
    seen = {claims: fingerprint(claims.as_json()) for claims in (current, wanted)}
    with transaction():
        products.keep_claims(pepper.id, seller_id=seller_id, claims=wanted, seen=seen[current])
    with transaction():
        cases.take_down(pepper.id, admin_id=cast.eko.id, reason_codes=["merek_orang"], note="")
    publish(cast, pepper)
    with pytest.raises(UnderReview), transaction():
        products.show_changes(pepper.id, seller_id=seller_id, seen=seen[wanted])
    with transaction():
        session.get_one(Product, pepper.id).name = "Lada Merk Orang"
    with pytest.raises(CaseChanged):
        approve(cast, pepper)
    assert (status_of(pepper), case_of(pepper).status) == (ProductStatus.UNPUBLISHED, CaseStatus.WAITING)


def test_a_hidden_product_whose_permits_are_gone_is_looked_at_before_it_comes_back(cast: Cast) -> None:
    with transaction():
        seed_requirements()
    cake = product_of(cast, is_food=True, halal="certified", shelf_life_days=2, name="Kue")
    with transaction():
        products.unpublish_product(cake.id, seller_id=cast.shop_of_ani.id)
    for _ in range(2):
        assert publish(cast, cake).status == ProductStatus.UNPUBLISHED
    assert case_of(cake).risks == ["permit:halal"]
    with pytest.raises(PermitsMissing):
        approve(cast, cake)
    hold(cast.shop_of_ani.id, "halal")
    approve(cast, cake)
    assert status_of(cake) == ProductStatus.PUBLISHED


def test_names_and_values_of_choices_are_read_before_something_comes_on_sale(cast: Cast) -> None:
    soup = product_of(cast, draft=True, option1_name="Isi", variant__option1_value="Sirip hiu")
    assert publish(cast, soup).status == ProductStatus.IN_REVIEW
    assert case_of(soup).risks == ["watched:sirip hiu"]
    bracelet = product_of(cast, draft=True, option1_name="Bahan", variant__option1_value="Akar bahar")
    with pytest.raises(ProhibitedGoods):
        publish(cast, bracelet)
