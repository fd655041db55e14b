"""Shops for pages and for their own members."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.clock import now
from app.db import session
from app.errors import NotFound
from app.models.base import UtcDateTime
from app.models.catalog import Product, ProductStatus
from app.models.media import Media, MediaStatus
from app.models.order import Order, OrderStatus
from app.models.region import Region, short_name
from app.models.seller import HolidayOrders, Seller, SellerMember, SellerStatus

MOST_LISTED = 20
# the clock of the moment in which a statement runs: a holiday begins and ends by it, however late a job is
NOW = bindparam("shops_now", callable_=now, type_=UtcDateTime())
IS_AWAY = and_(Seller.holiday_from <= NOW, Seller.holiday_until > NOW)
TAKES_ORDERS = or_(
    and_(
        Seller.status == SellerStatus.ACTIVE,
        or_(Seller.holiday_until.is_(None), Seller.holiday_orders != HolidayOrders.REFUSED, ~IS_AWAY),
    ),
    and_(Seller.status == SellerStatus.ON_HOLIDAY, Seller.holiday_until <= NOW),
)
HAS_A_PAGE = Seller.status.in_((SellerStatus.ACTIVE, SellerStatus.ON_HOLIDAY))


@dataclass(frozen=True)
class ShopCard:
    """A shop in a list."""

    slug: str
    name: str
    slogan: str
    regency_name: str
    products: int
    logo_id: str | None


@dataclass(frozen=True)
class ShopCounts:
    """How many shops are open, and how many in each kabupaten and kecamatan by its code."""

    total: int
    of_place: Counter[str]


def shop_cards(*conditions: ColumnElement[bool], limit: int, offset: int = 0) -> list[ShopCard]:
    """Open shops under these conditions, by name."""
    rows = session.execute(
        select(
            Seller.slug,
            Seller.name,
            Seller.slogan,
            Region.name.label("regency"),
            func.count(Product.id).label("n"),
            Media.id.label("logo_id"),
        )
        .join(Region, Region.code == Seller.regency_code)
        .outerjoin(Media, and_(Media.id == Seller.logo_id, Media.status == MediaStatus.READY))
        .outerjoin(Product, and_(Product.seller_id == Seller.id, Product.status == ProductStatus.PUBLISHED))
        .where(Seller.status == SellerStatus.ACTIVE, *conditions)
        .group_by(Seller.id, Region.code, Media.id)
        .order_by(Seller.name_folded, Seller.id)
        .limit(limit)
        .offset(offset)
    )
    return [ShopCard(row.slug, row.name, row.slogan, short_name(row.regency), row.n, row.logo_id) for row in rows]


def is_in(place_code: str) -> ColumnElement[bool]:
    """Whether a shop is in this kabupaten or kecamatan."""
    return or_(Seller.regency_code == place_code, Seller.district_code == place_code)


def count_shops() -> ShopCounts:
    """How many shops are open, together and in each place."""
    rows = session.execute(
        select(Seller.regency_code, Seller.district_code, func.count(Seller.id).label("n"))
        .where(Seller.status == SellerStatus.ACTIVE)
        .group_by(Seller.regency_code, Seller.district_code)
    ).all()
    of_place: Counter[str] = Counter()
    for row in rows:
        of_place[row.regency_code] += row.n
        of_place[row.district_code] += row.n
    return ShopCounts(sum(row.n for row in rows), of_place)


def get_shop(slug: str) -> Seller:
    """A shop that is open or away for a while, with its place, pictures, hours and permits. Raises NotFound."""
    seller = (
        session.scalars(
            select(Seller)
            .where(Seller.slug == slug, HAS_A_PAGE)
            .options(
                joinedload(Seller.district),
                joinedload(Seller.regency),
                joinedload(Seller.logo),
                joinedload(Seller.banner),
                joinedload(Seller.hours),
                selectinload(Seller.permits),
            )
        )
        .unique()
        .one_or_none()
    )
    if seller is None:
        raise NotFound
    return seller


def get_own_shop(seller_id: int) -> Seller:
    """A shop for its own members, whatever its state, with its pictures and hours."""
    parts = joinedload(Seller.logo), joinedload(Seller.banner), joinedload(Seller.hours)
    return session.scalars(select(Seller).where(Seller.id == seller_id).options(*parts)).unique().one()


def orders_due_away(seller: Seller) -> Sequence[Row[int, str, datetime | None]]:
    """Paid orders of a shop that have to be sent in its holiday, as (id, number, ship_by), the most urgent first."""
    if seller.holiday_from is None:
        return []
    is_open = Order.status.in_((OrderStatus.PAID, OrderStatus.PROCESSING)), Order.fetch_by.is_(None)
    in_holiday = Order.ship_by >= seller.holiday_from, Order.ship_by < seller.holiday_until
    return session.execute(
        select(Order.id, Order.number, Order.ship_by)
        .where(Order.seller_id == seller.id, *is_open, *in_holiday)
        .order_by(Order.ship_by, Order.id)
        .limit(MOST_LISTED)
    ).all()


def shops_behind_the_clock() -> Sequence[int]:
    """Shops whose holiday has begun or ended, and whose state does not say so yet."""
    begins = and_(Seller.status == SellerStatus.ACTIVE, Seller.holiday_orders == HolidayOrders.REFUSED, IS_AWAY)
    ends = and_(Seller.status == SellerStatus.ON_HOLIDAY, Seller.holiday_until <= NOW)
    return session.scalars(select(Seller.id).where(or_(begins, ends)).order_by(Seller.id)).all()


def has_shop(user_id: int) -> bool:
    """Whether the person works for a shop that is not closed."""
    query = (
        select(SellerMember.id)
        .join(Seller, Seller.id == SellerMember.seller_id)
        .where(
            SellerMember.user_id == user_id, SellerMember.archived_at.is_(None), Seller.status != SellerStatus.CLOSED
        )
    )
    return session.scalar(query.limit(1)) is not None
