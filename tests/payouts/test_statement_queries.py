"""Statements equal the books to the rupiah, whatever happened."""

import csv
import random
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from flask import Flask
from pypdfium2 import PdfDocument
from sqlalchemy import func, select, update

from app.clock import JAKARTA, now
from app.db import session, transaction
from app.ledger import chart
from app.models.ledger import JournalEntry, LedgerAccount, Posting
from app.models.order import CommissionRule, Order, OrderLine, OrderStatus, ShippingOwner
from app.models.payout import Payout, PayoutStatus
from app.models.seller import Seller
from app.payouts import papers
from app.payouts.commands import batches, outcomes
from app.payouts.queries.entries import Entry, What
from app.payouts.queries.statements import COLUMNS, Statement, statement_of
from app.payouts.rules import Month, month_of
from tests.cast import Cast
from tests.factories.order import capture, complete, place
from tests.payouts import steps
from tests.payouts.steps import DAY, open_account, product_of

BEGIN = datetime(2026, 6, 20, 12, tzinfo=JAKARTA)
END = datetime(2026, 9, 15, 12, tzinfo=JAKARTA)


def live(cast: Cast, chance: random.Random) -> None:
    """Twelve weeks in which anything may happen to the money of two shops."""
    shops = (cast.shop_of_ani, cast.shop_of_citra)
    for shop in shops:
        open_account(shop, created_at=BEGIN, usable_from=BEGIN)
    with transaction():
        session.add(CommissionRule(position=1, rate_bps=275))
    products = [product_of(shop, price=chance.randrange(20_001, 400_001)) for shop in shops]
    moment = BEGIN
    while moment < END:
        with time_machine.travel(moment, tick=False):
            chance.choice((_sell, _sell, _refund, _pay_out, _hear_of_the_bank))(cast, products, chance)
        moment += timedelta(hours=chance.randrange(20, 120))


def _sell(cast: Cast, products: list, chance: random.Random) -> None:
    group = place(cast.dewi, chance.sample(products, chance.randrange(1, 3)), chance.randrange(1, 4))
    own = Order.group_id == group.id
    with transaction():
        session.execute(update(Order).where(own).values(shipping_owner=chance.choice(list(ShippingOwner))))
        lines = OrderLine.order_id.in_(select(Order.id).where(own))
        session.execute(update(OrderLine).where(lines).values(pph22_amount=chance.randrange(0, 2_000)))
    capture(group)
    if chance.random() < 0.2:
        steps.refund(group.orders[0], purpose="return-1")
    if chance.random() < 0.8:
        complete(group, cast.dewi)
        if chance.random() < 0.2:
            with transaction():
                steps.take_cash(group.orders[0].id)


def _refund(_cast: Cast, _products: list, chance: random.Random) -> None:
    is_left = OrderLine.quantity > OrderLine.refunded_quantity
    rows = select(Order).join(OrderLine).where(Order.status == OrderStatus.COMPLETED, is_left).order_by(Order.id)
    orders = session.scalars(rows).unique().all()
    if orders:
        steps.refund(chance.choice(orders), purpose=f"return-{chance.getrandbits(30)}")


def _pay_out(cast: Cast, _products: list, chance: random.Random) -> None:
    with transaction():
        batch = batches.prepare_batch(prepared_by_id=None)
        batch_id = batch.id if batch else 0
    if batch_id and chance.random() < 0.9:
        steps.approve(batch_id, cast.eko.id, cast.fitri.id)
        steps.export(batch_id, cast.eko.id)


def _hear_of_the_bank(cast: Cast, _products: list, chance: random.Random) -> None:
    told = session.scalars(select(Payout.id).where(Payout.status == PayoutStatus.PROCESSING)).all()
    for payout_id in told:
        with transaction():
            if chance.random() < 0.6:
                outcomes.complete_payout(payout_id, admin_id=cast.eko.id, bank_reference=f"BSB-{payout_id}")
            else:
                outcomes.fail_payout(payout_id, admin_id=cast.eko.id, reason="Rekening tutup")
    paid = session.scalars(select(Payout.id).where(Payout.status == PayoutStatus.COMPLETED)).all()
    if paid and chance.random() < 0.4:
        steps.send_back(cast, chance.choice(paid))


def booked_until(shop: Seller, moment: datetime) -> int:
    """What the books owe a seller at a moment, summed by themselves."""
    rows = select(func.sum(Posting.amount)).join(JournalEntry).join(LedgerAccount)
    own = LedgerAccount.name == str(chart.payable(shop.id)), JournalEntry.occurred_at < moment
    return -int(session.scalar(rows.where(*own)) or 0)


def months_lived() -> list[Month]:
    months = [month_of(BEGIN).previous]
    while months[-1] < month_of(END).next:
        months.append(months[-1].next)
    return months


@pytest.mark.parametrize("seed", range(3))
def test_statements_equal_the_books_over_any_history(cast: Cast, seed: int) -> None:
    live(cast, random.Random(seed))
    kinds = set()
    for shop in (cast.shop_of_ani, cast.shop_of_citra):
        expected, total = 0, 0
        for month in months_lived():
            statement = statement_of(shop.id, month)
            assert statement.opening_amount == expected == booked_until(shop, month.begin)
            assert statement.closing_amount == booked_until(shop, month.end)
            assert set(statement.sums) == set(COLUMNS)
            assert sum(statement.sums.values()) == statement.closing_amount - statement.opening_amount
            assert_paper_says_the_same(statement)
            kinds |= {entry.what for entry in statement.entries}
            expected, total = statement.closing_amount, total + len(statement.entries)
        assert expected == steps.earned(shop)
        assert total > 5
    assert {What.COMPLETED, What.REFUNDED, What.PAID_OUT} <= kinds


def test_a_payout_that_comes_back_stands_in_the_month_in_which_it_came(cast: Cast) -> None:
    steps.open_account(cast.shop_of_ani)
    with time_machine.travel(datetime(2026, 10, 28, 3, tzinfo=UTC), tick=False):
        steps.earn(cast, cast.shop_of_ani)
        was = steps.earned(cast.shop_of_ani)
        steps.at_the_bank(cast)
        steps.complete_all(cast)
    with time_machine.travel(datetime(2026, 11, 3, 3, tzinfo=UTC), tick=False):
        steps.send_back(cast, session.scalars(select(Payout.id)).one())
        session.rollback()
    october, november = (statement_of(cast.shop_of_ani.id, Month(2026, number)) for number in (10, 11))
    assert [(entry.what, entry.payout_amount) for entry in october.entries][-1] == (What.PAID_OUT, -was)
    assert [(entry.what, entry.payout_amount) for entry in november.entries] == [(What.CAME_BACK, was)]
    assert (october.closing_amount, november.closing_amount) == (0, was)
    for statement in (october, november):
        assert_paper_says_the_same(statement)
    assert november.entries[0].batch_number in papers.as_csv(november)


def assert_paper_says_the_same(statement: Statement) -> None:
    lines = list(csv.reader(StringIO(papers.as_csv(statement))))
    assert len(lines) == len(statement.entries) + 3
    assert int(lines[1][-1]) == statement.opening_amount
    assert int(lines[-1][-1]) == statement.closing_amount
    for column in range(3, 10):
        assert sum(int(line[column]) for line in lines[2:-1]) == int(lines[-1][column])
    assert statement.opening_amount + sum(int(cell) for cell in lines[-1][3:10]) == statement.closing_amount


def test_a_month_begins_and_ends_in_jakarta(cast: Cast) -> None:
    product = product_of(cast.shop_of_ani)
    for moment in (datetime(2026, 7, 31, 23, 59, tzinfo=JAKARTA), datetime(2026, 8, 1, 0, 0, tzinfo=JAKARTA)):
        with time_machine.travel(moment, tick=False):
            group = place(cast.dewi, [product])
            capture(group)
            complete(group, cast.dewi)
    july, august = (statement_of(cast.shop_of_ani.id, Month(2026, number)) for number in (7, 8))
    assert (len(july.entries), len(august.entries)) == (1, 1)
    assert august.opening_amount == july.closing_amount


def long_statement(lines: int) -> Statement:
    entry = Entry(What.COMPLETED, now(), 1, "SB-7K2M9QXA-1", "", 98_000, 100_000, 0, -2_000)
    return Statement(month_of(now()), 5, [entry] * lines)


def test_the_paper_is_readable_and_names_the_shop(app: Flask) -> None:
    with app.test_request_context():
        document = PdfDocument(papers.as_pdf(long_statement(120), "Lada 🌶 Kemuja"))
    assert len(document) == 4
    text = document[0].get_textpage().get_text_range()
    assert "Lada ? Kemuja" in text
    assert "SB-7K2M9QXA-1" in text
    assert "98.005" in text
    assert "11.760.005" in document[3].get_textpage().get_text_range()


def test_a_month_too_long_for_paper_is_refused_in_words(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(papers.TooLongForPaper):
        papers.as_pdf(long_statement(papers.MOST_LINES + 1), "Lada")


@pytest.mark.parametrize("days", [0, 40])
def test_the_opening_of_a_month_without_entries_is_the_balance(cast: Cast, days: int) -> None:
    steps.earn(cast, cast.shop_of_ani, days_ago=50)
    with time_machine.travel(now() + days * DAY, tick=False):
        statement = statement_of(cast.shop_of_ani.id, month_of(now()))
    assert (statement.entries, statement.opening_amount) == ([], steps.earned(cast.shop_of_ani))
