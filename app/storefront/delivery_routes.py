"""What it costs and how long it takes to bring a product somewhere."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from app.accounts.queries import accounts
from app.catalog.queries import on_sale as catalog
from app.models.catalog import Product
from app.regions import queries as regions
from app.regions.queries import District
from app.settings import setting
from app.shipping import rules
from app.shipping.queries.ways import Parcel, Quote, ways

bp = Blueprint("delivery", __name__)

LONGEST_TEXT = 80


@bp.get("/produk/<slug>/ongkir")
def show(slug: str) -> str:
    """All ways to the kecamatan that was typed, or to the usual address of who has signed in."""
    product = catalog.get_product_on_sale(slug)
    text = request.args.get("ke", "").strip()[:LONGEST_TEXT]
    place = _typed(text) if text else _usual()
    refusal = _refusal(product, place) if place else ""
    return render_template(
        "storefront/delivery.html",
        product=product,
        text=text,
        place=place,
        refusal=refusal,
        quotes=_quotes(product, place, refusal) if place else [],
        days=max(product.seller.handling_days, product.made_to_order_days),
    )


def _typed(text: str) -> District | None:
    return next(iter(regions.find_districts(text, home_province=setting("PROVINCE_CODE"))), None)


def _usual() -> District | None:
    addresses = accounts.addresses_of(current_user.id) if current_user.is_authenticated else []
    return regions.districts([addresses[0].district_code])[addresses[0].district_code] if addresses else None


def _refusal(product: Product, place: District) -> str:
    reason = rules.refusal(
        is_cold_chain=product.is_cold_chain,
        ships_only_to=product.ships_only_to,
        ships_not_to=product.ships_not_to,
        from_regency=product.seller.regency_code,
        to_regency=place.regency_code,
    )
    return reason or ""


def _quotes(product: Product, place: District, refusal: str) -> list[Quote]:
    """For as many pieces of the first choice as are sold at least."""
    first, count = product.variants[0], product.minimum_quantity
    sides = first.length_cm, first.width_cm, first.height_cm
    grams = rules.parcel_grams([(first.weight_grams, sides, count)], divisor=setting("VOLUMETRIC_DIVISOR"))
    parcel = Parcel(product.seller_id, grams, first.price_amount * count, refusal)
    return ways([parcel], to=place)[product.seller_id]
