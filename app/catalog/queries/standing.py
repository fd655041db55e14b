"""Which goods may stay on sale: their permits, and the words that they say."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.db import session
from app.models.catalog import Product, ProductStatus

IS_SOLD = Product.status == ProductStatus.PUBLISHED


def sellers_with_goods() -> Sequence[int]:
    """The shops that sell something now."""
    return session.scalars(select(Product.seller_id).where(IS_SOLD).distinct().order_by(Product.seller_id)).all()


def lock_goods_of(seller_id: int) -> Sequence[Product]:
    """What a shop sells now, for changing."""
    own = select(Product).where(Product.seller_id == seller_id, IS_SOLD).order_by(Product.id)
    return session.scalars(own.with_for_update(of=Product).execution_options(populate_existing=True)).all()


def goods_without_permits(seller_id: int) -> Sequence[Product]:
    """What a shop may sell until a day only, and what was hidden after that day, by name."""
    was_sold = Product.status.in_((ProductStatus.PUBLISHED, ProductStatus.UNPUBLISHED))
    own = Product.seller_id == seller_id, was_sold, Product.permits_due_at.is_not(None)
    return session.scalars(select(Product).where(*own).order_by(Product.name_folded, Product.id)).all()


def sellers_after(seller_id: int, *, limit: int) -> Sequence[int]:
    """The next shops by id that sell something now."""
    rest = select(Product.seller_id).where(IS_SOLD, Product.seller_id > seller_id).distinct()
    return session.scalars(rest.order_by(Product.seller_id).limit(limit)).all()


def goods_of(seller_ids: Sequence[int]) -> Sequence[Product]:
    """What some shops sell now, with their variants, shop by shop."""
    theirs = select(Product).where(IS_SOLD, Product.seller_id.in_(seller_ids)).options(selectinload(Product.variants))
    return session.scalars(theirs.order_by(Product.seller_id, Product.id)).all()
