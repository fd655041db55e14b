"""The list of watched words: brought in from our file, kept by admins."""

from datetime import date

from sqlalchemy import select

from app import audit
from app.accounts.queries.accounts import check_sells_nothing
from app.catalog.errors import WordTaken
from app.catalog.queries import words as queries
from app.catalog.queries.risks import risk_of_word
from app.catalog.queries.words import Entry
from app.clock import now
from app.db import session
from app.errors import NotFound
from app.models.moderation import ListingWord
from app.outbox import emit


def seed_words() -> int:
    """Bring the file in; what an admin changed stays as it is. Returns how many rows were new or changed."""
    known = {row.seed_key: row for row in session.scalars(select(ListingWord))}
    changed = 0
    for entry in queries.entries_of_file():
        row = known.get(entry.word)
        if row is None:
            row = ListingWord(seed_key=entry.word)
            session.add(row)
        if row.changed_by_id is None:
            code = "" if row.id is None else _code_of(row)
            is_changed = _describe(row, entry)
            changed += is_changed
            if known and is_changed:
                _tell(row, code or _code_of(row))
    return changed


def add_word(entry: Entry, *, admin_id: int) -> ListingWord:
    """Watch one more. Raises OwnTrade, WordTaken."""
    check_sells_nothing(admin_id)
    _check_free(entry, besides_id=None)
    row = ListingWord(changed_by_id=admin_id)
    _describe(row, entry)
    session.add(row)
    session.flush()
    audit.record("listing_word.added", row, kind=row.kind.value)
    _tell(row, _code_of(row))
    return row


def change_word(word_id: int, entry: Entry, *, admin_id: int) -> ListingWord:
    """Describe one anew; one that is described so already stays. What waits for it but says it no more is let go.

    Raises OwnTrade, NotFound, WordTaken.
    """
    check_sells_nothing(admin_id)
    row = queries.lock_word(word_id)
    if row.archived_at is not None:
        raise NotFound
    _check_free(entry, besides_id=row.id)
    code = _code_of(row)
    if _describe(row, entry):
        row.changed_by_id = admin_id
        audit.record("listing_word.changed", row, kind=row.kind.value)
        _tell(row, code)
    return row


def archive_word(word_id: int, *, admin_id: int) -> ListingWord:
    """Watch one no more; one that is archived stays so. What waits for it alone waits no longer.

    Raises OwnTrade, NotFound.
    """
    check_sells_nothing(admin_id)
    row = queries.lock_word(word_id)
    if row.archived_at is None:
        row.archived_at, row.changed_by_id = now(), admin_id
        audit.record("listing_word.archived", row, kind=row.kind.value)
        _tell(row, _code_of(row))
    return row


def follow_days_after(day: date) -> int:
    """Let what is on sale follow the words whose first or last day came after that one. Returns how many words."""
    rows = queries.words_begun_or_ended_after(day)
    for row in rows:
        _tell(row, _code_of(row))
    return len(rows)


def _code_of(row: ListingWord) -> str:
    """As cases keep it."""
    return risk_of_word(row).code


def _tell(row: ListingWord, code: str) -> None:
    """What waits for the word as it was is looked through for what says it no more, then all that is sold for it."""
    session.flush()
    emit("listing_word.recheck_wanted", word_id=row.id, code=code, after_id=0)


def _check_free(entry: Entry, *, besides_id: int | None) -> None:
    if queries.find_word(entry.word, besides_id=besides_id) is not None:
        raise WordTaken


def _describe(row: ListingWord, entry: Entry) -> bool:
    """Whether anything changed."""
    wanted = {
        "kind": entry.kind,
        "word": entry.word,
        "spellings": list(entry.spellings),
        "exceptions": list(entry.exceptions),
        "advice": entry.advice,
        "source": entry.source,
        "valid_from": entry.valid_from,
        "valid_until": entry.valid_until,
    }
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(row, name, value)
    row.changed_at = now()
    return True
