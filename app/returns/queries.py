"""Return cases of a buyer, of a shop, and of everybody for admins; orders whose day to be sent has come."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, null, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.media import Document
from app.models.order import Order, OrderGroup, OrderLine, OrderStatus
from app.models.payment import PaymentSplit, Refund, RefundLine
from app.models.returns import ReturnCase, ReturnPhoto, ReturnStatus
from app.models.seller import SellerMember
from app.models.state import StateChange
from app.orders import queries as orders
from app.orders.parcels import waiting_pieces
from app.payments.queries.endings import parts_of
from app.returns import rules
from app.settings import setting

TO_SEND = (OrderStatus.PAID, OrderStatus.PROCESSING)
NOT_SENT = Order.status.in_(TO_SEND)
FOR_ADMINS = (ReturnStatus.CONTESTED, ReturnStatus.MEDIATING)
OPENED, PHOTOS_ADDED = "return_case.opened", "return_case.photos_added"
WITH_SHARES = selectinload(Order.lines).joinedload(OrderLine.commission), selectinload(Order.adjustments)


@dataclass(frozen=True)
class Photo:
    """A photo of a case: its document, since when it is there, and which side shows it."""

    document_id: str
    pages: int
    at: datetime
    is_from_buyer: bool


@dataclass(frozen=True)
class Step:
    """What became of a case, by whom: nobody's name where the clock did it."""

    at: datetime
    to: str
    actor_id: int | None
    facts: Mapping[str, Any] | None
    name: str | None

    @property
    def is_opening(self) -> bool:
        """Whether it is the request itself."""
        return self.to == OPENED

    @property
    def photos(self) -> int:
        """How many photos were added to the case by this."""
        return self.facts["photos"] if self.to == PHOTOS_ADDED and self.facts else 0


def get_order_to_share(order_id: int, seller_id: int) -> Order:
    """A seller's own order with all that a share of it is worked out from. Raises NotFound."""
    of_seller = Order.id == order_id, Order.seller_id == seller_id
    order = session.scalar(select(Order).where(*of_seller).options(joinedload(Order.group), *WITH_SHARES))
    if order is None:
        raise NotFound
    return order


def get_case_of_buyer(number: str, buyer_id: int) -> ReturnCase:
    """A buyer's own case with its order and lines. Raises NotFound."""
    return _one(_whole().where(ReturnCase.number == number, OrderGroup.buyer_id == buyer_id))


def get_case_of_seller(number: str, seller_id: int) -> ReturnCase:
    """A case about a shop's own order. Raises NotFound."""
    return _one(_whole().where(ReturnCase.number == number, Order.seller_id == seller_id))


def get_case(number: str) -> ReturnCase:
    """Any case, for admins. Raises NotFound."""
    return _one(_whole().where(ReturnCase.number == number))


def lock_case(number: str) -> ReturnCase:
    """A case with its group and orders for changing. Raises NotFound."""
    group_id = session.scalar(select(Order.group_id).join(ReturnCase).where(ReturnCase.number == number))
    if group_id is None:
        raise NotFound
    orders.lock_group(group_id)
    query = select(ReturnCase).where(ReturnCase.number == number).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def cases_of_order(order_id: int) -> Sequence[ReturnCase]:
    """All cases about an order; its group is locked."""
    query = select(ReturnCase).where(ReturnCase.order_id == order_id).options(selectinload(ReturnCase.lines))
    return session.scalars(query.order_by(ReturnCase.id)).all()


def sent_pieces(order: Order) -> dict[int, int]:
    """The pieces that were sent and have not gone back, by the ids of their lines."""
    waiting = waiting_pieces(order) if order.status in TO_SEND else {}
    return rules.without(rules.what_is_left(order), waiting)


def find_number_of_refund(refund_id: int) -> str | None:
    """The case that a refund, or the one that it was parted from, was decided in."""
    return session.scalar(select(ReturnCase.number).where(ReturnCase.refund_id.in_(parts_of(refund_id))))


def photos_of(case_id: int) -> Sequence[Photo]:
    """The photos of a case, oldest first."""
    rows = session.execute(
        select(Document.id, Document.pages, Document.created_at, Document.uploaded_by_id == OrderGroup.buyer_id)
        .join(ReturnPhoto, ReturnPhoto.document_id == Document.id)
        .join(ReturnCase, ReturnCase.id == ReturnPhoto.case_id)
        .join(Order, Order.id == ReturnCase.order_id)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .where(ReturnCase.id == case_id, Document.archived_at.is_(None))
        .order_by(ReturnPhoto.id)
    )
    return [Photo(*row) for row in rows]


def documents_shown_with(case: ReturnCase, user_id: int) -> Sequence[Document]:
    """The photos that the side of a person, the buyer or the shop, has shown in a case."""
    buyer_id = case.order.group.buyer_id
    is_buyers = Document.uploaded_by_id == buyer_id
    return session.scalars(
        select(Document)
        .join(ReturnPhoto, ReturnPhoto.document_id == Document.id)
        .where(
            ReturnPhoto.case_id == case.id,
            Document.archived_at.is_(None),
            is_buyers if user_id == buyer_id else ~is_buyers,
        )
    ).all()


def history_of(case_id: int) -> Sequence[Step]:
    """The request, every move of a case and the photos that came later, oldest first."""
    its_moves = StateChange.machine == ReturnCase.__tablename__, StateChange.subject_id == str(case_id)
    its_events = (
        AuditEvent.action.in_((OPENED, PHOTOS_ADDED)),
        AuditEvent.subject_type == ReturnCase.__tablename__,
        AuditEvent.subject_id == str(case_id),
    )
    event = AuditEvent.at, AuditEvent.action.label("to"), AuditEvent.actor_id, AuditEvent.facts
    steps = (
        select(*event, literal(0).label("place"))
        .where(*its_events)
        .union_all(
            select(StateChange.at, StateChange.to_status, StateChange.actor_id, null(), StateChange.id).where(
                *its_moves
            )
        )
        .subquery()
    )
    named = select(steps.c.at, steps.c.to, steps.c.actor_id, steps.c.facts, User.name)
    rows = session.execute(
        named.outerjoin(User, User.id == steps.c.actor_id).order_by(steps.c.to != OPENED, steps.c.at, steps.c.place)
    )
    return [Step(*row) for row in rows]


def find_photo_of(document_id: str, *, user_id: int, serves_seller_id: int | None) -> Document | None:
    """A photo for the buyer of the case, and for those who serve its shop."""
    is_theirs = or_(OrderGroup.buyer_id == user_id, Order.seller_id == serves_seller_id)
    return session.scalar(_photo(document_id).where(is_theirs))


def get_photo(document_id: str) -> Document:
    """A photo of any case, for admins. Raises NotFound."""
    document = session.scalar(_photo(document_id))
    if document is None:
        raise NotFound
    return document


def cases_of_seller(seller_id: int, *, limit: int, offset: int) -> Sequence[ReturnCase]:
    """A shop's cases: what waits for its answer first, the nearest deadline on top."""
    waits = ReturnCase.status == ReturnStatus.REQUESTED
    return session.scalars(
        _listed()
        .where(Order.seller_id == seller_id)
        .order_by(waits.desc(), case((waits, ReturnCase.answer_by)), ReturnCase.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def count_cases_of_seller(seller_id: int) -> int:
    """How many cases a shop has."""
    return session.scalar(select(func.count(ReturnCase.id)).join(Order).where(Order.seller_id == seller_id)) or 0


def cases(status: ReturnStatus | None, *, limit: int, offset: int) -> Sequence[ReturnCase]:
    """Cases for admins: what waits for them first, the oldest on top."""
    waits = ReturnCase.status.in_(FOR_ADMINS)
    return session.scalars(
        _listed()
        .where(_has(status))
        .order_by(waits.desc(), case((waits, ReturnCase.id)), ReturnCase.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def count_cases(status: ReturnStatus | None) -> int:
    """How many there are."""
    return session.scalar(select(func.count(ReturnCase.id)).where(_has(status))) or 0


def is_member(user_id: int, seller_id: int) -> bool:
    """Whether a person works for a shop."""
    is_it = SellerMember.user_id == user_id, SellerMember.seller_id == seller_id, SellerMember.archived_at.is_(None)
    return session.scalar(select(SellerMember.id).where(*is_it).limit(1)) is not None


def shortages_of(order_id: int) -> list[dict[int, int]]:
    """What the seller of a paid order could not supply, each time as pieces by line, oldest first."""
    rows = session.execute(
        select(Refund.id, RefundLine.order_line_id, RefundLine.quantity)
        .join(PaymentSplit, PaymentSplit.id == Refund.split_id)
        .join(RefundLine, RefundLine.refund_id == Refund.id)
        .where(PaymentSplit.order_id == order_id, Refund.purpose.startswith("short-"))
        .order_by(Refund.id)
    )
    shortages: dict[int, dict[int, int]] = {}
    for refund_id, line_id, quantity in rows:
        shortages.setdefault(refund_id, {})[line_id] = quantity
    return list(shortages.values())


def unanswered_cases(moment: datetime) -> Sequence[str]:
    """Cases whose time for an answer is up."""
    is_late = ReturnCase.status == ReturnStatus.REQUESTED, ReturnCase.answer_by < moment
    return session.scalars(select(ReturnCase.number).where(*is_late).order_by(ReturnCase.answer_by).limit(500)).all()


def orders_to_remind_of(moment: datetime) -> Sequence[tuple[int, int]]:
    """Orders to be sent within a day, of which the seller was not reminded, as (group, order)."""
    is_near = Order.ship_by > moment, Order.ship_by <= moment + rules.REMINDED_BEFORE
    return _to_ship(*is_near, Order.ship_reminded_at.is_(None))


def late_orders(moment: datetime) -> Sequence[tuple[int, int]]:
    """Orders that were not sent in time, which nobody was told yet, as (group, order)."""
    untold = or_(Order.ship_reminded_at.is_(None), Order.ship_reminded_at < Order.ship_by)
    return _to_ship(Order.ship_by <= moment, untold)


def hopeless_orders(moment: datetime) -> Sequence[tuple[int, int]]:
    """Orders that were not sent even after their grace, as (group, order)."""
    return _to_ship(Order.ship_by <= moment - timedelta(days=setting("SHIP_GRACE_DAYS")))


def orders_to_remind_buyers_of(moment: datetime) -> Sequence[tuple[int, int]]:
    """Packed orders that are kept one more day, of which the buyer was not reminded, as (group, order)."""
    is_near = Order.fetch_by > moment, Order.fetch_by <= moment + rules.REMINDED_BEFORE
    return _to_fetch(*is_near, Order.ship_reminded_at.is_(None))


def unfetched_orders(moment: datetime) -> Sequence[tuple[int, int]]:
    """Packed orders for which nobody came in time, as (group, order)."""
    return _to_fetch(Order.fetch_by <= moment)


def _to_fetch(*conditions: ColumnElement[bool]) -> Sequence[tuple[int, int]]:
    query = select(Order.group_id, Order.id).where(NOT_SENT, *conditions).order_by(Order.fetch_by, Order.id).limit(500)
    return [(row.group_id, row.id) for row in session.execute(query)]


def _to_ship(*conditions: ColumnElement[bool]) -> Sequence[tuple[int, int]]:
    waits = NOT_SENT, Order.fetch_by.is_(None), *conditions
    query = select(Order.group_id, Order.id).where(*waits).order_by(Order.ship_by, Order.id).limit(500)
    return [(row.group_id, row.id) for row in session.execute(query)]


def _one(query: Select[ReturnCase]) -> ReturnCase:
    found = session.scalar(query)
    if found is None:
        raise NotFound
    return found


def _listed() -> Select[ReturnCase]:
    return select(ReturnCase).join(ReturnCase.order).options(contains_eager(ReturnCase.order))


def _whole() -> Select[ReturnCase]:
    order = contains_eager(ReturnCase.order)
    its_order = order.contains_eager(Order.group), order.options(*WITH_SHARES)
    return (
        select(ReturnCase).join(ReturnCase.order).join(Order.group).options(*its_order, selectinload(ReturnCase.lines))
    )


def _photo(document_id: str) -> Select[Document]:
    return (
        select(Document)
        .join(ReturnPhoto, ReturnPhoto.document_id == Document.id)
        .join(ReturnCase, ReturnCase.id == ReturnPhoto.case_id)
        .join(Order, Order.id == ReturnCase.order_id)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .where(Document.id == document_id, Document.archived_at.is_(None))
    )


def _has(status: ReturnStatus | None) -> ColumnElement[bool]:
    return true() if status is None else ReturnCase.status == status


def granted_pieces(refund_ids: Sequence[int]) -> Counter[int]:
    """The pieces that these refunds are for, by the ids of their lines."""
    if not refund_ids:
        return Counter()
    counted = func.sum(RefundLine.quantity)
    rows = session.execute(
        select(RefundLine.order_line_id, counted)
        .where(RefundLine.refund_id.in_(refund_ids))
        .group_by(RefundLine.order_line_id)
    )
    return Counter({line_id: int(count) for line_id, count in rows})
