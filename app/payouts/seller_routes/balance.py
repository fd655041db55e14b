"""The seller's money: where it is, where it came from, and the payouts."""

from flask import render_template, request

from app.clock import now
from app.money import format_rupiah
from app.payouts import rules
from app.payouts.queries import balances, batches, entries, schedule
from app.payouts.rules import last_months, mask
from app.payouts.words import MONTHS, month_text
from app.sellers.banks import BANKS
from app.web.charts import bars
from app.web.filters import rupiah_singkat
from app.web.guards import BOOKS, NOBODY, OWNING, Helpers, current_membership, seller_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = seller_blueprint("payouts_seller", __name__, readers=BOOKS, writers=NOBODY, helpers=Helpers.MAY_NOT)

SIZE = 25
LATEST = 3
HALF_A_YEAR, STATEMENTS = 6, 3


@bp.get("/keuangan")
def balance() -> str:
    """What is held, what waits, what can be paid out, and why."""
    seller_id = current_membership().seller_id
    number = page_number(request.args.get("hal"))
    found = entries.entries_of(seller_id, limit=SIZE, offset=offset_of(number, SIZE))
    months = last_months(now(), HALF_A_YEAR)
    earned = zip(months, balances.earned_by_month(seller_id, months), strict=True)
    money = balances.money_of(seller_id)
    latest = batches.payouts_of_seller(seller_id, limit=LATEST, offset=0)
    return render_template(
        "payouts/seller/balance.html",
        money=money,
        schedule=schedule.schedule_of(seller_id, hold_days=money.hold_days),
        page=Page(found, entries.count_entries(seller_id), number, SIZE),
        payouts=latest,
        refused=rules.refused_last(latest),
        chart=bars(
            [(MONTHS[month.number - 1][:3], amount) for month, amount in earned],
            write=rupiah_singkat,
            spell=format_rupiah,
        ),
        months=[(month, month_text(month)) for month in reversed(months[-STATEMENTS:])],
        is_owner=current_membership().role in OWNING,
        banks=BANKS,
        mask=mask,
    )


@bp.get("/keuangan/pencairan")
def payouts() -> str:
    """Every payout with what became of it."""
    seller_id = current_membership().seller_id
    number = page_number(request.args.get("hal"))
    found = batches.payouts_of_seller(seller_id, limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "payouts/seller/payouts.html",
        page=Page(found, batches.count_payouts_of_seller(seller_id), number, SIZE),
        failures=batches.failures_of(payout.id for payout, _number in found),
        banks=BANKS,
        mask=mask,
    )
