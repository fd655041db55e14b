"""Opening a return case: by the buyer, or because the parcel never arrives.

Locks: the group, its orders, the case, then the payment, its split and its refunds.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from app import audit
from app.clock import now
from app.db import session
from app.i18n import _
from app.media import commands as media
from app.models.order import Order, OrderStatus
from app.models.returns import UNDECIDED, ReturnCase, ReturnLine, ReturnReason, ReturnStatus
from app.models.shipment import Shipment, ShipmentStatus
from app.numbers import readable_number
from app.orders import commands as orders
from app.orders import parcels
from app.orders import queries as order_queries
from app.outbox import emit
from app.returns import losses, queries, rules
from app.returns.commands.answers import accept, asked_pieces, check_foreign, let_go_on, put_asked_on_shelf
from app.returns.commands.photos import attach_photos
from app.returns.errors import CaseIsOpen, PaidBackAlready, TooLateToReturn

COMPLAINED = "the buyer has the goods and complains"


@dataclass(frozen=True)
class Claim:
    """What is wrong with which pieces, by the ids of their lines."""

    reason: ReturnReason
    text: str
    pieces: Mapping[int, int]


def open_case(number: str, part: int, *, buyer_id: int, claim: Claim, papers: Sequence[media.Paper]) -> ReturnCase:
    """The buyer wants to give something back or has not got it; the same claim is one case until it is decided.

    Raises NotFound, TooLateToReturn, CaseIsOpen, RejectedBefore, NothingChosen, TooMany.
    """
    order = order_queries.lock_order_of_buyer(number, part, buyer_id)
    known = queries.cases_of_order(order.id)
    for case in known:
        is_same = (case.reason, case.text, asked_pieces(case)) == (claim.reason, claim.text, _chosen(claim))
        if case.status in UNDECIDED and is_same:
            return case
    _check_decided(known)
    sent = queries.sent_pieces(order)
    if not rules.may_return(order, sent, now()):
        raise TooLateToReturn
    pieces = rules.check_pieces(claim.pieces, sent)
    rules.check_not_rejected(pieces, rules.without(sent, rejected_pieces(known)))
    _note_in_hand(order, claim.reason, pieces)
    case = _open(order, claim.reason, claim.text, pieces)
    attach_photos(case, papers, uploaded_by_id=buyer_id)
    emit("return_case.opened", case_id=case.id)
    return case


def check_may_open(number: str, part: int, *, buyer_id: int) -> None:
    """Asked before photos are drawn, so that nothing is drawn in vain. Raises NotFound, TooLateToReturn."""
    order = order_queries.get_order_of_buyer(number, part, buyer_id)
    if not rules.may_return(order, queries.sent_pieces(order), now()):
        raise TooLateToReturn


def rejected_pieces(cases: Sequence[ReturnCase]) -> dict[int, int]:
    """The pieces that were asked for and that an admin did not grant, by the ids of their lines."""
    rejected = [case for case in cases if case.status == ReturnStatus.CLOSED and case.refund_id is None]
    partly = [case for case in cases if case.decided_by_id is not None and case.refund_id is not None]
    asked = sum((Counter(asked_pieces(case)) for case in (*rejected, *partly)), Counter[int]())
    return dict(asked - queries.granted_pieces([case.refund_id for case in partly if case.refund_id is not None]))


def lose_parcel(order_id: int, *, seller_id: int, parcel_id: int) -> ReturnCase:
    """The seller says that the courier has lost a parcel: the buyer gets the money for what was in it back at once.

    What was granted as missing before is not paid again; where that is all of it there is no case but the last one.
    Raises NotFound, TooLateToReturn, IllegalTransition, CaseIsOpen.
    """
    order = order_queries.lock_order_of_seller(order_id, seller_id)
    text = _("Penjual menyatakan paketnya hilang di perjalanan.")
    return _concede(order, _parcel_of(order, parcel_id), ShipmentStatus.LOST, on_shelf={}, text=text)


def take_parcel_back(order_id: int, *, seller_id: int, on_shelf: Mapping[int, int], parcel_id: int) -> ReturnCase:
    """A parcel has come back to the seller, who can sell some pieces again: the buyer gets the money for it at once.

    What was granted as missing before is not paid again, nor put on the shelf by this.
    Raises NotFound, TooLateToReturn, IllegalTransition, CaseIsOpen, TooMany.
    """
    order = order_queries.lock_order_of_seller(order_id, seller_id)
    text = _("Penjual menyatakan paketnya kembali kepadanya.")
    return _concede(order, _parcel_of(order, parcel_id), ShipmentStatus.RETURNED, on_shelf=on_shelf, text=text)


def report_parcel(order_id: int, status: ShipmentStatus, *, admin_id: int, text: str, parcel_id: int) -> ReturnCase:
    """An admin says that a parcel is lost or on its way back: the seller is asked, as if the buyer had complained.

    Raises NotFound, OwnCase, TooLateToReturn, PaidBackAlready, IllegalTransition, CaseIsOpen.
    """
    order = order_queries.lock_order(order_id)
    check_foreign(order, admin_id)
    return _ask_seller(order, _parcel_of(order, parcel_id), status, text=text)


def note_came_back(order_id: int, parcel_id: int) -> None:
    """A courier says that a parcel is back with the seller, who is asked; quiet while a case is open about the order.

    Quiet too when the parcel is on its way no longer, or nothing of it is left to pay back.
    """
    order = order_queries.lock_order(order_id)
    parcel = _parcel_of(order, parcel_id)
    if parcel is None or parcel.status != ShipmentStatus.HANDED_OVER:
        return
    with suppress(CaseIsOpen, TooLateToReturn):
        _ask_seller(order, parcel, ShipmentStatus.RETURNED, text=_("Menurut kurir, paketnya kembali ke penjual."))


def _ask_seller(order: Order, parcel: Shipment | None, status: ShipmentStatus, *, text: str) -> ReturnCase:
    lost, pieces = _loss_of(order, parcel, queries.cases_of_order(order.id))
    if not pieces:
        raise PaidBackAlready
    parcels.go_astray(order, lost, status)
    case = _open(order, ReturnReason.MISSING, text, pieces, shipment_id=lost.id)
    emit("return_case.opened", case_id=case.id)
    return case


def _concede(
    order: Order, parcel: Shipment | None, status: ShipmentStatus, *, on_shelf: Mapping[int, int], text: str
) -> ReturnCase:
    known = queries.cases_of_order(order.id)
    if parcel is not None and parcel.status == status and known:
        return known[-1]
    lost, pieces = _loss_of(order, parcel, known)
    parcels.go_astray(order, lost, status)
    if not pieces:
        let_go_on(order)
        return known[-1]
    case = _open(order, ReturnReason.MISSING, text, pieces, shipment_id=lost.id)
    put_asked_on_shelf(case, order, on_shelf)
    accept(case, order, because=f"the seller says that the parcel is {status.value}")
    return case


def _loss_of(order: Order, parcel: Shipment | None, known: Sequence[ReturnCase]) -> tuple[Shipment, dict[int, int]]:
    """A parcel on its way and the pieces to pay back for it: none when all were granted as missing before.

    Raises CaseIsOpen, TooLateToReturn.
    """
    _check_decided(known)
    is_underway = order.status in (OrderStatus.PROCESSING, OrderStatus.SHIPPED)
    if not is_underway or parcel is None or not rules.pieces_in(order, parcel):
        raise TooLateToReturn
    granted = losses.granted_before(order, parcels.parcels_of(order))
    return parcel, losses.owed_for(order, parcel, granted)


def _open(
    order: Order, reason: ReturnReason, text: str, pieces: Mapping[int, int], *, shipment_id: int | None = None
) -> ReturnCase:
    case = ReturnCase(
        number=readable_number(rules.PREFIX),
        order_id=order.id,
        shipment_id=shipment_id,
        reason=reason,
        text=text,
        answer_by=rules.answer_by(now()),
    )
    session.add(case)
    session.flush()
    session.add_all(ReturnLine(case_id=case.id, order_line_id=key, quantity=count) for key, count in pieces.items())
    session.flush()
    session.expire(case, ["lines"])
    audit.record("return_case.opened", case, order_id=order.id, kind=reason.value)
    return case


def _check_decided(known: Sequence[ReturnCase]) -> None:
    """Of several cases about an order one is decided after the other. Raises CaseIsOpen."""
    if any(case.status in UNDECIDED for case in known):
        raise CaseIsOpen


def _note_in_hand(order: Order, reason: ReturnReason, pieces: Mapping[int, int]) -> None:
    """Parcels that the buyer must have to complain so have arrived; the others stay on their way."""
    known = parcels.parcels_of(order)
    for parcel in known:
        elsewhere = sum((Counter(parcels.contents_of(each)) for each in known if each is not parcel), Counter())
        is_here = rules.is_in_hand(reason, pieces, rules.pieces_in(order, parcel), elsewhere)
        if parcel.status == ShipmentStatus.HANDED_OVER and is_here:
            is_whole = parcels.arrive(order, parcel, because=COMPLAINED)
            if is_whole:
                orders.deliver(order, because=COMPLAINED)


def _parcel_of(order: Order, parcel_id: int) -> Shipment | None:
    return next((each for each in parcels.parcels_of(order) if each.id == parcel_id), None)


def _chosen(claim: Claim) -> dict[int, int]:
    return {line_id: count for line_id, count in claim.pieces.items() if count}
