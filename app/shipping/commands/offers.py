"""What a seller offers, or the marketplace (whose rows have no seller). Each is quiet when it is so already."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from sqlalchemy import ColumnElement, func, select

from app import audit
from app.db import session
from app.errors import NotFound
from app.models.seller import Seller
from app.models.shipping import Hub, OfferKind, ShippingOffer
from app.shipping import rules
from app.shipping.errors import HubElsewhere, TooManyOffers

MOST_OFFERS = 20


@dataclass(frozen=True)
class Terms:
    """What an offer says; of what every seller offers only the threshold counts. Amounts in rupiah."""

    name: str = ""
    fee_amount: int = 0
    fastest_days: int = 0
    slowest_days: int = 0
    free_from_amount: int | None = None
    area_codes: Sequence[str] = field(default_factory=list)


def add_offer(seller_id: int | None, kind: OfferKind, terms: Terms) -> ShippingOffer:
    """One more way of a seller, or of the marketplace. Raises TooManyOffers."""
    lock_owner(seller_id)
    own = select(func.count(ShippingOffer.id)).where(_is_of(seller_id))
    if (session.scalar(own) or 0) >= MOST_OFFERS:
        raise TooManyOffers(most=MOST_OFFERS)
    offer = ShippingOffer(seller_id=seller_id, kind=kind, **_values(terms))
    _add(offer)
    return offer


def change_offer(seller_id: int | None, name: str, terms: Terms) -> ShippingOffer:
    """Other terms from the next order on. Raises NotFound."""
    offer = _lock_offer(seller_id, name)
    if changed := offer.say(_values(terms)):
        audit.record("shipping_offer.changed", offer, fields=changed)
    return offer


def switch_on(seller_id: int | None, name: str) -> ShippingOffer:
    """Buyers may choose it from now on. Raises NotFound."""
    offer = _lock_offer(seller_id, name)
    if not offer.is_on:
        offer.is_on = True
        audit.record("shipping_offer.switched_on", offer)
    return offer


def switch_off(seller_id: int | None, name: str) -> ShippingOffer:
    """Buyers cannot choose it any more; what was ordered before stays so. Raises NotFound."""
    offer = _lock_offer(seller_id, name)
    if offer.is_on:
        offer.is_on = False
        audit.record("shipping_offer.switched_off", offer)
    return offer


def serve_hub(seller_id: int, hub_id: int) -> ShippingOffer:
    """The seller brings parcels to this hub from now on. Raises NotFound, HubElsewhere."""
    regency_code = lock_owner(seller_id)
    hub = session.get(Hub, hub_id)
    if hub is None:
        raise NotFound
    if not rules.is_near(hub, regency_code):
        raise HubElsewhere
    served = ShippingOffer.seller_id == seller_id, ShippingOffer.hub_id == hub_id
    offer = session.scalar(select(ShippingOffer).where(*served))
    if offer is not None:
        return switch_on(seller_id, str(offer.id))
    offer = ShippingOffer(seller_id=seller_id, kind=OfferKind.HUB, hub_id=hub_id, **_values(Terms()))
    _add(offer)
    return offer


def lock_owner(seller_id: int | None) -> str:
    """Nobody else changes what this seller offers meanwhile; returns the seller's regency, nothing for ours."""
    if seller_id is None:
        return ""
    regency = select(Seller.regency_code).where(Seller.id == seller_id).with_for_update(key_share=True)
    return session.scalars(regency).one()


def _lock_offer(seller_id: int | None, name: str) -> ShippingOffer:
    """By its id, or for what every seller offers by its kind; that gets its row now. Raises NotFound."""
    lock_owner(seller_id)
    kind = next((kind for kind in rules.STANDARD if kind == name and seller_id is not None), None)
    is_it = ShippingOffer.kind == kind if kind else ShippingOffer.id == (int(name) if name.isdecimal() else 0)
    offer = session.scalar(
        select(ShippingOffer).where(_is_of(seller_id), is_it).execution_options(populate_existing=True)
    )
    if offer is None and kind is not None:
        assert seller_id is not None, "only sellers have what every seller offers"
        offer = rules.standard_offer(seller_id, kind)
        session.add(offer)
        session.flush()
    if offer is None:
        raise NotFound
    return offer


def _add(offer: ShippingOffer) -> None:
    session.add(offer)
    session.flush()
    audit.record("shipping_offer.added", offer, kind=offer.kind.value, fee_amount=offer.fee_amount)


def _is_of(seller_id: int | None) -> ColumnElement[bool]:
    return ShippingOffer.seller_id.is_(None) if seller_id is None else ShippingOffer.seller_id == seller_id


def _values(terms: Terms) -> dict[str, object]:
    return {each.name: getattr(terms, each.name) for each in fields(terms)}
