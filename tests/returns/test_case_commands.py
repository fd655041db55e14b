"""A return case from its claim to its money, and what it stops."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.gateways.payment.base import FetchedRefund, RefundState
from app.ledger import chart
from app.ledger.check import differences
from app.models.account import User
from app.models.catalog import Product
from app.models.order import Order, OrderStatus
from app.models.payment import PaymentSplit, Refund, RefundChannel, RefundStatus
from app.models.returns import ReturnCase, ReturnReason, ReturnStatus
from app.models.shipment import ShipmentStatus
from app.models.state import IllegalTransition
from app.orders import commands as orders
from app.orders import queries
from app.orders.errors import CaseUndecided
from app.payments.commands import sendings
from app.payments.queries.refunds import key_of_refund
from app.returns import cli
from app.returns.commands import answers, cases
from app.returns.errors import (
    AnsweredAlready,
    CaseIsOpen,
    DecidedAlready,
    NothingChosen,
    OwnCase,
    RejectedBefore,
    TooLateToReturn,
    TooMany,
)
from app.returns.handlers import close_refunded_case
from tests.cast import Cast
from tests.factories.seller import SellerMemberFactory
from tests.orders.steps import accept, auto_complete, receive, ship, shipment_of, status_of, stock_of
from tests.returns.steps import (
    balance,
    complain,
    contest,
    grant,
    line_of,
    mediate,
    refunds,
    rule,
    sell_for_cash,
    status_of_case,
)

Emitted = Callable[[str], list[dict[str, Any]]]


def arrive(case: ReturnCase) -> None:
    """The gateway has sent the money of a case; the news comes twice."""
    session.rollback()
    refund_id = session.scalars(select(ReturnCase.refund_id).where(ReturnCase.id == case.id)).one()
    assert refund_id is not None
    refund = session.get_one(Refund, refund_id)
    key, amount = key_of_refund(refund), refund.amount
    with transaction():
        sendings.record_sent(refund_id, FetchedRefund("re-1", key, amount, RefundState.SUCCEEDED))
    for _ in range(2):
        with transaction():
            close_refunded_case(refund_id)


def test_the_seller_grants_once_and_the_money_closes_the_case(sent: Order, pepper: Product, emitted: Emitted) -> None:
    case = complain(sent)
    for _ in range(2):
        grant(case, {line_of(sent): 1})
    assert refunds() == [("return", sent.total_amount // 2, "requested")]
    assert stock_of(pepper) == (7, 0)
    assert status_of_case(case) == ReturnStatus.APPROVED
    arrive(case)
    assert status_of_case(case) == ReturnStatus.CLOSED
    assert len(emitted("return_case.accepted")) == 1


def test_who_changed_the_mind_pays_for_the_parcel(sent: Order) -> None:
    case = complain(sent, 4, ReturnReason.CHANGED_MIND)
    grant(case)
    assert refunds() == [("return", sent.items_amount, "requested")]
    assert balance(chart.held(sent.seller_id)) == -sent.shipping_amount


def test_the_same_claim_twice_is_one_case_and_another_one_waits(sent: Order, emitted: Emitted) -> None:
    assert complain(sent).id == complain(sent).id
    with pytest.raises(CaseIsOpen):
        complain(sent, 1)
    assert len(emitted("return_case.opened")) == 1


def test_a_claim_is_about_pieces_that_are_there(sent: Order) -> None:
    for count, refusal in ((0, NothingChosen), (5, TooMany)):
        with pytest.raises(refusal):
            complain(sent, count)
    grant(complain(sent, 3))
    arrive(session.scalars(select(ReturnCase)).one())
    with pytest.raises(TooMany):
        complain(sent, 2)
    assert complain(sent, 1).status == ReturnStatus.REQUESTED


def test_only_what_was_sent_and_not_long_ago_is_given_back(paid: Order) -> None:
    with pytest.raises(TooLateToReturn):
        complain(paid)
    accept(paid)
    ship(paid)
    receive(paid)
    with time_machine.travel(now() + timedelta(days=8)), pytest.raises(TooLateToReturn):
        complain(paid)
    with time_machine.travel(now() + timedelta(days=6)):
        assert complain(paid).status == ReturnStatus.REQUESTED


def test_nobody_else_complains_or_answers(cast: Cast, sent: Order) -> None:
    claim = cases.Claim(ReturnReason.DAMAGED, "x", {line_of(sent): 1})
    with pytest.raises(NotFound), transaction():
        cases.open_case(sent.group.number, 1, buyer_id=cast.budi.id, claim=claim, papers=[])
    case = complain(sent)
    with pytest.raises(NotFound), transaction():
        answers.accept_case(case.number, seller_id=cast.shop_of_citra.id, on_shelf={})


def test_after_completion_the_seller_owes_what_was_earned(sent: Order) -> None:
    receive(sent)
    assert balance(chart.payable(sent.seller_id)) == -sent.total_amount
    grant(complain(sent, 4))
    assert balance(chart.payable(sent.seller_id)) == 0


def test_an_open_case_stops_the_end_and_a_decided_one_lets_it_go_on(sent: Order) -> None:
    case = complain(sent)
    with time_machine.travel(now() + timedelta(days=30)):
        assert not auto_complete(sent)
        with pytest.raises(CaseUndecided):
            receive(sent)
        grant(case)
        assert not auto_complete(sent), "two days are left to look at the rest"
    with time_machine.travel(now() + timedelta(days=33)):
        assert auto_complete(sent)
    assert balance(chart.payable(sent.seller_id)) == -sent.total_amount // 2


def test_a_seller_who_does_not_answer_has_agreed(sent: Order) -> None:
    case = complain(sent)
    assert cli.accept_due() == 0
    with time_machine.travel(case.answer_by + timedelta(minutes=1)):
        assert [cli.accept_due(), cli.accept_due()] == [1, 0]
    assert refunds() == [("return", sent.total_amount // 2, "requested")]


def test_a_contested_case_is_decided_once_by_an_admin(cast: Cast, sent: Order, emitted: Emitted) -> None:
    case = complain(sent, 4)
    for _ in range(2):
        contest(case)
    with pytest.raises(AnsweredAlready):
        grant(case)
    with pytest.raises(AnsweredAlready):
        contest(case, "Lain lagi ceritanya.")
    with pytest.raises(DecidedAlready):
        rule(case, cast.eko.id, 1)
    for _ in range(2):
        mediate(case, cast.eko.id)
    with pytest.raises(TooMany):
        rule(case, cast.eko.id, 5)
    for _ in range(2):
        rule(case, cast.eko.id, 1, shipping=False)
    with pytest.raises(DecidedAlready):
        rule(case, cast.fitri.id, 4)
    assert refunds() == [("return", sent.items_amount // 4, "requested")]
    assert [len(emitted(f"return_case.{what}")) for what in ("contested", "decided")] == [1, 1]


def test_a_rejected_case_is_over_and_does_not_come_again_for_its_pieces(cast: Cast, sent: Order) -> None:
    case = complain(sent)
    contest(case)
    mediate(case, cast.eko.id)
    for _ in range(2):
        with transaction():
            answers.reject_case(case.number, admin_id=cast.eko.id, note="Fotonya dari barang lain.")
    with pytest.raises(DecidedAlready), transaction():
        answers.reject_case(case.number, admin_id=cast.fitri.id, note="Saya juga.")
    assert (status_of_case(case), refunds()) == (ReturnStatus.CLOSED, [])
    with pytest.raises(RejectedBefore):
        complain(sent, 3)
    assert complain(sent, 2).status == ReturnStatus.REQUESTED, "the others are other pieces"
    grant(session.scalars(select(ReturnCase).order_by(ReturnCase.id.desc())).first())
    receive(sent)
    assert status_of(sent) == OrderStatus.COMPLETED


def test_what_an_admin_did_not_grant_does_not_come_again_either(cast: Cast, sent: Order) -> None:
    case = complain(sent, 3)
    contest(case)
    mediate(case, cast.eko.id)
    rule(case, cast.eko.id, 1)
    arrive(case)
    with pytest.raises(RejectedBefore):
        complain(sent, 2)
    assert complain(sent, 1).status == ReturnStatus.REQUESTED, "one piece nobody has decided about"


def test_nobody_decides_about_the_own_shop(cast: Cast, sent: Order) -> None:
    case = complain(sent)
    contest(case)
    with transaction():
        SellerMemberFactory(seller_id=sent.seller_id, user_id=cast.eko.id)
    with pytest.raises(OwnCase):
        mediate(case, cast.eko.id)
    assert mediate(case, cast.fitri.id).status == ReturnStatus.MEDIATING


def last_parcel_of(order: Order) -> int:
    session.rollback()
    return next((each.id for each in queries.shipments_of([order.id]).get(order.id, [])[::-1]), 0)


def lose(order: Order, parcel_id: int = 0) -> ReturnCase:
    parcel_id = parcel_id or last_parcel_of(order)
    with transaction():
        return cases.lose_parcel(order.id, seller_id=order.seller_id, parcel_id=parcel_id)


def take_back(order: Order, count: int = 0) -> ReturnCase:
    on_shelf, parcel_id = {line_of(order): count}, last_parcel_of(order)
    with transaction():
        return cases.take_parcel_back(order.id, seller_id=order.seller_id, on_shelf=on_shelf, parcel_id=parcel_id)


def test_a_lost_parcel_pays_everything_back_and_ends_by_itself(sent: Order, pepper: Product) -> None:
    case = lose(sent)
    assert lose(sent).id == case.id
    assert shipment_of(sent).status == ShipmentStatus.LOST
    assert refunds() == [("return", sent.total_amount, "requested")]
    assert stock_of(pepper) == (6, 0)
    arrive(case)
    with time_machine.travel(now() + timedelta(days=13)):
        assert auto_complete(sent)
    assert balance(chart.payable(sent.seller_id)) == 0


def test_a_returned_parcel_of_cash_costs_nobody_anything(cast: Cast, pepper: Product) -> None:
    order = sell_for_cash(cast.dewi, pepper)
    accept(order)
    ship(order)
    take_back(order, 3)
    assert refunds() == [("return", order.total_amount, "succeeded")]
    assert stock_of(pepper) == (9, 0)
    with time_machine.travel(now() + timedelta(days=13)):
        assert auto_complete(order)
    assert balance(chart.payable(order.seller_id)) == balance(chart.gateway_clearing("cod")) == 0


def test_who_complains_about_goods_in_hand_has_paid_at_the_door(cast: Cast, pepper: Product) -> None:
    order = sell_for_cash(cast.dewi, pepper)
    accept(order)
    ship(order)
    grant(complain(order, 1))
    assert status_of(order) == OrderStatus.DELIVERED
    assert refunds() == [("return", order.total_amount // 4, "requested")], "money that was taken goes back"
    receive(order)
    assert balance(chart.payable(order.seller_id)) == order.total_amount // 4


def report(order: Order, admin: User) -> ReturnCase:
    text, parcel_id = "Kurir menulis surat tentang kecelakaan.", last_parcel_of(order)
    with transaction():
        return cases.report_parcel(order.id, ShipmentStatus.LOST, admin_id=admin.id, text=text, parcel_id=parcel_id)


def test_nobody_reports_a_parcel_of_the_own_shop(cast: Cast, sent: Order) -> None:
    for admin in (cast.ani, cast.dewi):
        with pytest.raises(OwnCase):
            report(sent, admin)


def test_an_admin_who_knows_of_a_parcel_asks_the_seller(cast: Cast, sent: Order) -> None:
    case = report(sent, cast.eko)
    assert (case.status, case.reason) == (ReturnStatus.REQUESTED, ReturnReason.MISSING)
    grant(case)
    assert refunds() == [("return", sent.total_amount, "requested")]


def test_what_is_not_on_its_way_does_not_get_lost(paid: Order) -> None:
    for step in (lose, take_back):
        with pytest.raises(TooLateToReturn):
            step(paid)


def hand_over(order: Order) -> Order:
    with transaction():
        return orders.deliver_order(order.id, seller_id=order.seller_id)


def test_what_a_foreign_courier_carries_the_seller_does_not_hand_over(sent: Order) -> None:
    with pytest.raises(IllegalTransition):
        hand_over(sent)
    with transaction():
        session.get_one(Order, sent.id).shipping_method = "own_courier"
    for _ in range(2):
        assert hand_over(sent).status == OrderStatus.DELIVERED
    assert shipment_of(sent).status == ShipmentStatus.DELIVERED
    assert sent.auto_complete_at is not None
    assert round((sent.auto_complete_at - now()) / timedelta(days=1)) == 2


def test_a_complaint_never_says_that_cash_was_taken_and_silence_does_not_grant_it(cast: Cast, pepper: Product) -> None:
    order = sell_for_cash(cast.dewi, pepper)
    ship(accept(order))
    case = complain(order)
    assert cash_of(order) is None
    with time_machine.travel(case.answer_by + timedelta(days=1)), transaction():
        assert answers.accept_unanswered(case.number)
    assert status_of_case(case) == ReturnStatus.CONTESTED
    assert (cash_of(order), refunds_of(order)) == (None, [])


def test_nobody_has_paid_at_the_door_for_what_never_arrived(cast: Cast, pepper: Product) -> None:
    order = sell_for_cash(cast.dewi, pepper)
    ship(accept(order))
    case = complain(order, 4, ReturnReason.MISSING)
    grant(case)
    assert cash_of(order) is None
    assert [(refund.channel, refund.status) for refund in refunds_of(order)] == [
        (RefundChannel.VOID, RefundStatus.SUCCEEDED)
    ]
    assert balance(chart.payable(order.seller_id)) == balance(chart.gateway_clearing("cod")) == 0
    assert list(differences()) == []


def test_a_seller_who_gives_cash_back_has_taken_it(cast: Cast, pepper: Product) -> None:
    order = sell_for_cash(cast.dewi, pepper)
    ship(accept(order))
    case = complain(order)
    with transaction():
        answers.accept_case(case.number, seller_id=order.seller_id, on_shelf={})
    assert cash_of(order) == order.total_amount
    assert [refund.channel for refund in refunds_of(order)] == [RefundChannel.GATEWAY]


def cash_of(order: Order) -> int | None:
    session.rollback()
    return session.get_one(Order, order.id, populate_existing=True).cash_amount


def refunds_of(order: Order) -> list[Refund]:
    split = select(PaymentSplit.id).where(PaymentSplit.order_id == order.id)
    return list(session.scalars(select(Refund).where(Refund.split_id.in_(split))))
