"""Money that goes back: decided once, carried out once, and never more than came."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import worker
from app.db import session, transaction
from app.gateways.payment import sandbox
from app.gateways.payment.base import FetchedRefund, GatewayStatus, RefundState
from app.gateways.payment.sandbox import SandboxGateway
from app.ledger import chart
from app.ledger.check import differences
from app.ledger.queries import balances_of
from app.models.ledger import JournalEntry
from app.models.order import OrderGroup
from app.models.payment import Payment, PaymentStatus, Refund, RefundChannel, RefundStatus
from app.orders import queries as orders
from app.payments import asking, rules
from app.payments.commands import endings, refund_accounts, refunds, sendings, truth
from app.payments.errors import BankReferenceUsed, GatewayDown, NothingToRefund, OwnRefund, RefundOnItsWay
from app.payments.queries import payments as queries
from app.payments.queries import refunds as refund_queries
from app.pricing import shares
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.order import capture
from tests.factories.seller import SellerMemberFactory
from tests.payments.steps import AN_ADMIN, at_gateway, hear, held_for, noted, open_only, say, start, status_of


@pytest.fixture
def paid(client: Browser, gateway: SandboxGateway, group: OrderGroup) -> int:
    """The group is paid at the sandbox; returns the payment's id."""
    payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    hear(client)
    return payment_id


def refund(group: OrderGroup, purpose: str = "short-1-1", pieces: int = 1) -> int:
    with transaction():
        order = orders.lock_group(group.id).orders[0]
        wanted = {order.lines[0].id: pieces}
        share = shares.share_of(order, wanted)
        return refunds.refund_pieces(order, wanted, share, purpose=purpose, because="not there").id


def state_of(refund_id: int) -> tuple[RefundStatus, RefundChannel]:
    session.rollback()
    row = session.get_one(Refund, refund_id)
    return row.status, row.channel


def due() -> int:
    return -balances_of([chart.REFUNDS_DUE])[chart.REFUNDS_DUE]


def told(refund_id: int, state: RefundState, reference: str = "re_1") -> FetchedRefund:
    row = session.get_one(Refund, refund_id)
    return FetchedRefund(reference, refund_queries.key_of_refund(row), row.amount, state)


def test_a_piece_goes_back_with_its_share_of_the_parcel(group: OrderGroup, paid: int) -> None:
    refund_id = refund(group)
    amount = session.get_one(Refund, refund_id).amount
    assert amount == group.total_amount // 2
    assert (held_for(group), due(), at_gateway()) == (group.total_amount - amount, amount, group.total_amount)
    worker.drain()
    assert state_of(refund_id) == (RefundStatus.SUCCEEDED, RefundChannel.GATEWAY)
    assert (due(), at_gateway(), status_of(paid)) == (0, group.total_amount - amount, PaymentStatus.PARTLY_REFUNDED)


def test_all_pieces_bring_the_whole_payment_back(group: OrderGroup, paid: int) -> None:
    refund(group)
    refund(group, "short-1-2")
    worker.drain()
    assert (held_for(group), due(), at_gateway(), status_of(paid)) == (0, 0, 0, PaymentStatus.REFUNDED)


def test_nothing_goes_back_twice_or_more_than_is_left(group: OrderGroup, paid: int) -> None:
    refund(group)
    with pytest.raises(IntegrityError):
        refund(group, "short-1-1")
    with pytest.raises((IntegrityError, NothingToRefund)):
        refund(group, "short-1-2", pieces=2)
    session.rollback()
    assert due() == session.get_one(Refund, 1).amount


def test_an_order_that_is_not_paid_has_nothing_to_give_back(group: OrderGroup) -> None:
    with pytest.raises(NothingToRefund):
        refund(group)


def test_a_refund_on_its_way_counts_when_the_gateway_says_so(group: OrderGroup, paid: int) -> None:
    refund_id = refund(group)
    for state, expected in (
        (RefundState.PENDING, RefundStatus.SENT),
        (RefundState.PENDING, RefundStatus.SENT),
        (RefundState.SUCCEEDED, RefundStatus.SUCCEEDED),
        (RefundState.PENDING, RefundStatus.SUCCEEDED),
    ):
        with transaction():
            sendings.record_sent(refund_id, told(refund_id, state))
        assert state_of(refund_id)[0] == expected
    assert noted("refund.succeeded") == 1


def test_the_truth_of_a_payment_brings_its_refunds_along(group: OrderGroup, paid: int) -> None:
    refund_id = refund(group)
    answer = told(refund_id, RefundState.SUCCEEDED)
    foreign = FetchedRefund("re_9", "", 1, RefundState.SUCCEEDED)
    say(paid, GatewayStatus.CAPTURED, refunds=[foreign, answer])
    say(paid, GatewayStatus.CAPTURED, refunds=[foreign, answer])
    assert state_of(refund_id)[0] == RefundStatus.SUCCEEDED
    assert at_gateway() == group.total_amount - answer.amount


def test_a_refund_that_failed_is_tried_again_under_another_key(group: OrderGroup, paid: int) -> None:
    refund_id = refund(group)
    first = told(refund_id, RefundState.FAILED)
    with transaction():
        sendings.record_sent(refund_id, first)
    assert state_of(refund_id)[0] == RefundStatus.FAILED
    assert refund_queries.key_of_refund(session.get_one(Refund, refund_id)) != first.key
    with transaction():
        refunds.retry(refund_id, admin_id=AN_ADMIN)
    worker.drain()
    assert state_of(refund_id)[0] == RefundStatus.SUCCEEDED
    with pytest.raises(NothingToRefund), transaction():
        refunds.retry(refund_id, admin_id=AN_ADMIN)


def test_a_refund_that_comes_back_is_owed_again_and_can_be_sent_again(group: OrderGroup, paid: int) -> None:
    refund_id, other_id = refund(group), refund(group, "short-1-2")
    answer, other = told(refund_id, RefundState.SUCCEEDED), told(other_id, RefundState.SUCCEEDED, "re_2")
    say(paid, GatewayStatus.CAPTURED, refunds=[answer, other])
    assert (due(), at_gateway(), status_of(paid)) == (0, 0, PaymentStatus.REFUNDED)
    bounced = replace(answer, state=RefundState.FAILED)
    for _ in range(3):
        say(paid, GatewayStatus.CAPTURED, refunds=[other, bounced])
        assert (due(), at_gateway()) == (answer.amount, answer.amount)
        assert (state_of(refund_id)[0], status_of(paid)) == (RefundStatus.FAILED, PaymentStatus.PARTLY_REFUNDED)
    assert session.get_one(Refund, refund_id).succeeded_at is None
    say(paid, GatewayStatus.CAPTURED, refunds=[replace(other, state=RefundState.FAILED), bounced])
    assert (status_of(paid), at_gateway()) == (PaymentStatus.CAPTURED, group.total_amount)
    assert (noted("payment.captured"), noted("refund.failed")) == (1, 2)
    for place in (2, 3):
        again = told(refund_id, RefundState.SUCCEEDED, f"re_{place + 1}")
        say(paid, GatewayStatus.CAPTURED, refunds=[again, bounced])
        assert (status_of(paid), state_of(refund_id)[0]) == (PaymentStatus.PARTLY_REFUNDED, RefundStatus.SUCCEEDED)
        assert list(differences()) == []
        if place == 2:
            say(paid, GatewayStatus.CAPTURED, refunds=[replace(again, state=RefundState.FAILED), bounced])
    assert due() == other.amount
    references = session.scalars(select(JournalEntry.reference).where(JournalEntry.reference.like("refund-%")))
    assert {name for name in references if name.split(":")[1] == str(refund_id)} == {
        f"refund-{what}:{refund_id}{time}"
        for what, time in (
            ("due", ""),
            ("sent", ""),
            ("bounced", ":1"),
            ("sent", ":2"),
            ("bounced", ":2"),
            ("sent", ":3"),
        )
    }


def test_an_answer_that_is_older_than_the_bounce_changes_nothing(group: OrderGroup, paid: int) -> None:
    refund_id = refund(group)
    arrived = told(refund_id, RefundState.SUCCEEDED)
    for answer in (arrived, replace(arrived, state=RefundState.FAILED), arrived):
        with transaction():
            sendings.record_sent(refund_id, answer)
    assert (state_of(refund_id)[0], status_of(paid)) == (RefundStatus.FAILED, PaymentStatus.CAPTURED)


def test_money_that_cannot_go_back_the_way_it_came_waits_for_an_account(group: OrderGroup, paid: int) -> None:
    refund_id = refund(group)
    for _ in range(2):
        with transaction():
            refund_accounts.ask_for_bank_account(refund_id)
    assert state_of(refund_id) == (RefundStatus.NEEDS_BANK_ACCOUNT, RefundChannel.BANK)
    worker.drain()
    with transaction():
        sendings.record_sent(refund_id, told(refund_id, RefundState.SUCCEEDED))
    with pytest.raises(NothingToRefund), transaction():
        refund_accounts.record_transferred(refund_id, "bank-1", seen="", admin_id=AN_ADMIN)
    assert state_of(refund_id)[0] == RefundStatus.NEEDS_BANK_ACCOUNT


def give_up(refund_id: int) -> None:
    moves = asking.check_not_awaited(refund_id)
    with transaction():
        endings.give_up_gateway(refund_id, moves, admin_id=AN_ADMIN, because="refused for good")


def test_what_a_gateway_refuses_for_good_goes_to_a_bank_account(group: OrderGroup, paid: int) -> None:
    refund_id = refund(group)
    worker.drain()
    bounced = told(refund_id, RefundState.FAILED)
    with transaction():
        sendings.record_sent(refund_id, bounced)
    with pytest.raises(RefundOnItsWay):
        give_up(refund_id)  # the sandbox lists the try as arrived
    with sandbox()._open() as db:
        db.execute("DELETE FROM refunds")
    for _ in range(2):
        give_up(refund_id)
        assert state_of(refund_id) == (RefundStatus.NEEDS_BANK_ACCOUNT, RefundChannel.BANK)


def test_a_refusal_that_is_heard_after_another_way_was_chosen_changes_nothing(group: OrderGroup, paid: int) -> None:
    refund_id = refund(group)
    with transaction():
        refund_accounts.ask_for_bank_account(refund_id)
        refund_accounts.name_bank_account(refund_id, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
    with transaction():
        sendings.record_refused(refund_id, "no balance")
    assert state_of(refund_id) == (RefundStatus.REQUESTED, RefundChannel.BANK)


def test_the_bank_is_no_way_while_the_gateway_is_asked_again(group: OrderGroup, paid: int) -> None:
    refund_id = refund(group)
    worker.drain()
    with transaction():
        sendings.record_sent(refund_id, told(refund_id, RefundState.FAILED))
    with sandbox()._open() as db:
        db.execute("DELETE FROM refunds")
    moves = asking.check_not_awaited(refund_id)
    with transaction():
        refunds.retry(refund_id, admin_id=AN_ADMIN)
    for step in (lambda: None, worker.relay):
        step()
        with pytest.raises(RefundOnItsWay), transaction():
            endings.give_up_gateway(refund_id, moves, admin_id=AN_ADMIN, because="refused for good")
    worker.drain()
    with transaction():
        sendings.record_sent(refund_id, told(refund_id, RefundState.FAILED))
    with pytest.raises(RefundOnItsWay), transaction():
        endings.give_up_gateway(refund_id, moves, admin_id=AN_ADMIN, because="refused for good")


def test_a_gateway_that_does_not_answer_keeps_the_refund_where_it_is(
    gateway: SandboxGateway, group: OrderGroup, paid: int
) -> None:
    refund_id = refund(group)
    with transaction():
        sendings.record_refused(refund_id, "no balance")
    gateway.path.unlink()
    gateway.path.mkdir()
    with pytest.raises(GatewayDown):
        give_up(refund_id)
    gateway.path.rmdir()
    assert state_of(refund_id) == (RefundStatus.FAILED, RefundChannel.GATEWAY)


def test_a_transfer_of_the_bank_brings_one_refund_back(group: OrderGroup, paid: int) -> None:
    keys = [refund(group), refund(group, "short-1-2")]
    for refund_id in keys:
        with transaction():
            refund_accounts.ask_for_bank_account(refund_id)
        with transaction():
            refund_accounts.name_bank_account(refund_id, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
    for _ in range(2):
        with transaction():
            refund_accounts.record_transferred(keys[0], "FT-1", seen=seen(keys[0]), admin_id=AN_ADMIN)
    with pytest.raises(BankReferenceUsed), transaction():
        refund_accounts.record_transferred(keys[1], "FT-1", seen=seen(keys[1]), admin_id=AN_ADMIN)
    assert [state_of(refund_id)[0] for refund_id in keys] == [RefundStatus.SUCCEEDED, RefundStatus.REQUESTED]
    assert due() == session.get_one(Refund, keys[1]).amount


def transferred(refund_id: int, reference: str) -> None:
    """The buyer names an account, and an admin has transferred the money there."""
    with transaction():
        refund_accounts.name_bank_account(refund_id, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
    with transaction():
        refund_accounts.record_transferred(refund_id, reference, seen=seen(refund_id), admin_id=AN_ADMIN)


def came_back(transfer: str) -> refund_accounts.SentBack:
    return refund_accounts.SentBack(transfer, f"RETUR {transfer}", "rekening sudah ditutup")


def send_back(refund_id: int, transfer: str) -> None:
    with transaction():
        refund_accounts.record_sent_back(refund_id, came_back(transfer), admin_id=AN_ADMIN)


def bank() -> int:
    return balances_of([chart.BANK])[chart.BANK]


def test_a_transfer_that_the_bank_sends_back_is_owed_again_and_transferred_to_another_account(
    group: OrderGroup, paid: int
) -> None:
    refund_id = refund(group)
    amount = session.get_one(Refund, refund_id).amount
    with transaction():
        refund_accounts.ask_for_bank_account(refund_id)
    for place in (1, 2):
        transferred(refund_id, f"FT-{place}")
        assert (due(), bank(), status_of(paid)) == (0, -amount, PaymentStatus.PARTLY_REFUNDED)
        for _ in range(2):
            send_back(refund_id, f"FT-{place}")
            assert state_of(refund_id) == (RefundStatus.NEEDS_BANK_ACCOUNT, RefundChannel.BANK)
        assert (due(), bank(), status_of(paid)) == (amount, 0, PaymentStatus.CAPTURED)
        assert (refund_queries.find_account(refund_id), noted("refund.sent_back")) == (None, place)
        assert list(differences()) == []
    with pytest.raises(BankReferenceUsed):
        transferred(refund_id, "FT-1")
    with transaction():
        refund_accounts.record_transferred(refund_id, "FT-3", seen=seen(refund_id), admin_id=AN_ADMIN)
    with pytest.raises(NothingToRefund):
        send_back(refund_id, "FT-2")  # a page from before
    assert (due(), bank(), list(differences())) == (0, -amount, [])
    assert at_gateway() == group.total_amount


def test_a_refund_can_come_back_from_the_gateway_first_and_from_the_bank_later(group: OrderGroup, paid: int) -> None:
    refund_id = refund(group)
    arrived = told(refund_id, RefundState.SUCCEEDED)
    for answer in (arrived, replace(arrived, state=RefundState.FAILED)):
        with transaction():
            sendings.record_sent(refund_id, answer)
    with transaction():
        refund_accounts.ask_for_bank_account(refund_id)
    transferred(refund_id, "FT-1")
    send_back(refund_id, "FT-1")
    say(paid, GatewayStatus.CAPTURED, refunds=[replace(arrived, state=RefundState.FAILED), arrived])
    assert (bank(), at_gateway(), list(differences())) == (0, group.total_amount, [])
    assert state_of(refund_id)[0] == RefundStatus.NEEDS_BANK_ACCOUNT


def test_only_what_was_transferred_by_hand_comes_back_this_way(group: OrderGroup, paid: int) -> None:
    refund_id = refund(group)
    with pytest.raises(NothingToRefund):
        send_back(refund_id, "")
    worker.drain()
    reference = session.get_one(Refund, refund_id).gateway_reference
    assert reference is not None
    with pytest.raises(NothingToRefund):
        send_back(refund_id, reference)
    assert state_of(refund_id) == (RefundStatus.SUCCEEDED, RefundChannel.GATEWAY)


def test_nobody_decides_about_the_own_purchase_or_the_own_shop(cast: Cast, group: OrderGroup) -> None:
    say(start(group)[0], GatewayStatus.CAPTURED)
    refund_id = refund(group)
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.eko.id)
        sendings.record_refused(refund_id, "no balance")
    attempts = (
        lambda admin_id: refunds.retry(refund_id, admin_id=admin_id),
        lambda admin_id: endings.give_up_gateway(refund_id, 2, admin_id=admin_id, because="mine"),
        lambda admin_id: refund_accounts.ask_for_another_account(refund_id, admin_id=admin_id),
        lambda admin_id: refund_accounts.record_transferred(refund_id, "FT-1", seen="", admin_id=admin_id),
        lambda admin_id: refund_accounts.record_sent_back(refund_id, came_back("FT-1"), admin_id=admin_id),
    )
    for attempt in attempts:
        for admin_id in (cast.eko.id, cast.dewi.id):
            with pytest.raises(OwnRefund), transaction():
                attempt(admin_id)
    assert state_of(refund_id)[0] == RefundStatus.FAILED


def test_cash_that_was_never_taken_needs_no_sending(group: OrderGroup) -> None:
    payment_id = open_only(group, gateway="cod")
    for _ in range(2):
        with transaction():
            truth.capture_offline(payment_id, because="promised at the door")
    refund_id = refund(group)
    assert state_of(refund_id) == (RefundStatus.SUCCEEDED, RefundChannel.VOID)
    cash = chart.gateway_clearing("cod")
    assert balances_of([cash])[cash] == group.total_amount - session.get_one(Refund, refund_id).amount


def test_a_fee_is_booked_once_and_never_changed(group: OrderGroup, paid: int) -> None:
    for fee_amount in (None, 1_500, 1_700):
        say(paid, GatewayStatus.CAPTURED, fee_amount=fee_amount, method="card", charge_reference="pi_1")
    assert balances_of([chart.GATEWAY_FEES])[chart.GATEWAY_FEES] == 1_500
    session.rollback()
    found = queries.find_by_reference("sandbox", "pi_1")
    assert found is not None
    assert (found.id, found.method) == (paid, "card")


def test_a_late_capture_of_a_paid_group_goes_back_also_after_a_partial_refund(group: OrderGroup, paid: int) -> None:
    refund(group)
    worker.drain()
    second = open_by_hand(group)
    capture(group, payment_id=second)
    session.rollback()
    assert session.query(Refund).filter_by(payment_id=second).one().purpose == refunds.UNALLOCATED


def open_by_hand(group: OrderGroup) -> int:
    """Another attempt that no page opened."""
    with transaction():
        payment = Payment(
            group_id=group.id,
            attempt=2,
            gateway="sandbox",
            amount=group.total_amount,
            request={"order_number": group.number, "attempt": 2},
            expires_at=group.pay_by,
        )
        session.add(payment)
        session.flush()
        return payment.id


def seen(refund_id: int) -> str:
    """The account as the admin's page shows it."""
    return rules.seen_as(refund_queries.get_account(refund_id))
