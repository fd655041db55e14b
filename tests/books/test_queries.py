"""What the books say: balances, the money equation, statements, the journal."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from sqlalchemy import select

from app.books.commands.bills import Bill, record_bill
from app.books.commands.settlements import HandedOver, record_settlement
from app.books.queries import accounts, money
from app.books.queries.subjects import group_numbers
from app.clock import JAKARTA, last_days, last_months, now
from app.db import session, transaction
from app.errors import NotFound
from app.gateways.payment.base import (
    DisputeState,
    FetchedDispute,
    FetchedRefund,
    GatewayStatus,
    RefundState,
    intent_of,
)
from app.ledger import chart
from app.ledger.commands import Line, post
from app.models.catalog import Product
from app.models.ledger import AccountKind, Posting
from app.models.order import OrderGroup
from app.orders.queries import lock_group
from app.payments.commands import refunds, sendings
from app.payments.queries.refunds import key_of_refund
from app.pricing.shares import share_of
from tests.cast import Cast
from tests.factories.order import capture, complete, place
from tests.payments.steps import say
from tests.payouts import steps
from tests.returns.steps import sell_for_cash

FEE, DISPUTED = 4_000, 10_000


@pytest.fixture
def lively(cast: Cast, pepper: Product) -> list[OrderGroup]:
    """Completed, sent back in part, disputed and lost, handed over."""
    groups = [place(cast.dewi, [pepper], quantity=2) for _ in range(3)]
    for group in groups:
        payment_id = capture(group)
        lost = [FetchedDispute("dp_1", DISPUTED, DisputeState.LOST, "")] if group is groups[0] else []
        say(payment_id, GatewayStatus.CAPTURED, intent=intent_of(group.number, 1), fee_amount=FEE, disputes=lost)
    complete(groups[0], cast.dewi)
    for group in groups[:2]:
        with transaction():
            order = lock_group(group.id).orders[0]
            pieces = {order.lines[0].id: 1}
            refund = refunds.refund_pieces(order, pieces, share_of(order, pieces), purpose="return-1", because="a test")
        if group is groups[0]:
            with transaction():
                sent = FetchedRefund("re_1", key_of_refund(refund), refund.amount, RefundState.SUCCEEDED)
                sendings.record_sent(refund.id, sent)
    over = HandedOver("sandbox", 20_000, 500, "RK-1", now().astimezone(JAKARTA).date())
    with transaction():
        record_settlement(over, admin_id=cast.eko.id)
    session.rollback()
    return groups


def test_every_rupiah_that_came_in_is_somewhere(lively: list[OrderGroup]) -> None:
    found = money.equation(money.sums(until=now()))
    assert found.captured_amount == sum(group.total_amount for group in lively)
    assert (found.fee_amount, found.lost_amount) == (3 * FEE + 500, DISPUTED)
    assert found.refunded_amount > 0
    assert found.difference_amount == 0
    owners = found.sellers_amount + found.buyers_amount + found.tax_amount + found.ours_amount
    assert owners == found.balance_amount
    assert found.buyers_amount > 0


def test_what_couriers_were_paid_is_gone_and_was_ours(cast: Cast, lively: list[OrderGroup]) -> None:
    before = money.equation(money.sums(until=now()))
    with transaction():
        record_bill(Bill("JNE", "INV-1", 4_000, now().astimezone(JAKARTA).date()), admin_id=cast.eko.id)
    found = money.equation(money.sums(until=now()))
    assert (found.delivery_amount, found.difference_amount) == (4_000, 0)
    assert found.balance_amount == before.balance_amount - 4_000
    assert found.ours_amount == before.ours_amount - 4_000


def test_cash_that_is_promised_is_no_money_until_the_seller_has_it(
    cast: Cast, pepper: Product, lively: list[OrderGroup]
) -> None:
    before = money.equation(money.sums(until=now()))
    order = sell_for_cash(cast.dewi, pepper)
    steps.refund(order)
    left = order.total_amount - order.total_amount // 4
    found = money.equation(money.sums(until=now()))
    assert found == replace(before, promised_amount=left)
    assert money.flows(last_days(1))[0].in_amount == before.captured_amount
    with transaction():
        steps.take_cash(order.id)
    taken = money.equation(money.sums(until=now()))
    assert (taken.captured_amount, taken.cash_amount) == (before.captured_amount + left, left)
    assert (taken.promised_amount, taken.difference_amount, taken.balance_amount) == (0, 0, before.balance_amount)
    (flow,) = money.flows(last_days(1))
    assert (flow.in_amount, flow.in_amount - flow.out_amount) == (taken.captured_amount, taken.balance_amount)


def test_money_from_nowhere_shows_as_a_difference(lively: list[OrderGroup]) -> None:
    with transaction():
        post("gift:1", [Line(chart.BANK, 1_000), Line(chart.COMMISSION_INCOME, -1_000)], because="a test")
    assert money.equation(money.sums(until=now())).difference_amount == -1_000


def test_balances_are_the_postings_and_sum_to_zero_at_every_moment(lively: list[OrderGroup]) -> None:
    balances = money.by_account(money.sums(until=now()))
    assert sum(balances.values()) == 0
    assert balances[AccountKind.BANK, "bank"] == 20_000
    assert (AccountKind.HELD, "held") in balances, "sellers' accounts are one line"
    assert money.by_account(money.sums(until=now() - timedelta(days=1))) == {}
    each = list(accounts.balances_at(now()))
    assert sum(row.amount for row in each) == 0
    assert {row.name for row in each} >= {"bank", "gateway_clearing:sandbox", "gateway_fees"}


def test_flows_are_what_came_and_what_left_and_end_at_what_is_here(lively: list[OrderGroup]) -> None:
    equation = money.equation(money.sums(until=now()))
    for moments in (last_days(7), last_months(6)):
        flows = money.flows(moments)
        assert [flow.since for flow in flows] == moments
        assert flows[-1].in_amount == equation.captured_amount
        assert flows[-1].in_amount - flows[-1].out_amount == equation.balance_amount
        assert {(flow.in_amount, flow.out_amount) for flow in flows[:-1]} == {(0, 0)}


def test_months_begin_on_their_first_day_in_jakarta() -> None:
    with time_machine.travel("2026-02-28 18:00Z"):  # it is March in Jakarta
        assert [f"{month:%Y-%m-%d}" for month in last_months(4)] == [
            "2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01"
        ]  # fmt: skip


def test_a_statement_runs_from_nothing_to_the_balance_over_its_pages(lively: list[OrderGroup]) -> None:
    account, balance = accounts.get_account("gateway_clearing:sandbox")
    total = accounts.count_lines(account.id)
    pages = [accounts.statement(account.id, limit=3, offset=offset) for offset in range(0, total, 3)]
    lines = [line for page in pages for line in page]
    assert len(lines) == total
    assert lines[0].balance_amount == balance.amount
    assert lines[-1].balance_amount == lines[-1].amount
    for newer, older in pairwise(lines):
        assert newer.balance_amount == older.balance_amount + newer.amount
    numbers = {line.reference: line.group_number for line in lines}
    assert numbers["payment-captured:1"] == lively[0].number
    assert numbers["refund-sent:1"] == numbers["dispute-opened:1"] == lively[0].number
    assert numbers["settlement:1"] is None


def test_an_account_nobody_has_and_an_entry_nobody_wrote_are_not_found(app: object) -> None:
    with pytest.raises(NotFound):
        accounts.get_account("held:4711")
    with pytest.raises(NotFound):
        accounts.get_entry("payment-captured:4711")


def test_an_entry_shows_its_lines_which_sum_to_zero(lively: list[OrderGroup]) -> None:
    found = accounts.get_entry("payment-captured:1")
    lines = accounts.lines_of(found.entry.id)
    assert (found.author, found.group_number) == (None, lively[0].number)
    assert sum(line.amount for line in lines) == 0
    assert {line.order_number for line in lines} == {None, f"{lively[0].number}-1"}


def test_accounts_of_a_kind_carry_their_sellers_names(cast: Cast, lively: list[OrderGroup]) -> None:
    (row,) = accounts.accounts(AccountKind.HELD, limit=10, offset=0)
    assert (row.name, row.seller_name) == (f"held:{cast.shop_of_ani.id}", cast.shop_of_ani.name)
    assert accounts.count_accounts(AccountKind.HELD) == 1
    everything = accounts.accounts(None, limit=100, offset=0)
    assert len(everything) == accounts.count_accounts(None)
    sizes = [abs(row.amount) for row in everything]
    assert sizes == sorted(sizes, reverse=True)


def test_the_journal_of_a_period_is_every_posting_in_it(lively: list[OrderGroup]) -> None:
    postings = session.scalars(select(Posting.amount)).all()
    lines = list(accounts.journal(now() - timedelta(hours=1), now()))
    assert sorted(amount for *_rest, amount in lines) == sorted(postings)
    assert list(accounts.journal(now() - timedelta(days=2), now() - timedelta(days=1))) == []


def test_references_of_nothing_have_no_order(app: object) -> None:
    assert (
        group_numbers(["settlement:1", "payout:1", "payment-captured:x", "payment-captured:", "", "refund-due:9"]) == {}
    )
