"""The table of choices."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.catalog import grid, rules
from app.catalog.commands import variants as variant_commands
from app.catalog.errors import BadChoices, ChangedMeanwhile, ChoicePromised, ProhibitedGoods, SkuTaken, StockTooLow
from app.catalog.grid import Axes, Row
from app.catalog.queries import cases
from app.catalog.queries import own as own_queries
from app.crypto import fingerprint
from app.db import session, transaction
from app.errors import NotFound
from app.ledger.check import differences
from app.models.audit import AuditEvent
from app.models.catalog import NetUnit, Product, ProductStatus, Variant
from app.models.moderation import CaseStatus, WordKind
from app.models.stock import StockItem, StockMovement
from app.permits.goods import holds_food
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.moderation import ListingWordFactory
from tests.statements import Statements

SIZES = Axes("Isi")


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=10, variant__sku="LADA")
    return product


def row(first: str = "", second: str = "", **values: object) -> Row:
    usual = Row(first, second, "", 25_000, 300, 250, NetUnit.GRAM, 5)
    return replace(usual, **values)  # type: ignore[arg-type]


def seen(product: Product) -> str:
    session.rollback()
    session.expire_all()
    own = own_queries.get_own_product(product.id, product.seller_id)
    return fingerprint(grid.as_shown(own))


def put(product: Product, axes: Axes, rows: Sequence[Row], *, mark: str | None = None, seller_id: int = 0) -> None:
    mark = mark or seen(product)
    with transaction():
        variant_commands.set_variants(
            product.id, seller_id=seller_id or product.seller_id, axes=axes, rows=rows, seen=mark
        )


def live(product: Product) -> list[Variant]:
    session.rollback()
    session.expire_all()
    return list(own_queries.get_own_product(product.id, product.seller_id).variants)


def test_combinations_that_stay_keep_their_rows_and_the_others_are_archived(pepper: Product) -> None:
    put(pepper, SIZES, [row("100 g"), row("250 g")])
    small, large = live(pepper)
    put(pepper, SIZES, [row("500 g"), row("100 g", price_amount=30_000, sku=small.sku)])
    biggest, kept = live(pepper)
    assert (kept.id, kept.price_amount, kept.position) == (small.id, 30_000, 1)
    assert biggest.id not in (small.id, large.id)
    assert session.get_one(Variant, large.id).archived_at is not None
    assert session.scalar(select(func.count(Variant.id))) == 4, "nothing is deleted"


def test_a_product_goes_back_to_a_single_variant(pepper: Product) -> None:
    put(pepper, Axes("Isi", "Rasa"), [row(a, b) for a in ("100 g", "250 g") for b in ("Pedas", "Manis")])
    assert [variant.label for variant in live(pepper)][:2] == ["100 g · Pedas", "100 g · Manis"]
    put(pepper, Axes(), [row()])
    (only,) = live(pepper)
    assert only.label == ""
    assert session.get_one(Product, pepper.id).option1_name == ""


def test_new_combinations_open_with_their_count(pepper: Product) -> None:
    put(pepper, SIZES, [row("100 g", on_hand=4), row("250 g", on_hand=0)])
    small, large = live(pepper)
    moves = session.execute(select(StockMovement.variant_id, StockMovement.on_hand_change)).all()
    assert (small.id, 4) in moves
    assert large.id not in {move.variant_id for move in moves}, "nothing moved"
    assert large.stock.on_hand == 0


def test_a_kept_count_is_adjusted_and_a_kept_price_is_audited(pepper: Product) -> None:
    put(pepper, Axes(), [row(sku="LADA", price_amount=60_000, on_hand=12)])
    actions = {event.action: event.facts for event in session.scalars(select(AuditEvent))}
    assert actions["variant.price_changed"] == {"before": 50_000, "after": 60_000}
    assert actions["variant.stock_changed"] == {"before": 10, "after": 12}
    session.rollback()
    assert list(differences()) == []


def test_a_code_is_kept_made_or_refused(cast: Cast, pepper: Product) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, variant__sku="TEH")
        ProductFactory(seller_id=cast.shop_of_citra.id, variant__sku="KOPI")
    put(pepper, SIZES, [row("100 g", sku="KOPI"), row("250 g")])
    first, second = live(pepper)
    assert first.sku == "KOPI", "another shop's code is free here"
    assert second.sku.startswith(f"P{pepper.id}-")
    for taken in ("TEH", "LADA", "KOPI"):
        with pytest.raises(SkuTaken):
            put(pepper, SIZES, [row("100 g", sku="KOPI"), row("250 g", sku=taken)])


def test_what_is_promised_to_buyers_stays(pepper: Product) -> None:
    put(pepper, SIZES, [row("100 g"), row("250 g")])
    small, _large = live(pepper)
    with transaction():
        session.get_one(StockItem, small.id).reserved = 2
    with pytest.raises(ChoicePromised):
        put(pepper, SIZES, [row("250 g")])
    with pytest.raises(StockTooLow):
        put(pepper, SIZES, [row("100 g", on_hand=1), row("250 g")])
    assert len(live(pepper)) == 2


def test_the_same_table_twice_is_one_change(pepper: Product) -> None:
    mark = seen(pepper)
    for _ in range(2):
        put(pepper, SIZES, [row("100 g"), row("250 g")], mark=mark)
    assert session.scalar(select(func.count(Variant.id))) == 3


def test_a_table_older_than_a_sale_is_told_and_not_written(pepper: Product) -> None:
    mark = seen(pepper)
    with transaction():
        session.get_one(StockItem, pepper.variants[0].id).on_hand = 9
    with pytest.raises(ChangedMeanwhile):
        put(pepper, Axes(), [row(sku="LADA", on_hand=10)], mark=mark)


@pytest.mark.parametrize(
    ("axes", "rows"),
    [
        (Axes(), []),
        (Axes(), [row(), row()]),
        (Axes(), [row("100 g")]),
        (SIZES, [row()]),
        (SIZES, [row("100 g"), row("100 G")]),
        (SIZES, [row("100 g", "Pedas")]),
        (Axes("", "Rasa"), [row("", "Pedas")]),
        (SIZES, [row(str(number)) for number in range(51)]),
    ],
)
def test_choices_that_make_no_product_are_refused(pepper: Product, axes: Axes, rows: list[Row]) -> None:
    with pytest.raises(BadChoices):
        put(pepper, axes, rows)


def test_another_shops_table_is_not_there(cast: Cast, pepper: Product) -> None:
    with pytest.raises(NotFound):
        put(pepper, Axes(), [row()], seller_id=cast.shop_of_citra.id)


VALUES = st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True, max_size=4)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=4))
def test_whatever_tables_follow_each_other_the_last_one_holds(
    pepper: Product, tables: list[tuple[list[str], list[str]]]
) -> None:
    known: dict[tuple[str, str], int] = {}
    for first, second in tables:
        first = first if first or not second else ["x"]
        axes = Axes("Isi" if first else "", "Rasa" if second else "")
        wanted = rules.combinations(first, second)
        before = {(each.option1_value, each.option2_value): each.id for each in live(pepper)}
        put(pepper, axes, [row(*key) for key in wanted])
        known = {(each.option1_value, each.option2_value): each.id for each in live(pepper)}
        assert list(known) == wanted
        assert all(known[key] == before[key] for key in known if key in before)
    skus = session.scalars(select(Variant.sku)).all()
    assert len(skus) == len(set(skus))
    session.rollback()
    assert list(differences()) == []


def test_fifty_combinations_cost_what_one_costs(pepper: Product, statements: Statements) -> None:
    product_id, seller_id = pepper.id, pepper.seller_id

    def cost(count: int, **values: int) -> int:
        mark = seen(session.get_one(Product, product_id))
        rows = [row(str(number), **values) for number in range(count)]
        session.remove()
        with statements.counted() as ran, transaction():
            variant_commands.set_variants(product_id, seller_id=seller_id, axes=SIZES, rows=rows, seen=mark)
        return len(ran)

    holds_food(pepper.category_id)  # the shelves are read once, and kept
    one_new = cost(1)
    one_changed = cost(1, price_amount=26_000, on_hand=6)
    put(session.get_one(Product, product_id), Axes(), [row()])
    assert cost(50) == one_new
    assert cost(50, price_amount=27_000, on_hand=7) == one_changed


@pytest.mark.parametrize("axes", [SIZES, Axes("Akar bahar")])
def test_no_choice_names_what_nobody_may_sell(pepper: Product, axes: Axes) -> None:
    value = "Akar bahar" if axes == SIZES else "100 g"
    with pytest.raises(ProhibitedGoods) as refused:
        put(pepper, axes, [row(value)])
    assert "Akar bahar (koral hitam) tidak boleh dijual" in str(refused.value.message)
    assert [each.option1_value for each in live(pepper)] == [""]


def test_a_watched_word_in_a_choice_of_what_is_on_sale_is_looked_at_once(
    pepper: Product, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    for price in (25_000, 30_000):
        put(pepper, SIZES, [row("Sirip hiu", price_amount=price)])
    case = cases.last_case_of(pepper.id)
    assert case is not None
    assert (case.status, case.risks) == (CaseStatus.WAITING, ["watched:sirip hiu"])
    assert emitted("listing.looked_at_again") == [{"case_ids": str(case.id)}]
    assert session.get_one(Product, pepper.id).status == ProductStatus.PUBLISHED


def test_what_was_said_before_a_word_forbade_it_can_still_be_counted_and_priced(pepper: Product) -> None:
    put(pepper, SIZES, [row("Sisik naga")])
    with transaction():
        ListingWordFactory(word="sisik naga", kind=WordKind.PROHIBITED)
    put(pepper, SIZES, [row("Sisik naga", price_amount=30_000)])
    assert live(pepper)[0].price_amount == 30_000
