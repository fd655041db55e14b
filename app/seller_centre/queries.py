"""The figures of a seller's home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ScalarSelect, exists, func, or_, select

from app.bulk.queries import jobs as imports
from app.catalog.queries.cases import to_correct, to_read
from app.catalog.stock import is_low
from app.clock import day_of, last_days, now
from app.db import session
from app.models.catalog import Product, ProductStatus, Variant
from app.models.order import Order, OrderStatus
from app.models.payment import PaymentSplit
from app.models.requirement import Submission
from app.models.returns import ReturnCase, ReturnStatus
from app.models.seller import Seller
from app.models.shipment import CourierArea
from app.models.shipping import ShippingOffer
from app.models.stock import StockItem
from app.permits.queries import ending_soon

WEEK = 7
LAST_DAY = timedelta(hours=24)
SENT = (OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED)
PAID = (OrderStatus.PAID, OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED)


@dataclass(frozen=True)
class Today:
    """What waits for the seller."""

    to_accept: int
    accept_by: datetime | None
    to_ship: int
    ship_by: datetime | None
    low_stock: int
    on_sale: int
    drafts: int
    cases: int = 0
    next_answer_by: datetime | None = None
    has_logo: bool = True
    has_ways: bool = True
    has_sent: bool = True
    permits_ending: int = 0
    permit_ends_on: date | None = None
    refused: int = 0
    refused_id: int | None = None
    table_id: int | None = None
    table_waits: bool = False
    rows_to_mend: int = 0
    lacking: int = 0
    lacking_by: datetime | None = None
    to_hand_over: int = 0
    fetch_by: datetime | None = None
    to_read: int = 0
    to_read_id: int | None = None


def today(seller_id: int) -> Today:
    """Everything that waits, in one statement."""
    own = Order.seller_id == seller_id
    nearly_over = own, Order.status == OrderStatus.PROCESSING, Order.fetch_by <= now() + LAST_DAY
    is_unanswered = ReturnCase.status == ReturnStatus.REQUESTED
    low_and_sold = is_low() & Variant.archived_at.is_(None)
    low = (
        select(func.count(Variant.id))
        .join(StockItem, StockItem.variant_id == Variant.id)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.seller_id == seller_id, Product.status == ProductStatus.PUBLISHED, low_and_sold)
    )
    refused, unread = to_correct(seller_id).subquery(), to_read(seller_id).subquery()
    is_sold = Product.seller_id == seller_id, Product.status == ProductStatus.PUBLISHED
    lacks = *is_sold, Product.permits_due_at.is_not(None)
    row = session.execute(
        select(
            *_orders(seller_id, OrderStatus.PAID),
            *_orders(seller_id, OrderStatus.PROCESSING),
            low.scalar_subquery(),
            _products(seller_id, ProductStatus.PUBLISHED),
            _products(seller_id, ProductStatus.DRAFT),
            select(func.count(ReturnCase.id)).join(Order).where(own, is_unanswered).scalar_subquery(),
            select(func.min(ReturnCase.answer_by)).join(Order).where(own, is_unanswered).scalar_subquery(),
            exists().where(Seller.id == seller_id, Seller.logo_id.is_not(None)),
            or_(
                exists().where(ShippingOffer.seller_id == seller_id), exists().where(CourierArea.seller_id == seller_id)
            ),
            exists().where(own, Order.status.in_(SENT)),
            select(func.count(Submission.id)).where(*ending_soon(seller_id)).scalar_subquery(),
            select(func.min(Submission.valid_until)).where(*ending_soon(seller_id)).scalar_subquery(),
            select(func.count(refused.c.id)).scalar_subquery(),
            select(func.min(refused.c.id)).scalar_subquery(),
            imports.latest_table(seller_id),
            imports.waits_for_start(seller_id),
            imports.rows_to_mend(seller_id),
            select(func.count(Product.id)).where(*lacks).scalar_subquery(),
            select(func.min(Product.permits_due_at)).where(*lacks).scalar_subquery(),
            select(func.count(Order.id)).where(*nearly_over).scalar_subquery(),
            select(func.min(Order.fetch_by)).where(*nearly_over).scalar_subquery(),
            select(func.count(unread.c.id)).scalar_subquery(),
            select(func.min(unread.c.id)).scalar_subquery(),
        )
    ).one()
    return Today(*row)


def latest_orders(seller_id: int) -> Sequence[Order]:
    """The orders that were paid last."""
    is_paid = Order.seller_id == seller_id, Order.status.in_(PAID)
    return session.scalars(select(Order).where(*is_paid).order_by(Order.paid_at.desc(), Order.id.desc()).limit(5)).all()


def sales_of_week(seller_id: int) -> list[tuple[datetime, int]]:
    """Rupiah of orders that were paid on each of the last seven days in Jakarta, less refunds; oldest first."""
    sums = dict.fromkeys(last_days(WEEK), 0)
    sold = session.execute(
        select(Order.paid_at, PaymentSplit.amount - PaymentSplit.refunded_amount)
        .join(PaymentSplit, PaymentSplit.order_id == Order.id)
        .where(Order.seller_id == seller_id, Order.paid_at >= min(sums), Order.status.in_(PAID))
    )
    for paid_at, amount in sold:
        if paid_at is not None:
            sums[day_of(paid_at)] += amount
    return list(sums.items())


def _orders(seller_id: int, status: OrderStatus) -> tuple[ScalarSelect[int], ScalarSelect[datetime | None]]:
    """How many are in this state, and when the first must be shipped; without what waits packed for its buyer."""
    is_it = Order.seller_id == seller_id, Order.status == status, Order.fetch_by.is_(None)
    return (
        select(func.count(Order.id)).where(*is_it).scalar_subquery(),
        select(func.min(Order.ship_by)).where(*is_it).scalar_subquery(),
    )


def _products(seller_id: int, status: ProductStatus) -> ScalarSelect[int]:
    is_it = Product.seller_id == seller_id, Product.status == status
    return select(func.count(Product.id)).where(*is_it).scalar_subquery()
