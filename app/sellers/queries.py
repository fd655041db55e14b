"""Shops for pages, applications for reviewers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.db import session
from app.errors import NotFound
from app.models.catalog import Product, ProductStatus
from app.models.region import Region, short_name
from app.models.seller import ApplicationStatus, Seller, SellerApplication, SellerStatus


@dataclass(frozen=True)
class ShopCard:
    """A shop in a list."""

    slug: str
    name: str
    slogan: str
    regency_name: str
    products: int


@dataclass(frozen=True)
class ShopCounts:
    """How many shops are open, and how many in each kabupaten and kecamatan by its code."""

    total: int
    of_place: Counter[str]


def shop_cards(*conditions: ColumnElement[bool], limit: int, offset: int = 0) -> list[ShopCard]:
    """Open shops under these conditions, by name."""
    rows = session.execute(
        select(Seller.slug, Seller.name, Seller.slogan, Region.name.label("regency"), func.count(Product.id).label("n"))
        .join(Region, Region.code == Seller.regency_code)
        .outerjoin(Product, and_(Product.seller_id == Seller.id, Product.status == ProductStatus.PUBLISHED))
        .where(Seller.status == SellerStatus.ACTIVE, *conditions)
        .group_by(Seller.id, Region.code)
        .order_by(Seller.name_folded, Seller.id)
        .limit(limit)
        .offset(offset)
    )
    return [ShopCard(row.slug, row.name, row.slogan, short_name(row.regency), row.n) for row in rows]


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
    """An open shop with its place and permits. Raises NotFound."""
    seller = session.scalar(
        select(Seller)
        .where(Seller.slug == slug, Seller.status == SellerStatus.ACTIVE)
        .options(joinedload(Seller.district), joinedload(Seller.regency), selectinload(Seller.permits))
    )
    if seller is None:
        raise NotFound
    return seller


def applications(status: ApplicationStatus | None, *, limit: int, offset: int) -> Sequence[SellerApplication]:
    """Applications that were sent in, the longest waiting first."""
    query = (
        select(SellerApplication)
        .where(_is_sent_in(status))
        .options(joinedload(SellerApplication.applicant), joinedload(SellerApplication.district))
    )
    return session.scalars(query.order_by(SellerApplication.submitted_at).limit(limit).offset(offset)).all()


def count_applications(status: ApplicationStatus | None) -> int:
    """How many applications were sent in."""
    return session.scalar(select(func.count(SellerApplication.id)).where(_is_sent_in(status))) or 0


def get_application(application_id: int) -> SellerApplication:
    """An application that was sent in. Raises NotFound."""
    application = session.scalar(
        select(SellerApplication)
        .where(_is_sent_in(None), SellerApplication.id == application_id)
        .options(joinedload(SellerApplication.applicant), joinedload(SellerApplication.district))
    )
    if application is None:
        raise NotFound
    return application


def lock_application(application_id: int) -> SellerApplication:
    """An application for deciding. Raises NotFound."""
    query = select(SellerApplication).where(_is_sent_in(None), SellerApplication.id == application_id)
    application = session.scalar(query.with_for_update())
    if application is None:
        raise NotFound
    return application


def _is_sent_in(status: ApplicationStatus | None) -> ColumnElement[bool]:
    if status is not None:
        return SellerApplication.status == status
    return SellerApplication.status != ApplicationStatus.DRAFT
