"""Why a listing is not shown: brought in from our file, kept by admins."""

import tomllib
from pathlib import Path

from sqlalchemy import func, select

from app import audit
from app.catalog.errors import ReasonNeeded, ReasonTaken
from app.catalog.queries import reasons as queries
from app.clock import now
from app.db import session
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
    code = slug_of(title).replace("-", "_")[:40]
    known = session.scalar(select(ListingReason).where(ListingReason.code == code))
    if known is not None:
        if (known.title, known.advice, known.archived_at) == (title, advice, None):
            return known
        raise ReasonTaken
    position = session.scalar(select(func.max(ListingReason.position)).where(ListingReason.position < LAST)) or 0
    reason = ListingReason(code=code, position=position + 1, title=title, advice=advice, changed_by_id=admin_id)
    session.add(reason)
    session.flush()
    audit.record("listing_reason.added", reason, code=code)
    return reason


def change_reason(reason_id: int, *, title: str, advice: str, admin_id: int) -> ListingReason:
    """Say the same anew: cases that gave it say it so too. Raises NotFound."""
    reason = queries.lock_reason(reason_id)
    if (reason.title, reason.advice) != (title, advice):
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
