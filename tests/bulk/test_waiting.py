"""Rows about what waits for a reviewer: known again by their codes and choices, never brought in a second time."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.bulk.columns import BY_HEADING
from app.catalog.commands import cases
from app.catalog.commands import products as product_commands
from app.catalog.errors import SkuTaken
from app.catalog.grid import Axes
from app.db import session, transaction
from app.models.account import User
from app.models.bulk import ImportJob, Outcome
from app.models.catalog import Product, ProductStatus, Variant
from app.models.moderation import ModerationCase, WordKind
from tests.browser import Browser
from tests.bulk.steps import PEPPER, bring_in, check, line, read_csv, rows, table
from tests.cast import Cast
from tests.catalog.test_case_commands import case_of, edit, seen
from tests.catalog.test_trust import trusts_after_two
from tests.catalog.test_variant_commands import put, row
from tests.factories.catalog import MediaFactory, ProductFactory, ProductImageFactory
from tests.factories.moderation import ListingWordFactory

__all__ = ["trusts_after_two"]

EXPORT = "/penjual/pusat/produk/ekspor/produk.csv"
SMALL = {"sku": "KECIL", "option1_value": "100 g", "price": "50000", "weight": "300", "stock": "4"}
LARGE = SMALL | {"sku": "BESAR", "option1_value": "250 g", "price": "90000"}


@pytest.fixture
def ani(cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    """With pepper on sale in 100 g."""
    with transaction():
        product = ProductFactory(
            seller_id=cast.shop_of_ani.id,
            slug="lada",
            description="Lada putih pilihan, digiling halus tanpa campuran.",
            option1_name="Isi",
            variant__sku="KECIL",
            variant__option1_value="100 g",
            variant__stock=4,
        )
        ProductImageFactory(product_id=product.id, media_id=MediaFactory().id)
    return browser_of(cast.ani)


@pytest.fixture
def eko_id(cast: Cast) -> int:
    return cast.eko.id


@pytest.fixture
def shop_id(cast: Cast) -> int:
    return cast.shop_of_ani.id


@pytest.fixture
def waits(ani: Browser, eko_id: int, shop_id: int) -> None:
    """250 g of pepper came by a table, and a person looks at it first."""
    job = bring_in(ani, table([of_pepper(LARGE)]))
    assert outcomes(job) == [Outcome.CREATED]
    assert (codes(), case_of(pepper()).risks) == (["KECIL"], ["choices"])


def pepper() -> Product:
    return session.scalars(select(Product).where(Product.slug == "lada")).one()


def of_pepper(cells: dict[str, str], **others: str) -> dict[str, str]:
    return {"key": "lada", "option1_name": "Isi"} | cells | others


def outcomes(job: ImportJob) -> list[Outcome | None]:
    return [each.outcome for each in rows(job)]


def codes() -> list[str]:
    """What buyers of pepper can choose."""
    session.expire_all()
    return [each.sku for each in pepper().variants]


def kept() -> list[tuple[str, str, int]]:
    """The table of pepper that waits."""
    session.expire_all()
    rows_kept = (pepper().choices_waiting or {"rows": []})["rows"]
    return [(each["sku"], each["option1_value"], each["price_amount"]) for each in rows_kept]


def count(column: object) -> int:
    return session.scalar(select(func.count()).select_from(column)) or 0  # type: ignore[arg-type]


def approve(eko_id: int) -> None:
    mark = seen(pepper())
    with transaction():
        cases.approve(case_of(pepper()).id, admin_id=eko_id, seen=mark)


def withdraw(shop_id: int) -> None:
    product_id = pepper().id
    session.rollback()
    with transaction():
        cases.withdraw(product_id, seller_id=shop_id)


def exported(browser: Browser) -> list[dict[str, str]]:
    found = read_csv(browser.get(EXPORT))
    return [{BY_HEADING[heading.casefold()]: cell for heading, cell in each.items()} for each in found]


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize("key", ["lada", "", "lada-saya"])
def test_a_row_that_waits_is_known_when_it_is_sent_again(ani: Browser, eko_id: int, key: str) -> None:
    known = {"name": pepper().name, "description": pepper().description}
    again = table([line(**LARGE | known, key=key, option1_name="Isi", category="Bumbu & Rempah")])
    job = check(ani, again)
    assert [(each.outcome, each.product_id) for each in rows(job)] == [(Outcome.SAME, pepper().id)]
    assert (count(Product), count(ModerationCase)) == (1, 1)
    approve(eko_id)
    assert codes() == ["KECIL", "BESAR"]
    assert outcomes(check(ani, again)) == [Outcome.SAME], "let go in between it is the same row still"


@pytest.mark.usefixtures("waits")
def test_a_row_that_waits_waits_on_with_its_new_price_and_count(ani: Browser, eko_id: int) -> None:
    case_id, mark = case_of(pepper()).id, seen(pepper())
    job = bring_in(ani, table([of_pepper(SMALL, price="51000"), of_pepper(LARGE, price="91000", stock="7")]))
    assert outcomes(job) == [Outcome.CHANGED] * 2
    assert [price for *_, price in kept()] == [51_000, 91_000]
    assert (case_of(pepper()).id, count(ModerationCase)) == (case_id, 1)
    assert seen(pepper()) != mark, "who looks sees it anew"
    approve(eko_id)
    there = session.scalars(select(Variant).order_by(Variant.position)).all()
    assert [(each.sku, each.price_amount, each.stock.on_hand) for each in there] == [
        ("KECIL", 51_000, 4),
        ("BESAR", 91_000, 7),
    ]


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize("value", ["250 g", "250 G"])
def test_the_choice_that_waits_is_not_added_under_another_code(ani: Browser, value: str) -> None:
    (there,) = rows(check(ani, table([of_pepper(LARGE, sku="LAIN", option1_value=value)])))
    assert (there.outcome, there.reasons) == (Outcome.REFUSED, ["Pilihannya sama dengan pilihan yang sudah ada."])


@pytest.mark.usefixtures("waits")
def test_a_choice_that_waits_is_called_otherwise_only_on_its_page(ani: Browser) -> None:
    (there,) = rows(check(ani, table([of_pepper(LARGE, option1_value="300 g")])))
    assert (there.outcome, "halaman Pilihan" in there.reasons[0]) == (Outcome.REFUSED, True)


@pytest.mark.usefixtures("waits")
def test_another_choice_waits_behind_the_first(ani: Browser, eko_id: int) -> None:
    third = of_pepper(LARGE, sku="JUMBO", option1_value="1 kg")
    assert outcomes(bring_in(ani, table([third, of_pepper(LARGE)]))) == [Outcome.CREATED, Outcome.SAME]
    approve(eko_id)
    assert codes() == ["KECIL", "BESAR", "JUMBO"]


@pytest.mark.usefixtures("waits")
def test_a_code_that_waits_is_no_code_for_another_product(shop_id: int) -> None:
    with transaction():
        other = ProductFactory(seller_id=shop_id, option1_name="Isi", variant__option1_value="1 kg")
    with pytest.raises(SkuTaken):
        put(other, Axes("Isi"), [row("1 kg", sku="BESAR")])


@pytest.mark.usefixtures("waits")
def test_a_row_that_waits_no_more_is_a_new_one_again(ani: Browser, shop_id: int) -> None:
    withdraw(shop_id)
    assert [each["sku"] for each in exported(ani)] == ["KECIL"]
    assert outcomes(check(ani, table([of_pepper(LARGE)]))) == [Outcome.CREATED]


def begin_choices(ani: Browser, cast: Cast) -> list[str]:
    bring_in(ani, table([of_pepper(LARGE)]))
    return ["KECIL", "BESAR"]


def begin_edit(ani: Browser, cast: Cast) -> list[str]:
    edit(cast, pepper(), name="Lada Hitam")
    return ["KECIL"]


def begin_first_listing(ani: Browser, cast: Cast) -> list[str]:
    seller_id = cast.shop_of_ani.id
    with transaction():
        ListingWordFactory(word="sirip hiu", kind=WordKind.WATCHED)
    bring_in(ani, table([line("BARU", name="Lada Baru", description=f"Tanpa sirip hiu. {PEPPER['description']}")]))
    product_id = session.scalars(select(Product.id).where(Product.name == "Lada Baru")).one()
    with transaction():
        ProductImageFactory(product_id=product_id, media_id=MediaFactory().id)
    with transaction():
        product_commands.publish_product(product_id, seller_id=seller_id)
    assert session.get_one(Product, product_id).status == ProductStatus.IN_REVIEW
    return ["KECIL", "BARU"]


def begin_other_axes(ani: Browser, cast: Cast) -> list[str]:
    put(pepper(), Axes("Berat"), [row("100 g", sku="KECIL"), row("1 kg", sku="JUMBO")])
    return ["KECIL"]


@pytest.mark.parametrize("begin", [begin_choices, begin_edit, begin_first_listing, begin_other_axes])
def test_what_goes_out_while_it_waits_changes_nothing_when_it_comes_back(
    ani: Browser, cast: Cast, begin: Callable[[Browser, Cast], list[str]]
) -> None:
    skus = begin(ani, cast)
    before = [(case.id, case.claims, case.risks) for case in session.scalars(select(ModerationCase))]
    waiting, variants = kept(), count(Variant)
    lines = exported(ani)
    assert ([each["sku"] for each in lines], len(before)) == (skus, 1)
    job = check(ani, table(lines))
    assert [(each.outcome, each.reasons) for each in rows(job)] == [(Outcome.SAME, [])] * len(lines)
    assert (kept(), count(Variant)) == (waiting, variants)
    assert [(case.id, case.claims, case.risks) for case in session.scalars(select(ModerationCase))] == before


def test_while_choices_wait_under_another_name_a_table_brings_no_new_ones(ani: Browser, cast: Cast) -> None:
    begin_other_axes(ani, cast)
    waiting = kept()
    jumbo = of_pepper(LARGE, sku="JUMBO", option1_value="1 kg")
    job = bring_in(ani, table([of_pepper(SMALL, price="51000"), of_pepper(LARGE), jumbo]))
    assert outcomes(job) == [Outcome.CHANGED, Outcome.REFUSED, Outcome.REFUSED]
    assert "Susunan pilihan yang baru sedang ditinjau." in rows(job)[1].reasons[0]
    assert (kept(), codes()) == (waiting, ["KECIL"])
