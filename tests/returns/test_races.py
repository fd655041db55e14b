"""Two who decide at the same moment have one effect."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import session, transaction
from app.ledger import chart
from app.ledger.queries import lock_earnings
from app.models.catalog import Product
from app.models.order import Order, OrderStatus
from app.models.payment import Refund
from app.models.returns import ReturnPhoto, ReturnStatus
from app.models.stock import StockItem
from app.orders import commands as orders
from app.orders.queries import get_group_of_buyer
from app.payments.commands import refund_accounts
from app.payments.queries import refunds as refund_queries
from app.payments.rules import seen_as
from app.returns.commands import answers, cancel, photos
from tests.cast import Cast
from tests.factories.order import variant_of
from tests.files import photo
from tests.orders.steps import accept, ship, status_of, stock_of
from tests.races import Race, in_transaction
from tests.returns.steps import (
    balance,
    cancel_it,
    complain,
    contest,
    line_of,
    mediate,
    refunds,
    sell_for_cash,
    status_of_case,
)
from tests.sellers.conftest import files_in_stores

ROUNDS = range(3)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_buyer_cancels_twice(race: Race, paid: Order, pepper: Product, _round: int) -> None:
    step = in_transaction(cancel.cancel_order, paid.group.number, 1, buyer_id=paid.group.buyer_id, because="a test")
    assert race.refused(step, step, step) == []
    assert refunds() == [("cancel-1", paid.total_amount, "requested")]
    assert stock_of(pepper) == (10, 0)


@pytest.mark.parametrize("_round", ROUNDS)
def test_cancelling_against_accepting(race: Race, paid: Order, pepper: Product, _round: int) -> None:
    refused = race.refused(
        in_transaction(cancel.cancel_order, paid.group.number, 1, buyer_id=paid.group.buyer_id, because="a test"),
        in_transaction(orders.accept_order, paid.id, seller_id=paid.seller_id),
    )
    assert (status_of(paid), refused, len(refunds())) in (
        (OrderStatus.CANCELLED, ["illegal_transition"], 1),
        (OrderStatus.PROCESSING, ["too_late_to_cancel"], 0),
    )


def test_cancelling_waits_for_a_shortage_and_takes_back_what_it_left(app: Flask, paid: Order, pepper: Product) -> None:
    number, buyer_id, total_amount = paid.group.number, paid.group.buyer_id, paid.total_amount
    order_id, seller_id, pieces = paid.id, paid.seller_id, {line_of(paid): 1}

    def take_back() -> None:
        with app.app_context():
            with transaction():
                seen = get_group_of_buyer(number, buyer_id).orders[0].lines[0]
                cancel.cancel_order(number, 1, buyer_id=buyer_id, because="a test")
                assert seen.refunded_quantity == seen.quantity, "what was read before the lock is read again"
            session.remove()

    with ThreadPoolExecutor(1) as pool:
        with transaction():
            cancel.report_shortage(order_id, pieces, seller_id=seller_id, shortage=1, because="a test")
            taken_back = pool.submit(take_back)
            time.sleep(0.5)
        taken_back.result()
    session.expire_all()
    assert status_of(paid) == OrderStatus.CANCELLED
    assert [purpose for purpose, _amount, _status in refunds()] == ["short-1-1", "cancel-1"]
    assert sum(amount for _purpose, amount, _status in refunds()) == total_amount
    assert stock_of(pepper) == (9, 0)


@pytest.mark.parametrize("_round", ROUNDS)
def test_showing_more_twice(race: Race, sent: Order, _round: int) -> None:
    case, buyer_id = complain(sent), sent.group.buyer_id
    number = case.number
    drawn = [photos.draw_more_photos([photo()]) for _ in range(3)]
    steps = [in_transaction(photos.show_more_of_buyer, number, papers, buyer_id=buyer_id) for papers in drawn]
    assert race.refused(*steps) == []
    kept = session.scalars(select(ReturnPhoto.document_id)).all()
    assert [path.parent.name for path in files_in_stores()] == kept
    assert len(kept) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_no_side_shows_more_than_it_has_room_for(race: Race, sent: Order, _round: int) -> None:
    case, buyer_id = complain(sent), sent.group.buyer_id
    drawn = [photos.draw_more_photos([photo(size=(64 + first + each, 48)) for each in range(3)]) for first in (0, 9)]
    steps = [in_transaction(photos.show_more_of_buyer, case.number, papers, buyer_id=buyer_id) for papers in drawn]
    assert race.refused(*steps) == ["too_many_photos"]
    assert len(session.scalars(select(ReturnPhoto)).all()) == 3


@pytest.mark.parametrize("_round", ROUNDS)
def test_refusing_against_sending(race: Race, paid: Order, _round: int) -> None:
    accept(paid)
    parcel = {"courier": "JNE", "tracking_number": "JNE-1"}
    refused = race.refused(
        in_transaction(cancel.refuse_order, paid.id, seller_id=paid.seller_id, because="a test"),
        in_transaction(orders.ship_order, paid.id, seller_id=paid.seller_id, **parcel),
    )
    assert (status_of(paid), refused, len(refunds())) in (
        (OrderStatus.CANCELLED, ["illegal_transition"], 1),
        (OrderStatus.SHIPPED, ["too_late_to_cancel"], 0),
    )


@pytest.mark.parametrize("_round", ROUNDS)
def test_granting_against_completion(race: Race, sent: Order, _round: int) -> None:
    case = complain(sent)
    number, part, buyer_id = sent.group.number, sent.position, sent.group.buyer_id
    refused = race.refused(
        in_transaction(answers.accept_case, case.number, seller_id=sent.seller_id, on_shelf={}),
        in_transaction(orders.receive_order, number, part, buyer_id=buyer_id),
    )
    session.rollback()
    assert len(refunds()) == 1
    is_earned = session.scalars(select(Refund.is_earned)).one()
    assert (status_of(sent), refused, is_earned) in (
        (OrderStatus.DELIVERED, ["case_undecided"], False),
        (OrderStatus.COMPLETED, [], False),
    )


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_admins_decide_one_case(race: Race, cast: Cast, sent: Order, _round: int) -> None:
    case = complain(sent, 4)
    contest(case)
    mediate(case, cast.eko.id)
    ruling = answers.Ruling({line_of(sent): 2}, pays_shipping_back=True, note="Setengahnya rusak.")
    refused = race.refused(
        in_transaction(answers.approve_case, case.number, ruling, admin_id=cast.eko.id),
        in_transaction(answers.reject_case, case.number, admin_id=cast.fitri.id, note="Tidak terbukti rusak."),
    )
    assert refused == ["decided_already"]
    assert (status_of_case(case), len(refunds())) in ((ReturnStatus.APPROVED, 1), (ReturnStatus.CLOSED, 0))


def test_two_admins_note_that_a_transfer_came_back(race: Race, cast: Cast, paid: Order) -> None:
    admin_ids = cast.eko.id, cast.fitri.id
    cancel_it(paid)
    refund_id = session.scalars(select(Refund.id)).one()
    with transaction():
        refund_accounts.ask_for_bank_account(refund_id)
    with transaction():
        refund_accounts.name_bank_account(refund_id, refund_accounts.BankAccount("120", "Dewi", "1400912345"))
    seen = seen_as(refund_queries.get_account(refund_id))
    session.rollback()
    with transaction():
        refund_accounts.record_transferred(refund_id, "TRF-1", seen=seen, admin_id=admin_ids[0])
    back = refund_accounts.SentBack("TRF-1", "RETUR-1", "rekening sudah ditutup")
    steps = [in_transaction(refund_accounts.record_sent_back, refund_id, back, admin_id=key) for key in admin_ids * 2]
    assert race.refused(*steps) == []
    assert refunds() == [("cancel-1", paid.total_amount, "needs_bank_account")]
    assert balance(chart.BANK) == 0


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_seller_answers_while_the_time_runs_out(race: Race, sent: Order, pepper: Product, _round: int) -> None:
    case = complain(sent)
    with transaction():
        late = answers.queries.lock_case(case.number)
        late.answer_by = late.created_at
    race.refused(
        in_transaction(answers.accept_case, case.number, seller_id=sent.seller_id, on_shelf={line_of(sent): 2}),
        in_transaction(answers.accept_unanswered, case.number),
    )
    assert len(refunds()) == 1
    assert stock_of(pepper) in ((6, 0), (8, 0))
    assert session.scalar(select(func.count(Refund.id))) == 1


def test_who_grants_cash_back_waits_for_stock_before_the_seller_is_locked(
    app: Flask, cast: Cast, pepper: Product
) -> None:
    order = ship(accept(sell_for_cash(cast.dewi, pepper)))
    case, variant_id, seller_id = complain(order), variant_of(pepper).id, order.seller_id
    step = partial(answers.accept_case, case.number, seller_id=seller_id, on_shelf={line_of(order): 2})

    def grant_it() -> None:
        with app.app_context():
            with transaction():
                step()
            session.remove()

    with ThreadPoolExecutor(1) as pool:
        with transaction():
            session.execute(select(StockItem).where(StockItem.variant_id == variant_id).with_for_update())
            granted = pool.submit(grant_it)
            time.sleep(0.5)
            lock_earnings([seller_id])
        granted.result()
    assert len(refunds()) == 1
    assert stock_of(pepper) == (8, 0)
