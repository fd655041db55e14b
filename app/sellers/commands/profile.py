"""What a shop says about itself: words, hours, promises, pictures."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import delete, insert, select

from app import audit
from app.actor import current_actor
from app.db import session
from app.i18n import _
from app.media import commands as media
from app.models.media import Media
from app.models.seller import OpeningHours, Seller
from app.sellers.opening import Hours


@dataclass(frozen=True)
class Profile:
    """What buyers read; `handling_days` are working days until a parcel leaves."""

    slogan: str
    story: str
    handling_days: int


@dataclass(frozen=True)
class Policies:
    """What the shop promises and does not, in its own words; empty where it says nothing."""

    shipping_policy: str
    returns_policy: str
    made_to_order_policy: str


class Place(StrEnum):
    """Where a shop has a picture of its own."""

    LOGO = "logo"
    BANNER = "banner"


def change_profile(seller_id: int, profile: Profile) -> Seller:
    """Say something else from now on."""
    seller = _lock(seller_id)
    if changed := seller.say(asdict(profile)):
        audit.record("seller.profile_changed", seller, fields=changed)
    return seller


def change_policies(seller_id: int, policies: Policies) -> Seller:
    """Promise something else from now on; what was bought before keeps what the law gives."""
    seller = _lock(seller_id)
    if changed := seller.say(asdict(policies)):
        audit.record("seller.policies_changed", seller, fields=changed)
    return seller


def set_hours(seller_id: int, hours: Sequence[Hours]) -> Seller:
    """The shop is open then, and at no other time; no hours at all say nothing."""
    seller = _lock(seller_id)
    rows = session.scalars(select(OpeningHours).where(OpeningHours.seller_id == seller_id))
    before = {Hours(row.weekday, row.opens, row.closes) for row in rows}
    if before != set(hours):
        session.execute(delete(OpeningHours).where(OpeningHours.seller_id == seller_id))
        if hours:
            session.execute(insert(OpeningHours), [{"seller_id": seller_id, **asdict(each)} for each in hours])
        audit.record("seller.hours_changed", seller, days=len(hours))
    return seller


def change_phone(seller_id: int, phone: str) -> Seller:
    """Another number of the shop, as +62…"""
    seller = _lock(seller_id)
    if seller.phone != phone:
        seller.phone = phone
        audit.record("seller.phone_changed", seller)
    return seller


def start_taking_cash(seller_id: int) -> Seller:
    """Buyers whose goods the shop brings or hands out itself may pay at the door."""
    seller = _lock(seller_id)
    if not seller.takes_cash:
        seller.takes_cash = True
        audit.record("seller.cash_taken", seller)
    return seller


def stop_taking_cash(seller_id: int) -> Seller:
    """Nobody pays this shop at the door any more; what was promised before stays so."""
    seller = _lock(seller_id)
    if seller.takes_cash:
        seller.takes_cash = False
        audit.record("seller.cash_refused", seller)
    return seller


def set_picture(seller_id: int, place: Place, *, source_name: str) -> Seller:
    """A stored original becomes the logo or the banner; the former one is swept later."""
    seller = _lock(seller_id)
    _archive_picture(seller, place)
    alts = {Place.LOGO: _("Logo %(name)s", name=seller.name), Place.BANNER: _("Suasana %(name)s", name=seller.name)}
    picture = media.receive_picture(
        source_name, alt=alts[place], purpose=place.value, uploaded_by_id=current_actor().id
    )
    setattr(seller, f"{place}_id", picture.id)
    audit.record("seller.picture_changed", seller, place=place.value, media_id=picture.id)
    return seller


def remove_picture(seller_id: int, place: Place) -> Seller:
    """No logo or banner from now on; without one nothing happens."""
    seller = _lock(seller_id)
    if _archive_picture(seller, place):
        setattr(seller, f"{place}_id", None)
        audit.record("seller.picture_removed", seller, place=place.value)
    return seller


def _lock(seller_id: int) -> Seller:
    return session.scalars(select(Seller).where(Seller.id == seller_id).with_for_update(key_share=True)).one()


def _archive_picture(seller: Seller, place: Place) -> bool:
    media_id = getattr(seller, f"{place}_id")
    if media_id is not None:
        media.archive_picture(session.get_one(Media, media_id))
    return media_id is not None
