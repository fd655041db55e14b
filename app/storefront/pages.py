"""What the page of a product needs, whether buyers see it or its seller looks ahead."""

from typing import Any

from app import clock
from app.catalog.queries import on_sale as catalog
from app.models.catalog import Product
from app.models.seller import PermitStatus
from app.pricing.unit_price import unit_price


def product_context(product: Product) -> dict[str, Any]:
    """The product with its pictures, prices and what its maker is certified for."""
    permits = product.seller.permits
    return {
        "product": product,
        "is_away": product.seller.is_away(clock.now()),
        "is_closed": product.seller.is_closed(clock.now()),
        "pictures": catalog.pictures_of(product.id),
        "has_halal_certificate": any(each.kind == "Halal" and each.status == PermitStatus.ISSUED for each in permits),
        "unit_prices": {variant.id: unit_price(variant) for variant in product.variants},
    }
