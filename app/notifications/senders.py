"""One sender for each event that people hear of. All of them read, close the read, and then send."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.db import session
from app.models.account import User
from app.models.order import Order, OrderGroup
from app.models.payment import Payment, Refund
from app.models.seller import MemberRole, SellerApplication, SellerMember
from app.models.shipment import Shipment
from app.notifications import messages, messenger
from app.notifications.messenger import Message


def email_confirmation(user_id: int, *, key: str) -> None:
    """The confirmation link, unless the address is confirmed by now."""
    user = _user(user_id)
    _send([] if user.confirmed_at else [messages.confirm_email(user)], key)


def email_already_registered(user_id: int, *, key: str) -> None:
    """A note to the owner of the account, if somebody has it."""
    _send([messages.already_registered(user) for user in _people(user_id)], key)


def email_reset(user_id: int, *, key: str) -> None:
    """The link to a new password, if somebody has the address."""
    _send([messages.reset_password(user) for user in _people(user_id)], key)


def email_password_changed(user_id: int, *, key: str) -> None:
    """A note that the password changed."""
    _send([messages.password_changed(_user(user_id))], key)


def email_order_placed(group_id: int, *, key: str) -> None:
    """To the buyer: how to pay, until when."""
    _send([messages.order_placed(_group(group_id))], key)


def email_order_paid(group_id: int, *, key: str) -> None:
    """To the buyer: the payment has arrived."""
    _send([messages.order_paid(_group(group_id))], key)


def email_order_expired(group_id: int, *, key: str) -> None:
    """To the buyer: the time to pay is up."""
    _send([messages.order_expired(_group(group_id))], key)


def email_new_order(order_id: int, *, key: str) -> None:
    """To the owners of the shop: a paid order waits."""
    order = _order(order_id)
    _send([messages.new_order(owner, order) for owner in _owners(order.seller_id)], key)


def email_order_accepted(order_id: int, *, key: str) -> None:
    """To the buyer: the seller prepares the parcel."""
    _send([messages.order_accepted(_order(order_id))], key)


def email_order_shipped(order_id: int, *, key: str) -> None:
    """To the buyer: the parcel is on its way."""
    shipment = session.scalars(select(Shipment).where(Shipment.order_id == order_id)).one()
    _send([messages.order_shipped(_order(order_id), shipment)], key)


def email_order_earned(order_id: int, *, key: str) -> None:
    """To the owners of the shop: earned."""
    order = _order(order_id)
    _send([messages.order_earned(owner, order) for owner in _owners(order.seller_id)], key)


def email_refund_sent(refund_id: int, *, key: str) -> None:
    """To the buyer: money went back."""
    refund = session.get_one(Refund, refund_id)
    payment = session.get_one(Payment, refund.payment_id)
    _send([messages.refund_sent(_group(payment.group_id), refund)], key)


def email_application_received(application_id: int, *, key: str) -> None:
    """To the applicant: it has arrived."""
    _send([messages.application_received(_application(application_id))], key)


def email_application_needs_info(application_id: int, *, key: str) -> None:
    """To the applicant: what is missing."""
    _send([messages.application_needs_info(_application(application_id))], key)


def email_application_approved(application_id: int, *, key: str) -> None:
    """To the applicant: the shop is open."""
    _send([messages.application_approved(_application(application_id))], key)


def email_application_rejected(application_id: int, *, key: str) -> None:
    """To the applicant: refused, and why."""
    _send([messages.application_rejected(_application(application_id))], key)


def _send(texts: Sequence[Message], key: str) -> None:
    session.expunge_all()
    session.rollback()
    for place, text in enumerate(texts):
        messenger.current().send(text, key=f"{key}-{place}" if place else key)


def _user(user_id: int) -> User:
    return session.get_one(User, user_id)


def _people(user_id: int) -> Sequence[User]:
    return session.scalars(select(User).where(User.id == user_id, User.archived_at.is_(None))).all()


def _group(group_id: int) -> OrderGroup:
    whole = selectinload(OrderGroup.orders).selectinload(Order.lines)
    return session.scalars(select(OrderGroup).where(OrderGroup.id == group_id).options(whole)).one()


def _order(order_id: int) -> Order:
    whole = joinedload(Order.group), selectinload(Order.lines)
    return session.scalars(select(Order).where(Order.id == order_id).options(*whole)).one()


def _application(application_id: int) -> SellerApplication:
    whole = joinedload(SellerApplication.applicant)
    return session.scalars(select(SellerApplication).where(SellerApplication.id == application_id).options(whole)).one()


def _owners(seller_id: int) -> Sequence[User]:
    return session.scalars(
        select(User)
        .join(SellerMember, SellerMember.user_id == User.id)
        .where(
            SellerMember.seller_id == seller_id,
            SellerMember.role == MemberRole.OWNER,
            SellerMember.archived_at.is_(None),
            User.archived_at.is_(None),
        )
        .order_by(User.id)
    ).all()
