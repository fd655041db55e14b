"""Why a listing is not shown: brought in from our file, kept by admins."""

import tomllib
from itertools import chain, count
from pathlib import Path

from sqlalchemy import func, select

from app import audit
from app.catalog.errors import ReasonNeeded, ReasonTaken
from app.catalog.queries import reasons as queries
from app.clock import now
from app.db import session
from app.errors import ChangedByColleague
from app.models.moderation import ListingReason
from app.sellers.rules import slug_of

SOURCE = Path(__file__).parents[1] / "data" / "alasan.toml"
LAST = 1_000  # another reason stands behind those that say something


def seed_reasons() -> int:
    """Bring the file in; what an admin changed stays as it is. Returns how many rows were new or changed."""
    known = {row.code: row for row in session.scalars(select(ListingReason))}
    changed = 0
    for place, (code, said) in enumerate(tomllib.loads(SOURCE.read_text(encoding="utf-8")).items()):
        row = known.get(code)
        if row is None:
            row = ListingReason(code=code, position=LAST if code == queries.OTHER else place, title="", advice="")
            session.add(row)
        if row.changed_by_id is None and (row.title, row.advice) != (said["title"], said["advice"]):
            row.title, row.advice = said["title"], said["advice"]
            changed += 1
    session.flush()
    return changed


def add_reason(*, title: str, advice: str, admin_id: int) -> ListingReason:
    """Give one more reason from now on; the same words twice are one. Raises ReasonTaken."""
    rows = session.scalars(select(ListingReason)).all()
    known = next((row for row in rows if row.title.casefold() == title.casefold()), None)
    if known is not None:
        if (known.title, known.advice, known.archived_at) == (title, advice, None):
            return known
        raise ReasonTaken
    code = _free_code(title, {row.code for row in rows})
    position = session.scalar(select(func.max(ListingReason.position)).where(ListingReason.position < LAST)) or 0
    reason = ListingReason(code=code, position=position + 1, title=title, advice=advice, changed_by_id=admin_id)
    session.add(reason)
    session.flush()
    audit.record("listing_reason.added", reason, code=code)
    return reason


def _free_code(title: str, taken: set[str]) -> str:
    base = slug_of(title).replace("-", "_")[:36]  # a code has 40 letters at most
    numbered = (f"{base}_{number}" for number in count(2))
    return next(code for code in chain([base], numbered) if code not in taken)


def change_reason(reason_id: int, *, title: str, advice: str, seen: str, admin_id: int) -> ListingReason:
    """Say the same anew: cases that gave it say it so too. `seen` is the mark of what the form showed.

    Raises NotFound, ChangedByColleague, ReasonTaken.
    """
    reason = queries.lock_reason(reason_id)
    if (reason.title, reason.advice) == (title, advice):
        return reason
    if queries.mark_of(reason) != seen:
        raise ChangedByColleague
    rows = session.scalars(select(ListingReason).where(ListingReason.id != reason_id))
    if any(row.title.casefold() == title.casefold() for row in rows):
        raise ReasonTaken
    reason.title, reason.advice, reason.changed_by_id = title, advice, admin_id
    audit.record("listing_reason.changed", reason, code=reason.code)
    return reason


def archive_reason(reason_id: int, *, admin_id: int) -> None:
    """Give it no more; quiet when that is so. Cases that gave it go on saying it. Raises NotFound, ReasonNeeded."""
    reason = queries.lock_reason(reason_id)
    if reason.code == queries.OTHER:
        raise ReasonNeeded
    if reason.archived_at is None:
        reason.archived_at, reason.changed_by_id = now(), admin_id
        audit.record("listing_reason.archived", reason, code=reason.code)


def restore_reason(reason_id: int, *, admin_id: int) -> None:
    """Give it again; quiet when that is so. Raises NotFound."""
    reason = queries.lock_reason(reason_id)
    if reason.archived_at is not None:
        reason.archived_at, reason.changed_by_id = None, admin_id
        audit.record("listing_reason.restored", reason, code=reason.code)
