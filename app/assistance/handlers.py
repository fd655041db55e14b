"""What happens to assistance when a role ends."""

from app.assistance.commands.agreement import end_with_role
from app.models.account import HELPERS


def end_helping(user_id: int, role: str) -> None:
    """A role is gone: what hung on it is over. Roles of the back office carry no assistance."""
    if role in HELPERS:
        end_with_role(user_id)
