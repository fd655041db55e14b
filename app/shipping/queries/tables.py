"""The table of zones and the hubs, for those who keep them."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.db import session
from app.errors import NotFound
from app.models.region import PROVINCE, Region, ShippingZone
from app.models.shipping import Hub
from app.shipping.rules import HOME_PROVINCE


def zones() -> Sequence[tuple[ShippingZone, str]]:
    """All rows with the names of their destinations, by island and destination."""
    rows = session.execute(
        select(ShippingZone, Region.name)
        .join(Region, Region.code == ShippingZone.destination_code)
        .order_by(ShippingZone.origin_island, ShippingZone.destination_code)
    )
    return [(zone, name) for zone, name in rows]


def get_zone(zone_id: int) -> tuple[ShippingZone, str]:
    """One row with the name of its destination. Raises NotFound."""
    for zone, name in zones():
        if zone.id == zone_id:
            return zone, name
    raise NotFound


def destination_codes() -> set[str]:
    """What a row may lead to: the regencies of our province and the other provinces."""
    is_abroad = (Region.level == PROVINCE) & (Region.code != HOME_PROVINCE)
    return set(session.scalars(select(Region.code).where(or_(is_abroad, Region.parent_code == HOME_PROVINCE))))


def hubs() -> Sequence[Hub]:
    """All hubs, open ones first, by name."""
    return session.scalars(select(Hub).order_by(Hub.is_open.desc(), Hub.name, Hub.id)).all()


def get_hub(hub_id: int) -> Hub:
    """One hub. Raises NotFound."""
    hub = session.get(Hub, hub_id)
    if hub is None:
        raise NotFound
    return hub
