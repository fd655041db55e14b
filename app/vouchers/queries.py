"""Vouchers by their code for buyers, and those of a seller or of the house with what they have cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select

from app.db import session
from app.errors import NotFound
from app.models.order import Adjustment, Order, OrderLine
from app.models.voucher import Voucher, VoucherUse

IS_OF_THE_HOUSE = Voucher.seller_id.is_(None)
IS_LIVE = VoucherUse.given_back_at.is_(None)


@dataclass(frozen=True)
class Found:
    """A voucher, and how often a buyer has used it."""

    voucher: Voucher
    uses_of_buyer: int


@dataclass(frozen=True)
class Given:
    """A voucher, the rupiah that checkouts got off by it, and its cost: of paid goods, without those paid back."""

    voucher: Voucher
    given_amount: int
    cost_amount: int


def find_voucher(code: str, *, buyer_id: int) -> Found | None:
    """A voucher by its folded code."""
    row = session.execute(select(Voucher, uses_of(buyer_id)).where(Voucher.code == code)).one_or_none()
    return None if row is None else Found(*row)


def uses_of(buyer_id: int) -> ScalarSelect[int]:
    """How often a buyer has used the voucher of the surrounding statement."""
    is_theirs = VoucherUse.voucher_id == Voucher.id, VoucherUse.buyer_id == buyer_id, IS_LIVE
    return select(func.count(VoucherUse.id)).where(*is_theirs).correlate(Voucher).scalar_subquery()


def count_uses(voucher_id: int, *, buyer_id: int) -> ScalarSelect[int]:
    """How often a buyer has used a voucher, for a statement that runs while its row is locked."""
    is_theirs = VoucherUse.voucher_id == voucher_id, VoucherUse.buyer_id == buyer_id, IS_LIVE
    return select(func.count(VoucherUse.id)).where(*is_theirs).scalar_subquery()


def lock_use(group_id: int) -> VoucherUse | None:
    """The use of a voucher by a locked checkout, for changing."""
    return session.scalar(select(VoucherUse).where(VoucherUse.group_id == group_id).with_for_update())


def lock_voucher(voucher_id: int) -> Voucher:
    """A voucher that somebody has used, for changing."""
    return session.get_one(Voucher, voucher_id, with_for_update=True, populate_existing=True)


def vouchers_of_seller(seller_id: int, *, limit: int, offset: int) -> Sequence[Given]:
    """A seller's vouchers, the newest first."""
    return _given(Voucher.seller_id == seller_id, limit, offset)


def count_vouchers_of_seller(seller_id: int) -> int:
    """How many a seller has made."""
    return _count(Voucher.seller_id == seller_id)


def lock_voucher_of_seller(seller_id: int, voucher_id: int) -> Voucher:
    """A seller's own voucher for changing. Raises NotFound."""
    return _locked(select(Voucher).where(Voucher.id == voucher_id, Voucher.seller_id == seller_id))


def vouchers_of_the_house(*, limit: int, offset: int) -> Sequence[Given]:
    """What the platform and agencies give, the newest first."""
    return _given(IS_OF_THE_HOUSE, limit, offset)


def count_vouchers_of_the_house() -> int:
    """How many there are of these."""
    return _count(IS_OF_THE_HOUSE)


def lock_voucher_of_the_house(code: str) -> Voucher:
    """One of these for changing. Raises NotFound."""
    return _locked(select(Voucher).where(Voucher.code == code, IS_OF_THE_HOUSE))


def _given(condition: ColumnElement[bool], limit: int, offset: int) -> list[Given]:
    amount = select(func.coalesce(func.sum(VoucherUse.amount), 0)).where(VoucherUse.voucher_id == Voucher.id, IS_LIVE)
    given_back = -Adjustment.amount * OrderLine.refunded_quantity // OrderLine.quantity
    cost = (
        select(func.coalesce(func.sum(-Adjustment.amount - given_back), 0))
        .select_from(VoucherUse)
        .join(Order, Order.group_id == VoucherUse.group_id)
        .join(Adjustment, (Adjustment.order_id == Order.id) & (Adjustment.voucher_id == VoucherUse.voucher_id))
        .join(OrderLine, OrderLine.id == Adjustment.order_line_id)
        .where(VoucherUse.voucher_id == Voucher.id, Order.paid_at.is_not(None))
    )
    rows = session.execute(
        select(Voucher, amount.correlate(Voucher).scalar_subquery(), cost.correlate(Voucher).scalar_subquery())
        .where(condition)
        .order_by(Voucher.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [Given(voucher, int(given), int(cost)) for voucher, given, cost in rows]


def _count(condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(Voucher.id)).where(condition)) or 0


def _locked(query: Select[Voucher]) -> Voucher:
    voucher = session.scalar(query.with_for_update())
    if voucher is None:
        raise NotFound
    return voucher
