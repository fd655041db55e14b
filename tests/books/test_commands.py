"""Settlements: once for each reference, never more than the gateway has."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app import worker
from app.books.commands import corrections
from app.books.commands.bills import Bill, record_bill
from app.books.commands.settlements import HandedOver, record_settlement
from app.books.errors import MoreThanThere, ReferenceTaken
from app.books.queries.money import equation, sums
from app.books.queries.settlements import clearing_balances
from app.books.queries.typed import find_typed
from app.clock import JAKARTA, now
from app.db import session, transaction
from app.errors import NotFound
from app.ledger import chart
from app.ledger.check import differences
from app.ledger.queries import balances_of
from app.models.audit import AuditEvent
from app.models.ledger import JournalEntry
from app.models.order import OrderGroup
from app.models.payment import Settlement
from app.payments import overview
from app.payments.commands import transfers
from tests.cast import Cast
from tests.factories.order import capture
from tests.factories.payment import proof_of, transfer_of
from tests.races import Race, in_transaction
from tests.returns.steps import cancel_it


def today() -> date:
    return now().astimezone(JAKARTA).date()


def handed(amount: int, *, fee: int = 0, reference: str = "RK-1", days_ago: int = 0) -> HandedOver:
    return HandedOver("sandbox", amount, fee, reference, today() - timedelta(days=days_ago))


def record(cast: Cast, over: HandedOver) -> Settlement:
    with transaction():
        return record_settlement(over, admin_id=cast.eko.id)


def at_bank() -> int:
    session.rollback()
    return balances_of([chart.BANK])[chart.BANK]


def test_money_moves_from_the_gateway_to_the_bank_and_the_fee_is_ours(cast: Cast, group: OrderGroup) -> None:
    capture(group)
    settlement = record(cast, handed(50_000, fee=2_000, days_ago=1))
    balances = balances_of([chart.BANK, chart.GATEWAY_FEES, chart.gateway_clearing("sandbox")])
    assert list(balances.values()) == [50_000, 2_000, group.total_amount - 52_000]
    assert session.scalars(select(JournalEntry.reference).order_by(JournalEntry.occurred_at.desc())).first() == (
        f"settlement:{settlement.id}"
    )
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "settlement.recorded")).one()
    assert event.facts == {"gateway": "sandbox", "amount": 50_000, "fee_amount": 2_000}
    assert list(differences()) == []


def test_a_fee_alone_can_be_kept(cast: Cast, group: OrderGroup) -> None:
    capture(group)
    record(cast, handed(0, fee=2_000))
    assert (at_bank(), list(differences())) == (0, [])


def test_pressed_twice_it_is_one_settlement_and_another_amount_is_refused(cast: Cast, group: OrderGroup) -> None:
    capture(group)
    first, second = (record(cast, handed(50_000)) for _ in range(2))
    assert first.id == second.id
    for other in (handed(50_001), handed(50_000, fee=1), handed(50_000, days_ago=1)):
        with pytest.raises(ReferenceTaken):
            record(cast, other)
    assert at_bank() == 50_000


def test_everything_can_be_handed_over_and_then_a_repetition_is_still_quiet(cast: Cast, group: OrderGroup) -> None:
    capture(group)
    for _ in range(2):
        record(cast, handed(group.total_amount))
    assert clearing_balances() == {"sandbox": 0}


def test_no_gateway_hands_over_more_than_it_has(cast: Cast, group: OrderGroup) -> None:
    with pytest.raises(MoreThanThere):
        record(cast, handed(1))
    capture(group)
    with pytest.raises(MoreThanThere) as refused:
        record(cast, handed(group.total_amount, fee=1))
    assert f"{group.total_amount:,}".replace(",", ".") in str(refused.value.message)
    assert session.scalar(select(func.count(Settlement.id))) == 0


def test_what_a_buyer_got_back_since_then_is_recorded_with_the_report_that_names_it(
    cast: Cast, group: OrderGroup, paid: tuple[int, str]
) -> None:
    over, total_amount, admin_id = handed(group.total_amount, days_ago=1), group.total_amount, cast.eko.id
    cancel_it(group.orders[0])
    worker.drain()
    with pytest.raises(MoreThanThere), transaction():
        record_settlement(over, admin_id=admin_id)
    for _ in range(2):
        with transaction():
            settlement = record_settlement(over, admin_id=admin_id, matched_with="laporan 25 November")
    assert clearing_balances() == {"sandbox": -total_amount}
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "settlement.recorded")).one()
    assert (event.reason, event.subject_id) == ("laporan 25 November", str(settlement.id))
    assert list(differences()) == []


def reverse(reference: str) -> None:
    with transaction():
        corrections.reverse(reference, because="jumlahnya salah ketik")


def test_a_settlement_that_was_typed_wrongly_is_reversed_once_and_recorded_anew(cast: Cast, group: OrderGroup) -> None:
    capture(group)
    wrong = record(cast, handed(50_000, fee=2_000))
    for _ in range(2):
        reverse(f"settlement:{wrong.id}")
    balances = balances_of([chart.BANK, chart.GATEWAY_FEES, chart.gateway_clearing("sandbox")])
    assert list(balances.values()) == [0, 0, group.total_amount]
    entry = session.scalars(
        select(JournalEntry).where(JournalEntry.reference == f"settlement-reversed:{wrong.id}")
    ).one()
    assert entry.reason == "jumlahnya salah ketik"
    assert [
        event.reason for event in session.scalars(select(AuditEvent).where(AuditEvent.action == "entry.reversed"))
    ] == ["jumlahnya salah ketik"]
    right = record(cast, handed(5_000))
    assert (right.id != wrong.id, at_bank(), list(differences())) == (True, 5_000, [])


def test_a_bill_that_was_typed_wrongly_is_no_delivery_any_more(cast: Cast) -> None:
    wrong = Bill("JNE", "INV-7", 12_500, today())
    with transaction():
        reference = f"delivery-bill:{record_bill(wrong, admin_id=cast.eko.id).id}"
    reverse(reference)
    assert (equation(sums(until=now())).delivery_amount, at_bank()) == (0, 0)
    with transaction():
        record_bill(replace(wrong, amount=1_250), admin_id=cast.eko.id)
    found = equation(sums(until=now()))
    assert (found.delivery_amount, found.difference_amount, at_bank()) == (1_250, 0, -1_250)
    assert list(differences()) == []


@pytest.mark.parametrize(
    "reference", ["settlement:99", "payment-captured:1", "settlement:", "settlement-reversed:1", "x"]
)
def test_nothing_else_is_reversed(cast: Cast, group: OrderGroup, reference: str) -> None:
    capture(group)
    with pytest.raises(NotFound):
        reverse(reference)


def test_the_money_of_an_accepted_proof_is_not_taken_back_here(cast: Cast, group: OrderGroup) -> None:
    with transaction():
        transfer = transfer_of(group)
    proof_id = proof_of(transfer, cast.dewi.id).id
    with transaction():
        transfers.accept_proof(proof_id, admin_id=cast.eko.id, bank_reference="MUTASI-1")
    settlement_id = session.scalars(select(Settlement.id)).one()
    session.rollback()
    with pytest.raises(NotFound):
        reverse(f"settlement:{settlement_id}")
    assert at_bank() == group.total_amount


def test_what_was_reversed_stays_so_when_a_proof_bears_its_number_later(cast: Cast, group: OrderGroup) -> None:
    handed_over = HandedOver("transfer", 50_000, 0, "MUTASI-1", today())
    with transaction():
        wrong_id = record_settlement(handed_over, admin_id=cast.eko.id, matched_with="the bank's statement").id
    reverse(f"settlement:{wrong_id}")
    with transaction():
        transfer = transfer_of(group)
    proof_id = proof_of(transfer, cast.dewi.id).id
    with transaction():
        transfers.accept_proof(proof_id, admin_id=cast.eko.id, bank_reference="MUTASI-1")
    wrong, of_proof = (find_typed(f"settlement:{key}") for key in (wrong_id, wrong_id + 1))
    assert wrong is not None
    assert (wrong.reversed_at is not None, of_proof) == (True, None)
    named = {entry.reference for entry in overview.story_of(transfer.id).entries}
    assert (f"settlement:{wrong_id + 1}" in named, f"settlement:{wrong_id}" in named) == (True, False)


def test_two_admins_reverse_one_settlement_at_once(race: Race, cast: Cast, group: OrderGroup) -> None:
    capture(group)
    reference = f"settlement:{record(cast, handed(50_000)).id}"
    step = in_transaction(corrections.reverse, reference, because="salah ketik")
    assert race.refused(step, step, step) == []
    assert (at_bank(), list(differences())) == (0, [])


@pytest.mark.parametrize("references", [("RK-1", "RK-2"), ("RK-1", "RK-1")])
def test_two_settlements_at_once_take_what_is_there_once(
    race: Race, cast: Cast, group: OrderGroup, references: tuple[str, str]
) -> None:
    capture(group)
    admin_id, amount = cast.eko.id, group.total_amount
    refused = race.refused(
        *(in_transaction(record_settlement, handed(amount, reference=each), admin_id=admin_id) for each in references)
    )
    assert refused == ([] if references[0] == references[1] else ["more_than_there"])
    session.rollback()
    assert (session.scalar(select(func.count(Settlement.id))), at_bank()) == (1, amount)
    assert list(differences()) == []
