"""Taxes of a shop, for its owners."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.clock import now, year_of
from app.db import session as database
from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.media import commands as media
from app.media.streaming import private_page
from app.pricing.queries import terms_of
from app.pricing.settings import PPH22_EXEMPT_TURNOVER, value_at
from app.taxes import commands, queries, rules
from app.taxes.forms import StatementForm
from app.web.error_pages import on_error_show
from app.web.guards import OWNERS, OWNING, Helpers, current_membership, seller_blueprint
from app.web.limits import limit_forms
from app.web.pagination import page_number
from app.web.uploads import received, takes_files

bp = seller_blueprint("tax_seller", __name__, readers=OWNING, writers=OWNERS, helpers=Helpers.MAY_NOT)

MEGABYTES = 17
MOST_STATEMENTS = 20


@bp.get("/pajak")
def index() -> str:
    """What is taken for the tax office, and the statements of turnover."""
    return _page(StatementForm(rules.open_years(now()), formdata=None))


@bp.post("/pajak")
@takes_files(megabytes=MEGABYTES)
@limit_forms
def send() -> AnyResponse | tuple[str, int]:
    """Send the statement of a year."""
    form = StatementForm(rules.open_years(now()))
    if not form.validate_on_submit():
        return _page(form), 422
    on_error_show(lambda: _page(form))
    seller_id, year = current_membership().seller_id, int(form.year.data)
    files = received("paper", most=1)
    if not files:
        raise DomainError(_("Pilih dahulu foto atau PDF suratnya, lalu kirim."))
    commands.check_may_send(seller_id, year)
    database.rollback()
    paper = media.store_paper(files[0])
    with media.forgotten_when_refused([paper.id]), transaction():
        commands.send_statement(seller_id, year, paper, sender_id=current_user.id)
    flash(_("Surat pernyataan terkirim. Kami kabari lewat surat setelah diperiksa."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/pajak/<int:statement_id>/berkas")
def document(statement_id: int) -> Response:
    """One page of the shop's own paper."""
    statement = queries.get_statement_of(current_membership().seller_id, statement_id)
    return private_page(statement.document, page_number(request.args.get("hal")))


def _page(form: StatementForm) -> str:
    seller_id, moment = current_membership().seller_id, now()
    statements = queries.statements_of(seller_id, limit=MOST_STATEMENTS)
    sent = {each.row.year for each in statements if each.row.status in queries.OPEN}
    free = [year for year in rules.open_years(moment) if year not in sent]
    form.offer(free)
    return render_template(
        "taxes/seller/index.html",
        terms=terms_of([seller_id], moment)[seller_id],
        limit_amount=value_at(PPH22_EXEMPT_TURNOVER, moment),
        sales_amount=queries.sales_of_year(seller_id, year_of(moment)),
        year=year_of(moment),
        statements=statements,
        sent=sorted(sent.intersection(rules.open_years(moment))),
        free=free,
        form=form,
        may_change=current_membership().role in OWNERS,
    )
