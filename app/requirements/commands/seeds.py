"""The requirements and the words of reviewers that come with the shop."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import audit
from app.db import session
from app.models.catalog import Category
from app.models.requirement import (
    AnswerKind,
    Evidence,
    Purpose,
    ReadyAnswer,
    Requirement,
    RequirementCategory,
)
from app.requirements.commands.requirements import SHELVES

DATA = Path(__file__).parents[1] / "data"
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("decided_by", "explanation", "where_to_get", "source", "number_label", "badge", "issuer"), ""),
    **dict.fromkeys(("effective_until", "valid_days", "filed_days")),
    **{name: [] for name in ("needed_when", "filed_counts_when", "instead", "warn_days")},
}


def seed_requirements() -> int:
    """Add the requirements that are not there yet, and renew what no admin changed of others; returns how many."""
    known = {row.code: row for row in session.scalars(select(Requirement))}
    categories = {row.slug: row.id for row in session.execute(select(Category.slug, Category.id))}
    changed = 0
    for position, row in enumerate(_read("requirements.toml")["requirement"]):
        requirement = known.get(row["code"])
        if requirement is None:
            _add(row, position, categories)
            changed += 1
        else:
            changed += _renew(requirement, _facts(row, position))
    return changed


def seed_answers() -> int:
    """Add the ready answers of each kind that has none; returns how many. An admin's own words are left alone."""
    known = set(session.scalars(select(ReadyAnswer.kind).distinct()))
    answers = [ReadyAnswer(**row | {"kind": AnswerKind(row["kind"])}) for row in _read("answers.toml")["answer"]]
    new = [answer for answer in answers if answer.kind not in known]
    session.add_all(new)
    return len(new)


def _read(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _facts(row: Mapping[str, Any], position: int) -> dict[str, Any]:
    """The columns of a requirement as the file has them; what it does not mention is empty."""
    facts = {name: value for name, value in row.items() if name not in SHELVES}
    kinds = {"purpose": Purpose(row["purpose"]), "evidence": Evidence(row["evidence"])}
    return EMPTY | facts | kinds | {"position": position}


def _renew(requirement: Requirement, facts: Mapping[str, Any]) -> bool:
    free = facts.keys() - set(requirement.changed_fields)
    changed = sorted(name for name in free if getattr(requirement, name) != facts[name])
    for name in changed:
        setattr(requirement, name, facts[name])
    if changed:
        audit.record("requirement.renewed", requirement, fields=changed)
    return bool(changed)


def _add(row: Mapping[str, Any], position: int, categories: Mapping[str, int]) -> None:
    requirement = Requirement(**_facts(row, position))
    session.add(requirement)
    session.flush()
    for name, effect in SHELVES.items():
        for slug in row.get(name, ()):
            if slug in categories:
                session.add(
                    RequirementCategory(requirement_id=requirement.id, category_id=categories[slug], effect=effect)
                )
