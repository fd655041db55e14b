"""Statements of turnover for the owners of a shop and for finance admins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from app.clock import beginning_of
from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.media import Document
from app.models.order import Order, OrderLine, OrderStatus
from app.models.payout import StatementStatus, TurnoverStatement
from app.models.seller import Seller, SellerMember

OPEN = (StatementStatus.SUBMITTED, StatementStatus.ACCEPTED)


@dataclass(frozen=True)
class Statement:
    """A statement with its paper, its shop, and who decided."""

    row: TurnoverStatement
    document: Document
    seller_name: str
    decided_by: str | None


def statements_of(seller_id: int, *, limit: int) -> Sequence[Statement]:
    """A shop's own statements, the newest first."""
    own = _whole().where(TurnoverStatement.seller_id == seller_id)
    return _found(own.order_by(TurnoverStatement.id.desc()).limit(limit))


def get_statement_of(seller_id: int, statement_id: int) -> Statement:
    """One of a shop's own. Raises NotFound."""
    return _one(TurnoverStatement.id == statement_id, TurnoverStatement.seller_id == seller_id)


def is_sent(seller_id: int, year: int) -> bool:
    """Whether the statement of a year waits or is accepted."""
    is_it = TurnoverStatement.seller_id == seller_id, TurnoverStatement.year == year
    query = select(TurnoverStatement.id).where(*is_it, TurnoverStatement.status.in_(OPEN)).limit(1)
    return session.scalar(query) is not None


def statements(status: StatementStatus | None, *, limit: int, offset: int) -> Sequence[Statement]:
    """Statements for admins, the longest waiting first."""
    return _found(_whole().where(_in(status)).order_by(TurnoverStatement.id).limit(limit).offset(offset))


def count_statements(status: StatementStatus | None) -> int:
    """How many there are."""
    return session.scalar(select(func.count(TurnoverStatement.id)).where(_in(status))) or 0


def get_statement(statement_id: int) -> Statement:
    """One statement, for admins. Raises NotFound."""
    return _one(TurnoverStatement.id == statement_id)


def lock_statement(statement_id: int) -> TurnoverStatement:
    """A statement for deciding. Raises NotFound."""
    statement = session.scalar(select(TurnoverStatement).where(TurnoverStatement.id == statement_id).with_for_update())
    if statement is None:
        raise NotFound
    return statement


def works_for(user_id: int, seller_id: int) -> bool:
    """Whether a person belongs to a shop."""
    is_it = SellerMember.user_id == user_id, SellerMember.seller_id == seller_id, SellerMember.archived_at.is_(None)
    return session.scalar(select(SellerMember.id).where(*is_it).limit(1)) is not None


def sales_of_year(seller_id: int, year: int) -> int:
    """Rupiah of goods that a shop has sold here in a year of Jakarta, before vouchers: gross turnover (PMK 37/2025).

    Goods that were paid back are not sold, and cash that nobody has seen is not paid.
    """
    start, end = beginning_of(date(year, 1, 1)), beginning_of(date(year + 1, 1, 1))
    is_paid = or_(~Order.takes_cash, Order.cash_amount.is_not(None))
    is_sold = Order.paid_at >= start, Order.paid_at < end, Order.status != OrderStatus.CANCELLED, is_paid
    kept = (OrderLine.quantity - OrderLine.refunded_quantity) * OrderLine.unit_price_amount
    query = select(func.sum(kept)).join(Order, Order.id == OrderLine.order_id)
    return int(session.scalar(query.where(Order.seller_id == seller_id, *is_sold)) or 0)


def _found(query: Select[TurnoverStatement, Document, str, str]) -> list[Statement]:
    return [Statement(row, document, seller, admin) for row, document, seller, admin in session.execute(query)]


def _one(*conditions: ColumnElement[bool]) -> Statement:
    found = _found(_whole().where(*conditions))
    if not found:
        raise NotFound
    return found[0]


def _whole() -> Select[TurnoverStatement, Document, str, str]:
    return (
        select(TurnoverStatement, Document, Seller.name, User.name)
        .join(Document, Document.id == TurnoverStatement.document_id)
        .join(Seller, Seller.id == TurnoverStatement.seller_id)
        .outerjoin(User, User.id == TurnoverStatement.decided_by_id)
    )


def _in(status: StatementStatus | None) -> ColumnElement[bool]:
    return true() if status is None else TurnoverStatement.status == status
