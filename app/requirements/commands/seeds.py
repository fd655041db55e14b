"""The requirements and the words of reviewers that come with the shop."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app import audit
from app.db import session
from app.models.catalog import Category
from app.models.requirement import (
    AnswerKind,
    ReadyAnswer,
    Requirement,
    RequirementCategory,
)
from app.requirements.releases import facts_of, read, requirement_rows
from app.requirements.rules import SHELVES


def seed_requirements() -> int:
    """Add the requirements that are not there yet, and renew what no admin changed of others; returns how many."""
    known = {row.code: row for row in session.scalars(select(Requirement))}
    categories = {row.slug: row.id for row in session.execute(select(Category.slug, Category.id))}
    changed = 0
    for position, row in enumerate(requirement_rows()):
        requirement = known.get(row["code"])
        if requirement is None:
            _add(row, position, categories)
            changed += 1
        else:
            changed += _renew(requirement, facts_of(row) | {"position": position})
    return changed


def seed_answers() -> int:
    """Add the ready answers of each kind that has none; returns how many. An admin's own words are left alone."""
    known = set(session.scalars(select(ReadyAnswer.kind).distinct()))
    answers = [ReadyAnswer(**row | {"kind": AnswerKind(row["kind"])}) for row in read("answers.toml")["answer"]]
    new = [answer for answer in answers if answer.kind not in known]
    session.add_all(new)
    return len(new)


def _renew(requirement: Requirement, facts: Mapping[str, Any]) -> bool:
    free = facts.keys() - set(requirement.changed_fields)
    changed = sorted(name for name in free if getattr(requirement, name) != facts[name])
    for name in changed:
        setattr(requirement, name, facts[name])
    if changed:
        audit.record("requirement.renewed", requirement, fields=changed)
    return bool(changed)


def _add(row: Mapping[str, Any], position: int, categories: Mapping[str, int]) -> None:
    requirement = Requirement(**facts_of(row), position=position)
    session.add(requirement)
    session.flush()
    for name, effect in SHELVES.items():
        for slug in row.get(name, ()):
            if slug in categories:
                session.add(
                    RequirementCategory(requirement_id=requirement.id, category_id=categories[slug], effect=effect)
                )
