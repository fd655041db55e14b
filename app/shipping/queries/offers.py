"""Who offers what, for those who change it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from app.db import session
from app.errors import NotFound
from app.models.seller import Seller
from app.models.shipment import CourierArea
from app.models.shipping import Hub, ShippingOffer
from app.shipping import rules


@dataclass(frozen=True)
class Served:
    """A hub of the seller's regency, and the seller's offer to bring parcels there, if there is one."""

    hub: Hub
    offer: ShippingOffer | None


def offers_of_seller(seller_id: int) -> Sequence[ShippingOffer]:
    """All ways of a seller but hubs: first what every seller offers, also without a row, then the own ones by age."""
    own = select(ShippingOffer).where(ShippingOffer.seller_id == seller_id, ShippingOffer.hub_id.is_(None))
    stored = session.scalars(own.order_by(ShippingOffer.id)).all()
    found = [*stored, *rules.standard_offers(seller_id, stored)]
    place = {kind: number for number, kind in enumerate(rules.STANDARD)}
    return sorted(found, key=lambda offer: place.get(offer.kind, len(place)))


def offers_of_marketplace() -> Sequence[ShippingOffer]:
    """All ways of the marketplace by age."""
    ours = select(ShippingOffer).where(ShippingOffer.seller_id.is_(None))
    return session.scalars(ours.order_by(ShippingOffer.id)).all()


def get_offer(seller_id: int | None, name: str) -> ShippingOffer:
    """A seller's or the marketplace's own way by its id, or by its kind. Raises NotFound."""
    offers = offers_of_marketplace() if seller_id is None else offers_of_seller(seller_id)
    for offer in offers:
        if name == rules.name_of(offer):
            return offer
    raise NotFound


def hubs_near(seller_id: int) -> Sequence[Served]:
    """The open hubs of a seller's regency, and those the seller serves, in one statement."""
    rows = session.execute(
        select(Hub, ShippingOffer)
        .select_from(Hub)
        .join(Seller, Seller.id == seller_id)
        .outerjoin(ShippingOffer, and_(ShippingOffer.hub_id == Hub.id, ShippingOffer.seller_id == Seller.id))
        .where(Hub.is_open, Hub.district_code.startswith(Seller.regency_code + "."))
        .order_by(Hub.name, Hub.id)
    )
    return [Served(hub, offer) for hub, offer in rows]


def areas_of(seller_id: int) -> Sequence[CourierArea]:
    """Where a seller's own courier goes, by the codes of the kecamatan."""
    own = select(CourierArea).where(CourierArea.seller_id == seller_id)
    return session.scalars(own.order_by(CourierArea.district_code)).all()
