"""Addresses that people want to move to."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.accounts.rules import mask_email
from app.clock import now
from app.db import session
from app.models.account import EmailChange

LATELY = timedelta(days=30)


def find_waiting_change(user_id: int) -> EmailChange | None:
    """The change of address that waits for its confirmation."""
    is_waiting = EmailChange.confirmed_at.is_(None), EmailChange.cancelled_at.is_(None)
    return session.scalar(select(EmailChange).where(EmailChange.user_id == user_id, *is_waiting))


def find_change(change_id: int) -> EmailChange | None:
    """A change of address as it is at this moment."""
    return session.get(EmailChange, change_id, populate_existing=True)


def wanted_email(user_id: int) -> str:
    """The address that waits for its confirmation, masked; nothing when none does."""
    change = find_waiting_change(user_id)
    return mask_email(change.new_email or "") if change else ""


def left_emails(user_id: int) -> Sequence[str]:
    """The addresses that a person's account had during the last 30 days and has no more, the newest first."""
    is_left = EmailChange.user_id == user_id, EmailChange.confirmed_at >= now() - LATELY
    return session.scalars(select(EmailChange.old_email).where(*is_left).order_by(EmailChange.id.desc()).limit(5)).all()
