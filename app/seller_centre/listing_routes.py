"""Listing a product in five steps on a phone: photos and a name, what it is, its price, how it is sent, a last look."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.catalog import grid, pages, rules
from app.catalog.claims import Claims
from app.catalog.commands import pictures as picture_commands
from app.catalog.commands import products as product_commands
from app.catalog.commands import variants as variant_commands
from app.catalog.forms.products import AboutForm, SendingForm, claims_as_typed
from app.catalog.grid import Axes
from app.catalog.queries import own as own_queries
from app.catalog.queries.cases import last_case_of, risks_of_publishing
from app.catalog.queries.risks import missing_permits
from app.crypto import fingerprint
from app.db import session, transaction
from app.errors import DomainError, NotFound
from app.i18n import _
from app.media import commands as media
from app.models.catalog import Product, ProductStatus
from app.permits.goods import holds_food
from app.pricing.unit_price import price_per_100
from app.regions import queries as regions
from app.search.shelves import propose_shelves
from app.seller_centre.forms import BeginForm, PriceForm, row_as_typed
from app.settings import setting
from app.web.error_pages import on_error_show
from app.web.guards import SELLING, TEAM, Helpers, seller_blueprint
from app.web.limits import limit_forms
from app.web.uploads import received, takes_files

bp = seller_blueprint("listing", __name__, readers=TEAM, writers=SELLING, helpers=Helpers.MAY)

MEGABYTES = 64
STEPS = ("photos", "about", "price", "sending", "check")
Answer = Response | str | tuple[str, int]


@bp.get("/produk/baru")
def begin() -> str:
    """The first step: photos and a name."""
    return _begin_page(BeginForm(formdata=None))


@bp.post("/produk/baru")
@takes_files(megabytes=MEGABYTES)
@limit_forms
def create() -> Answer:
    """Keep the photos that can be read and the name; the shelf is guessed from the name."""
    form = BeginForm()
    if not form.validate_on_submit():
        return _begin_page(form), 422
    on_error_show(lambda: _begin_page(form))
    files = received("foto", most=rules.MOST_PICTURES)
    guess = _guess(form.name.data)
    session.rollback()  # nothing is open while pictures are looked at
    kept = media.store_each(files, media.store_original)
    names = list(kept.stored.values())
    if files and not names:
        raise DomainError(pages.said_of(kept))
    with media.forgotten_when_refused(names), transaction():
        product_id = _begin(form.name.data, guess, names)
    if kept.refusals:
        flash(pages.said_of(kept), "warning")
    return _to("about", product_id)


@bp.get("/produk/<int:product_id>/pasang/foto")
def photos(product_id: int) -> str:
    """Order, shape and describe the photos, add some."""
    return pages.render(
        "seller_centre/listing/photos.html", **_step("photos", _own(product_id)), most_pictures=rules.MOST_PICTURES
    )


@bp.route("/produk/<int:product_id>/pasang/keterangan", methods=["GET", "POST"])
def about(product_id: int) -> Answer:
    """What it is: the shelves that fit the name on top."""
    product = _own(product_id)
    current = own_queries.claims_being_edited(product)
    categories = own_queries.open_categories()
    form = AboutForm(categories, data=claims_as_typed(current, categories))

    def page(seen: str) -> str:
        names = {each.slug: each.name for each in categories}
        slugs = {each.id: each.slug for each in categories}
        fitting = [current.category_id, *propose_shelves(form.name.data or current.name)]
        proposed = list(dict.fromkeys(slugs[each] for each in fitting if each in slugs))
        return pages.render(
            "seller_centre/listing/about.html",
            **_step("about", product),
            form=form,
            seen=seen,
            proposed=proposed,
            names=names,
        )

    return _keep(form, page, product, current, lambda: form.about)


@bp.route("/produk/<int:product_id>/pasang/harga", methods=["GET", "POST"])
def price(product_id: int) -> Answer:
    """Price, stock, weight and content of a product without choices; what is left of the price for its seller."""
    product = _own(product_id)
    rows = grid.rows_of(product)
    if product.option1_name:
        return pages.render("seller_centre/listing/price.html", **_step("price", product), form=None, rows=rows)
    form, seller_id = PriceForm(data=row_as_typed(rows[0] if rows else None)), pages.seller_id()

    def page(seen: str) -> str:
        figures = _figures(product, form)
        return pages.render(
            "seller_centre/listing/price.html", **_step("price", product), form=form, seen=seen, **figures
        )

    is_sound = form.validate_on_submit()
    if "hitung" in request.form:
        return page(_seen())
    if not is_sound:
        return _refused_if_sent(page(_seen() or _mark_of_price(product)))
    on_error_show(lambda: page(_mark_of_price(own_queries.get_own_product(product_id, seller_id))))
    with transaction():
        kept = variant_commands.set_variants(
            product_id, seller_id=seller_id, axes=Axes(), rows=[form.row], seen=_seen()
        )
        seen = _mark_of_price(kept)
    return _saved("price", product_id, seen)


@bp.route("/produk/<int:product_id>/pasang/kirim", methods=["GET", "POST"])
def sending(product_id: int) -> Answer:
    """How it is made and sent; everything may stay as it is."""
    product = _own(product_id)
    current = own_queries.claims_being_edited(product)
    regencies = regions.regency_names(setting("PROVINCE_CODE"))
    form = SendingForm(regencies, regions.province_names(), data=claims_as_typed(current, []))
    return _keep(
        form,
        lambda seen: pages.render(
            "seller_centre/listing/sending.html", **_step("sending", product), form=form, seen=seen
        ),
        product,
        current,
        lambda: form.sending,
    )


@bp.get("/produk/<int:product_id>/pasang/periksa")
def check(product_id: int) -> str:
    """A last look: what is missing, what happens next."""
    return _check_page(product_id)


@bp.post("/produk/<int:product_id>/pasang/terbitkan")
def publish(product_id: int) -> Response:
    """Put it on sale, or in the queue of those who look at it first."""
    on_error_show(lambda: _check_page(product_id))
    with transaction():
        product_commands.publish_product(product_id, seller_id=pages.seller_id())
    return redirect(url_for(".done", product_id=product_id), 303)


@bp.get("/produk/<int:product_id>/pasang/selesai")
def done(product_id: int) -> str:
    """What happens next."""
    product = own_queries.get_own_product(product_id, pages.seller_id())
    return pages.render("seller_centre/listing/done.html", product=product, case=last_case_of(product.id))


def _begin(name: str, guess: tuple[int, bool], source_names: list[str]) -> int:
    """The draft with its photos; the same form sent twice brings nothing new."""
    category_id, is_food = guess
    product = product_commands.begin_product(pages.seller_id(), name=name, category_id=category_id, is_food=is_food)
    if source_names and not own_queries.get_own_product(product.id, pages.seller_id()).images:
        picture_commands.add_pictures(product.id, seller_id=pages.seller_id(), source_names=source_names)
    else:
        media.forget_originals(source_names)
    return product.id


def _guess(name: str) -> tuple[int, bool]:
    """The shelf on which such a thing stands, the first one where nothing is like it, and whether it holds food."""
    found = propose_shelves(name) or [each.id for each in own_queries.open_categories()]
    if not found:
        raise DomainError(_("Belum ada kategori. Hubungi kami."))
    return found[0], holds_food(found[0])


def _keep(
    form: Any, page: Callable[[str], str], product: Product, current: Claims, said: Callable[[], dict[str, Any]]
) -> Answer:
    """Save a step that says something about the product; `page` gets the mark of what it shows."""
    product_id, seller_id, step = product.id, pages.seller_id(), str(request.endpoint).rpartition(".")[2]

    def mark_now() -> str:
        return _mark(own_queries.claims_being_edited(own_queries.get_own_product(product_id, seller_id)))

    if not form.validate_on_submit():
        return _refused_if_sent(page(_seen() or _mark(current)))
    on_error_show(lambda: page(mark_now()))
    with transaction():
        product_commands.keep_claims(product_id, seller_id=seller_id, claims=replace(current, **said()), seen=_seen())
        seen = mark_now()
    return _saved(step, product_id, seen)


def _mark(claims: Claims) -> str:
    return fingerprint(claims.as_json())


def _mark_of_price(product: Product) -> str:
    return fingerprint(grid.as_shown(product))


def _seen() -> str:
    """The mark of what the form showed when it was opened, or saved last."""
    return request.form.get("dilihat", "")


def _saved(step: str, product_id: int, seen: str) -> Response:
    """On to the next step; a page that saves while somebody types stays, and gets the mark of what it saved."""
    if "otomatis" in request.form:
        return Response(status=204, headers={"X-Seen": seen})
    return _to(STEPS[STEPS.index(step) + 1], product_id)


def _to(step: str, product_id: int) -> Response:
    return redirect(url_for(f".{step}", product_id=product_id), 303)


def _own(product_id: int) -> Product:
    """A draft of the shop. Raises NotFound for one that buyers know already: that one has its own page."""
    product = own_queries.get_own_product(product_id, pages.seller_id())
    if product.status != ProductStatus.DRAFT:
        raise NotFound
    return product


def _begin_page(form: BeginForm) -> str:
    return pages.render("seller_centre/listing/begin.html", form=form, most_pictures=rules.MOST_PICTURES)


def _check_page(product_id: int) -> str:
    product = _own(product_id)
    claims = own_queries.claims_being_edited(product)
    missing = rules.missing_parts(product)
    return pages.render(
        "seller_centre/listing/check.html",
        **_step("check", product),
        missing=missing,
        permits=missing_permits(product.seller_id, claims),
        risks=[] if missing else risks_of_publishing(product),
    )


def _step(step: str, product: Product) -> dict[str, Any]:
    """What the page of every step shows."""
    return {"product": product, "step": step, "steps": STEPS}


def _figures(product: Product, form: PriceForm) -> dict[str, Any]:
    amount = form.price.data
    if amount is None or not rules.LOWEST_PRICE <= amount <= rules.LARGEST_PRICE:
        return {"net": None, "per_100": None}
    return {
        "net": own_queries.earnings(product, {amount})[amount],
        "per_100": price_per_100(amount, form.content.data),
    }


def _refused_if_sent(page: str) -> Answer:
    return (page, 422) if request.method == "POST" else page
