"""What a seller, an admin or the clock says to a case; what goes back is decided with it, once.

Locks: the group, its orders, the case, the stock by the ids of the variants, then the payment, its split and its
refunds. The seller's row comes after the stock: others hold stock while they wait for it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app import audit
from app.clock import now
from app.media import commands as media
from app.models.order import Order
from app.models.returns import ReturnCase, ReturnReason, ReturnStatus
from app.models.shipment import ShipmentStatus
from app.orders import commands as order_commands
from app.orders import parcels
from app.orders import queries as orders
from app.outbox import emit
from app.payments.commands import refunds
from app.payments.queries.endings import have_all_arrived, parts_of
from app.pricing import shares
from app.returns import queries, rules
from app.returns.commands.cancel import put_on_shelf
from app.returns.commands.photos import attach_photos
from app.returns.errors import AnsweredAlready, DecidedAlready, OwnCase
from app.settings import setting

APPROVED = (ReturnStatus.SELLER_ACCEPTED, ReturnStatus.APPROVED, ReturnStatus.REFUNDED, ReturnStatus.CLOSED)


@dataclass(frozen=True)
class Ruling:
    """What an admin grants: pieces by line, and whether the parcel's share of the money goes back with them."""

    pieces: Mapping[int, int]
    pays_shipping_back: bool
    note: str


@dataclass(frozen=True)
class Reply:
    """Why a seller does not agree, with drawn photos, and which member says so."""

    text: str
    papers: Sequence[media.Paper]
    member_id: int


def accept_case(number: str, *, seller_id: int, on_shelf: Mapping[int, int]) -> ReturnCase:
    """The seller grants what the buyer asks for, and puts some pieces, by line, on the shelf again.

    Raises NotFound, AnsweredAlready, TooMany.
    """
    case, order = _lock(queries.get_case_of_seller(number, seller_id).number)
    if case.status in APPROVED and case.refund_id is not None and case.decided_by_id is None:
        return case
    if case.status != ReturnStatus.REQUESTED:
        raise AnsweredAlready
    put_asked_on_shelf(case, order, on_shelf)
    _note_cash(case, order)
    accept(case, order, because="accepted by the seller")
    return case


def accept_unanswered(number: str) -> bool:
    """Grant what the buyer asks for when the seller does not answer in time; tells whether anything was done.

    Where only the buyer says that cash was paid at the door, an admin has to decide.
    """
    case, order = _lock(number)
    if case.status != ReturnStatus.REQUESTED or case.answer_by >= now():
        return False
    if order.takes_cash and order.cash_amount is None:
        case.move_to(ReturnStatus.CONTESTED, because="no answer in time, and nobody has seen the cash")
        audit.record("return_case.contested", case)
        emit("return_case.contested", case_id=case.id)
        return True
    accept(case, order, because="no answer in time")
    return True


def accept(case: ReturnCase, order: Order, *, because: str) -> None:
    """Grant a locked case as it was asked for."""
    case.move_to(ReturnStatus.SELLER_ACCEPTED, because=because)
    emit("return_case.accepted", case_id=case.id)
    _approve(case, order, Ruling(asked_pieces(case), rules.pays_shipping_back(case.reason), ""), because=because)


def put_asked_on_shelf(case: ReturnCase, order: Order, on_shelf: Mapping[int, int]) -> None:
    """Some of the pieces that a case is about, by the ids of their lines, can be sold again. Raises TooMany."""
    if any(on_shelf.values()):
        asked = asked_pieces(case)
        put_on_shelf(order, rules.check_pieces(on_shelf, asked), because=f"{case.number} came back")


def contest_case(number: str, reply: Reply, *, seller_id: int) -> ReturnCase:
    """The seller sees it otherwise: an admin has to decide. Raises NotFound, AnsweredAlready."""
    case, _order = _lock(queries.get_case_of_seller(number, seller_id).number)
    if case.answer == reply.text and case.status != ReturnStatus.REQUESTED:
        return case
    if case.status != ReturnStatus.REQUESTED:
        raise AnsweredAlready
    case.move_to(ReturnStatus.CONTESTED, because="contested by the seller")
    case.answer = reply.text
    attach_photos(case, reply.papers, uploaded_by_id=reply.member_id)
    audit.record("return_case.contested", case)
    emit("return_case.contested", case_id=case.id)
    return case


def check_may_answer(number: str, *, seller_id: int) -> None:
    """Asked before photos are drawn, so that nothing is drawn in vain. Raises NotFound, AnsweredAlready."""
    if queries.get_case_of_seller(number, seller_id).status != ReturnStatus.REQUESTED:
        raise AnsweredAlready


def begin_mediation(number: str, *, admin_id: int) -> ReturnCase:
    """An admin takes a contested case up. Raises NotFound, OwnCase, IllegalTransition."""
    case, order = _lock_for_admin(number, admin_id)
    if case.status != ReturnStatus.MEDIATING:
        case.move_to(ReturnStatus.MEDIATING, because="taken up by an admin")
        audit.record("return_case.mediating", case, order_id=order.id)
    return case


def approve_case(number: str, ruling: Ruling, *, admin_id: int) -> ReturnCase:
    """An admin grants some or all of what was asked for; refund and books at once.

    Raises NotFound, OwnCase, DecidedAlready, NothingChosen, TooMany, NothingToRefund.
    """
    case, order = _lock_for_admin(number, admin_id)
    if _is_decided_so(case, admin_id, ruling.note) and case.refund_id is not None:
        return case
    if case.status != ReturnStatus.MEDIATING:
        raise DecidedAlready
    pieces = rules.check_pieces(ruling.pieces, asked_pieces(case))
    case.decided_by_id, case.decision_note = admin_id, ruling.note
    _note_cash(case, order)
    _approve(case, order, Ruling(pieces, ruling.pays_shipping_back, ruling.note), because="granted by an admin")
    emit("return_case.decided", case_id=case.id)
    return case


def reject_case(number: str, *, admin_id: int, note: str) -> ReturnCase:
    """An admin grants nothing, and says why. Raises NotFound, OwnCase, DecidedAlready."""
    case, order = _lock_for_admin(number, admin_id)
    if _is_decided_so(case, admin_id, note) and case.refund_id is None:
        return case
    if case.status != ReturnStatus.MEDIATING:
        raise DecidedAlready
    case.decided_by_id, case.decision_note = admin_id, note
    case.move_to(ReturnStatus.REJECTED, because="rejected by an admin")
    let_go_on(order)
    _close(case, because="nothing goes back")
    audit.record("return_case.rejected", case, order_id=order.id)
    emit("return_case.decided", case_id=case.id)
    return case


def close_refunded(number: str) -> None:
    """All money of an approved case is back with the buyer; quiet when that is known, or some of it is on its way."""
    case, _order = _lock(number)
    assert case.refund_id is not None, "only a case that was granted has a refund"
    if case.status == ReturnStatus.APPROVED and have_all_arrived(parts_of(case.refund_id)):
        case.move_to(ReturnStatus.REFUNDED, because="the refund has succeeded")
        _close(case, because="the refund has succeeded")


def asked_pieces(case: ReturnCase) -> dict[int, int]:
    """The pieces that a case is about, by the ids of their lines."""
    return {line.order_line_id: line.quantity for line in case.lines}


def _note_cash(case: ReturnCase, order: Order) -> None:
    """Who gives money of the door back has taken it; where nothing at all has arrived, nobody has paid."""
    if case.reason != ReturnReason.MISSING or asked_pieces(case) != queries.sent_pieces(order):
        order_commands.receive_cash(order)


def _approve(case: ReturnCase, order: Order, ruling: Ruling, *, because: str) -> None:
    share = shares.share_of(order, ruling.pieces)
    if not ruling.pays_shipping_back:
        share = share.without_shipping()
    case.move_to(ReturnStatus.APPROVED, because=because)
    if case.reason == ReturnReason.MISSING and case.shipment_id is None:
        _lose_parcels(order, ruling.pieces)
    purpose = f"{parcels.PAID_BACK_AFTER_SENDING}{case.number}"
    refund = refunds.refund_pieces(order, ruling.pieces, share, purpose=purpose, because=f"{case.number} {because}")
    case.refund_id = refund.id
    let_go_on(order)
    audit.record("return_case.approved", case, order_id=order.id, refund_id=refund.id, amount=refund.amount)


def _lose_parcels(order: Order, pieces: Mapping[int, int]) -> None:
    """Parcels whose pieces the buyer gets paid back as missing are not paid back again when they turn up."""
    underway = [parcel for parcel in parcels.parcels_of(order) if parcel.status == ShipmentStatus.HANDED_OVER]
    sent = sum((Counter(parcels.contents_of(parcel)) for parcel in underway), Counter())
    on_the_road = sent & Counter(rules.what_is_left(order))
    for parcel in underway:
        if rules.is_missing(parcels.contents_of(parcel), pieces, on_the_road):
            parcels.go_astray(order, parcel, ShipmentStatus.LOST)


def _close(case: ReturnCase, *, because: str) -> None:
    case.move_to(ReturnStatus.CLOSED, because=because)
    case.closed_at = now()


def let_go_on(order: Order) -> None:
    """A decided case holds the rest of the order up no longer; the buyer has two more days to look at it."""
    if parcels.have_all_arrived(order):
        order_commands.deliver(order, because="nothing else of it comes")
    if order.status in rules.WITH_THE_BUYER and order.auto_complete_at is not None:
        soon = now() + timedelta(days=setting("COMPLETE_AFTER_DELIVERY_DAYS"))
        order.auto_complete_at = max(order.auto_complete_at, soon)


def check_foreign(order: Order, admin_id: int) -> None:
    """Nobody decides about the own purchase or the own shop. Raises OwnCase."""
    if order.group.buyer_id == admin_id or queries.is_member(admin_id, order.seller_id):
        raise OwnCase


def _lock(number: str) -> tuple[ReturnCase, Order]:
    case = queries.lock_case(number)
    return case, orders.lock_order(case.order_id)


def _lock_for_admin(number: str, admin_id: int) -> tuple[ReturnCase, Order]:
    case, order = _lock(number)
    check_foreign(order, admin_id)
    return case, order


def _is_decided_so(case: ReturnCase, admin_id: int, note: str) -> bool:
    is_over = case.status not in (ReturnStatus.CONTESTED, ReturnStatus.MEDIATING)
    return is_over and (case.decided_by_id, case.decision_note) == (admin_id, note)
