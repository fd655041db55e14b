"""Money of the bank that is neither a sale's nor a parcel's, for finance."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.books import rules
from app.books.commands import bank as commands
from app.books.forms import MovementForm
from app.books.queries import bank as queries
from app.books.words import movement_text
from app.clock import JAKARTA, last_months, now
from app.db import transaction
from app.i18n import _
from app.ledger.words import owner_name
from app.models.payment import MovementKind
from app.web.error_pages import on_error_show
from app.web.filters import MONTHS
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("books_admin_bank", __name__, needs="finance")

SIZE = 50
MONTHS_NAMED = 6


@bp.get("/pembukuan/bank")
def index() -> str:
    """What is owed and free, what was written down, and the form for the next."""
    today = now().astimezone(JAKARTA).date()
    return _page(MovementForm(formdata=None, what=request.args.get("untuk"), moved_on=today))


@bp.post("/pembukuan/bank")
def record() -> Response | tuple[str, int]:
    """Write down what came to the bank or left it."""
    form = MovementForm()
    form.what.choices = _choices(queries.standing())
    if not form.validate_on_submit():
        return _page(form), 422
    on_error_show(lambda: _page(form))
    with transaction():
        commands.record_movement(_movement(form), admin_id=current_user.id)
    flash(_("Catatan disimpan."), "success")
    return redirect(url_for(".index"), 303)


def _page(form: MovementForm) -> str:
    standing = queries.standing()
    form.what.choices = _choices(standing)
    number = page_number(request.args.get("hal"))
    rows = queries.movements(limit=SIZE, offset=offset_of(number, SIZE))
    months = rules.months_owed(standing.tax_amount, queries.withheld(last_months(MONTHS_NAMED)))
    return render_template(
        "books/admin/bank.html",
        form=form,
        page=Page(rows, queries.count_movements(), number, SIZE),
        standing=standing,
        months=[(_month(month), amount) for month, amount in months],
        text_of=movement_text,
        owner_name=owner_name,
        leaving=commands.LEAVING,
    )


def _month(begin: datetime | None) -> str:
    return f"{MONTHS[begin.month - 1]} {begin.year}" if begin else _("Sebelumnya")


def _movement(form: MovementForm) -> commands.Movement:
    kind, _colon, bearer = form.what.data.partition(":")
    amount, day = form.amount.data or 0, form.moved_on.data
    return commands.Movement(MovementKind(kind), amount, day, form.reference.data, form.note.data, bearer)


def _choices(standing: queries.Standing) -> list[tuple[str, str]]:
    vouchers = [(MovementKind.VOUCHER_PAID, bearer) for bearer in standing.bearers]
    others = [(kind, "") for kind in MovementKind if kind != MovementKind.VOUCHER_PAID]
    each = [*others, *vouchers]
    return [(f"{kind}:{bearer}" if bearer else kind.value, movement_text(kind, bearer)) for kind, bearer in each]
