"""The figures of one shop in a period, each kind in one statement however much there is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Subquery, and_, case, exists, false, func, null, or_, select, true, union_all

from app.catalog.queries.on_sale import AVAILABLE, of_variants
from app.clock import JAKARTA, day_of
from app.db import session
from app.insights.rules import SMALLEST_GROUP, Empty, Period, ProductFigures, empty_days
from app.models.base import UtcDateTime
from app.models.catalog import Product, ProductStatus, Variant
from app.models.insight import ProductDay
from app.models.order import Order, OrderGroup, OrderLine, OrderStatus
from app.models.stock import MovementKind, StockItem, StockMovement

PAID = (OrderStatus.PAID, OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED)
IS_KEPT = OrderLine.quantity > OrderLine.refunded_quantity
CHANGE = StockMovement.on_hand_change - StockMovement.reserved_change
REGENCY, PROVINCE = 5, 2  # letters of a code of Kemendagri


@dataclass(frozen=True)
class Day:
    """How many people looked at the products of a shop on a day, and how many orders were paid."""

    day: date
    views: int
    orders: int


@dataclass(frozen=True)
class Buyers:
    """People who bought in a period, and how many of them had bought before or did so twice."""

    total: int
    repeated: int


def products_of(seller_id: int, period: Period, empty: Iterable[Empty]) -> list[ProductFigures]:
    """Every product that is on sale or was looked at or sold, by name."""
    looks, sales = _looks(seller_id, period), _sales(seller_id, period)
    on_sale = Product.status == ProductStatus.PUBLISHED
    rows = session.connection().execute(
        select(
            Product.id,
            Product.name,
            on_sale.label("is_on_sale"),
            (Product.published_at < period.begin).label("is_older"),
            func.coalesce(looks.c.views, 0).label("views"),
            func.coalesce(looks.c.carted, 0).label("carted"),
            func.coalesce(sales.c.orders, 0).label("orders"),
            func.coalesce(sales.c.pieces, 0).label("pieces"),
            func.coalesce(sales.c.amount, 0).label("amount"),
            func.coalesce(of_variants(func.sum(AVAILABLE)), 0).label("available"),
        )
        .outerjoin(looks, looks.c.product_id == Product.id)
        .outerjoin(sales, sales.c.product_id == Product.id)
        .where(
            Product.seller_id == seller_id,
            or_(on_sale, looks.c.product_id.is_not(None), sales.c.product_id.is_not(None)),
        )
        .order_by(Product.name_folded, Product.id)
    )
    days = empty_days(empty, period)
    return [
        ProductFigures(
            row.id, row.name, bool(row.is_on_sale), bool(row.is_older), int(row.views), int(row.carted), row.orders,
            int(row.pieces), int(row.amount), int(row.available), days.get(row.id, 0),
        )
        for row in rows
    ]  # fmt: skip


def days_of(seller_id: int, period: Period) -> list[Day]:
    """Every day of a period, oldest first; two statements."""
    first = day_of(period.begin)
    count = (day_of(period.end) - first) // timedelta(days=1) + 1
    days = {
        (first + timedelta(days=place)).date(): Day((first + timedelta(days=place)).date(), 0, 0)
        for place in range(count)
    }
    looks = (
        select(ProductDay.day, func.sum(ProductDay.views))
        .join(Product, Product.id == ProductDay.product_id)
        .where(Product.seller_id == seller_id, ProductDay.day >= min(days))
        .group_by(ProductDay.day)
    )
    for day, views in session.connection().execute(looks):
        if day in days:
            days[day] = replace(days[day], views=int(views))
    paid = session.connection().execute(select(Order.paid_at).where(*_is_paid(seller_id, period)))
    for paid_at in paid.scalars():
        assert paid_at is not None, "the condition says so"
        day = paid_at.astimezone(JAKARTA).date()
        days[day] = replace(days[day], orders=days[day].orders + 1)
    return list(days.values())


def buyers_of(seller_id: int, period: Period) -> Buyers:
    """Who bought in the period, and who of them came back."""
    is_now = Order.paid_at >= period.begin
    each = (
        select(OrderGroup.buyer_id, func.count(Order.id).label("orders"))
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .where(
            *_is_sold(seller_id),
            Order.paid_at < period.end,
            OrderGroup.buyer_id.is_not(None),
        )
        .group_by(OrderGroup.buyer_id)
        .having(func.count(case((is_now, Order.id))) > 0)
        .subquery()
    )
    row = session.execute(select(func.count(), func.count(case((each.c.orders > 1, 1)))).select_from(each)).one()
    return Buyers(*row)


def places_of(seller_id: int, period: Period) -> Mapping[str, int]:
    """How many buyers have their parcels sent to each regency, by its code; the most first."""
    regency = func.substr(OrderGroup.district_code, 1, REGENCY)
    buyers = func.count(OrderGroup.buyer_id.distinct())
    rows = session.execute(
        select(regency.label("regency"), buyers.label("buyers"))
        .join(Order, Order.group_id == OrderGroup.id)
        .where(*_is_paid(seller_id, period))
        .group_by(regency)
        .order_by(buyers.desc(), regency)
    )
    return {row.regency: row.buyers for row in rows}


def large_enough(places: Mapping[str, int], *, province_code: str) -> tuple[dict[str, int], dict[str, int]]:
    """Regencies of the province, and other provinces, in which nobody can be recognised."""
    near = {code: n for code, n in places.items() if code.startswith(f"{province_code}.") and n >= SMALLEST_GROUP}
    far: dict[str, int] = {}
    for code, count in places.items():
        if not code.startswith(f"{province_code}."):
            far[code[:PROVINCE]] = far.get(code[:PROVINCE], 0) + count
    return near, {code: n for code, n in sorted(far.items(), key=lambda each: -each[1]) if n >= SMALLEST_GROUP}


def empty_times(seller_id: int, since: datetime) -> list[Empty]:
    """When choices on sale had nothing left, since a moment: from what is there now back through the changes."""
    moves = _moves(seller_id, since)
    before = AVAILABLE - moves.c.running
    after = before + moves.c.change
    on_sale = Variant.seller_id == seller_id, Variant.archived_at.is_(None), Product.status == ProductStatus.PUBLISHED
    began_empty = and_(moves.c.is_first, before <= 0, moves.c.kind != MovementKind.OPENING)
    moved = (
        select(
            Variant.product_id,
            Product.published_at,
            moves.c.at,
            moves.c.next_at,
            (after <= 0).label("is_empty_after"),
            began_empty.label("is_empty_before"),
        )
        .join(Product, Product.id == Variant.product_id)
        .join(StockItem, StockItem.variant_id == Variant.id)
        .join(moves, moves.c.variant_id == Variant.id)
        .where(*on_sale, or_(after <= 0, began_empty))
    )
    has_moved = exists().where(StockMovement.variant_id == Variant.id, StockMovement.at >= since, CHANGE != 0)
    unmoved = (
        select(Variant.product_id, Product.published_at, null(), null(), true(), false())
        .join(Product, Product.id == Variant.product_id)
        .join(StockItem, StockItem.variant_id == Variant.id)
        .where(*on_sale, AVAILABLE <= 0, ~has_moved)
    )
    found = []
    for row in session.execute(union_all(moved, unmoved)):
        listed = max(row.published_at or since, since)
        if row.is_empty_after:
            found.append(Empty(row.product_id, max(row.at or listed, listed), row.next_at))
        if row.is_empty_before:
            found.append(Empty(row.product_id, listed, row.at))
    return found


def _moves(seller_id: int, since: datetime) -> Subquery:
    """What changed how many can be sold; `running` sums up all changes from this one until now."""
    own, back = StockMovement.variant_id, StockMovement.id.desc()
    return (
        select(
            StockMovement.variant_id,
            StockMovement.kind,
            StockMovement.at,
            CHANGE.label("change"),
            func.sum(CHANGE).over(partition_by=own, order_by=back, rows=(None, 0)).label("running"),
            func.lag(StockMovement.at, type_=UtcDateTime()).over(partition_by=own, order_by=back).label("next_at"),
            func.lead(StockMovement.id).over(partition_by=own, order_by=back).is_(None).label("is_first"),
        )
        .where(
            StockMovement.variant_id.in_(select(Variant.id).where(Variant.seller_id == seller_id)),
            StockMovement.at >= since,
            CHANGE != 0,
        )
        .subquery()
    )


def _is_paid(seller_id: int, period: Period) -> tuple[ColumnElement[bool], ...]:
    return *_is_sold(seller_id), Order.paid_at >= period.begin, Order.paid_at < period.end


def _is_sold(seller_id: int) -> tuple[ColumnElement[bool], ...]:
    """Money has been seen, in cash when it was taken at the door, and has not gone back for every piece."""
    is_seen = or_(~Order.takes_cash, Order.cash_amount.is_not(None))
    is_kept = exists().where(OrderLine.order_id == Order.id, IS_KEPT).correlate(Order)
    return Order.seller_id == seller_id, Order.status.in_(PAID), is_seen, is_kept


def _looks(seller_id: int, period: Period) -> Subquery:
    first, last = (
        period.begin.astimezone(JAKARTA).date(),
        (period.end - timedelta(microseconds=1)).astimezone(JAKARTA).date(),
    )
    return (
        select(
            ProductDay.product_id,
            func.sum(ProductDay.views).label("views"),
            func.sum(ProductDay.carted).label("carted"),
        )
        .join(Product, Product.id == ProductDay.product_id)
        .where(Product.seller_id == seller_id, ProductDay.day.between(first, last))
        .group_by(ProductDay.product_id)
        .subquery()
    )


def _sales(seller_id: int, period: Period) -> Subquery:
    pieces = OrderLine.quantity - OrderLine.refunded_quantity
    return (
        select(
            OrderLine.product_id,
            func.count(OrderLine.order_id.distinct()).label("orders"),
            func.sum(pieces).label("pieces"),
            func.sum(pieces * OrderLine.unit_price_amount).label("amount"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(*_is_paid(seller_id, period), IS_KEPT)
        .group_by(OrderLine.product_id)
        .subquery()
    )
