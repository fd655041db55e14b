"""Groups of synonyms as admins see them, and the file they were first taken from."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from app.db import session
from app.errors import NotFound
from app.models.search import SynonymGroup
from app.search.words import words_of

SOURCE = Path(__file__).parent / "data" / "sinonim.csv"
COLUMNS = ("sinonim_id", "bangka_belitung", "inggris", "salah_ketik")
NO_CATEGORY = "-"


@dataclass(frozen=True)
class Group:
    """A thing as somebody describes it: its name, what else it is called, where it stands."""

    canonical: str
    spellings: tuple[str, ...]
    category_slug: str | None = None
    note: str = ""


def folded(text: str) -> str:
    """A spelling as it is compared."""
    return " ".join(words_of(text))


def each_once(spellings: Sequence[str], *, but: str) -> tuple[str, ...]:
    """The spellings without those that are empty, the same as another, or the same as the name itself."""
    found: dict[str, str] = {}
    for text in spellings:
        found.setdefault(folded(text), " ".join(text.split()))
    return tuple(text for key, text in found.items() if key and key != folded(but))


def groups_of_file() -> Iterator[Group]:
    """The groups that come with the shop."""
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            spellings = [text for column in COLUMNS for text in line[column].split(";")]
            category = line["kategori"] if line["kategori"] != NO_CATEGORY else None
            yield Group(line["kanonik"], each_once(spellings, but=line["kanonik"]), category, line["catatan"])


def groups_in_use() -> Sequence[SynonymGroup]:
    """All groups that the search knows."""
    query = select(SynonymGroup).where(SynonymGroup.archived_at.is_(None))
    return session.scalars(query.order_by(SynonymGroup.canonical, SynonymGroup.id)).all()


def known_spellings(groups: Sequence[SynonymGroup]) -> set[str]:
    """Every folded spelling of these groups."""
    return {folded(text) for group in groups for text in (group.canonical, *group.spellings)}


def groups_with(text: str, *, limit: int, offset: int) -> Sequence[SynonymGroup]:
    """Groups in use with these letters in any spelling; all of them without letters."""
    query = select(SynonymGroup).where(*_have(text)).order_by(SynonymGroup.canonical, SynonymGroup.id)
    return session.scalars(query.limit(limit).offset(offset)).all()


def count_groups_with(text: str) -> int:
    """How many groups in use have these letters."""
    return session.scalar(select(func.count()).select_from(SynonymGroup).where(*_have(text))) or 0


def get_group(group_id: int) -> SynonymGroup:
    """A group in use. Raises NotFound."""
    return _found(session.scalar(select(SynonymGroup).where(*_is(group_id))))


def lock_group(group_id: int) -> SynonymGroup:
    """A group in use, for changing. Raises NotFound."""
    locked = select(SynonymGroup).where(*_is(group_id)).with_for_update().execution_options(populate_existing=True)
    return _found(session.scalar(locked))


def group_named(text: str, groups: Sequence[SynonymGroup]) -> SynonymGroup | None:
    """The group of this name, else one that has it as another spelling."""
    wanted = folded(text)
    named = [group for group in groups if folded(group.canonical) == wanted]
    spelled = [group for group in groups if wanted in {folded(each) for each in group.spellings}]
    return next(iter(named + spelled), None)


def _is(group_id: int) -> tuple[ColumnElement[bool], ...]:
    return SynonymGroup.id == group_id, SynonymGroup.archived_at.is_(None)


def _found(group: SynonymGroup | None) -> SynonymGroup:
    if group is None:
        raise NotFound
    return group


def _have(text: str) -> list[ColumnElement[bool]]:
    in_use = SynonymGroup.archived_at.is_(None)
    if not text:
        return [in_use]
    columns = (SynonymGroup.canonical, cast(SynonymGroup.spellings, String))
    return [in_use, or_(*(func.lower(column).contains(text.lower(), autoescape=True) for column in columns))]
