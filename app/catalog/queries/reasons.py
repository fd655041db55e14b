"""Why a listing is not shown, and what its seller can do about it."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.crypto import fingerprint
from app.db import session
from app.errors import NotFound
from app.models.moderation import ListingReason

OTHER = "lain"  # says nothing by itself: needs a note, and is always there
IN_ORDER = ListingReason.position, ListingReason.id


def reasons() -> Sequence[ListingReason]:
    """Those that can be given, in the order of the form."""
    return session.scalars(select(ListingReason).where(ListingReason.archived_at.is_(None)).order_by(*IN_ORDER)).all()


def archived_reasons() -> Sequence[ListingReason]:
    """Those that are given no more."""
    is_over = ListingReason.archived_at.is_not(None)
    return session.scalars(select(ListingReason).where(is_over).order_by(*IN_ORDER)).all()


def reasons_with(codes: Collection[str]) -> Sequence[ListingReason]:
    """The reasons of a case, archived or not."""
    if not codes:
        return []
    return session.scalars(select(ListingReason).where(ListingReason.code.in_(codes)).order_by(*IN_ORDER)).all()


def mark_of(reason: ListingReason) -> str:
    """The mark of a form that shows this."""
    return fingerprint([reason.title, reason.advice])


def lock_reason(reason_id: int) -> ListingReason:
    """One for changing. Raises NotFound."""
    reason = session.scalar(select(ListingReason).where(ListingReason.id == reason_id).with_for_update())
    if reason is None:
        raise NotFound
    return reason
