"""Words and goods that are watched."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.clock import day_of, now
from app.db import session
from app.errors import NotFound
from app.models.moderation import ListingWord, WordKind

SOURCE = Path(__file__).parents[1] / "data" / "kata.csv"


@dataclass(frozen=True)
class Entry:
    """A watched word as people describe it: it counts from the first day through the last."""

    kind: WordKind
    word: str
    spellings: tuple[str, ...]
    exceptions: tuple[str, ...]
    advice: str
    source: str
    valid_from: date
    valid_until: date | None


def entries_of_file() -> list[Entry]:
    """The list that we come with."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return [_entry(row) for row in csv.DictReader(file)]


def words_in_force() -> Sequence[ListingWord]:
    """What is watched today."""
    return session.scalars(
        select(ListingWord).where(*_is_in_force(day_of(now()).date())).order_by(ListingWord.id)
    ).all()


def words_begun_or_ended_after(day: date) -> Sequence[ListingWord]:
    """What is watched today and was not on that day, and what was watched on that day or later and is not today."""
    today = day_of(now()).date()
    has_begun = and_(ListingWord.valid_from > day, *_is_in_force(today))
    has_ended = and_(_IS_THERE, ListingWord.valid_until >= day, ListingWord.valid_until < today)
    return session.scalars(select(ListingWord).where(or_(has_begun, has_ended)).order_by(ListingWord.id)).all()


def find_word_in_force(word_id: int) -> ListingWord | None:
    """One that is watched today."""
    is_it = ListingWord.id == word_id, *_is_in_force(day_of(now()).date())
    return session.scalar(select(ListingWord).where(*is_it))


def words_with(text: str, kind: WordKind | None, *, limit: int, offset: int) -> Sequence[ListingWord]:
    """Words of a kind, or all, that have these letters; archived ones are left out."""
    query = select(ListingWord).where(*_with(text, kind)).order_by(ListingWord.kind.desc(), ListingWord.word)
    return session.scalars(query.limit(limit).offset(offset)).all()


def count_words_with(text: str, kind: WordKind | None) -> int:
    """How many there are."""
    return session.scalar(select(func.count(ListingWord.id)).where(*_with(text, kind))) or 0


def get_word(word_id: int) -> ListingWord:
    """One that is not archived. Raises NotFound."""
    return _found(session.scalar(select(ListingWord).where(ListingWord.id == word_id, _IS_THERE)))


def lock_word(word_id: int) -> ListingWord:
    """One for changing, whether archived or not. Raises NotFound."""
    return _found(session.scalar(select(ListingWord).where(ListingWord.id == word_id).with_for_update()))


def find_word(text: str, *, besides_id: int | None) -> ListingWord | None:
    """Another one of the same name that is not archived."""
    is_it = func.lower(ListingWord.word) == text.lower(), _IS_THERE, ListingWord.id != (besides_id or 0)
    return session.scalar(select(ListingWord).where(*is_it).limit(1))


_IS_THERE = ListingWord.archived_at.is_(None)


def _is_in_force(day: date) -> tuple[ColumnElement[bool], ...]:
    is_not_over = or_(ListingWord.valid_until.is_(None), ListingWord.valid_until >= day)
    return _IS_THERE, ListingWord.valid_from <= day, is_not_over


def _with(text: str, kind: WordKind | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_IS_THERE]
    if text:
        conditions.append(func.lower(ListingWord.word).contains(text.lower(), autoescape=True))
    if kind is not None:
        conditions.append(ListingWord.kind == kind)
    return conditions


def _found(word: ListingWord | None) -> ListingWord:
    if word is None:
        raise NotFound
    return word


def _entry(row: dict[str, str]) -> Entry:
    return Entry(
        WordKind(row["kind"]),
        row["word"],
        _parts(row["spellings"]),
        _parts(row["exceptions"]),
        row["advice"],
        row["source"],
        date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
