"""What gateways said, and which of them can be used."""

from sqlalchemy import select

from app.db import session
from app.models.payment import (
    GatewayEvent,
    GatewayState,
    Payment,
)


def find_event(event_id: int) -> GatewayEvent | None:
    """One message of a gateway."""
    return session.get(GatewayEvent, event_id)


def refused_gateways() -> dict[str, GatewayState]:
    """Gateways that do not know our keys, by their names."""
    return {state.gateway: state for state in session.scalars(select(GatewayState))}


def newest_reference(gateway: str) -> str | None:
    """What the gateway calls the last payment that it has opened."""
    is_known = Payment.gateway == gateway, Payment.gateway_reference.is_not(None)
    return session.scalar(select(Payment.gateway_reference).where(*is_known).order_by(Payment.id.desc()).limit(1))
