"""What a shop says about itself, and its logo."""

from dataclasses import dataclass, fields

from sqlalchemy import select

from app import audit
from app.actor import current_actor
from app.db import session
from app.i18n import _
from app.media import commands as media
from app.models.media import Media
from app.models.seller import Seller


@dataclass(frozen=True)
class Profile:
    """What buyers read; `handling_days` are working days until a parcel leaves."""

    slogan: str
    story: str
    opening_hours: str
    handling_days: int


def change_profile(seller_id: int, profile: Profile) -> Seller:
    """Say something else from now on."""
    seller = _lock(seller_id)
    names = [each.name for each in fields(Profile)]
    changed = [name for name in names if getattr(seller, name) != getattr(profile, name)]
    for name in changed:
        setattr(seller, name, getattr(profile, name))
    if changed:
        audit.record("seller.profile_changed", seller, fields=changed)
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


def set_logo(seller_id: int, *, source_name: str) -> Seller:
    """A stored original becomes the logo; the former one is swept later."""
    seller = _lock(seller_id)
    _archive_logo(seller)
    picture = media.receive_picture(
        source_name, alt=_("Logo %(name)s", name=seller.name), purpose="logo", uploaded_by_id=current_actor().id
    )
    seller.logo_id = picture.id
    audit.record("seller.logo_changed", seller, media_id=picture.id)
    return seller


def remove_logo(seller_id: int) -> Seller:
    """No logo from now on; without one nothing happens."""
    seller = _lock(seller_id)
    if seller.logo_id is not None:
        _archive_logo(seller)
        seller.logo_id = None
        audit.record("seller.logo_removed", seller)
    return seller


def _lock(seller_id: int) -> Seller:
    return session.scalars(select(Seller).where(Seller.id == seller_id).with_for_update(key_share=True)).one()


def _archive_logo(seller: Seller) -> None:
    if seller.logo_id is not None:
        media.archive_picture(session.get_one(Media, seller.logo_id))
