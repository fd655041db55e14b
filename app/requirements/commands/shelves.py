"""What a requirement means for the products of a category."""

from collections.abc import Mapping

from sqlalchemy import select

from app import audit
from app.db import session
from app.models.catalog import Category
from app.models.requirement import Effect, Requirement, RequirementCategory


def set_shelves(requirement: Requirement, effects: Mapping[int, Effect]) -> None:
    """What a requirement means for the products of these categories; for all the others what holds anyway."""
    present = session.scalars(select(RequirementCategory).where(RequirementCategory.requirement_id == requirement.id))
    for row in present:
        session.delete(row)
    session.flush()
    session.add_all(
        RequirementCategory(requirement_id=requirement.id, category_id=category_id, effect=effect)
        for category_id, effect in effects.items()
    )


def set_effects(category_id: int, effects: Mapping[int, Effect | None]) -> None:
    """What some requirements mean for the products of a category; None: what holds for all the others.

    The caller knows the category. What is so already stays.
    """
    is_its = RequirementCategory.category_id == category_id, RequirementCategory.requirement_id.in_(effects)
    present = {row.requirement_id: row for row in session.scalars(select(RequirementCategory).where(*is_its))}
    changed = []
    for requirement_id, effect in effects.items():
        row = present.get(requirement_id)
        if effect == (row.effect if row else None):
            continue
        changed.append(requirement_id)
        if row is not None:
            session.delete(row)
            session.flush()
        if effect is not None:
            session.add(RequirementCategory(requirement_id=requirement_id, category_id=category_id, effect=effect))
    if changed:
        audit.record("category.permits_changed", session.get_one(Category, category_id), requirements=changed)
