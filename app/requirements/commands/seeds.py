"""The requirements and the words of reviewers that come with the shop."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.db import session
from app.models.catalog import Category
from app.models.requirement import (
    AnswerKind,
    Effect,
    Evidence,
    Purpose,
    ReadyAnswer,
    Requirement,
    RequirementCategory,
)

DATA = Path(__file__).parents[1] / "data"


def seed_requirements() -> int:
    """Add the requirements that are not there yet; returns how many. What an admin changed is left alone."""
    rows = _read("requirements.toml")["requirement"]
    known = set(session.scalars(select(Requirement.code)))
    categories = {row.slug: row.id for row in session.execute(select(Category.slug, Category.id))}
    new = [(position, row) for position, row in enumerate(rows) if row["code"] not in known]
    for position, row in new:
        _seed(row, position, categories)
    return len(new)


def seed_answers() -> int:
    """Add the ready answers of each kind that has none; returns how many. An admin's own words are left alone."""
    known = set(session.scalars(select(ReadyAnswer.kind).distinct()))
    answers = [ReadyAnswer(**row | {"kind": AnswerKind(row["kind"])}) for row in _read("answers.toml")["answer"]]
    new = [answer for answer in answers if answer.kind not in known]
    session.add_all(new)
    return len(new)


def _read(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _seed(row: Mapping[str, Any], position: int, categories: Mapping[str, int]) -> None:
    facts = {name: value for name, value in row.items() if name not in ("needed_for", "exempt_for")}
    requirement = Requirement(
        **facts | {"purpose": Purpose(row["purpose"]), "evidence": Evidence(row["evidence"]), "position": position}
    )
    session.add(requirement)
    session.flush()
    for name, effect in (("needed_for", Effect.NEEDED), ("exempt_for", Effect.EXEMPT)):
        for slug in row.get(name, ()):
            if slug in categories:
                session.add(
                    RequirementCategory(requirement_id=requirement.id, category_id=categories[slug], effect=effect)
                )
