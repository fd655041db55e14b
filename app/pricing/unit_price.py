"""Prices that can be compared."""

from app.models.catalog import Variant

PER = 100


def unit_price(variant: Variant) -> int | None:
    """Rupiah per 100 g or 100 ml of the net content, rounded; None when the content is not said."""
    return price_per_100(variant.price_amount, variant.net_content)


def price_per_100(price_amount: int, net_content: int | None) -> int | None:
    """The same for a price and a content that nobody has kept yet."""
    return (price_amount * PER + net_content // 2) // net_content if net_content else None
