"""Which goods may stay on sale: their permits, and the words that they say."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select, tuple_
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


def lock_goods(product_ids: Collection[int] | Select[int]) -> None:
    """Take goods of a step together by their ids, so that two looks wait for each other in turn."""
    these = select(Product.id).where(Product.id.in_(product_ids)).order_by(Product.id)
    session.execute(these.with_for_update())


def goods_without_permits(seller_id: int) -> Sequence[Product]:
    """What a shop may sell until a day only, and what was hidden after that day, by name."""
    was_sold = Product.status.in_((ProductStatus.PUBLISHED, ProductStatus.UNPUBLISHED))
    own = Product.seller_id == seller_id, was_sold, Product.permits_due_at.is_not(None)
    return session.scalars(select(Product).where(*own).order_by(Product.name_folded, Product.id)).all()


def goods_after(seller_id: int, product_id: int, *, limit: int) -> Sequence[Product]:
    """The next goods that are sold now, with their variants, shop by shop."""
    is_next = tuple_(Product.seller_id, Product.id) > (seller_id, product_id)
    rest = select(Product).where(IS_SOLD, is_next).options(selectinload(Product.variants))
    return session.scalars(rest.order_by(Product.seller_id, Product.id).limit(limit)).all()
