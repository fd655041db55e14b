"""A count in a table corrects what its writer saw; what was sold since is never counted away."""

from collections.abc import Callable, Mapping

import pytest

from app import worker
from app.bulk.columns import BY_HEADING
from app.catalog.queries.cases import last_case_of
from app.db import session, transaction
from app.models.account import User
from app.models.bulk import ImportJob, Outcome
from app.models.stock import StockItem
from tests.browser import Browser
from tests.bulk import steps
from tests.bulk.steps import bring_in, check, read_csv, rows, table
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory, ProductFactory

EXPORT = "/penjual/pusat/produk/ekspor/produk.csv"


@pytest.fixture
def item(cast: Cast) -> int:
    """A variant A of Ani's with twelve pieces; returns its id."""
    with transaction():
        CategoryFactory()
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__sku="A", variant__stock=12)
        return product.variants[0].id


@pytest.fixture
def ani(cast: Cast, item: int, browser_of: Callable[[User], Browser]) -> Browser:
    return browser_of(cast.ani)


def sell(item: int, pieces: int) -> None:
    with transaction():
        session.get_one(StockItem, item).on_hand -= pieces


def left(item: int) -> int:
    return session.get_one(StockItem, item, populate_existing=True).on_hand


def exported(browser: Browser) -> dict[str, str]:
    """The one row that a seller takes away."""
    (found,) = read_csv(browser.get(EXPORT))
    return cells_of(found)


def cells_of(found: Mapping[str, str]) -> dict[str, str]:
    return {BY_HEADING[heading.casefold()]: cell for heading, cell in found.items()}


def press(browser: Browser, job: ImportJob) -> None:
    assert browser.post(f"{steps.START}/{job.id}/jalankan").status_code == 303
    worker.drain()


@pytest.mark.parametrize("change", [{}, {"price": "77000"}])
def test_a_stock_that_says_what_the_export_said_is_left_alone(ani: Browser, item: int, change: dict[str, str]) -> None:
    taken = exported(ani)
    assert taken["stock"] == taken["stock_seen"] == "12"
    sell(item, 5)
    job = check(ani, table([taken | change]))
    assert [row.outcome for row in rows(job)] == [Outcome.CHANGED if change else Outcome.SAME]
    if change:
        press(ani, job)
    assert left(item) == 7


def test_another_count_than_the_export_said_is_taken_while_nothing_was_sold(ani: Browser, item: int) -> None:
    data = table([exported(ani) | {"stock": "30"}])
    bring_in(ani, data)
    assert left(item) == 30
    assert [row.outcome for row in rows(check(ani, data))] == [Outcome.SAME], "sent twice it is so already"


def test_another_count_is_refused_when_the_stock_moved_since_the_export_and_lands_when_mended(
    ani: Browser, item: int
) -> None:
    data = table([exported(ani) | {"stock": "30"}])
    sell(item, 5)
    job = check(ani, data)
    (row,) = rows(job)
    assert (row.outcome, left(item)) == (Outcome.REFUSED, 7)
    assert "Stok: Berubah sejak tabel ini dibuat atau diperiksa, sekarang 7." in row.reasons[0]
    (back,) = map(cells_of, read_csv(ani.get(f"{steps.START}/{job.id}/perbaikan.csv")))
    assert (back["stock"], back["stock_seen"]) == ("30", "7")
    del back["reasons"]
    bring_in(ani, table([back | {"stock": "25"}]))
    assert left(item) == 25


def test_a_row_refused_for_something_else_does_not_hide_that_the_stock_moved(ani: Browser, item: int) -> None:
    taken = exported(ani)
    sell(item, 5)
    job = check(ani, table([taken | {"price": "x", "stock": "30"}]))
    (back,) = map(cells_of, read_csv(ani.get(f"{steps.START}/{job.id}/perbaikan.csv")))
    del back["reasons"]
    (row,) = rows(check(ani, table([back | {"price": taken["price"]}])))
    assert row.outcome == Outcome.REFUSED
    assert "sekarang 7" in row.reasons[0]


def test_a_sale_between_the_look_and_the_press_refuses_a_count_without_an_export(ani: Browser, item: int) -> None:
    job = check(ani, table([{"sku": "A", "stock": "30", "price": "77000"}]))
    assert [row.outcome for row in rows(job)] == [Outcome.CHANGED]
    sell(item, 5)
    press(ani, job)
    (row,) = rows(job)
    assert (row.outcome, left(item), row.on_hand) == (Outcome.REFUSED, 7, 7)
    (back,) = read_csv(ani.get(f"{steps.START}/{job.id}/perbaikan.csv"))
    assert back["Stok saat diunduh"] == "7"


def test_a_sale_between_the_look_and_the_press_stays_where_the_count_was_right(ani: Browser, item: int) -> None:
    job = check(ani, table([{"sku": "A", "stock": "12", "price": "77000"}]))
    sell(item, 5)
    press(ani, job)
    assert ([row.outcome for row in rows(job)], left(item)) == ([Outcome.CHANGED], 7)


def test_a_row_refused_for_something_else_comes_back_with_a_stock_that_is_left_alone(ani: Browser, item: int) -> None:
    sell(item, -1_488)
    taken = exported(ani)
    sell(item, 5)
    job = check(ani, table([taken | {"price": "x", "stock": "1.500"}]))
    (back,) = map(cells_of, read_csv(ani.get(f"{steps.START}/{job.id}/perbaikan.csv")))
    assert (back["stock"], back["stock_seen"]) == ("1.500", "1500")
    del back["reasons"]
    bring_in(ani, table([back | {"price": "77000"}]))
    assert left(item) == 1_495


def test_what_is_no_count_in_our_column_is_told(ani: Browser) -> None:
    (row,) = rows(check(ani, table([exported(ani) | {"stock_seen": "banyak"}])))
    assert row.reasons == ["Stok saat diunduh: Biarkan seperti saat diunduh."]


def test_choices_that_come_by_a_table_are_read_like_any_others(ani: Browser, cast: Cast) -> None:
    with transaction():
        product = ProductFactory(
            seller_id=cast.shop_of_ani.id, option1_name="Bahan", variant__sku="B", variant__option1_value="Resam"
        )
        slug, product_id = product.slug, product.id
    (there,) = [each for each in map(cells_of, read_csv(ani.get(EXPORT))) if each["key"] == slug]
    new = [
        there | {"sku": sku, "option1_value": value, "stock": "1", "stock_seen": ""}
        for sku, value in {"C": "Akar bahar", "D": "Sirip hiu"}.items()
    ]
    job = check(ani, table([there, *new]))
    assert [row.outcome for row in rows(job)] == [Outcome.SAME, Outcome.REFUSED, Outcome.CREATED]
    assert "Akar bahar" in rows(job)[1].reasons[0]
    press(ani, job)
    case = last_case_of(product_id)
    assert case is not None
    assert case.risks == ["watched:sirip hiu"]
