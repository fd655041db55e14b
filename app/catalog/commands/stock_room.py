"""A seller counts, marks what should not run out, and sells outside the marketplace."""

from dataclasses import dataclass
from datetime import date

from app import audit
from app.actor import current_actor
from app.catalog import stock
from app.catalog.errors import SoldInTheFuture
from app.catalog.queries import stock_room as queries
from app.clock import day_of, now
from app.db import session
from app.models.base import acted_by
from app.models.catalog import Variant
from app.models.stock import OfflineSale

COUNTED = "counted by the seller"
SOLD_ELSEWHERE = "sold outside the marketplace"


@dataclass(frozen=True)
class Sold:
    """What was sold outside the marketplace: pieces, rupiah for each, and on which day in Jakarta."""

    variant_id: int
    quantity: int
    unit_price_amount: int
    sold_on: date


def count_variant(variant_id: int, *, seller_id: int, counted: int, seen: int, because: str = COUNTED) -> Variant:
    """Keep what the seller counted, who read `seen` before. Raises NotFound, CountedMeanwhile, StockTooLow."""
    variant = queries.get_own_variant(variant_id, seller_id)
    before = stock.recount(variant_id, counted, seen=seen, because=because)
    if before is not None:
        audit.record("variant.stock_changed", variant, before=before, after=counted)
    return variant


def set_low_mark(variant_id: int, *, seller_id: int, low_at: int | None) -> Variant:
    """Choose from how few available pieces on the seller wants to know, None for the usual. Raises NotFound."""
    variant = queries.get_own_variant(variant_id, seller_id)
    if stock.set_low_mark(variant_id, low_at):
        audit.record("variant.low_mark_set", variant, low_at=low_at)
    return variant


def record_offline_sale(sold: Sold, *, seller_id: int, form_key: str) -> OfflineSale:
    """Take what was sold outside the marketplace from the shelf; the same form twice is one sale.

    Raises NotFound, SoldInTheFuture, OutOfStock.
    """
    if known := queries.find_offline_sale_of_form(seller_id, form_key):
        return known
    variant = queries.get_own_variant(sold.variant_id, seller_id)
    if sold.sold_on > day_of(now()).date():
        raise SoldInTheFuture
    sale = OfflineSale(
        seller_id=seller_id,
        variant_id=variant.id,
        form_key=form_key,
        product_name=variant.product.name,
        variant_label=variant.label,
        quantity=sold.quantity,
        unit_price_amount=sold.unit_price_amount,
        total_amount=sold.quantity * sold.unit_price_amount,
        sold_on=sold.sold_on,
        **acted_by(current_actor(), SOLD_ELSEWHERE),
    )
    session.add(sale)
    session.flush()
    stock.sell_elsewhere(sale)
    audit.record("offline_sale.recorded", sale, variant_id=variant.id, quantity=sale.quantity, amount=sale.total_amount)
    return sale


def cancel_offline_sale(sale_id: int, *, seller_id: int, member_id: int, reason: str) -> OfflineSale:
    """The sale never was: its pieces are on the shelf again; quiet when they are. Raises NotFound, StockTooHigh."""
    sale = queries.lock_offline_sale(sale_id, seller_id)
    if sale.cancelled_at is None:
        sale.cancelled_at, sale.cancelled_by_id, sale.cancel_reason = now(), member_id, reason
        session.flush()
        stock.undo_elsewhere(sale, because=f"sale taken back: {reason}")
        audit.record("offline_sale.cancelled", sale, because=reason)
    return sale
