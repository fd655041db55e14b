"""The stock room: what is there and why, counting many at once, sales outside the marketplace."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.catalog import pages
from app.catalog.commands import stock_room as commands
from app.catalog.forms.stock_room import CancelSaleForm, CountForm, LowMarkForm, OfflineSaleForm
from app.catalog.queries import stock_room as queries
from app.clock import day_of, now
from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.models.stock import LARGEST_STOCK
from app.settings import setting
from app.web.batches import ids_of_fields, run_each
from app.web.error_pages import on_error_show
from app.web.fields import parse_whole
from app.web.guards import SELLING, TEAM, Helpers, seller_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = seller_blueprint("stock_seller", __name__, readers=TEAM, writers=SELLING, helpers=Helpers.MAY)

SIZE = 25
LONGEST_SEARCH = 100


@bp.get("/stok")
def index() -> str:
    """Every variant with what is on hand, promised and available; what runs low on top."""
    return pages.render("catalog/seller/stock.html", **_list())


@bp.get("/stok/hitung")
def count() -> str:
    """The same as a form to type what was counted."""
    return _count_page(CountForm(formdata=None), {}, {})


@bp.post("/stok/hitung")
def save_counts() -> Response | tuple[str, int]:
    """Keep every count that was changed; what is refused says why, and stops nobody."""
    seller_id = pages.seller_id()
    rows = queries.chosen_rows(seller_id, ids_of_fields("hitung", most=2 * SIZE))
    typed = {variant_id: request.form.get(f"hitung-{variant_id}", "").strip() for variant_id in rows}
    seen = {key: parse_whole(request.form.get(f"dilihat-{key}", ""), lowest=0, highest=LARGEST_STOCK) for key in rows}
    changed = [variant_id for variant_id, text in typed.items() if text and text != str(seen[variant_id])]
    form = CountForm()
    if not form.validate_on_submit():
        return _count_page(form, {}, typed), 422

    def keep(variant_id: int) -> None:
        counted = parse_whole(typed[variant_id], lowest=0, highest=LARGEST_STOCK)
        if counted is None:
            raise DomainError(_("Tulis bilangan bulat, misalnya 12."))
        before = seen[variant_id]
        commands.count_variant(
            variant_id,
            seller_id=seller_id,
            counted=counted,
            seen=-1 if before is None else before,
            because=form.because.data,
        )

    refused = run_each(changed, keep)
    if len(refused) < len(changed):
        flash(_("%(count)s stok disimpan.", count=len(changed) - len(refused)), "success")
    if refused:
        return _count_page(form, refused, typed), 422
    return redirect(url_for(".count", hanya=request.args.get("hanya"), nama=request.args.get("nama")), 303)


@bp.get("/stok/<int:variant_id>")
def show(variant_id: int) -> str:
    """One variant with everything that moved its stock."""
    return _variant_page(variant_id, LowMarkForm(formdata=None))


@bp.post("/stok/<int:variant_id>/batas")
def set_low_mark(variant_id: int) -> Response | tuple[str, int]:
    """From how few pieces on the seller wants to know."""
    form = LowMarkForm()
    on_error_show(lambda: _variant_page(variant_id, form))
    text = form.low_at.data or ""
    low_at = parse_whole(text, lowest=0, highest=LARGEST_STOCK)
    if text and low_at is None:
        form.low_at.errors = [_("Tulis bilangan bulat, atau kosongkan.")]
        return _variant_page(variant_id, form), 422
    with transaction():
        commands.set_low_mark(variant_id, seller_id=pages.seller_id(), low_at=low_at)
    flash(_("Batas disimpan."), "success")
    return redirect(url_for(".show", variant_id=variant_id), 303)


@bp.route("/stok/jual-langsung", methods=["GET", "POST"])
def sell() -> Response | str | tuple[str, int]:
    """Pieces that were sold outside the marketplace."""
    form = _new_sale()
    if not form.validate_on_submit():
        page = _sales_page(form)
        return (page, 422) if form.is_submitted() else page
    on_error_show(lambda: _sales_page(form))
    with transaction():
        commands.record_offline_sale(form.sold, seller_id=pages.seller_id(), form_key=form.form_key.data)
    flash(_("Penjualan dicatat, dan stoknya dikurangi."), "success")
    return redirect(url_for(".sell"), 303)


@bp.post("/stok/jual-langsung/<int:sale_id>/batal")
def take_back(sale_id: int) -> Response | tuple[str, int]:
    """A sale that never was."""
    queries.get_offline_sale(sale_id, pages.seller_id())
    form = CancelSaleForm(prefix=f"batal-{sale_id}")
    if not form.validate_on_submit():
        return _sales_page(_new_sale(), {sale_id: form}), 422
    on_error_show(lambda: _sales_page(_new_sale(), {sale_id: form}))
    with transaction():
        commands.cancel_offline_sale(
            sale_id, seller_id=pages.seller_id(), member_id=current_user.id, reason=form.reason.data
        )
    flash(_("Penjualan dibatalkan; stoknya kembali."), "success")
    return redirect(url_for(".sell"), 303)


def _count_page(form: CountForm, refused: Mapping[int, str], typed: Mapping[int, str]) -> str:
    return pages.render("catalog/seller/stock_count.html", form=form, refused=refused, typed=typed, **_list())


def _list() -> dict[str, Any]:
    text = request.args.get("nama", "")[:LONGEST_SEARCH].strip()
    low_only = request.args.get("hanya") == "menipis"
    number = page_number(request.args.get("hal"))
    seller_id = pages.seller_id()
    total, low = queries.count_stock_rows(seller_id, text=text)
    rows = queries.stock_rows(seller_id, text=text, low_only=low_only, limit=SIZE, offset=offset_of(number, SIZE))
    return {
        "page": Page(rows, low if low_only else total, number, SIZE),
        "total": total,
        "low": low,
        "text": text,
        "only": "menipis" if low_only else None,
    }


def _variant_page(variant_id: int, form: LowMarkForm) -> str:
    row = queries.get_stock_row(variant_id, pages.seller_id())
    if not form.is_submitted():
        form.low_at.data = "" if row.low_at is None else str(row.low_at)
    number = page_number(request.args.get("hal"))
    moves = queries.moves_of(variant_id, limit=SIZE, offset=offset_of(number, SIZE))
    return pages.render(
        "catalog/seller/stock_item.html",
        row=row,
        form=form,
        usual=setting("LOW_STOCK"),
        page=Page(moves, queries.count_moves(variant_id), number, SIZE),
    )


def _new_sale() -> OfflineSaleForm:
    fresh = {"sold_on": day_of(now()).date(), "form_key": secrets.token_urlsafe(16)}
    return OfflineSaleForm(queries.choices_to_sell(pages.seller_id()), data=fresh)


def _sales_page(form: OfflineSaleForm, cancelled: Mapping[int, CancelSaleForm] | None = None) -> str:
    seller_id, number = pages.seller_id(), page_number(request.args.get("hal"))
    sales = queries.offline_sales(seller_id, limit=SIZE, offset=offset_of(number, SIZE))
    forms = {sale.id: CancelSaleForm(formdata=None, prefix=f"batal-{sale.id}") for sale in sales}
    return pages.render(
        "catalog/seller/offline_sales.html",
        form=form,
        page=Page(sales, queries.count_offline_sales(seller_id), number, SIZE),
        cancelling=forms | dict(cancelled or {}),
    )
