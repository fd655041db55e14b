"""The seller's own products: the list, a new one, one with its parts, its life."""

from collections.abc import Iterable, Mapping

from flask import flash, redirect, request, url_for
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response

from app.catalog import pages, rules
from app.catalog.claims import Claims
from app.catalog.commands import offers as commands
from app.catalog.commands import products as product_commands
from app.catalog.forms.products import ClaimsForm, claims_as_typed
from app.catalog.queries import own as own_queries
from app.catalog.queries.cases import is_read_by_somebody
from app.crypto import fingerprint
from app.db import transaction
from app.errors import DomainError
from app.i18n import _, lazy_gettext
from app.models.catalog import Product, ProductStatus
from app.models.stock import LARGEST_STOCK
from app.regions import queries as regions
from app.settings import setting
from app.web.error_pages import on_error_show
from app.web.fields import parse_rupiah, parse_whole
from app.web.guards import SELLING, TEAM, Helpers, seller_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = seller_blueprint("catalog_seller", __name__, readers=TEAM, writers=SELLING, helpers=Helpers.MAY)

SIZE = 20
IN_REVIEW = lazy_gettext("Dikirim untuk ditinjau. Kami mengabari Anda lewat surat begitu selesai.")
LONGEST_SEARCH = 100
TABS = {
    "konsep": (ProductStatus.DRAFT, ProductStatus.IN_REVIEW),
    "dijual": (ProductStatus.PUBLISHED,),
    "disembunyikan": (ProductStatus.UNPUBLISHED,),
    "diarsipkan": (ProductStatus.ARCHIVED,),
}
PRESENT = tuple(status for status in ProductStatus if status != ProductStatus.ARCHIVED)


@bp.get("/produk")
def index() -> str:
    """All products of the shop, each with the next thing to do."""
    tab, text = request.args.get("status", ""), request.args.get("nama", "")[:LONGEST_SEARCH].strip()
    statuses = TABS.get(tab, PRESENT)
    number = page_number(request.args.get("hal"))
    seller_id = pages.seller_id()
    counts = own_queries.count_own_products(seller_id, text=text)
    rows = own_queries.own_products(seller_id, statuses, text=text, limit=SIZE, offset=offset_of(number, SIZE))
    return pages.render(
        "catalog/seller/index.html",
        page=Page(rows, sum(counts[status] for status in statuses), number, SIZE),
        tab=tab if tab in TABS else "",
        counts={"": _sum(counts, PRESENT), **{key: _sum(counts, each) for key, each in TABS.items()}},
        text=text,
    )


@bp.get("/produk/<int:product_id>")
def show(product_id: int) -> str:
    """One product with its parts and the next thing to do."""
    return pages.product_page(product_id)


@bp.post("/produk/<int:product_id>")
def update(product_id: int) -> Response | tuple[str, int]:
    """Save prices and counts."""
    on_error_show(lambda: pages.product_page(product_id))
    with transaction():
        product = own_queries.lock_own_product(product_id, pages.seller_id())
        commands.change_offers(product_id, seller_id=pages.seller_id(), offers=_offers(product, request.form))
    flash(_("Harga dan stok %(name)s disimpan.", name=product.name), "success")
    return redirect(url_for(".show", product_id=product_id), 303)


@bp.route("/produk/<int:product_id>/keterangan", methods=["GET", "POST"])
def claims(product_id: int) -> Response | str | tuple[str, int]:
    """What the product says about itself."""
    product = own_queries.get_own_product(product_id, pages.seller_id())
    current = own_queries.claims_being_edited(product)
    categories = own_queries.open_categories()
    form = ClaimsForm(
        categories,
        regions.regency_names(setting("PROVINCE_CODE")),
        regions.province_names(),
        data=claims_as_typed(current, categories),
    )

    def page(shown: Claims) -> str:
        seen = fingerprint(shown.as_json())
        return pages.render("catalog/seller/claims.html", product=product, form=form, seen=seen)

    def page_after_conflict() -> str:
        return page(own_queries.claims_being_edited(own_queries.get_own_product(product_id, pages.seller_id())))

    if not form.validate_on_submit():
        return _refused_if_sent(page(current))
    on_error_show(page_after_conflict)
    with transaction():
        product = product_commands.keep_claims(
            product_id, seller_id=pages.seller_id(), claims=form.claims, seen=request.form.get("dilihat", "")
        )
    if product.status == ProductStatus.DRAFT:
        flash(_("Keterangan disimpan."), "success")
        return redirect(url_for(".show", product_id=product_id), 303)
    return redirect(url_for(".changes", product_id=product_id), 303)


@bp.get("/produk/<int:product_id>/perubahan")
def changes(product_id: int) -> str:
    """What the open draft would change, side by side, and what was said before."""
    return pages.changes_page(product_id)


@bp.post("/produk/<int:product_id>/perubahan/tayangkan")
def show_changes(product_id: int) -> Response:
    """Let buyers read the draft, perhaps after a person has looked at it."""
    on_error_show(lambda: pages.changes_page(product_id))
    with transaction():
        product_commands.show_changes(product_id, seller_id=pages.seller_id(), seen=request.form.get("dilihat", ""))
        is_looked_at = is_read_by_somebody(product_id)
    flash(IN_REVIEW if is_looked_at else _("Perubahan ditayangkan."), "success")
    return redirect(url_for(".show", product_id=product_id), 303)


@bp.post("/produk/<int:product_id>/perubahan/buang")
def drop_changes(product_id: int) -> Response:
    """Forget the draft."""
    with transaction():
        product_commands.drop_changes(product_id, seller_id=pages.seller_id())
    flash(_("Perubahan dibuang. Pembeli tetap melihat keterangan yang lama."), "success")
    return redirect(url_for(".show", product_id=product_id), 303)


@bp.post("/produk/<int:product_id>/terbitkan")
def publish(product_id: int) -> Response:
    """Put it on sale, or in the queue of those who look at it first."""
    on_error_show(lambda: pages.product_page(product_id))
    with transaction():
        product = product_commands.publish_product(product_id, seller_id=pages.seller_id())
        is_on_sale = product.status == ProductStatus.PUBLISHED
    flash(_("Produk dijual sekarang.") if is_on_sale else IN_REVIEW, "success")
    return redirect(url_for(".show", product_id=product_id), 303)


@bp.post("/produk/<int:product_id>/sembunyikan")
def unpublish(product_id: int) -> Response:
    """Take it off sale."""
    on_error_show(lambda: pages.product_page(product_id))
    with transaction():
        product_commands.unpublish_product(product_id, seller_id=pages.seller_id())
    flash(_("Produk disembunyikan dari pembeli."), "success")
    return redirect(url_for(".show", product_id=product_id), 303)


@bp.route("/produk/<int:product_id>/arsipkan", methods=["GET", "POST"])
def archive(product_id: int) -> Response | str:
    """Put it away for good, after one more question."""
    if request.method == "GET":
        product = own_queries.get_own_product(product_id, pages.seller_id())
        return pages.render("catalog/seller/archive.html", product=product)
    on_error_show(lambda: pages.product_page(product_id))
    with transaction():
        product = product_commands.archive_product(product_id, seller_id=pages.seller_id())
    flash(_("%(name)s diarsipkan. Pesanan yang berjalan tetap dilayani.", name=product.name), "success")
    return redirect(url_for(".index"), 303)


def _offers(product: Product, form: ImmutableMultiDict[str, str]) -> list[commands.Offer]:
    offers = []
    for variant in product.variants:
        price_amount = parse_rupiah(form.get(f"harga-{variant.id}", ""))
        on_hand = parse_whole(form.get(f"stok-{variant.id}", ""), lowest=0, highest=LARGEST_STOCK)
        seen_price = parse_whole(form.get(f"harga-dilihat-{variant.id}", ""), lowest=0, highest=rules.LARGEST_PRICE)
        seen_on_hand = parse_whole(form.get(f"stok-dilihat-{variant.id}", ""), lowest=0, highest=LARGEST_STOCK)
        name = " ".join((product.name, variant.label)).strip()
        if price_amount is None or not rules.LOWEST_PRICE <= price_amount <= rules.LARGEST_PRICE:
            raise DomainError(_("Harga %(name)s harus rupiah utuh, paling sedikit 100, misalnya 25.000.", name=name))
        if on_hand is None:
            raise DomainError(_("Stok %(name)s harus bilangan bulat, misalnya 12.", name=name))
        offers.append(
            commands.Offer(
                variant.id,
                price_amount,
                on_hand,
                seen_price_amount=-1 if seen_price is None else seen_price,
                seen_on_hand=-1 if seen_on_hand is None else seen_on_hand,
            )
        )
    return offers


def _sum(counts: Mapping[ProductStatus, int], statuses: Iterable[ProductStatus]) -> int:
    return sum(counts[status] for status in statuses)


def _refused_if_sent(page: str) -> str | tuple[str, int]:
    return (page, 422) if request.method == "POST" else page
