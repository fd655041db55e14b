"""A seller changes prices and counts: at once, without a revision."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import audit
from app.catalog import stock
from app.catalog.errors import ChangedMeanwhile
from app.catalog.queries import own as own_queries
from app.db import session
from app.errors import NotFound
from app.models.catalog import Product
from app.outbox import emit


@dataclass(frozen=True)
class Offer:
    """A new price in rupiah and a new count for one variant, and those the seller saw when deciding so."""

    variant_id: int
    price_amount: int
    on_hand: int
    seen_price_amount: int
    seen_on_hand: int


def change_offers(product_id: int, *, seller_id: int, offers: Sequence[Offer]) -> Product:
    """Set prices and counts of a seller's own product; what the seller left as it was stays as it is now.

    Raises NotFound, StockTooLow, ChangedMeanwhile.
    """
    product = own_queries.lock_own_product(product_id, seller_id)
    stock.lock_items(variant.id for variant in product.variants)
    variants = {variant.id: variant for variant in product.variants}
    counts, prices = {}, []
    for offer in offers:
        variant = variants.get(offer.variant_id)
        if variant is None:
            raise NotFound
        if _is_new(offer.price_amount, seen=offer.seen_price_amount, current=variant.price_amount):
            prices.append((variant, {"before": variant.price_amount, "after": offer.price_amount}))
            variant.price_amount = offer.price_amount
        if _is_new(offer.on_hand, seen=offer.seen_on_hand, current=variant.stock.on_hand):
            counts[variant.id] = offer.on_hand
    session.flush()
    before = stock.set_counts(counts, because="counted by the seller")
    audit.record_each("variant.price_changed", prices)
    audit.record_each(
        "variant.stock_changed",
        [(variants[key], {"before": count, "after": counts[key]}) for key, count in before.items()],
    )
    emit("product.changed", product_id=product.id)
    return product


def _is_new(wanted: int, *, seen: int, current: int) -> bool:
    """Whether the seller changed it. Raises ChangedMeanwhile when somebody else did too."""
    if wanted in (seen, current):
        return False
    if seen != current:
        raise ChangedMeanwhile
    return True
