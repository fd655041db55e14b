"""Prices that can be compared."""

from app.models.catalog import Variant

PER = 100


def unit_price(variant: Variant) -> int | None:
    """Rupiah per 100 g or 100 ml of the net content, rounded; None when the content is not said."""
    if not variant.net_content:
        return None
    return (variant.price_amount * PER + variant.net_content // 2) // variant.net_content
