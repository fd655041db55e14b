"""A seller's stock: every variant with what is there, what moved it, and sales outside the marketplace."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload

from app.catalog.stock import is_low
from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.catalog import Product, ProductStatus, Variant
from app.models.order import Order
from app.models.stock import MovementKind, OfflineSale, StockItem, StockMovement

MOST_CHOICES = 200


@dataclass(frozen=True)
class StockRow:
    """One variant: pieces on hand and promised of these, and from how few available pieces on it runs low."""

    variant_id: int
    product_id: int
    name: str
    option1_value: str
    option2_value: str
    sku: str
    status: ProductStatus
    price_amount: int
    on_hand: int
    reserved: int
    low_at: int | None
    is_low: bool

    @property
    def label(self) -> str:
        """The chosen values, empty for a product without choices."""
        return " · ".join(value for value in (self.option1_value, self.option2_value) if value)

    @property
    def available(self) -> int:
        """Pieces that can be sold now."""
        return self.on_hand - self.reserved


@dataclass(frozen=True)
class Move:
    """One change of a stock: how many pieces of which kind, when, by whom, why, and for which order."""

    at: datetime
    kind: MovementKind
    on_hand_change: int
    reserved_change: int
    reason: str
    name: str | None
    order_id: int | None
    order_number: str | None


def stock_rows(seller_id: int, *, text: str, low_only: bool, limit: int, offset: int) -> list[StockRow]:
    """The variants of a shop by the names of their products; those that run low come first."""
    query = _rows(seller_id).where(*_matching(text, low_only=low_only))
    in_order = query.order_by(is_low().desc(), Product.name_folded, Variant.position, Variant.id)
    return [StockRow(**row._asdict()) for row in session.execute(in_order.limit(limit).offset(offset))]


def count_stock_rows(seller_id: int, *, text: str) -> tuple[int, int]:
    """How many variants there are, and how many of them run low."""
    rows = _rows(seller_id).where(*_matching(text, low_only=False)).subquery()
    low = func.coalesce(func.sum(case((rows.c.is_low, 1), else_=0)), 0)
    row = session.execute(select(func.count().label("n"), low.label("low")).select_from(rows)).one()
    return row.n, int(row.low)


def chosen_rows(seller_id: int, variant_ids: Collection[int]) -> dict[int, StockRow]:
    """A shop's own variants by their ids. Raises NotFound when one is not there."""
    rows = session.execute(_rows(seller_id).where(Variant.id.in_(variant_ids)))
    found = {row.variant_id: StockRow(**row._asdict()) for row in rows}
    if len(found) < len(set(variant_ids)):
        raise NotFound
    return found


def get_stock_row(variant_id: int, seller_id: int) -> StockRow:
    """One variant of the shop. Raises NotFound."""
    return chosen_rows(seller_id, [variant_id])[variant_id]


def choices_to_sell(seller_id: int) -> list[StockRow]:
    """Variants of which something is available, by name."""
    query = _rows(seller_id).where(StockItem.on_hand > StockItem.reserved)
    in_order = query.order_by(Product.name_folded, Variant.position, Variant.id).limit(MOST_CHOICES)
    return [StockRow(**row._asdict()) for row in session.execute(in_order)]


def moves_of(variant_id: int, *, limit: int, offset: int) -> list[Move]:
    """What changed the stock of a variant, newest first."""
    rows = session.execute(
        select(
            StockMovement.at,
            StockMovement.kind,
            StockMovement.on_hand_change,
            StockMovement.reserved_change,
            StockMovement.reason,
            User.name,
            StockMovement.order_id,
            Order.number.label("order_number"),
        )
        .outerjoin(User, User.id == StockMovement.actor_id)
        .outerjoin(Order, Order.id == StockMovement.order_id)
        .where(StockMovement.variant_id == variant_id)
        .order_by(StockMovement.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [Move(**row._asdict()) for row in rows]


def count_moves(variant_id: int) -> int:
    """How often the stock of a variant changed."""
    return session.scalar(select(func.count(StockMovement.id)).where(StockMovement.variant_id == variant_id)) or 0


def get_own_variant(variant_id: int, seller_id: int) -> Variant:
    """A variant of the shop that is not archived, with its product. Raises NotFound."""
    is_own = Variant.id == variant_id, Variant.seller_id == seller_id, *_present()
    query = select(Variant).join(Product).where(*is_own).options(joinedload(Variant.product))
    variant = session.scalar(query)
    if variant is None:
        raise NotFound
    return variant


def offline_sales(seller_id: int, *, limit: int, offset: int) -> Sequence[OfflineSale]:
    """Sales outside the marketplace, the newest first."""
    query = select(OfflineSale).where(OfflineSale.seller_id == seller_id)
    in_order = query.order_by(OfflineSale.sold_on.desc(), OfflineSale.id.desc())
    return session.scalars(in_order.limit(limit).offset(offset)).all()


def count_offline_sales(seller_id: int) -> int:
    """How many there are."""
    return session.scalar(select(func.count(OfflineSale.id)).where(OfflineSale.seller_id == seller_id)) or 0


def find_offline_sale_of_form(seller_id: int, form_key: str) -> OfflineSale | None:
    """The sale that a form has brought already."""
    is_it = OfflineSale.seller_id == seller_id, OfflineSale.form_key == form_key
    return session.scalar(select(OfflineSale).where(*is_it))


def get_offline_sale(sale_id: int, seller_id: int) -> OfflineSale:
    """A sale of the shop. Raises NotFound."""
    return _found(session.scalar(_offline_sale(sale_id, seller_id)))


def lock_offline_sale(sale_id: int, seller_id: int) -> OfflineSale:
    """The same for changing. Raises NotFound."""
    return _found(session.scalar(_offline_sale(sale_id, seller_id).with_for_update()))


def _offline_sale(sale_id: int, seller_id: int) -> Select[OfflineSale]:
    return select(OfflineSale).where(OfflineSale.id == sale_id, OfflineSale.seller_id == seller_id)


def _found(sale: OfflineSale | None) -> OfflineSale:
    if sale is None:
        raise NotFound
    return sale


def _rows(seller_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Variant.id.label("variant_id"),
            Product.id.label("product_id"),
            Product.name,
            Variant.option1_value,
            Variant.option2_value,
            Variant.sku,
            Product.status,
            Variant.price_amount,
            StockItem.on_hand,
            StockItem.reserved,
            StockItem.low_at,
            is_low().label("is_low"),
        )
        .join(Product, Product.id == Variant.product_id)
        .join(StockItem, StockItem.variant_id == Variant.id)
        .where(Variant.seller_id == seller_id, *_present())
    )


def _present() -> tuple[ColumnElement[bool], ...]:
    return Variant.archived_at.is_(None), Product.status != ProductStatus.ARCHIVED


def _matching(text: str, *, low_only: bool) -> list[ColumnElement[bool]]:
    words = text.casefold().split()[:5]
    matches: list[ColumnElement[bool]] = [
        Product.name_folded.contains(word, autoescape=True) | func.lower(Variant.sku).contains(word, autoescape=True)
        for word in words
    ]
    return [*matches, is_low()] if low_only else matches
