"""Gateways that do not know our keys any more, and know them again."""

from app import audit
from app.clock import now
from app.db import insert_unless_there, session
from app.models.payment import GatewayState
from app.outbox import emit

LONGEST_REASON = 200


def note_refused_keys(gateway: str, reason: str) -> None:
    """Nobody can pay this way until an admin has mended the keys; the admins hear of it once."""
    added = session.scalar(
        insert_unless_there(GatewayState)
        .values(gateway=gateway, refused_at=now(), reason=reason[:LONGEST_REASON])
        .returning(GatewayState)
    )
    if added is not None:
        audit.record("gateway.keys_refused", added)
        emit("gateway.refused_keys", gateway=gateway)


def note_answer(gateway: str) -> None:
    """The gateway has answered our keys; quiet when it always did."""
    state = session.get(GatewayState, gateway, with_for_update=True, populate_existing=True)
    if state is not None:
        audit.record("gateway.keys_accepted", state)
        session.delete(state)
