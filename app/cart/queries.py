"""The cart of a person or of a browser, with everything its page and the checkout need."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Integer, case, cast, func, select

from app.catalog.queries.on_sale import IS_ON_SALE, first_picture_id
from app.clock import now
from app.db import session
from app.models.cart import Cart, CartLine
from app.models.catalog import Product, Variant
from app.models.seller import Seller
from app.models.stock import StockItem
from app.sellers.queries.shops import IS_AWAY
from app.settings import setting


@dataclass(frozen=True)
class Holder:
    """Whose cart: a person's, or the browser's that holds a token."""

    user_id: int | None = None
    token: str = ""

    def owns(self) -> ColumnElement[bool]:
        """The condition that finds this cart and no other."""
        if self.user_id is not None:
            return Cart.user_id == self.user_id
        return Cart.token_hash == hash_token(self.token)


@dataclass(frozen=True)
class Line:
    """One line with product, shop and stock of this moment. Amounts in rupiah, weights in grams.

    `product_quantity` counts the pieces of the product in all lines: so many have to be at least `minimum_quantity`.
    """

    id: int
    variant_id: int
    product_id: int
    category_id: int
    seller_id: int
    quantity: int
    seen_price_amount: int
    price_amount: int
    weight_grams: int
    length_cm: int | None
    width_cm: int | None
    height_cm: int | None
    sku: str
    option1_value: str
    option2_value: str
    product_name: str
    product_slug: str
    picture_id: str | None
    is_cold_chain: bool
    ships_only_to: list[str]
    ships_not_to: list[str]
    minimum_quantity: int
    product_quantity: int
    made_to_order_days: int
    seller_name: str
    seller_slug: str
    seller_regency: str
    seller_step: int
    handling_days: int
    is_on_sale: bool
    away_until: datetime | None
    available: int
    holiday_from: datetime | None = None
    holiday_until: datetime | None = None

    @property
    def label(self) -> str:
        """The chosen values, empty without choices."""
        return " · ".join(value for value in (self.option1_value, self.option2_value) if value)

    @property
    def amount(self) -> int:
        """Rupiah of this line."""
        return self.quantity * self.price_amount

    @property
    def size_cm(self) -> tuple[int | None, int | None, int | None]:
        """The sides of the parcel of one piece."""
        return self.length_cm, self.width_cm, self.height_cm

    @property
    def is_below_minimum(self) -> bool:
        """Whether its seller sends no parcel with so few of this product."""
        return self.product_quantity < self.minimum_quantity

    @property
    def holiday_days(self) -> int:
        """Days that begin before the shop is back from its holiday."""
        return -((now() - self.away_until) // timedelta(days=1)) if self.away_until else 0

    @property
    def can_be_bought(self) -> bool:
        """Whether it is on sale, there are enough, and they are enough."""
        return self.is_on_sale and self.available >= self.quantity and not self.is_below_minimum


def preparation_days(lines: Sequence[Line]) -> int:
    """Days until one shop's lines can leave, those of its holiday first."""
    return lines[0].holiday_days + max(max(line.handling_days, line.made_to_order_days) for line in lines)


def coming_holiday(lines: Sequence[Line]) -> tuple[datetime, datetime] | None:
    """The holiday that begins before one shop's lines have to be sent, and lets them be sent later; none for none."""
    if not lines:
        return None
    begin, end = lines[0].holiday_from, lines[0].holiday_until
    last = now() + timedelta(days=preparation_days(lines) + setting("SHIP_WITHIN_DAYS"))
    return (begin, end) if begin and end and now() < begin <= last else None


def hash_token(token: str) -> str:
    """What is kept of a browser's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def lines_of(holder: Holder) -> list[Line]:
    """The lines by shop, in one statement."""
    rows = session.execute(
        select(
            CartLine.id,
            CartLine.variant_id,
            Variant.product_id,
            Product.category_id,
            Variant.seller_id,
            CartLine.quantity,
            CartLine.seen_price_amount,
            Variant.price_amount,
            Variant.weight_grams,
            Variant.length_cm,
            Variant.width_cm,
            Variant.height_cm,
            Variant.sku,
            Variant.option1_value,
            Variant.option2_value,
            Product.name.label("product_name"),
            Product.slug.label("product_slug"),
            first_picture_id().label("picture_id"),
            Product.is_cold_chain,
            Product.ships_only_to,
            Product.ships_not_to,
            Product.minimum_quantity,
            cast(func.sum(CartLine.quantity).over(partition_by=Product.id), Integer).label("product_quantity"),
            Product.made_to_order_days,
            Seller.name.label("seller_name"),
            Seller.slug.label("seller_slug"),
            Seller.regency_code.label("seller_regency"),
            Seller.programme_step.label("seller_step"),
            Seller.handling_days,
            (IS_ON_SALE & Variant.archived_at.is_(None)).label("is_on_sale"),
            case((IS_AWAY, Seller.holiday_until)).label("away_until"),
            (StockItem.on_hand - StockItem.reserved).label("available"),
            Seller.holiday_from,
            Seller.holiday_until,
        )
        .join(Cart, Cart.id == CartLine.cart_id)
        .join(Variant, Variant.id == CartLine.variant_id)
        .join(StockItem, StockItem.variant_id == Variant.id)
        .join(Product, Product.id == Variant.product_id)
        .join(Seller, Seller.id == Variant.seller_id)
        .where(holder.owns())
        .order_by(Seller.name_folded, Seller.id, CartLine.id)
    )
    return [Line(**row._mapping) for row in rows]


def by_seller(lines: Iterable[Line]) -> dict[int, list[Line]]:
    """Lines grouped by shop, in the order of the lines."""
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.seller_id, []).append(line)
    return groups


def carts_unused_since(moment: datetime) -> Sequence[int]:
    """Carts of browsers whose cookie has run out."""
    is_old = Cart.user_id.is_(None), Cart.updated_at < moment
    return session.scalars(select(Cart.id).where(*is_old).order_by(Cart.id).limit(500)).all()


def lock_cart(holder: Holder) -> Cart | None:
    """The cart's row for changing."""
    return session.scalar(select(Cart).where(holder.owns()).with_for_update())


def raw_lines(cart_id: int) -> Sequence[CartLine]:
    """The bare rows of a cart."""
    return session.scalars(select(CartLine).where(CartLine.cart_id == cart_id).order_by(CartLine.id)).all()
