"""What the bank has sent back counts once, for a payout or for a refund."""

import pytest
from sqlalchemy import select

from app.db import session, transaction
from app.models.payment import Refund, RefundStatus
from app.models.payout import Payout, PayoutStatus
from app.payments.commands import refund_accounts
from app.payments.errors import ReturnUsed
from app.payments.queries import refunds as refund_queries
from app.payments.rules import seen_as
from app.payouts.commands import outcomes
from tests.cast import Cast
from tests.payouts import steps
from tests.payouts.steps import at_the_bank, earn, open_account, payouts
from tests.payouts.test_races import ROUNDS
from tests.races import Race, in_transaction

COMPLETED, FAILED = PayoutStatus.COMPLETED, PayoutStatus.FAILED
RETURN = "RETUR-9"


@pytest.fixture
def payout_id(cast: Cast) -> int:
    """Citra's shop was paid."""
    open_account(cast.shop_of_citra)
    earn(cast, cast.shop_of_citra)
    at_the_bank(cast)
    steps.complete_all(cast)
    return session.scalars(select(Payout.id)).one()


def transferred(cast: Cast, reference: str) -> int:
    """A refund to Dewi for what she bought of Ani, transferred under a reference; returns its id."""
    refund_id = steps.refund(earn(cast, cast.shop_of_ani).orders[0]).id
    with transaction():
        refund_accounts.ask_for_bank_account(refund_id)
    return transfer(cast, refund_id, reference)


def transfer(cast: Cast, refund_id: int, reference: str) -> int:
    with transaction():
        refund_accounts.name_bank_account(refund_id, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
        seen = seen_as(refund_queries.get_account(refund_id))
        refund_accounts.record_transferred(refund_id, reference, seen=seen, admin_id=cast.eko.id)
    return refund_id


def send_back(cast: Cast, refund_id: int, transfer: str, *, number: str = RETURN) -> None:
    with transaction():
        back = refund_accounts.SentBack(transfer, number, "Rekening sudah ditutup")
        refund_accounts.record_sent_back(refund_id, back, admin_id=cast.eko.id)


def status_of(refund_id: int) -> RefundStatus:
    session.rollback()
    return session.get_one(Refund, refund_id).status


def test_one_return_of_the_bank_is_one_payout(cast: Cast) -> None:
    for shop in (cast.shop_of_ani, cast.shop_of_citra):
        open_account(shop)
    earn(cast, cast.shop_of_ani, cast.shop_of_citra)
    at_the_bank(cast)
    steps.complete_all(cast)
    first, second = session.scalars(select(Payout.id).order_by(Payout.id))
    for _twice in range(2):
        steps.send_back(cast, first, bank_reference="RETUR-9")
    with pytest.raises(ReturnUsed):
        steps.send_back(cast, second, bank_reference="RETUR-9")
    assert [row[1] for row in payouts()] == [FAILED, COMPLETED]
    steps.complete_after_all(cast, first)
    steps.send_back(cast, second, bank_reference="RETUR-9")
    assert [row[1] for row in payouts()] == [COMPLETED, FAILED]
    assert steps.is_sound()


def test_what_came_back_of_a_refund_is_no_payout(cast: Cast, payout_id: int) -> None:
    refund_id = transferred(cast, "TRF-1")
    for _twice in range(2):
        send_back(cast, refund_id, "TRF-1")
    with pytest.raises(ReturnUsed):
        steps.send_back(cast, payout_id, bank_reference=RETURN)
    assert (payouts()[0][1], status_of(refund_id)) == (COMPLETED, RefundStatus.NEEDS_BANK_ACCOUNT)
    assert steps.is_sound()


def test_what_came_back_of_a_payout_is_no_refund_until_it_had_arrived_after_all(cast: Cast, payout_id: int) -> None:
    refund_id = transferred(cast, "TRF-1")
    steps.send_back(cast, payout_id, bank_reference=RETURN)
    with pytest.raises(ReturnUsed):
        send_back(cast, refund_id, "TRF-1")
    assert status_of(refund_id) == RefundStatus.SUCCEEDED
    steps.complete_after_all(cast, payout_id)
    send_back(cast, refund_id, "TRF-1")
    assert (payouts()[0][1], status_of(refund_id)) == (COMPLETED, RefundStatus.NEEDS_BANK_ACCOUNT)
    assert steps.is_sound()


def test_each_transfer_of_a_refund_comes_back_under_a_number_of_its_own(cast: Cast) -> None:
    refund_id = transferred(cast, "TRF-1")
    other_id = transferred(cast, "TRF-2")
    send_back(cast, refund_id, "TRF-1")
    transfer(cast, refund_id, "TRF-3")
    for each_id, reference in ((refund_id, "TRF-3"), (other_id, "TRF-2")):
        with pytest.raises(ReturnUsed):
            send_back(cast, each_id, reference)
        assert status_of(each_id) == RefundStatus.SUCCEEDED
    assert steps.is_sound()


def test_one_return_recorded_at_once_for_a_payout_and_a_refund_is_one(race: Race, cast: Cast, payout_id: int) -> None:
    refund_id, admin_id = transferred(cast, "TRF-0"), cast.eko.id
    for place in range(ROUNDS):
        number = f"RETUR-{place}"
        back = refund_accounts.SentBack(f"TRF-{place}", number, "Rekening sudah ditutup")
        as_payout = {"admin_id": admin_id, "bank_reference": number, "reason": "Rekening sudah ditutup"}
        refused = race.refused(
            in_transaction(refund_accounts.record_sent_back, refund_id, back, admin_id=admin_id),
            in_transaction(outcomes.record_sent_back, payout_id, **as_payout),
        )
        assert refused == ["return_used"]
        session.rollback()
        if payouts()[0][1] == FAILED:
            steps.complete_after_all(cast, payout_id)
        if status_of(refund_id) == RefundStatus.SUCCEEDED:
            send_back(cast, refund_id, f"TRF-{place}", number=f"LAIN-{place}")
        transfer(cast, refund_id, f"TRF-{place + 1}")
    assert steps.is_sound()
