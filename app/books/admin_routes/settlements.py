"""What gateways have handed over, for finance."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.proof import proven_transaction
from app.books.commands import settlements as commands
from app.books.forms import SettlementForm
from app.books.queries import settlements as queries
from app.clock import JAKARTA, now
from app.db import transaction
from app.i18n import _
from app.ledger import chart
from app.settings import setting
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.limits import limit_forms, limit_passwords
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("books_admin_settlements", __name__, needs="finance")

SIZE = 50


@bp.get("/pembukuan/penyetoran")
def index() -> str:
    """What gateways handed over, what they still have, and the form for the next."""
    return _page(SettlementForm(formdata=None, settled_on=now().astimezone(JAKARTA).date(), fee_amount=0))


@bp.post("/pembukuan/penyetoran")
@limit_passwords
@limit_forms
def record() -> Response | tuple[str, int]:
    """Write down what a gateway handed over."""
    form = SettlementForm()
    form.gateway.choices = _gateways(queries.clearing_balances())
    if not form.validate_on_submit():
        return _page(form), 422
    on_error_show(lambda: _page(form))
    with proven_transaction(current_user.id, form.password.data) if form.matched_with else transaction():
        commands.record_settlement(_handed_over(form), admin_id=current_user.id, matched_with=form.matched_with)
    flash(_("Penyetoran dicatat."), "success")
    return redirect(url_for(".index"), 303)


def _page(form: SettlementForm) -> str:
    balances = queries.clearing_balances()
    form.gateway.choices = _gateways(balances)
    number = page_number(request.args.get("hal"))
    rows = queries.settlements(limit=SIZE, offset=offset_of(number, SIZE))
    wanted_amount = (form.amount.data or 0) + (form.fee_amount.data or 0)
    is_too_much = wanted_amount > balances.get(form.gateway.data, 0)
    if is_too_much:
        form.ask_for_match()
    return render_template(
        "books/admin/settlements.html",
        form=form,
        page=Page(rows, queries.count_settlements(), number, SIZE),
        balances=balances,
        is_too_much=is_too_much,
    )


def _handed_over(form: SettlementForm) -> commands.HandedOver:
    amount, fee_amount = form.amount.data, form.fee_amount.data
    assert amount is not None and fee_amount is not None, "a form that was validated has both"  # noqa: PT018
    return commands.HandedOver(form.gateway.data, amount, fee_amount, form.reference.data, form.settled_on.data)


def _gateways(balances: dict[str, int]) -> list[tuple[str, str]]:
    names = {*balances, *setting("PAYMENT_GATEWAYS")} - {chart.PROMISED_CASH.of}
    return [(name, name.title()) for name in sorted(names)]
