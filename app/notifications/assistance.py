"""What the person hears who is asked for, or has, a helper: one sender for each event, as in `senders`."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.assistance.rules import code_of, takes_codes
from app.clock import now
from app.db import session
from app.models.assistance import Assistance
from app.notifications.links import link
from app.notifications.messages import link_to_own
from app.notifications.messenger import Message
from app.notifications.senders import _send
from app.settings import setting


def email_assistance_asked(assistance_id: int, *, key: str) -> None:
    """The code, if somebody has the address and it can still be used."""
    assistance = _assistance(assistance_id)
    is_open = assistance.agreed_at is None and assistance.ended_at is None and takes_codes(assistance, now())
    values = {"code": code_of(assistance, key=setting("SECRET_KEY")), "days": setting("ASSISTANCE_LIFE").days}
    texts = _to_person(assistance, "assistance_asked", **values, link=link("assistance_account.index"))
    _send(texts if is_open else [], key)


def email_assistance_agreed(assistance_id: int, *, key: str) -> None:
    """Who may act now, until when, and how that ends."""
    assistance = _assistance(assistance_id)
    address = link("assistance_account.index")
    _send(_to_person(assistance, "assistance_agreed", until=assistance.expires_at, link=address), key)


def email_assistance_handed_over(assistance_id: int, *, key: str) -> None:
    """What only the person can do."""
    _send(_to_person(_assistance(assistance_id), "assistance_handed_over", link=link("sellers.show")), key)


def _assistance(assistance_id: int) -> Assistance:
    whole = joinedload(Assistance.helper), joinedload(Assistance.person)
    return session.scalars(select(Assistance).where(Assistance.id == assistance_id).options(*whole)).one()


def _to_person(assistance: Assistance, name: str, **values: object) -> list[Message]:
    person = assistance.person
    if person is None or person.archived_at is not None:
        return []
    own_link = None if person.password_hash else link_to_own(person)
    said = {"name": person.name, "helper": assistance.helper.name, "own_link": own_link, **values}
    return [Message(person.email, name, said)]
