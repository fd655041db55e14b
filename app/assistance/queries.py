"""Looking assistance up: always through the helper, the person, or as an admin."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from app.accounts.queries.accounts import holds_now
from app.assistance.rules import REQUEST_LIFE
from app.clock import now
from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.assistance import Assistance
from app.models.audit import AuditEvent
from app.models.seller import Seller, SellerApplication, SellerMember

MOST = 100


@dataclass(frozen=True)
class Client:
    """Somebody who is helped, with the shop or how far the wish to have one has come."""

    assistance: Assistance
    shop_name: str | None
    is_applying: bool


def clients_of(helper_id: int) -> list[Client]:
    """Whom the helper may act for now, by name."""
    is_open = SellerApplication.applicant_id == Assistance.person_id
    rows = session.execute(
        select(Assistance, Seller.name, select(SellerApplication.id).where(is_open).exists())
        .join(User, User.id == Assistance.person_id)
        .outerjoin(SellerMember, (SellerMember.user_id == User.id) & SellerMember.archived_at.is_(None))
        .outerjoin(Seller, Seller.id == SellerMember.seller_id)
        .where(Assistance.helper_id == helper_id, holds_now(), User.archived_at.is_(None))
        .options(joinedload(Assistance.person))
        .order_by(User.name, Assistance.id)
        .limit(MOST)
    ).all()
    return [Client(*row) for row in {row[0].id: row for row in rows}.values()]


def requests_of(helper_id: int) -> Sequence[Assistance]:
    """What the helper asked for and nobody has answered, newest first."""
    return session.scalars(
        select(Assistance)
        .where(Assistance.helper_id == helper_id, _waits())
        .order_by(Assistance.asked_at.desc(), Assistance.id.desc())
        .limit(MOST)
    ).all()


def requests_to(person_id: int) -> Sequence[Assistance]:
    """Who would like to help this person, newest first."""
    return session.scalars(
        select(Assistance)
        .where(Assistance.person_id == person_id, _waits())
        .options(joinedload(Assistance.helper))
        .order_by(Assistance.asked_at.desc(), Assistance.id.desc())
        .limit(MOST)
    ).all()


def helpers_of(person_id: int) -> Sequence[Assistance]:
    """Who helps this person now, newest first."""
    return session.scalars(
        select(Assistance)
        .where(Assistance.person_id == person_id, holds_now())
        .options(joinedload(Assistance.helper))
        .order_by(Assistance.agreed_at.desc(), Assistance.id.desc())
        .limit(MOST)
    ).all()


def all_that_hold(*, limit: int, offset: int) -> Sequence[Assistance]:
    """Every assistance that holds now, newest first, for admins."""
    return session.scalars(
        select(Assistance)
        .where(holds_now())
        .options(joinedload(Assistance.helper), joinedload(Assistance.person))
        .order_by(Assistance.agreed_at.desc(), Assistance.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def count_all_that_hold() -> int:
    """How many hold now."""
    return session.scalar(select(func.count(Assistance.id)).where(holds_now())) or 0


def done_for(person_id: int, *, limit: int, offset: int) -> list[tuple[AuditEvent, str]]:
    """What others did in this person's name, newest first, with their names."""
    rows = (
        select(AuditEvent, User.name)
        .join(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.on_behalf_of_id == person_id)
        .order_by(AuditEvent.id.desc())
    )
    return [(event, name) for event, name in session.execute(rows.limit(limit).offset(offset))]


def count_done_for(person_id: int) -> int:
    """How many things others did in this person's name."""
    query = select(func.count(AuditEvent.id)).where(AuditEvent.on_behalf_of_id == person_id)
    return session.scalar(query) or 0


def lock_of_helper(assistance_id: int, helper_id: int) -> Assistance:
    """One that this helper asked for, for changing. Raises NotFound."""
    return _lock(Assistance.id == assistance_id, Assistance.helper_id == helper_id)


def lock_of_person(assistance_id: int, person_id: int) -> Assistance:
    """One that is about this person, for changing. Raises NotFound."""
    return _lock(Assistance.id == assistance_id, Assistance.person_id == person_id)


def lock_any(assistance_id: int) -> Assistance:
    """Any, for an admin to change. Raises NotFound."""
    return _lock(Assistance.id == assistance_id, Assistance.agreed_at.is_not(None))


def find_open(helper_id: int, address_hash: str) -> Assistance | None:
    """What the helper asked for at an address and has not ended, for changing."""
    is_it = Assistance.helper_id == helper_id, Assistance.address_hash == address_hash, Assistance.ended_at.is_(None)
    return session.scalar(select(Assistance).where(*is_it).with_for_update())


def lock_open_of_helper(helper_id: int) -> Sequence[Assistance]:
    """Everything a helper has asked for and nobody has ended, for changing."""
    is_open = Assistance.helper_id == helper_id, Assistance.ended_at.is_(None)
    return session.scalars(select(Assistance).where(*is_open).order_by(Assistance.id).with_for_update()).all()


def does_hold(assistance: Assistance) -> bool:
    """Whether the helper may act now."""
    return session.scalar(select(Assistance.id).where(Assistance.id == assistance.id, holds_now())) is not None


def has_shop(person_id: int) -> bool:
    """Whether the person works for a shop."""
    is_member = SellerMember.user_id == person_id, SellerMember.archived_at.is_(None)
    return session.scalar(select(SellerMember.id).where(*is_member).limit(1)) is not None


def has_helped(helper_id: int, person_id: int) -> bool:
    """Whether somebody was ever let help this person."""
    is_it = helped_by(helper_id).where(Assistance.person_id == person_id)
    return session.scalar(is_it.limit(1)) is not None


def helped_by(helper_id: int) -> Select[int | None]:
    """The ids of everybody whom somebody was ever let help."""
    return select(Assistance.person_id).where(Assistance.helper_id == helper_id, Assistance.agreed_at.is_not(None))


def _lock(*conditions: ColumnElement[bool]) -> Assistance:
    found = session.scalar(select(Assistance).where(*conditions).with_for_update())
    if found is None:
        raise NotFound
    return found


def _waits() -> ColumnElement[bool]:
    is_open = Assistance.agreed_at.is_(None) & Assistance.ended_at.is_(None)
    return is_open & (Assistance.asked_at > now() - REQUEST_LIFE)
