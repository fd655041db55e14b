"""What a seller changes about the own products."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import audit
from app.catalog import queries, stock
from app.errors import NotFound
from app.models.catalog import Product
from app.outbox import emit


@dataclass(frozen=True)
class Offer:
    """A new price in rupiah and a new count for one variant; `seen_on_hand` is the count the seller looked at."""

    variant_id: int
    price_amount: int
    on_hand: int
    seen_on_hand: int


def change_offers(product_id: int, *, seller_id: int, offers: Sequence[Offer]) -> Product:
    """Set prices and counts of a seller's own product; a count that nobody touched stays as it is now.

    Raises NotFound, StockTooLow, StockMoved.
    """
    product = queries.lock_product_of_seller(product_id, seller_id)
    variants = {variant.id: variant for variant in product.variants}
    for offer in sorted(offers, key=lambda offer: offer.variant_id):
        variant = variants.get(offer.variant_id)
        if variant is None:
            raise NotFound
        if variant.price_amount != offer.price_amount:
            audit.record("variant.price_changed", variant, before=variant.price_amount, after=offer.price_amount)
            variant.price_amount = offer.price_amount
        if offer.on_hand != offer.seen_on_hand:
            stock.correct(variant.id, offer.on_hand, seen_on_hand=offer.seen_on_hand, because="counted by the seller")
            audit.record("variant.stock_changed", variant, before=offer.seen_on_hand, after=offer.on_hand)
    emit("product.changed", product_id=product.id)
    return product
