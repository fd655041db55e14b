"""What the page of a product needs, whether buyers see it or its seller looks ahead."""

from typing import Any

from app import clock
from app.catalog.queries import on_sale as catalog
from app.models.catalog import Product
from app.models.seller import Permit, PermitStatus, Seller
from app.pricing.unit_price import unit_price

HALAL = "Halal"


def permits_of(seller: Seller) -> list[Permit]:
    """What the shop may show today."""
    day = clock.day_of(clock.now()).date()
    return [each for each in seller.permits if each.holds_on(day)]


def product_context(product: Product) -> dict[str, Any]:
    """The product with its pictures, prices and what its maker is certified for."""
    permits = permits_of(product.seller)
    halal = {each.status for each in permits if each.kind == HALAL}
    return {
        "product": product,
        "is_away": product.seller.is_away(clock.now()),
        "is_closed": product.seller.is_closed(clock.now()),
        "pictures": catalog.pictures_of(product.id),
        "permits": permits,
        "is_halal_certified": PermitStatus.ISSUED in halal,
        "is_halal_in_process": bool(halal),
        "unit_prices": {variant.id: unit_price(variant) for variant in product.variants},
    }
