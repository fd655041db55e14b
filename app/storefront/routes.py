"""Home, categories, products, shops, and the pages of help and law."""

from flask import Blueprint, render_template, request

from app.catalog import queries as catalog
from app.models.catalog import Product
from app.sellers import queries as sellers
from app.settings import setting
from app.storefront.rules import unit_price
from app.web.pagination import Page, offset_of, page_number

bp = Blueprint("storefront", __name__)

SIZE = 24


@bp.get("/")
def home() -> str:
    """The front door."""
    return render_template(
        "storefront/home.html",
        shelves=catalog.shelves(),
        cards=catalog.newest_cards(limit=12),
        shops=sellers.shop_cards(limit=6),
        shop_count=sellers.count_shops(),
    )


@bp.get("/kategori/<slug>")
def category(slug: str) -> str:
    """One shelf."""
    shelf = catalog.get_category(slug)
    number = page_number(request.args.get("hal"))
    cards = catalog.cards_of_category(shelf.id, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(cards, catalog.count_on_sale(Product.category_id == shelf.id), number, SIZE)
    return render_template("storefront/category.html", category=shelf, page=page)


@bp.get("/produk/<slug>")
def product(slug: str) -> str:
    """One product with everything a buyer asks."""
    row = catalog.get_product_on_sale(slug)
    return render_template(
        "storefront/product.html",
        product=row,
        pictures=catalog.pictures_of(row.id),
        unit_prices={variant.id: unit_price(variant) for variant in row.variants},
        related=catalog.related_cards(row, limit=6),
        base_url=setting("BASE_URL"),
    )


@bp.get("/toko")
def shops() -> str:
    """All shops."""
    number = page_number(request.args.get("hal"))
    page = Page(sellers.shop_cards(limit=SIZE, offset=offset_of(number, SIZE)), sellers.count_shops(), number, SIZE)
    return render_template("storefront/shops.html", page=page)


@bp.get("/toko/<slug>")
def shop(slug: str) -> str:
    """One shop with its story, permits and products."""
    seller = sellers.get_shop(slug)
    number = page_number(request.args.get("hal"))
    cards = catalog.cards_of_seller(seller.id, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(cards, catalog.count_on_sale(Product.seller_id == seller.id), number, SIZE)
    return render_template("storefront/shop.html", seller=seller, page=page)


@bp.get("/penjual")
def sell() -> str:
    """Why and how to sell here."""
    return render_template("storefront/sell.html")


@bp.get("/bantuan")
def help_page() -> str:
    """How to buy."""
    return render_template("storefront/help_page.html")


@bp.get("/syarat")
def terms() -> str:
    """The terms of use."""
    return render_template("storefront/terms.html")


@bp.get("/privasi")
def privacy() -> str:
    """What happens to personal data (UU PDP 27/2022)."""
    return render_template("storefront/privacy.html")


@bp.get("/kontak")
def contact() -> str:
    """Who runs this."""
    return render_template("storefront/contact.html")


@bp.get("/pengaduan")
def complaints() -> str:
    """Where to complain (Permendag 31/2023)."""
    return render_template("storefront/complaints.html")
