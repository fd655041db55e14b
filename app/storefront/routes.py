"""Home, categories, products, shops, what was seen, and the pages of help and law."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock, tally
from app.catalog.queries import on_sale as catalog
from app.errors import NotFound
from app.regions import islands
from app.regions import queries as regions
from app.search import learning
from app.sellers.opening import opening_at, week_of
from app.sellers.queries import shops as sellers
from app.settings import setting
from app.storefront.pages import permits_of, product_context
from app.tally import people
from app.web.pagination import Page, offset_of, page_number
from app.web.visitors import who_looks, works_for

bp = Blueprint("storefront", __name__)

SIZE = 24
MOST_SEEN = 12


@bp.get("/")
def home() -> str:
    """The front door."""
    counts = sellers.count_shops()
    return render_template(
        "storefront/home.html",
        shelves=catalog.shelves(),
        cards=catalog.newest_cards(limit=12),
        shops=sellers.shop_cards(limit=6),
        counts=counts,
        regencies=regions.regencies(setting("PROVINCE_CODE")),
        drawing=islands.regency_drawing(),
    )


@bp.get("/kategori/<slug>")
def category(slug: str) -> Response | str:
    """One shelf; an address it had once leads to the one it has, that of one put away to the search for its name."""
    try:
        shelf = catalog.get_category(slug)
    except NotFound:
        now_at = catalog.find_former_category(slug)
        if now_at is None:
            raise
        if now_at.archived_at is not None:
            return redirect(url_for("search.results", q=now_at.name), 302)
        return redirect(url_for(".category", slug=now_at.slug, hal=request.args.get("hal")), 308)
    number = page_number(request.args.get("hal"))
    cards = catalog.cards_of_category(shelf.id, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(cards, catalog.count_on_sale(catalog.is_on_shelf(shelf.id)), number, SIZE)
    return render_template("storefront/category.html", category=shelf, page=page)


@bp.get("/produk/<slug>")
def product(slug: str) -> str:
    """One product with everything a buyer asks."""
    row = catalog.get_product_on_sale(slug)
    who = who_looks()
    if who and not works_for(row.seller_id) and people.is_first_time(who, ("viewed", row.id)):
        tally.count_view(row.id)
    return render_template(
        "storefront/product.html",
        **product_context(row),
        related=catalog.related_cards(row, limit=6),
        base_url=setting("BASE_URL"),
        found_by=learning.note_arrival(request.referrer, host=request.host, who=who),
    )


@bp.get("/toko")
def shops() -> str:
    """All shops, and where they are."""
    number = page_number(request.args.get("hal"))
    counts = sellers.count_shops()
    cards = sellers.shop_cards(limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "storefront/shops.html",
        page=Page(cards, counts.total, number, SIZE),
        counts=counts,
        regencies=regions.regencies(setting("PROVINCE_CODE")),
        drawing=islands.regency_drawing(),
    )


@bp.get("/toko/<slug>")
def shop(slug: str) -> str:
    """One shop with its story, permits and products."""
    seller = sellers.get_shop(slug)
    number = page_number(request.args.get("hal"))
    wish = request.args.get("urut", "")
    order = catalog.CardOrder(wish) if wish in list(catalog.CardOrder) else catalog.CardOrder.NEWEST
    cards = catalog.cards_of_seller(seller.id, order=order, limit=SIZE, offset=offset_of(number, SIZE))
    moment = clock.now()
    return render_template(
        "storefront/shop.html",
        seller=seller,
        permits=permits_of(seller),
        page=Page(cards, catalog.count_of_seller(seller.id), number, SIZE),
        order=order,
        week=week_of(seller.hours),
        opening=opening_at(seller.hours, moment),
        is_away=seller.is_away(moment),
        response=None if seller.accepts_in_minutes is None else timedelta(minutes=seller.accepts_in_minutes),
    )


@bp.get("/dilihat")
def seen() -> str:
    """The products an address names, the last seen first; the browser remembers them, we do not."""
    slugs = list(dict.fromkeys(request.args.getlist("produk")))[:MOST_SEEN]
    return render_template("storefront/seen.html", cards=catalog.cards_by_slug(slugs))


@bp.get("/penjual")
def sell() -> str:
    """Why and how to sell here."""
    return render_template("storefront/sell.html")


@bp.get("/bantuan")
def help_page() -> str:
    """How to buy, pay, cancel and give back."""
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
