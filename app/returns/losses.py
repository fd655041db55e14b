"""What is paid back for parcels that do not reach the buyer: no piece twice, however its loss was told."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from app.db import session
from app.models.order import Order
from app.models.payment import RefundLine
from app.models.returns import ReturnCase, ReturnLine, ReturnReason
from app.models.shipment import Shipment, ShipmentStatus
from app.orders.parcels import contents_of
from app.returns import rules

ASTRAY = (ShipmentStatus.LOST, ShipmentStatus.RETURNED)


def owed_for(order: Order, parcel: Shipment, granted: Mapping[int, int]) -> dict[int, int]:
    """The pieces to pay back with a parcel, by the ids of their lines: those granted before may be those inside it."""
    return rules.without(rules.pieces_in(order, parcel), granted)


def granted_before(order: Order, known: Sequence[Shipment]) -> Counter[int]:
    """The pieces that were paid back as missing, less those in parcels that are known to be lost or back.

    `known` are the parcels of the order. What a case about a parcel asks for was not granted before.
    """
    granted = _granted_as_missing(order)
    asked = _asked_of_parcels(order)
    for parcel in known:
        if parcel.status in ASTRAY:
            granted -= Counter(contents_of(parcel)) - asked.get(parcel.id, Counter())
    return granted


def _granted_as_missing(order: Order) -> Counter[int]:
    is_of_no_parcel = ReturnCase.reason == ReturnReason.MISSING, ReturnCase.shipment_id.is_(None)
    rows = session.execute(
        select(RefundLine.order_line_id, func.sum(RefundLine.quantity))
        .join(ReturnCase, ReturnCase.refund_id == RefundLine.refund_id)
        .where(ReturnCase.order_id == order.id, *is_of_no_parcel)
        .group_by(RefundLine.order_line_id)
    )
    return Counter({line_id: int(count) for line_id, count in rows})


def _asked_of_parcels(order: Order) -> dict[int | None, Counter[int]]:
    rows = session.execute(
        select(ReturnCase.shipment_id, ReturnLine.order_line_id, ReturnLine.quantity)
        .join(ReturnLine, ReturnLine.case_id == ReturnCase.id)
        .where(ReturnCase.order_id == order.id, ReturnCase.shipment_id.is_not(None))
    )
    asked: dict[int | None, Counter[int]] = {}
    for parcel_id, line_id, count in rows:
        asked.setdefault(parcel_id, Counter())[line_id] += count
    return asked
