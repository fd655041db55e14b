"""What goods are, for the permits that they need: which shelves hold food, and what a shop has of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, case, exists, select

from app.db import session
from app.kept import kept
from app.models.catalog import Category, HalalStatus, Product, ProductStatus
from app.models.moderation import CaseStatus, ModerationCase
from app.requirements.rules import CATEGORIES, SHORT, Facts


@dataclass(frozen=True)
class ProductFacts:
    """What decides which permits a product needs; no shelf life means that it keeps."""

    category_id: int
    is_food: bool
    is_cold_chain: bool
    shelf_life_days: int | None
    halal: HalalStatus | None
    tags: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class _Shelf:
    parent_id: int | None
    is_food: bool


def holds_food(category_id: int) -> bool:
    """Whether what stands there is food: the shelf says so, or one above it."""
    shelves = _shelves()
    return any(shelves[each].is_food for each in _path(category_id) if each in shelves)


def counts_as_food(category_id: int, *, is_food: bool, is_agreed: bool) -> bool:
    """Whether goods are food: their seller says so, or their shelf does and no reviewer agreed that they are none."""
    return is_food or (holds_food(category_id) and not is_agreed)


def called_no_food(seller_id: int, *, limit: int) -> Sequence[Row[int, str]]:
    """The ids and names of goods on shelves of food that their shop calls none, and nobody agreed or looks."""
    shelves = [each for each in _shelves() if holds_food(each)]
    is_known = Product.status.in_((ProductStatus.PUBLISHED, ProductStatus.UNPUBLISHED))
    is_open = ModerationCase.status.in_((CaseStatus.WAITING, CaseStatus.APPEALED))
    is_looked_at = exists().where(ModerationCase.product_id == Product.id, is_open)
    is_doubtful = ~is_looked_at, ~Product.is_food, Product.no_food_agreed_at.is_(None), Product.category_id.in_(shelves)
    own = select(Product.id, Product.name).where(Product.seller_id == seller_id, is_known, *is_doubtful)
    return session.execute(own.order_by(Product.name_folded, Product.id).limit(limit)).all()


def kinds_of_goods(seller_id: int) -> list[Facts]:
    """What the shop's products are, each kind once; what only a name or a tag decides is asked for each product."""
    kept_long = case((Product.shelf_life_days < SHORT, Product.shelf_life_days), else_=None)
    rows = session.execute(
        select(
            Product.category_id,
            Product.is_food,
            Product.no_food_agreed_at.is_not(None).label("is_agreed"),
            Product.is_cold_chain,
            kept_long.label("days"),
            Product.halal,
        )
        .where(Product.seller_id == seller_id, Product.status != ProductStatus.ARCHIVED)
        .distinct()
    ).all()
    return [
        {
            "is_food": counts_as_food(row.category_id, is_food=row.is_food, is_agreed=row.is_agreed),
            "is_cold_chain": row.is_cold_chain,
            "shelf_life_days": row.days,
            "halal": row.halal.value if row.halal else "",
            "tags": (),
            "name": "",
            CATEGORIES: _path(row.category_id),
        }
        for row in rows
    ]


def read_facts(facts: ProductFacts) -> Facts:
    """As conditions name them."""
    return {
        "is_food": facts.is_food,
        "is_cold_chain": facts.is_cold_chain,
        "shelf_life_days": facts.shelf_life_days,
        "halal": facts.halal.value if facts.halal else "",
        "tags": tuple(tag.casefold() for tag in facts.tags),
        "name": facts.name,
        CATEGORIES: _path(facts.category_id),
    }


@kept
def _shelves() -> dict[int, _Shelf]:
    rows = session.execute(select(Category.id, Category.parent_id, Category.is_food))
    return {row.id: _Shelf(row.parent_id, row.is_food) for row in rows}


def _path(category_id: int) -> list[int]:
    shelves, path = _shelves(), list[int]()
    at: int | None = category_id
    while at is not None and at not in path:
        path.append(at)
        at = shelves[at].parent_id if at in shelves else None
    return path
