"""What the back office does."""

import secrets
from random import Random

from sqlalchemy import select

from app.books.commands import bank, corrections, settlements
from app.books.queries.bank import standing
from app.clock import JAKARTA, now
from app.db import session
from app.ledger import chart
from app.ledger.queries import balances_of
from app.models.account import User
from app.models.payment import (
    BankMovement,
    Dispute,
    DisputeStatus,
    MovementKind,
    ProofStatus,
    Refund,
    RefundChannel,
    RefundStatus,
    Settlement,
    TransferProof,
)
from app.models.payout import Payout, PayoutBatch, PayoutStatus
from app.models.returns import ReturnCase, ReturnStatus
from app.payments import rules
from app.payments.commands import endings, refund_accounts, refunds, transfers
from app.payments.queries import refunds as refund_queries
from app.payments.queries.endings import moves_of
from app.payouts.commands import batches, exports, outcomes
from app.returns.commands import answers
from tests.machine.steps import step
from tests.machine.world import World, in_transaction


@step
def decide_proof(world: World, chance: Random) -> bool:
    proof = world.any(
        select(TransferProof).where(TransferProof.status == ProofStatus.RECEIVED).order_by(TransferProof.id), chance
    )
    if proof is None:
        return False
    proof_id, admin_id = proof.id, _admin(world, chance).id
    if chance.random() < 0.7:
        reference = secrets.token_hex(6)
        return in_transaction(
            lambda: transfers.accept_proof(proof_id, admin_id=admin_id, bank_reference=reference), by=admin_id
        )
    act = lambda: transfers.reject_proof(proof_id, admin_id=admin_id, reason="no money")  # noqa: E731
    return in_transaction(act, by=admin_id)


@step
def mediate(world: World, chance: Random) -> bool:
    case = _case(world, chance, ReturnStatus.CONTESTED)
    if case is None:
        return False
    number, admin_id = case.number, _admin(world, chance).id
    return in_transaction(lambda: answers.begin_mediation(number, admin_id=admin_id), by=admin_id)


@step
def decide_case(world: World, chance: Random) -> bool:
    case = _case(world, chance, ReturnStatus.MEDIATING)
    if case is None:
        return False
    number, admin_id = case.number, _admin(world, chance).id
    if chance.random() < 0.4:
        act = lambda: answers.reject_case(number, admin_id=admin_id, note="it was as described")  # noqa: E731
        return in_transaction(act, by=admin_id)
    ruling = answers.Ruling(answers.asked_pieces(case), chance.random() < 0.5, "it was broken")
    session.rollback()
    return in_transaction(lambda: answers.approve_case(number, ruling, admin_id=admin_id), by=admin_id)


@step
def transfer_refund(world: World, chance: Random) -> bool:
    is_to_transfer = Refund.channel == RefundChannel.BANK, Refund.status == RefundStatus.REQUESTED
    refund = world.any(select(Refund).where(*is_to_transfer).order_by(Refund.id), chance)
    if refund is None:
        return False
    refund_id, admin_id = refund.id, _admin(world, chance).id
    seen, reference = rules.seen_as(refund_queries.get_account(refund_id)), secrets.token_hex(6)
    session.rollback()
    act = lambda: refund_accounts.record_transferred(refund_id, reference, seen=seen, admin_id=admin_id)  # noqa: E731
    if in_transaction(act, by=admin_id):
        return True
    advance = lambda: refund_accounts.advance(refund_id, admin_id=admin_id, because="the buyer waits")  # noqa: E731
    return in_transaction(advance, by=admin_id) and in_transaction(act, by=admin_id)


@step
def bank_sends_refund_back(world: World, chance: Random) -> bool:
    is_transferred = Refund.channel == RefundChannel.BANK, Refund.status == RefundStatus.SUCCEEDED
    refund = world.any(select(Refund).where(*is_transferred).order_by(Refund.id), chance)
    if refund is None:
        return False
    refund_id, admin_id = refund.id, _admin(world, chance).id
    back = refund_accounts.SentBack(refund.gateway_reference or "", secrets.token_hex(6), "account closed")
    return in_transaction(lambda: refund_accounts.record_sent_back(refund_id, back, admin_id=admin_id), by=admin_id)


@step
def retry_refund(world: World, chance: Random) -> bool:
    refund = world.any(select(Refund).where(Refund.status == RefundStatus.FAILED).order_by(Refund.id), chance)
    if refund is None or chance.random() < 0.3:
        return False
    refund_id, admin_id = refund.id, _admin(world, chance).id
    return in_transaction(lambda: refunds.retry(refund_id, admin_id=admin_id), by=admin_id)


@step
def settle_by_dispute(world: World, chance: Random) -> bool:
    """What a bank took in a dispute is not owed to its buyer any more."""
    is_owed = Refund.status.in_((RefundStatus.FAILED, RefundStatus.NEEDS_BANK_ACCOUNT))
    lost = select(Dispute.payment_id).where(Dispute.status == DisputeStatus.LOST)
    refund = world.any(select(Refund).where(is_owed, Refund.payment_id.in_(lost)).order_by(Refund.id), chance)
    if refund is None:
        return False
    refund_id, moves, admin_id = refund.id, moves_of(refund), _admin(world, chance).id
    act = lambda: endings.settle_by_dispute(refund_id, moves, admin_id=admin_id, because="the bank wrote")  # noqa: E731
    return in_transaction(act, by=admin_id)


@step
def prepare_payouts(world: World, chance: Random) -> bool:
    admin_id, before = _admin(world, chance).id, session.query(PayoutBatch).count()
    session.rollback()
    in_transaction(lambda: batches.prepare_batch(prepared_by_id=admin_id), by=admin_id)
    return session.query(PayoutBatch).count() > before


@step
def approve_batch(world: World, chance: Random) -> bool:
    payout = _payout(world, chance, PayoutStatus.PENDING)
    if payout is None:
        return False
    batch_id, admin_id = payout.batch_id, _admin(world, chance).id
    return in_transaction(lambda: batches.approve_batch(batch_id, admin_id=admin_id), by=admin_id)


@step
def refuse_payout(world: World, chance: Random) -> bool:
    payout = _payout(world, chance, PayoutStatus.PENDING, PayoutStatus.APPROVED)
    if payout is None or chance.random() < 0.9:
        return False
    payout_id, admin_id = payout.id, _admin(world, chance).id
    act = lambda: batches.refuse_payout(payout_id, admin_id=admin_id, reason="look again")  # noqa: E731
    return in_transaction(act, by=admin_id)


@step
def export_batch(world: World, chance: Random) -> bool:
    payout = _payout(world, chance, PayoutStatus.APPROVED)
    if payout is None:
        return False
    admin = _admin(world, chance)
    batch_id, admin_id, proven_hash = payout.batch_id, admin.id, admin.password_hash
    act = lambda: exports.export_batch(batch_id, admin_id=admin_id, proven_hash=proven_hash)  # noqa: E731
    return in_transaction(act, by=admin_id)


@step
def end_payout(world: World, chance: Random) -> bool:
    payout = _payout(world, chance, PayoutStatus.PROCESSING, PayoutStatus.UNRESOLVED)
    if payout is None:
        return False
    payout_id, admin_id = payout.id, _admin(world, chance).id
    act = chance.choice(
        (
            lambda: outcomes.complete_payout(payout_id, admin_id=admin_id, bank_reference=f"bank-{payout_id}"),
            lambda: outcomes.fail_payout(payout_id, admin_id=admin_id, reason="account closed"),
            lambda: outcomes.leave_unresolved(payout_id, admin_id=admin_id, reason="the bank is silent"),
        )
    )
    return in_transaction(act, by=admin_id)


@step
def bank_sends_payout_back(world: World, chance: Random) -> bool:
    payout = _payout(world, chance, PayoutStatus.COMPLETED)
    if payout is None:
        return False
    payout_id, admin_id = payout.id, _admin(world, chance).id
    back = {"bank_reference": secrets.token_hex(6), "reason": "account closed"}
    act = lambda: outcomes.record_sent_back(payout_id, admin_id=admin_id, **back)  # noqa: E731
    return in_transaction(act, by=admin_id)


@step
def record_settlement(world: World, chance: Random) -> bool:
    gateway = chance.choice(("stripe", "midtrans"))
    account = chart.gateway_clearing(gateway)
    session.rollback()
    has = balances_of([account])[account]
    if has < 2:
        return False
    amount, fee_amount = chance.randint(1, has), 0
    if gateway == "midtrans" and amount > 1:
        fee_amount = chance.randint(0, amount // 20)
    reference, admin_id = f"settled-{chance.getrandbits(60)}", _admin(world, chance).id
    session.rollback()
    return in_transaction(
        lambda: settlements.record_settlement(
            settlements.HandedOver(
                gateway=gateway,
                amount=amount - fee_amount,
                fee_amount=fee_amount,
                reference=reference,
                settled_on=now().astimezone(JAKARTA).date(),
            ),
            admin_id=admin_id,
        ),
        by=admin_id,
    )


@step
def reverse_settlement(world: World, chance: Random) -> bool:
    is_typed = Settlement.reversed_at.is_(None), Settlement.gateway.in_(("stripe", "midtrans"))
    settlement = world.any(select(Settlement).where(*is_typed).order_by(Settlement.id), chance)
    if settlement is None or chance.random() < 0.7:
        return False
    reference, admin_id = f"settlement:{settlement.id}", _admin(world, chance).id
    return in_transaction(lambda: corrections.reverse(reference, because="typed wrongly"), by=admin_id)


@step
def record_movement(world: World, chance: Random) -> bool:
    """Tax is paid, an agency pays its vouchers, we add money or take some; sometimes a rupiah too much is typed."""
    session.rollback()
    now_owed = standing()
    most = [
        (MovementKind.MONEY_ADDED, "", 1_000_000),
        (MovementKind.MONEY_TAKEN, "", now_owed.free_amount),
        (MovementKind.TAX_PAID, "", now_owed.tax_amount),
        *((MovementKind.VOUCHER_PAID, bearer, amount) for bearer, amount in now_owed.bearers.items()),
    ]
    kind, bearer, amount = chance.choice([each for each in most if each[2] > 0])
    movement = bank.Movement(
        kind=kind,
        amount=chance.choice((amount, amount + 1, chance.randint(1, amount))),
        moved_on=now().astimezone(JAKARTA).date(),
        reference=f"moved-{chance.getrandbits(60)}",
        note="on the statement",
        bearer=bearer,
    )
    admin_id = _admin(world, chance).id
    return in_transaction(lambda: bank.record_movement(movement, admin_id=admin_id), by=admin_id)


@step
def reverse_movement(world: World, chance: Random) -> bool:
    is_typed = BankMovement.reversed_at.is_(None)
    movement = world.any(select(BankMovement).where(is_typed).order_by(BankMovement.id), chance)
    if movement is None:
        return False
    reference, admin_id = f"{movement.kind}:{movement.id}", _admin(world, chance).id
    return in_transaction(lambda: corrections.reverse(reference, because="typed wrongly"), by=admin_id)


def _admin(world: World, chance: Random) -> User:
    return chance.choice((world.cast.eko, world.cast.fitri))


def _case(world: World, chance: Random, status: ReturnStatus) -> ReturnCase | None:
    return world.any(select(ReturnCase).where(ReturnCase.status == status).order_by(ReturnCase.id), chance)


def _payout(world: World, chance: Random, *statuses: PayoutStatus) -> Payout | None:
    return world.any(select(Payout).where(Payout.status.in_(statuses)).order_by(Payout.id), chance)
