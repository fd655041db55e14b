"""Who took the books out of the shop."""

from datetime import date

from app import audit
from app.accounts.queries.accounts import get_user


def note_export(what: str, *, since: date | None, until: date, admin_id: int) -> None:
    """The books hold what every seller earns: that somebody took them along stays on record."""
    first = since.isoformat() if since else None
    audit.record("books.exported", get_user(admin_id), what=what, since=first, until=until.isoformat())
