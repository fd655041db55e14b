"""Hubs, which admins manage. Each is quiet when it is so already."""

from dataclasses import asdict, dataclass

from app import audit
from app.db import session
from app.errors import NotFound
from app.models.shipping import Hub


@dataclass(frozen=True)
class HubFacts:
    """Where it is, when it is open, what it takes in rupiah; the phone is E.164."""

    name: str
    street: str
    district_code: str
    phone: str
    hours: str
    fee_amount: int


def add_hub(facts: HubFacts) -> Hub:
    """One more place where parcels wait."""
    hub = Hub(**asdict(facts))
    session.add(hub)
    session.flush()
    audit.record("hub.added", hub, fee_amount=facts.fee_amount, district_code=facts.district_code)
    return hub


def change_hub(hub_id: int, facts: HubFacts) -> Hub:
    """Other facts from now on; parcels that are there stay. Raises NotFound."""
    hub = _lock(hub_id)
    if changed := hub.say(asdict(facts)):
        audit.record("hub.changed", hub, fields=changed)
    return hub


def open_hub(hub_id: int) -> Hub:
    """Buyers may choose it from now on. Raises NotFound."""
    hub = _lock(hub_id)
    if not hub.is_open:
        hub.is_open = True
        audit.record("hub.opened", hub)
    return hub


def close_hub(hub_id: int) -> Hub:
    """No new parcels come; those that are there can still be fetched. Raises NotFound."""
    hub = _lock(hub_id)
    if hub.is_open:
        hub.is_open = False
        audit.record("hub.closed", hub)
    return hub


def _lock(hub_id: int) -> Hub:
    hub = session.get(Hub, hub_id, with_for_update=True)
    if hub is None:
        raise NotFound
    return hub
