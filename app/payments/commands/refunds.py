"""Money that goes back: decided with its entry in the books, then carried out by a gateway, by hand, or not needed.

Locks: the caller's lock on the group comes first, then the payment, the split, the refund; for what a seller has earned
already the seller's row comes last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import now
from app.crypto import Sealed, Vault
from app.db import session
from app.gateways.payment.base import FetchedRefund, RefundState
from app.ledger import chart
from app.ledger.commands import Line, post
from app.ledger.queries import lock_earnings
from app.models.order import Order, OrderGroup, OrderStatus, ShippingOwner
from app.models.payment import (
    Payment,
    PaymentStatus,
    Refund,
    RefundAccount,
    RefundChannel,
    RefundLine,
    RefundStatus,
)
from app.orders import queries as order_queries
from app.outbox import emit
from app.payments import rules
from app.payments.errors import BankReferenceUsed, NothingToRefund, OtherAccountNamed, OwnRefund, RefundOnItsWay
from app.payments.queries import payments as queries
from app.payments.queries import refunds as refund_queries
from app.pricing import shares
from app.pricing.shares import Share
from app.settings import setting

UNALLOCATED = "unallocated"


@dataclass(frozen=True)
class BankAccount:
    """Where a buyer wants money; the number in digits."""

    bank_code: str
    holder_name: str
    number: str


def refund_unallocated(payment: Payment, group: OrderGroup) -> None:
    """The whole of a locked capture that no order could take goes back by itself."""
    refund = Refund(
        payment_id=payment.id, purpose=UNALLOCATED, amount=payment.amount, reason="paid twice, or late without stock"
    )
    session.add(refund)
    session.flush()
    post(
        f"refund-due:{refund.id}",
        [Line(chart.UNALLOCATED_RECEIPTS, refund.amount), Line(chart.REFUNDS_DUE, -refund.amount)],
        because=f"{group.number} goes back",
    )
    _request(refund, payment)


def refund_pieces(order: Order, pieces: Mapping[int, int], share: Share, *, purpose: str, because: str) -> Refund:
    """Decide that pieces of a locked, paid order are paid back, by the ids of their lines: refund and books at once.

    `purpose` names the reason once for each payment. Raises NothingToRefund, and IntegrityError for more than is left.
    """
    split = queries.lock_split_of_order(order.id)
    if split is None or share.paid_amount <= 0:
        raise NothingToRefund
    payment = queries.lock_payment(split.payment_id)
    split = queries.lock_split_of_order(order.id)
    assert split is not None
    if order.status == OrderStatus.COMPLETED:
        lock_earnings([order.seller_id])
    refund = Refund(
        payment_id=payment.id,
        split_id=split.id,
        purpose=purpose,
        channel=_channel_of(order),
        amount=share.paid_amount,
        shipping_amount=share.shipping_amount,
        voucher_amount=share.voucher_amount,
        commission_amount=share.commission_amount,
        pph22_amount=share.pph22_amount,
        is_earned=order.status == OrderStatus.COMPLETED,
        reason=because,
    )
    session.add(refund)
    split.refunded_amount += refund.amount
    for line in order.lines:
        line.refunded_quantity += pieces.get(line.id, 0)
    session.flush()
    session.add_all(RefundLine(refund_id=refund.id, order_line_id=key, quantity=count) for key, count in pieces.items())
    post(f"refund-due:{refund.id}", _due(order, refund), because=f"{order.number}: {because}")
    _request(refund, payment)
    return refund


def record_sent(refund_id: int, sent: FetchedRefund) -> None:
    """The gateway has taken the order to send money back, and has perhaps sent it already; recorded once.

    What comes late, of a try that is over meanwhile, changes nothing.
    """
    refund, payment = _lock(refund_id)
    if sent.key == refund_queries.key_of_refund(refund):
        _record_state(refund, payment, sent)


def record_fetched(payment: Payment, fetched: FetchedRefund) -> None:
    """What a locked payment's gateway says of one of its refunds; one that is none of ours is left to the admins."""
    refund = refund_queries.find_refund_by_key(payment, fetched.key)
    if refund is not None:
        _record_state(refund, payment, fetched)


def record_refused(refund_id: int, failure: str) -> None:
    """The gateway does not send this money back: an admin has to look at it."""
    refund, payment = _lock(refund_id)
    if refund.status in (RefundStatus.REQUESTED, RefundStatus.FAILED):
        _mark_sent(refund)
        _fail(refund, payment, failure)


def ask_for_bank_account(refund_id: int) -> None:
    """Money that cannot go back the way it came waits for the buyer's bank account."""
    refund, _payment = _lock(refund_id)
    if refund.status in (RefundStatus.REQUESTED, RefundStatus.FAILED) and refund.channel == RefundChannel.GATEWAY:
        refund.move_to(RefundStatus.NEEDS_BANK_ACCOUNT, because="it cannot go back the way it came")
        refund.channel = RefundChannel.BANK
        audit.record("refund.needs_bank_account", refund, amount=refund.amount)
        emit("refund.needs_bank_account", refund_id=refund.id)


def give_up_gateway(refund_id: int, keys: Sequence[str], *, admin_id: int) -> None:
    """The gateway refuses for good: the buyer is asked for a bank account; quiet when that is done.

    `keys` are the tries that the gateway was asked about just before. Raises NotFound, OwnRefund, NothingToRefund for
    one that was not refused, RefundOnItsWay for one that is asked for again meanwhile.
    """
    refund, _payment = _lock_foreign(refund_id, admin_id)
    if refund.status == RefundStatus.NEEDS_BANK_ACCOUNT:
        return
    if refund.status != RefundStatus.FAILED:
        raise NothingToRefund
    if refund_id in refund_queries.refunds_to_ask_for() or refund_queries.keys_of_refund(refund) != keys:
        raise RefundOnItsWay
    ask_for_bank_account(refund_id)


def name_bank_account(refund_id: int, account: BankAccount) -> Refund:
    """The buyer says where the money is to go; once named, another one has no effect. Raises NotFound."""
    refund, _payment = _lock(refund_id)
    if refund.status != RefundStatus.NEEDS_BANK_ACCOUNT:
        return refund
    sealed = Vault(setting("DATA_KEY")).seal(account.number)
    session.add(
        RefundAccount(
            refund_id=refund.id,
            bank_code=account.bank_code,
            holder_name=account.holder_name,
            number_encrypted=sealed.ciphertext,
            number_key_id=sealed.key_id,
            number_last_digits=account.number[-4:],
        )
    )
    refund.move_to(RefundStatus.REQUESTED, because="the buyer named a bank account")
    audit.record("refund.account_named", refund, account=f"••{account.number[-3:]}")
    emit("refund.account_named", refund_id=refund.id)
    return refund


def ask_for_another_account(refund_id: int, *, admin_id: int) -> None:
    """The bank does not know the account that the buyer named: it is forgotten, and the buyer asked again.

    Raises NotFound, OwnRefund, NothingToRefund.
    """
    refund, _payment = _lock_foreign(refund_id, admin_id)
    if refund.status == RefundStatus.NEEDS_BANK_ACCOUNT:
        return
    if refund.channel != RefundChannel.BANK or refund.status != RefundStatus.REQUESTED:
        raise NothingToRefund
    session.delete(refund_queries.get_account(refund_id))
    refund.move_to(RefundStatus.NEEDS_BANK_ACCOUNT, because="the bank does not know the account")
    audit.record("refund.account_refused", refund)
    emit("refund.needs_bank_account", refund_id=refund.id)


def note_account_seen(refund_id: int) -> str | None:
    """An admin looks at the number that waits for a transfer; None when the key of today does not open it.

    Raises NotFound, NothingToRefund.
    """
    refund, _group = refund_queries.get_refund(refund_id)
    if refund.channel != RefundChannel.BANK or refund.status != RefundStatus.REQUESTED:
        raise NothingToRefund
    account = refund_queries.get_account(refund_id)
    audit.record("refund_account.viewed", account, refund_id=refund_id)
    vault = Vault(setting("DATA_KEY"))
    if account.number_key_id != vault.key_id:
        return None
    return vault.open(Sealed(account.number_encrypted, account.number_key_id))


def record_transferred(refund_id: int, bank_reference: str, *, seen: str, admin_id: int) -> None:
    """An admin has transferred the money to the bank account that the buyer named, and that the admin saw.

    Raises NotFound, OwnRefund, NothingToRefund for one that waits for no transfer, OtherAccountNamed,
    BankReferenceUsed.
    """
    refund, payment = _lock_foreign(refund_id, admin_id)
    if refund.status == RefundStatus.SUCCEEDED and refund.gateway_reference == bank_reference:
        return
    if refund.channel != RefundChannel.BANK or refund.status != RefundStatus.REQUESTED:
        raise NothingToRefund
    if rules.seen_as(refund_queries.get_account(refund_id)) != seen:
        raise OtherAccountNamed
    _mark_sent(refund)
    _succeed(refund, payment, bank_reference)


def retry(refund_id: int, *, admin_id: int) -> None:
    """Ask the gateway again for a refund that it refused. Raises NotFound, OwnRefund, NothingToRefund."""
    refund, _payment = _lock_foreign(refund_id, admin_id)
    if refund.status != RefundStatus.FAILED:
        raise NothingToRefund
    audit.record("refund.retried", refund, amount=refund.amount)
    emit("refund.requested", refund_id=refund.id)


def ask_for_forgotten(refund_id: int) -> None:
    """Ask the gateway for a refund that it was never told of; quiet when it was, or is about to be."""
    refund, _payment = _lock(refund_id)
    is_untold = refund.status == RefundStatus.REQUESTED and refund.channel == RefundChannel.GATEWAY
    if is_untold and refund_id not in refund_queries.refunds_to_ask_for():
        emit("refund.requested", refund_id=refund.id)


def _channel_of(order: Order) -> RefundChannel:
    return RefundChannel.VOID if order.takes_cash and order.cash_amount is None else RefundChannel.GATEWAY


def _due(order: Order, refund: Refund) -> list[Line]:
    """Who gives the money back: what is held for the seller, or the seller's earnings and our share of them."""
    gone_amount = refund.amount + refund.voucher_amount
    costs = shares.subsidies_of(order)
    to_others = [
        Line(chart.REFUNDS_DUE, -refund.amount, order.id),
        *(Line(chart.cost_account(name), -refund.voucher_amount, order.id) for name in costs),
    ]
    if not refund.is_earned:
        return [Line(chart.held(order.seller_id), gone_amount, order.id), *to_others]
    ours = refund.shipping_amount if order.shipping_owner == ShippingOwner.MARKETPLACE else 0
    earned_amount = gone_amount - refund.commission_amount - refund.pph22_amount - ours
    return [
        Line(chart.payable(order.seller_id), earned_amount, order.id),
        Line(chart.COMMISSION_INCOME, refund.commission_amount, order.id),
        Line(chart.PPH22_PAYABLE, refund.pph22_amount, order.id),
        Line(chart.SHIPPING_INCOME, ours, order.id),
        *to_others,
    ]


def _request(refund: Refund, payment: Payment) -> None:
    audit.record("refund.requested", refund, amount=refund.amount)
    if refund.channel == RefundChannel.VOID:
        _mark_sent(refund)
        _succeed(refund, payment, "never taken")
        return
    emit("refund.requested", refund_id=refund.id)


def _record_state(refund: Refund, payment: Payment, told: FetchedRefund) -> None:
    if refund.channel != RefundChannel.GATEWAY:
        return
    if refund.status in (RefundStatus.REQUESTED, RefundStatus.FAILED):
        _mark_sent(refund)
        refund.gateway_reference = told.reference
    if refund.status == RefundStatus.SENT and told.state == RefundState.SUCCEEDED:
        _succeed(refund, payment, told.reference)
    elif refund.status == RefundStatus.SENT and told.state == RefundState.FAILED:
        _fail(refund, payment, "failed on its way")
    elif refund.status == RefundStatus.SUCCEEDED and told.state == RefundState.FAILED:
        _bounce(refund, payment)


def _mark_sent(refund: Refund) -> None:
    refund.move_to(RefundStatus.SENT, because=f"sent by {refund.channel.value}")


def _succeed(refund: Refund, payment: Payment, reference: str) -> None:
    refund.move_to(RefundStatus.SUCCEEDED, because=reference)
    refund.gateway_reference, refund.succeeded_at = reference, now()
    try:
        session.flush()
    except IntegrityError as error:
        raise BankReferenceUsed from error
    _note_what_is_back(payment, because=f"refund {refund.id}")
    is_by_bank = refund.channel == RefundChannel.BANK
    source = chart.BANK if is_by_bank else chart.gateway_clearing(payment.gateway)
    lines = [Line(chart.REFUNDS_DUE, refund.amount), Line(source, -refund.amount)]
    bounces = refund_queries.bounces_of([refund.id]).get(refund.id, 0)
    post(rules.sending(refund.id, bounces), lines, because=f"refund {refund.id} sent")
    audit.record("refund.succeeded", refund, amount=refund.amount)
    emit("refund.succeeded", refund_id=refund.id)


def _bounce(refund: Refund, payment: Payment) -> None:
    """The buyer's bank did not take it, and the gateway has it again: https://docs.stripe.com/refunds#failed-refunds."""
    _fail(refund, payment, "came back after it had been sent")
    refund.succeeded_at = None
    _note_what_is_back(payment, because=f"refund {refund.id} came back")
    clearing = chart.gateway_clearing(payment.gateway)
    lines = [Line(clearing, refund.amount), Line(chart.REFUNDS_DUE, -refund.amount)]
    bounces = refund_queries.bounces_of([refund.id])[refund.id]
    post(f"refund-bounced:{refund.id}:{bounces}", lines, because=f"refund {refund.id} came back")


def _note_what_is_back(payment: Payment, *, because: str) -> None:
    session.flush()
    back_amount = refund_queries.refunded_amount(payment.id)
    if back_amount == payment.amount:
        status = PaymentStatus.REFUNDED
    else:
        status = PaymentStatus.PARTLY_REFUNDED if back_amount else PaymentStatus.CAPTURED
    payment.move_to(status, because=because)


def _fail(refund: Refund, payment: Payment, failure: str) -> None:
    refund.move_to(RefundStatus.FAILED, because=f"{payment.gateway}: {failure}"[:200])
    refund.failure = failure[:200]
    audit.record("refund.failed", refund, amount=refund.amount)
    emit("refund.failed", refund_id=refund.id)


def _lock_foreign(refund_id: int, admin_id: int) -> tuple[Refund, Payment]:
    refund, payment = _lock(refund_id)
    if refund_queries.is_about(refund, admin_id):
        raise OwnRefund
    return refund, payment


def _lock(refund_id: int) -> tuple[Refund, Payment]:
    payment_id = refund_queries.payment_id_of_refund(refund_id)
    order_queries.lock_group(queries.group_id_of(payment_id))
    payment = queries.lock_payment(payment_id)
    refund = session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
    return refund, payment
