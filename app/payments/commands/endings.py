"""How a refund ends that its gateway does not end: an admin says how the buyer got the money, or waits no longer.

Locks: the group, its orders, the payment, the refund.
"""

from itertools import count

from app import audit
from app.db import session
from app.gateways.payment.base import FetchedRefund, RefundState
from app.ledger.queries import lock_earnings
from app.models.payment import Payment, Refund, RefundChannel, RefundStatus
from app.money import split
from app.outbox import emit
from app.payments.commands.refund_accounts import ask_for_bank_account
from app.payments.commands.sendings import lock, lock_foreign, owe_again, succeed
from app.payments.errors import CountedAlready, NothingToRefund, NotPaidByDispute, RefundOnItsWay, TakenByTheBank
from app.payments.queries import disputes as dispute_queries
from app.payments.queries import endings as queries
from app.payments.queries import refunds as refund_queries
from app.payments.queries.cash import find_cash_taken
from app.payments.queries.endings import REST

NOT_GIVEN_BACK = "the cash was not given back"  # and by it which account the money had come from
SHARES = ("shipping_amount", "voucher_amount", "commission_amount", "pph22_amount")


def give_up_gateway(refund_id: int, moves: int, *, admin_id: int, because: str) -> None:
    """The gateway refuses, or nobody waits for it any longer: the buyer is asked for an account; quiet when that is so.

    `moves` is how often it had moved when the gateway was asked about it just before. Raises NotFound, OwnRefund,
    NothingToRefund for one that is over or goes another way already, RefundOnItsWay for one that has moved or is asked
    for meanwhile, TakenByTheBank.
    """
    refund, payment = lock_foreign(refund_id, admin_id)
    if refund.status == RefundStatus.NEEDS_BANK_ACCOUNT:
        return
    if refund.channel != RefundChannel.GATEWAY:
        raise NothingToRefund
    _check_owed(refund, moves)
    if refund.status == RefundStatus.FAILED and refund_id in refund_queries.refunds_to_ask_for():
        raise RefundOnItsWay
    if queries.is_taken_by_bank(refund, payment):
        raise TakenByTheBank
    audit.record("refund.given_up", refund, because=because, status=refund.status.value)
    if refund.status == RefundStatus.SENT:
        refund.move_to(RefundStatus.FAILED, because=because)
    ask_for_bank_account(refund_id)


def settle_by_dispute(refund_id: int, moves: int, *, admin_id: int, because: str) -> None:
    """The buyer's bank took this money in a dispute that we lost: it is no loss, for it was owed; quiet when so.

    What it did not take becomes a refund of its own, for which the buyer is asked for a bank account.
    `moves` is how often it had moved when the gateway was asked about it just before. Raises NotFound, OwnRefund,
    NothingToRefund, RefundOnItsWay, NotPaidByDispute.
    """
    refund, payment = lock_foreign(refund_id, admin_id)
    if (refund.status, refund.channel) == (RefundStatus.SUCCEEDED, RefundChannel.DISPUTE):
        return
    _check_owed(refund, moves)
    dispute = dispute_queries.find_lost(payment.id)
    free_amount = queries.free_amount(payment.id)
    if dispute is None or free_amount <= 0:
        raise NotPaidByDispute
    if free_amount < refund.amount:
        _part(refund, free_amount)
    _settle(refund, payment, RefundChannel.DISPUTE, dispute.gateway_reference, because=because)


def settle_by_hand(refund_id: int, moves: int, sent: FetchedRefund, *, admin_id: int, because: str) -> None:
    """The money went back at the gateway, besides what we asked it for; quiet when it is settled with that.

    `moves` is how often it had moved when the gateway was asked just before, and `sent` what it said. Raises NotFound,
    OwnRefund, NothingToRefund, RefundOnItsWay, CountedAlready also for a try to send another refund.
    """
    refund, payment = lock_foreign(refund_id, admin_id)
    is_by_hand = (refund.status, refund.channel) == (RefundStatus.SUCCEEDED, RefundChannel.BY_HAND)
    if is_by_hand and refund.gateway_reference == sent.reference:
        return
    _check_owed(refund, moves)
    tried = queries.find_refund_by_any_key(payment, sent.key)
    is_of_another = tried is not None and tried.id != refund.id
    if is_of_another or queries.settled_amount(payment.id, sent.reference) + refund.amount > sent.amount:
        raise CountedAlready
    _settle(refund, payment, RefundChannel.BY_HAND, sent.reference, because=because)


def settle_by_seller(refund_id: int) -> None:
    """The buyer has the cash back from the seller who took it, whose balance bears nothing then; quiet when so.

    Only while no account is named that we might transfer to just now. Raises NotFound, NothingToRefund.
    """
    refund, payment = lock(refund_id)
    if (refund.status, refund.channel) == (RefundStatus.SUCCEEDED, RefundChannel.SELLER):
        return
    if refund.status != RefundStatus.NEEDS_BANK_ACCOUNT or find_cash_taken(refund) is None:
        raise NothingToRefund
    _settle(refund, payment, RefundChannel.SELLER, "given back in cash", because="the buyer says so")
    emit("refund.given_back", refund_id=refund.id)


def reopen_not_given_back(refund_id: int, moves: int, *, admin_id: int, because: str) -> None:
    """The seller has not given the cash back after all: the seller's earnings bear it again, and the buyer is owed it.

    `moves` is how often it had moved when the admin saw it. Quiet when that is so. Raises NotFound, OwnRefund,
    NothingToRefund for one that did not end so or has moved otherwise.
    """
    refund, payment = lock_foreign(refund_id, admin_id)
    later_moves = queries.moves_of(refund) - moves
    if (refund.status, later_moves) == (RefundStatus.NEEDS_BANK_ACCOUNT, 1):
        return
    if (refund.status, refund.channel, later_moves) != (RefundStatus.SUCCEEDED, RefundChannel.SELLER, 0):
        raise NothingToRefund
    lock_earnings([refund_queries.get_order(refund).seller_id])
    audit.record("refund.not_given_back", refund, because=because, amount=refund.amount)
    _reopen(refund, payment, because=NOT_GIVEN_BACK)
    emit("refund.not_given_back", refund_id=refund.id)


def reopen_uncovered(payment: Payment) -> None:
    """Refunds of a locked payment that no lost dispute covers any more are owed again, the newest first."""
    for refund in queries.lock_settled(payment.id, RefundChannel.DISPUTE):
        if queries.free_amount(payment.id) < 0:
            _reopen(refund, payment, because="the dispute that paid it ended another way")


def reopen_failed(payment: Payment, told: FetchedRefund) -> None:
    """Refunds of a locked payment that ended by hand with what did not arrive after all are owed again."""
    for refund in queries.lock_settled(payment.id, RefundChannel.BY_HAND):
        if told.state == RefundState.FAILED and refund.gateway_reference == told.reference:
            _reopen(refund, payment, because="what was sent by hand did not arrive")


def _check_owed(refund: Refund, moves: int) -> None:
    if refund.status == RefundStatus.SUCCEEDED:
        raise NothingToRefund
    if queries.moves_of(refund) != moves or queries.is_being_asked_for(refund.id):
        raise RefundOnItsWay


def _part(refund: Refund, amount: int) -> None:
    weights = [amount, refund.amount - amount]
    rest = Refund(
        payment_id=refund.payment_id,
        split_id=refund.split_id,
        purpose=_name_of_rest(refund),
        amount=weights[1],
        is_earned=refund.is_earned,
        reason=refund.reason,
        created_at=refund.created_at,
    )
    for name in SHARES:
        kept, gone = split(getattr(refund, name), weights)
        setattr(refund, name, kept)
        setattr(rest, name, gone)
    refund.amount = amount
    session.add(rest)
    session.flush()
    bounces = refund_queries.bounces_of([refund.id]).get(refund.id, 0)  # so often the books have sent the rest with it
    audit.record("refund.parted", refund, amount=amount, rest_id=rest.id, rest_amount=rest.amount, bounces=bounces)
    ask_for_bank_account(rest.id)


def _name_of_rest(refund: Refund) -> str:
    first = refund.purpose.partition(REST)[0] + REST
    names = (f"{first}{place}" if place > 1 else first for place in count(1))
    return next(name for name in names if not queries.is_purpose_taken(refund.payment_id, name))


def _settle(refund: Refund, payment: Payment, channel: RefundChannel, reference: str, *, because: str) -> None:
    if refund.status == RefundStatus.NEEDS_BANK_ACCOUNT:
        refund.move_to(RefundStatus.REQUESTED, because=because)
    if refund.status != RefundStatus.SENT:
        refund.move_to(RefundStatus.SENT, because=because)
    refund.channel = channel
    audit.record("refund.settled", refund, because=because, way=channel.value, reference=reference)
    succeed(refund, payment, reference)


def _reopen(refund: Refund, payment: Payment, *, because: str) -> None:
    refund.move_to(RefundStatus.NEEDS_BANK_ACCOUNT, because=because)
    owe_again(refund, payment)
    refund.channel, refund.gateway_reference = RefundChannel.BANK, None
    account = refund_queries.find_account(refund.id)
    if account is not None:
        session.delete(account)
    audit.record("refund.needs_bank_account", refund, because=because, amount=refund.amount)
    emit("refund.needs_bank_account", refund_id=refund.id)
