"""The pictures of a product in the seller centre."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.catalog import pages, rules
from app.catalog.commands import pictures as picture_commands
from app.catalog.forms.products import AltForm
from app.catalog.queries import own as own_queries
from app.catalog.queries.cases import find_open_case, shows
from app.catalog.queries.risks import RiskKind
from app.db import session, transaction
from app.errors import DomainError
from app.i18n import _
from app.media import commands as media
from app.models.media import Crop, CropPlace, Cut
from app.web.error_pages import on_error_show
from app.web.fields import parse_whole
from app.web.guards import SELLING, TEAM, Helpers, seller_blueprint
from app.web.limits import limit_forms
from app.web.uploads import received, takes_files

bp = seller_blueprint("catalog_seller_pictures", __name__, readers=TEAM, writers=SELLING, helpers=Helpers.MAY)

MEGABYTES = 64
WHOLE = "utuh"


@bp.post("/produk/<int:product_id>/foto")
@takes_files(megabytes=MEGABYTES)
@limit_forms
def add(product_id: int) -> Response:
    """Take in what can be read, and say why the rest was refused."""
    seller_id = pages.seller_id()
    product = own_queries.get_own_product(product_id, seller_id)
    on_error_show(lambda: pages.product_page(product_id))
    files = received("foto", most=rules.MOST_PICTURES)
    if not files:
        raise DomainError(_("Pilih dulu fotonya."))
    picture_commands.check_room(product, len(files))
    session.rollback()  # nothing is open while pictures are looked at
    kept = media.store_each(files, media.store_original)
    names = list(kept.stored.values())
    if not names:
        raise DomainError(pages.said_of(kept))
    with media.forgotten_when_refused(names), transaction():
        picture_commands.add_pictures(product_id, seller_id=seller_id, source_names=names)
        waits = shows(RiskKind.PHOTOS, find_open_case(product_id))
    flash(pages.said_of(kept), "warning" if kept.refusals else "success")
    _tell_of_look(waits=waits)
    return _back(product_id)


@bp.post("/produk/<int:product_id>/foto/<int:image_id>/pindah")
def move(product_id: int, image_id: int) -> Response:
    """Put a picture at another place of the row."""
    own_queries.get_own_product(product_id, pages.seller_id())
    place = parse_whole(request.form.get("ke", ""), lowest=0, highest=rules.MOST_PICTURES)
    on_error_show(lambda: pages.product_page(product_id))
    if place is None:
        raise DomainError(_("Tempat foto ini tidak dikenal."))
    with transaction():
        picture_commands.move_picture(product_id, image_id, seller_id=pages.seller_id(), to=place)
    return _back(product_id)


@bp.post("/produk/<int:product_id>/foto/<int:image_id>/teks")
def describe(product_id: int, image_id: int) -> Response:
    """Say in words what it shows."""
    own_queries.get_own_product(product_id, pages.seller_id())
    on_error_show(lambda: pages.product_page(product_id))
    form = AltForm()
    if not form.validate_on_submit():
        raise DomainError(" ".join(str(error) for errors in form.errors.values() for error in errors))
    with transaction():
        picture_commands.describe_picture(product_id, image_id, seller_id=pages.seller_id(), alt=form.alt.data)
    flash(_("Isi foto disimpan."), "success")
    return _back(product_id)


@bp.post("/produk/<int:product_id>/foto/<int:image_id>/potong")
def crop(product_id: int, image_id: int) -> Response:
    """Show a part of it as a square or 4:3, or all of it."""
    own_queries.get_own_product(product_id, pages.seller_id())
    on_error_show(lambda: pages.product_page(product_id))
    cut = _wanted_cut()
    with transaction():
        picture_commands.crop_picture(product_id, image_id, seller_id=pages.seller_id(), cut=cut)
        waits = shows(RiskKind.PHOTOS, find_open_case(product_id))
    _tell_of_look(waits=waits)
    return _back(product_id)


@bp.post("/produk/<int:product_id>/foto/<int:image_id>/hapus")
def remove(product_id: int, image_id: int) -> Response:
    """Take it away."""
    on_error_show(lambda: pages.product_page(product_id))
    with transaction():
        picture_commands.remove_picture(product_id, image_id, seller_id=pages.seller_id())
    flash(_("Foto dihapus."), "success")
    return _back(product_id)


def _wanted_cut() -> Cut | None:
    """Raises DomainError for a shape or a part that is none."""
    shape = request.form.get("bentuk", "")
    if shape == WHOLE:
        return None
    try:
        return Cut(Crop(shape), CropPlace(request.form.get("bagian", CropPlace.MIDDLE)))
    except ValueError as error:
        raise DomainError(_("Pilih bentuk fotonya.")) from error


def _tell_of_look(*, waits: bool) -> None:
    if waits:
        flash(_("Foto baru kami lihat dulu. Pembeli tetap melihat foto yang lama."), "success")


def _back(product_id: int) -> Response:
    """To the page that the form stood on: a step of listing, or the product."""
    endpoint = "listing.photos" if request.form.get("dari") == "pasang" else "catalog_seller.show"
    return redirect(url_for(endpoint, product_id=product_id, _anchor="foto"), 303)
