"""Writing the index, which the worker does or `flask search rebuild` while the shop goes on with the old one, and
what the search learns: synonyms, turns, and what it forgets.
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import delete, func, select

from app import audit
from app.clock import day_of, now
from app.db import session
from app.models.search import SearchCount, SearchShown, SynonymGroup, SynonymSource
from app.models.seller import Seller, SellerStatus
from app.outbox import emit
from app.search import counts, groups
from app.search.documents import all_documents, documents
from app.search.engine import engine
from app.search.engine.base import Document, Unusable
from app.search.errors import SpellingTaken
from app.search.groups import Group

MONTH, KEPT = timedelta(days=30), timedelta(days=400)
FEW = 3  # searches in a month: a text that is rarer is forgotten
MUCH = 10  # hundredths of a turn

log = structlog.get_logger()


def rebuild() -> int:
    """Build a new index beside the one in use and switch over; returns how many products are in it."""
    return engine().rebuild(all_documents())


def heal() -> int:
    """Build the index anew where it is missing, damaged or worn; returns how often (0 or 1)."""
    is_needed = engine().needs_rebuild()
    session.rollback()
    if not is_needed:
        return 0
    log.warning("search_index_rebuilt")
    rebuild()
    return 1


def update(product_ids: Sequence[int]) -> None:
    """Bring these products up to date: one commit for all. A missing or damaged index is built anew."""
    session.rollback()
    try:
        engine().update(product_ids, documents_of)
    except Unusable as error:
        log.error("search_index_unusable", kind=type(error.__cause__ or error).__name__)
        rebuild()


def seed_synonyms() -> int:
    """Bring the groups of the file in; what an admin changed stays as it is. Returns how many rows changed."""
    known = {row.seed_key: row for row in session.scalars(select(SynonymGroup))}
    changed = 0
    for group in groups.groups_of_file():
        row = known.get(group.canonical)
        if row is None:
            row = SynonymGroup(seed_key=group.canonical, source=SynonymSource.SEED)
            session.add(row)
        if row.source == SynonymSource.SEED:
            changed += _describe(row, group)
    return changed


def add_synonyms(group: Group, *, admin_id: int) -> SynonymGroup:
    """A new group. Raises SpellingTaken."""
    _check_free((group.canonical, *group.spellings), groups.groups_in_use())
    return _add(group, SynonymSource.ADMIN, admin_id)


def change_synonyms(group_id: int, group: Group, *, admin_id: int) -> None:
    """Another description of a group; the same one changes nothing. Raises NotFound, SpellingTaken."""
    row = groups.lock_group(group_id)
    had = {groups.folded(text) for text in (row.canonical, *row.spellings)}
    new = [text for text in (group.canonical, *group.spellings) if groups.folded(text) not in had]
    _check_free(new, [each for each in groups.groups_in_use() if each.id != group_id])
    before = row.spellings
    if _describe(row, group):
        row.source = SynonymSource.ADMIN
        _note_change(row, before, admin_id)


def archive_synonyms(group_id: int, *, admin_id: int) -> None:
    """The search forgets a group. Raises NotFound."""
    row = groups.lock_group(group_id)
    row.source, row.archived_at = SynonymSource.ADMIN, now()
    _sign(row, admin_id)
    audit.record("synonyms.archived", row, canonical=row.canonical, spellings=row.spellings)
    emit("synonyms.changed", group_id=row.id)


def learn_synonym(text: str, meaning: str, *, admin_id: int) -> SynonymGroup:
    """What people call something: it joins the group of its meaning, or they make one. Raises SpellingTaken."""
    known = groups.groups_in_use()
    row = groups.group_named(meaning, known)
    if row is None:
        _check_free((text,), known)
        return _add(Group(meaning, groups.each_once((text,), but=meaning)), SynonymSource.LEARNED, admin_id)
    row = groups.lock_group(row.id)
    spellings = groups.each_once((*row.spellings, text), but=row.canonical)
    if list(spellings) != row.spellings:
        _check_free((text,), [each for each in known if each.id != row.id])
        before, row.spellings, row.source = row.spellings, list(spellings), SynonymSource.LEARNED
        _note_change(row, before, admin_id)
    return row


def take_turns(*, most: int) -> int:
    """Write down whose products were rarely shown lately, and have their documents written anew; returns how many.

    Only what changed a lot counts, the most changed first: each shop costs a commit of the index.
    """
    shown = counts.shown_since(day_of(now()).date() - counts.TURN)
    sellers = session.scalars(select(Seller).where(Seller.status == SellerStatus.ACTIVE).order_by(Seller.id)).all()
    mean = sum(shown.get(seller.id, 0) for seller in sellers) / max(len(sellers), 1)
    turns = {seller: counts.turn(shown.get(seller.id, 0), mean) for seller in sellers}
    changed = [seller for seller, turn in turns.items() if abs(turn - seller.search_turn) >= MUCH]
    changed.sort(key=lambda seller: -abs(turns[seller] - seller.search_turn))
    for seller in changed[:most]:
        seller.search_turn = turns[seller]
        emit("seller.turn_changed", seller_id=seller.id)
    return len(changed[:most])


def forget_old_counts() -> int:
    """Drop what is too old, and rare texts once they had a month to come again; returns how many rows."""
    today = day_of(now()).date()
    dropped = sum(
        len(session.execute(delete(table).where(table.day < today - KEPT).returning(table.day)).all())
        for table in (SearchCount, SearchShown)
    )
    settled = SearchCount.day < today - MONTH
    for day in session.scalars(select(SearchCount.day).where(settled, SearchCount.day >= today - 2 * MONTH).distinct()):
        often = (
            select(SearchCount.text_folded)
            .where(SearchCount.day.between(day - MONTH, day + MONTH))
            .group_by(SearchCount.text_folded)
            .having(func.sum(SearchCount.searches) >= FEW)
        )
        rare = delete(SearchCount).where(SearchCount.day == day, SearchCount.text_folded.not_in(often))
        dropped += len(session.execute(rare.returning(SearchCount.day)).all())
    return dropped


def _add(group: Group, source: SynonymSource, admin_id: int) -> SynonymGroup:
    row = SynonymGroup(source=source)
    session.add(row)
    _describe(row, group)
    _sign(row, admin_id)
    session.flush()
    audit.record("synonyms.added", row, canonical=row.canonical, spellings=row.spellings)
    emit("synonyms.changed", group_id=row.id)
    return row


def _describe(row: SynonymGroup, group: Group) -> bool:
    """Whether that is a change."""
    described = (group.canonical, list(group.spellings), group.category_slug, group.note)
    if (row.canonical, row.spellings, row.category_slug, row.note) == described:
        return False
    row.canonical, row.spellings, row.category_slug, row.note = described
    return True


def _check_free(spellings: Sequence[str], others: Sequence[SynonymGroup]) -> None:
    taken = {groups.folded(text): each.canonical for each in others for text in (each.canonical, *each.spellings)}
    for text in spellings:
        if groups.folded(text) in taken:
            raise SpellingTaken(text, taken[groups.folded(text)])


def _note_change(row: SynonymGroup, before: list[str], admin_id: int) -> None:
    _sign(row, admin_id)
    audit.record("synonyms.changed", row, canonical=row.canonical, spellings=row.spellings, before=before)
    emit("synonyms.changed", group_id=row.id)


def _sign(row: SynonymGroup, admin_id: int) -> None:
    row.changed_by_id, row.changed_at = admin_id, now()


def documents_of(product_ids: Sequence[int]) -> list[Document]:
    """The documents of these products, with no transaction open afterwards."""
    found = documents(product_ids)
    session.rollback()
    return found
