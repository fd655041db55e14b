"""The books in the back office, for finance."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.books.commands import exports, reconciliation
from app.books.pages import entry_page
from app.books.queries import accounts, money
from app.books.queries import reconciliation as comparisons
from app.books.words import difference, facts_text, page_of
from app.clock import JAKARTA, begin_of, last_days, last_months, now
from app.db import transaction
from app.i18n import _
from app.ledger import chart, words
from app.models.ledger import AccountKind
from app.money import format_rupiah
from app.settings import setting
from app.web import charts
from app.web.edge import on_record
from app.web.filters import MONTHS, hari, rupiah_singkat
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number
from app.web.spreadsheets import Cell, csv_response

bp = admin_blueprint("books_admin", __name__, needs="finance")

SIZE = 50
DAYS, MONTHS_SHOWN = 7, 6
A_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2020, 2100
PAGES = {
    "group": ("orders_admin.show", "number"),
    "payment": ("payments_admin.show", "payment_id"),
    "entry": (".entry", "reference"),
    "account": (".account", "name"),
    "payout": ("payouts_admin_each.show", "payout_id"),
    "voucher": ("vouchers_admin.index", "_anchor"),
    "case": ("returns_admin.show", "case_number"),
    "product": ("storefront.product", "slug"),
}
KINDS = {kind.value: kind for kind in AccountKind}
TRIAL_HEADER = ("akun", "nama", "debit", "kredit")
JOURNAL_HEADER = ("waktu", "kejadian", "referensi", "akun", "pesanan", "debit", "kredit")


@bp.get("/pembukuan")
def index() -> str:
    """What we have, owe, earned and spent, the money equation, and how money moved."""
    found = money.sums(until=now())
    by_month = request.args.get("per") == "bulan"
    flows = money.flows(last_months(MONTHS_SHOWN) if by_month else last_days(DAYS))
    labels = [MONTHS[flow.since.month - 1] if by_month else hari(flow.since) for flow in flows]
    balances = money.by_account(found)
    clearing = [
        (name.partition(":")[2].title(), amount)
        for (kind, name), amount in balances.items()
        if kind == AccountKind.GATEWAY_CLEARING and name != str(chart.PROMISED_CASH)
    ]
    equation = money.equation(found)
    return render_template(
        "books/admin/index.html",
        balances=balances,
        words=words,
        equation=equation,
        parts=charts.band(_parts(equation)),
        by_month=by_month,
        flows=list(zip(labels, flows, strict=True)),
        pairs=charts.pairs(
            [(label, flow.in_amount, flow.out_amount) for label, flow in zip(labels, flows, strict=True)],
            write=rupiah_singkat,
        ),
        below_zero=[gateway for gateway, amount in clearing if amount < 0],
        clearing=charts.levels(clearing, write=rupiah_singkat, spell=format_rupiah),
    )


@bp.get("/pembukuan/neraca")
def trial_balance() -> str:
    """Debit and credit of every account at the end of a day; both sides are the same."""
    day = _day("tanggal") or _today()
    found = money.by_account(money.sums(until=begin_of(day + A_DAY)))
    return render_template(
        "books/admin/trial_balance.html",
        day=day,
        rows=found,
        words=words,
        debit_amount=sum(amount for amount in found.values() if amount > 0),
        credit_amount=-sum(amount for amount in found.values() if amount < 0),
        since=_today().replace(day=1),
    )


@bp.get("/pembukuan/neraca.csv")
def export_trial_balance() -> Response:
    """The trial balance with one row for each account, which is written down."""
    day = _day("tanggal") or _today()
    with on_record(), transaction():
        exports.note_export("trial_balance", since=None, until=day, admin_id=current_user.id)
    rows = (
        (row.name, words.account(row.name, row.kind, row.seller_name), *_sides(row.amount))
        for row in accounts.balances_at(begin_of(day + A_DAY))
    )
    return csv_response(f"neraca-{day.isoformat()}.csv", TRIAL_HEADER, rows)


@bp.get("/pembukuan/jurnal.csv")
def export_journal() -> Response:
    """Every line of the journal of a period, which is written down. Reasons stay here: people write them."""
    since, until = _day("dari") or _today().replace(day=1), _day("sampai") or _today()
    with on_record(), transaction():
        exports.note_export("journal", since=since, until=until, admin_id=current_user.id)
    rows = (
        (at.astimezone(JAKARTA).isoformat(), words.event(event), reference, account, order, *_sides(amount))
        for at, event, reference, account, order, amount in accounts.journal(begin_of(since), begin_of(until + A_DAY))
    )
    return csv_response(f"jurnal-{since.isoformat()}-{until.isoformat()}.csv", JOURNAL_HEADER, rows)


@bp.get("/pembukuan/akun")
def list_accounts() -> str:
    """Accounts of one kind or all, the largest balance first."""
    kind = KINDS.get(request.args.get("jenis", ""))
    number = page_number(request.args.get("hal"))
    rows = accounts.accounts(kind, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, accounts.count_accounts(kind), number, SIZE)
    return render_template(
        "books/admin/accounts.html", page=page, kind=kind, kinds=AccountKind, words=words, is_debt=money.is_debt
    )


@bp.get("/pembukuan/akun/<name>")
def account(name: str) -> str:
    """The statement of an account with its running balance."""
    row, balance = accounts.get_account(name)
    number = page_number(request.args.get("hal"))
    lines = accounts.statement(row.id, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(lines, accounts.count_lines(row.id), number, SIZE)
    return render_template(
        "books/admin/account.html", account=balance, page=page, words=words, is_debt=money.is_debt(balance.kind)
    )


@bp.get("/pembukuan/jurnal/<reference>")
def entry(reference: str) -> str:
    """One entry of the journal."""
    return entry_page(reference)


@bp.get("/pembukuan/rekonsiliasi")
def list_comparisons() -> str:
    """Comparisons with the gateways, the newest first."""
    number = page_number(request.args.get("hal"))
    runs = comparisons.runs(limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(runs, comparisons.count_runs(), number, SIZE)
    return render_template("books/admin/comparisons.html", page=page, days=setting("RECONCILE_DAYS"))


@bp.post("/pembukuan/rekonsiliasi")
def compare() -> AnyResponse:
    """Begin a comparison; the worker carries it out."""
    with transaction():
        run_id = reconciliation.begin().id
    flash(_("Rekonsiliasi dimulai. Muat ulang halaman ini sebentar lagi."), "success")
    return redirect(url_for(".comparison", run_id=run_id), 303)


@bp.get("/pembukuan/rekonsiliasi/<int:run_id>")
def comparison(run_id: int) -> str:
    """One comparison with everything that did not fit."""
    run = comparisons.get_run(run_id)
    number = page_number(request.args.get("hal"))
    found = comparisons.differences_of(run_id, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(found, run.differences, number, SIZE)
    return render_template(
        "books/admin/comparison.html",
        run=run,
        page=page,
        name_of=difference,
        told=facts_text,
        pages=PAGES,
        called=page_of,
    )


def _parts(equation: money.Equation) -> Sequence[tuple[str, int]]:
    return (
        (_("dikembalikan ke pembeli"), equation.refunded_amount),
        (_("biaya gerbang bayar"), equation.fee_amount),
        (_("kalah sengketa"), equation.lost_amount),
        (_("dibayar ke kurir"), equation.delivery_amount),
        (_("dicairkan ke penjual"), equation.paid_out_amount),
        (_("tunai diterima penjual"), equation.cash_amount),
        (_("PPh 22 disetor"), equation.tax_paid_amount),
        (_("diambil lokapasar"), equation.taken_amount),
        (_("masih ada"), equation.balance_amount),
    )


def _sides(amount: int) -> tuple[Cell, Cell]:
    return (amount, None) if amount > 0 else (None, -amount)


def _today() -> date:
    return now().astimezone(JAKARTA).date()


def _day(name: str) -> date | None:
    """A day that an address asks for; anything odd is none."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
