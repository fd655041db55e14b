"""A listing that a person looks at: what its seller may do about that."""

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app.catalog import pages
from app.catalog.commands import cases, standing
from app.catalog.forms.review import AppealForm
from app.catalog.queries import own as own_queries
from app.catalog.queries.cases import find_open_case
from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.web.error_pages import on_error_show
from app.web.guards import SELLING, TEAM, Helpers, seller_blueprint

bp = seller_blueprint("catalog_seller_review", __name__, readers=TEAM, writers=SELLING, helpers=Helpers.MAY)


@bp.post("/produk/<int:product_id>/tinjauan/tarik")
def withdraw(product_id: int) -> Response:
    """Take it back to go on editing."""
    on_error_show(lambda: pages.product_page(product_id))
    with transaction():
        cases.withdraw(product_id, seller_id=pages.seller_id())
    flash(_("Ditarik dari peninjauan. Ubah yang perlu, lalu kirim lagi."), "success")
    return _back(product_id)


@bp.post("/produk/<int:product_id>/tinjauan/keberatan")
def appeal(product_id: int) -> Response:
    """Ask for another admin's look."""
    own_queries.get_own_product(product_id, pages.seller_id())
    on_error_show(lambda: pages.product_page(product_id))
    form = AppealForm()
    if not form.validate_on_submit():
        raise DomainError(" ".join(str(error) for errors in form.errors.values() for error in errors))
    with transaction():
        cases.appeal(product_id, seller_id=pages.seller_id(), text=form.text.data)
    flash(_("Keberatan dikirim. Admin lain yang memutuskan."), "success")
    return _back(product_id)


@bp.post("/produk/<int:product_id>/tinjauan/dibaca")
def note_refusals(product_id: int) -> Response:
    """The seller knows why new photos or choices were refused."""
    with transaction():
        cases.note_refusals(product_id, seller_id=pages.seller_id())
    return redirect(url_for("catalog_seller.show", product_id=product_id), 303)


@bp.post("/produk/<int:product_id>/tinjauan/bukan-makanan")
def deny_food(product_id: int) -> Response:
    """Say that it is no food although its shelf is one of food."""
    on_error_show(lambda: pages.product_page(product_id))
    with transaction():
        standing.deny_food(product_id, seller_id=pages.seller_id())
        is_looked_at = find_open_case(product_id) is not None
    if is_looked_at:
        flash(_("Dikirim ke pemeriksa. Kami mengabari Anda lewat surat begitu selesai."), "success")
    return _back(product_id)


def _back(product_id: int) -> Response:
    return redirect(url_for("catalog_seller.show", product_id=product_id, _anchor="tinjauan"), 303)
