"""What a product lacks to be published."""

from dataclasses import dataclass

from sqlalchemy import select

from app.db import session
from app.models.catalog import Category, HalalStatus
from app.models.requirement import Purpose
from app.requirements import queries as requirements
from app.requirements.queries import Subject
from app.requirements.rules import CATEGORIES, Facts


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
class Missing:
    """A permit that is needed and not there, in words for the seller; `kind` is the code of the requirement."""

    kind: str
    title: str
    explanation: str
    where_to_get: str


def missing_for(seller_id: int, facts: ProductFacts) -> list[Missing]:
    """What the seller must show before such a product may be published; nothing when it may."""
    unmet = requirements.unmet(Subject(seller_id=seller_id), Purpose.PERMIT, facts=_read(facts))
    return [Missing(each.code, each.title, each.explanation, each.where_to_get) for each in unmet]


def _read(facts: ProductFacts) -> Facts:
    return {
        "is_food": facts.is_food,
        "is_cold_chain": facts.is_cold_chain,
        "shelf_life_days": facts.shelf_life_days,
        "halal": facts.halal.value if facts.halal else "",
        "tags": tuple(tag.casefold() for tag in facts.tags),
        "name": facts.name,
        CATEGORIES: _with_those_above(facts.category_id),
    }


def _with_those_above(category_id: int) -> list[int]:
    above = {row.id: row.parent_id for row in session.execute(select(Category.id, Category.parent_id))}
    path: list[int] = []
    at: int | None = category_id
    while at is not None and at not in path:
        path.append(at)
        at = above.get(at)
    return path
