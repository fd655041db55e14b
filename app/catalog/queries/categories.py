"""The shelves of the shop for those who arrange them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.db import session
from app.errors import NotFound
from app.models.catalog import Category, CategorySlug, Product, ProductStatus


@dataclass(frozen=True)
class ShelfRow:
    """A category with how many products stand on it, in whatever state but put away."""

    category: Category
    products: int


def shelf_rows() -> list[ShelfRow]:
    """All categories that are not archived, each below its parent."""
    standing = func.count(Product.id).filter(Product.status != ProductStatus.ARCHIVED)
    rows = session.execute(
        select(Category, standing)
        .outerjoin(Product, Product.category_id == Category.id)
        .where(Category.archived_at.is_(None))
        .group_by(Category.id)
        .order_by(Category.position, Category.id)
    )
    return [ShelfRow(*row) for row in rows]


def get_category(category_id: int) -> Category:
    """One that is not archived. Raises NotFound."""
    category = session.scalar(select(Category).where(Category.id == category_id, Category.archived_at.is_(None)))
    if category is None:
        raise NotFound
    return category


def lock_categories() -> Sequence[Category]:
    """All categories for changing, archived ones too: whoever arranges them does so alone."""
    return session.scalars(select(Category).order_by(Category.position, Category.id).with_for_update()).all()


def holds_products(category_id: int) -> bool:
    """Whether anything that is not put away stands on it."""
    is_there = Product.category_id == category_id, Product.status != ProductStatus.ARCHIVED
    return session.scalar(select(Product.id).where(*is_there).limit(1)) is not None


def find_former(slug: str) -> CategorySlug | None:
    """An address that a category had once."""
    return session.get(CategorySlug, slug)
