"""The daily comparison with the gateways: in short slices, so that nothing else in the worker waits for it."""

import sys
import time
from collections.abc import Sequence

import click
import structlog
from flask.cli import AppGroup

from app.books import rules, words
from app.books.commands import reconciliation as commands
from app.books.queries import reconciliation as queries
from app.books.rules import Facts, Finding, Sent
from app.clock import now
from app.db import session, transaction
from app.ledger.check import differences
from app.models.payment import Reconciliation
from app.payments.asking import look_up
from app.payments.errors import GatewayDown
from app.settings import setting

cli = AppGroup("books", help="The books of the admin.")
log = structlog.get_logger()

SLICE_SECONDS = 2
MOST_IN_A_SLICE = 200
MOST_SILENCES = 3  # then a gateway is away: asking on would only cost its time-out again and again
SHOWN_AT_ONCE = 500


@cli.command("reconcile")
def reconcile() -> None:
    """Compare gateways, payments, splits, books and stock now; name each difference and exit 1 if there is any."""
    with transaction():
        run_id = commands.begin().id
    while queries.get_run(run_id).finished_at is None:
        compare_next(run_id)
    run = queries.get_run(run_id)
    click.echo(f"{run.compared} pembayaran dibandingkan, {run.differences} selisih")
    for offset in range(0, run.differences, SHOWN_AT_ONCE):
        for found in queries.differences_of(run_id, limit=SHOWN_AT_ONCE, offset=offset):
            click.echo(f"{found.kind}: {found.facts} ({words.difference(found.kind)})")
    sys.exit(1 if run.differences else 0)


def reconcile_daily() -> int:
    """Go on with the comparison that is under way, or begin today's; returns how many payments were compared."""
    newest = queries.find_newest()
    is_open = newest is not None and newest.finished_at is None
    is_due = rules.is_run_due(newest.started_at if newest else None, now())
    session.rollback()
    if not is_open and not is_due:
        return 0
    with transaction():
        run_id = commands.begin().id
    return compare_next(run_id)


def compare_next(run_id: int) -> int:
    """One slice of a comparison, or its end; returns how many payments it took."""
    run = session.get_one(Reconciliation, run_id, populate_existing=True)
    before = run.compared
    payments = queries.to_compare(run, days=setting("RECONCILE_DAYS"), limit=MOST_IN_A_SLICE)
    silences = queries.silences(run_id)
    if not payments:
        findings = queries.linked(list(differences()))
        with transaction():
            commands.finish(run_id, findings, before=before)
        return 0
    session.rollback()
    findings, count = _compare_all(payments, silences)
    with transaction():
        commands.note_compared(run_id, findings, before=before, count=count)
    return count


def _compare_all(payments: Sequence[tuple[int, str]], silences: dict[str, int]) -> tuple[list[Finding], int]:
    findings: list[Finding] = []
    until = time.monotonic() + SLICE_SECONDS
    count = 0
    for payment_id, gateway in payments:
        count += 1
        if silences.get(gateway, 0) >= MOST_SILENCES:
            continue
        try:
            findings += _compare(payment_id)
        except Exception as error:
            if not isinstance(error, GatewayDown):
                log.exception("comparison_failed", payment_id=payment_id)
            session.rollback()
            findings.append(Finding("gateway_no_answer", f"gateway={gateway} payment={payment_id}", payment_id))
            silences[gateway] = silences.get(gateway, 0) + 1
            if silences[gateway] == MOST_SILENCES:
                findings.append(Finding("gateway_silent", f"gateway={gateway}"))
        if time.monotonic() > until:
            break
    return findings, count


def _compare(payment_id: int) -> list[Finding]:
    ours = queries.find_facts(payment_id)
    session.rollback()
    told = look_up(payment_id) if ours is not None else None
    if ours is None or told is None:
        return []
    theirs = Facts(
        intent=told.intent,
        has_money=told.status.value == "captured",
        amount=told.amount,
        currency=told.currency,
        fee_amount=told.fee_amount,
        refunds=[
            Sent(
                refund.reference if refund.reference in ours.sent_by_hand else refund.key,
                refund.amount,
                refund.state.value == "succeeded",
                refund.reference,
            )
            for refund in told.refunds
            if refund.state.value != "failed"
        ],
        disputes={each.reference: (each.amount, each.state.value) for each in told.disputes if each.amount > 0},
    )
    return rules.compare(payment_id, ours, theirs)
