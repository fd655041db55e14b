"""The seller's own products: prices and stock."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response

from app.catalog import commands, queries
from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.models.catalog import Product
from app.models.stock import LARGEST_STOCK
from app.money import LARGEST_AMOUNT
from app.web.error_pages import on_error_show
from app.web.fields import parse_rupiah, parse_whole
from app.web.guards import SELLING, TEAM, current_membership, seller_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = seller_blueprint("catalog_seller", __name__, readers=TEAM, writers=SELLING)

SIZE = 20
LARGEST_PRICE = 1_000_000_000
assert LARGEST_PRICE < LARGEST_AMOUNT


@bp.get("/produk")
def index() -> str:
    """All products of the shop with a small form each."""
    return _page()


@bp.post("/produk/<int:product_id>")
def update(product_id: int) -> Response | tuple[str, int]:
    """Save prices and counts of one product."""
    on_error_show(_page)
    with transaction():
        product = queries.lock_product_of_seller(product_id, current_membership().seller_id)
        offers = _offers(product, request.form)
        commands.change_offers(product_id, seller_id=current_membership().seller_id, offers=offers)
    flash(_("Harga dan stok %(name)s disimpan.", name=product.name), "success")
    return redirect(url_for(".index", hal=page_number(request.form.get("hal"))), 303)


def _offers(product: Product, form: ImmutableMultiDict[str, str]) -> list[commands.Offer]:
    offers = []
    for variant in product.variants:
        price_amount = parse_rupiah(form.get(f"harga-{variant.id}", ""))
        on_hand = parse_whole(form.get(f"stok-{variant.id}", ""), lowest=0, highest=LARGEST_STOCK)
        seen = parse_whole(form.get(f"dilihat-{variant.id}", ""), lowest=0, highest=LARGEST_STOCK)
        name = " ".join((product.name, variant.label)).strip()
        if price_amount is None or not 0 < price_amount <= LARGEST_PRICE:
            raise DomainError(_("Harga %(name)s harus rupiah utuh, misalnya 25.000.", name=name))
        if on_hand is None or seen is None:
            raise DomainError(_("Stok %(name)s harus bilangan bulat, misalnya 12.", name=name))
        offers.append(commands.Offer(variant.id, price_amount, on_hand, seen))
    return offers


def _page() -> str:
    number = page_number(request.values.get("hal"))
    seller_id = current_membership().seller_id
    products = queries.products_of_seller(seller_id, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(products, queries.count_products_of_seller(seller_id), number, SIZE)
    return render_template("catalog/seller/index.html", page=page, sent=request.form)
