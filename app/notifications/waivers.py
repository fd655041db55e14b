"""What shops and applicants hear about what they need not show: one sender for each event, as in `senders`."""

from typing import Any

from app.db import session
from app.models.requirement import Requirement, Waiver
from app.models.seller import Seller
from app.notifications.links import link
from app.notifications.messenger import Message
from app.notifications.senders import _application, _owners, _send


def email_waiver_granted(waiver_id: int, *, key: str) -> None:
    """To the owners or the applicant: what need not be shown, why and until when; nothing if it is revoked by now."""
    waiver = session.get(Waiver, waiver_id)
    _send(_texts(waiver, "waiver_granted") if waiver and waiver.revoked_at is None else [], key)


def email_waiver_revoked(waiver_id: int, *, key: str) -> None:
    """To the owners or the applicant: what is to be shown after all, and what to do; nothing if the draft is gone."""
    waiver = session.get(Waiver, waiver_id)
    _send(_texts(waiver, "waiver_revoked") if waiver else [], key)


def _texts(waiver: Waiver, name: str) -> list[Message]:
    requirement = session.get_one(Requirement, waiver.requirement_id)
    values: dict[str, Any] = {"waiver": waiver, "requirement": requirement}
    if waiver.seller_id is not None:
        values["shop_name"] = session.get_one(Seller, waiver.seller_id).name
        values["link"] = link("permits_seller.show", permit=requirement.code)
        return [Message(owner.email, name, values | {"name": owner.name}) for owner in _owners(waiver.seller_id)]
    assert waiver.application_id is not None, "a waiver is a shop's or an application's"
    application = _application(waiver.application_id)
    values |= {"application": application, "shop_name": application.shop_name, "link": link("sellers.show")}
    return [Message(application.applicant.email, name, values | {"name": application.applicant.name})]
