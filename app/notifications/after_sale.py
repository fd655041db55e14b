"""What people hear when a sale does not end well: one sender for each event, as in `senders`."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.clock import now
from app.db import session
from app.i18n import _
from app.models.account import RoleName, User, UserRole
from app.models.order import Order, OrderGroup, OrderStatus
from app.models.payment import Payment, Refund
from app.models.returns import ReturnCase
from app.notifications.links import link
from app.notifications.messenger import Message
from app.notifications.senders import _addresses_of, _group, _order, _owners, _people, _send
from app.payments.queries.refunds import find_account, get_order
from app.payouts.rules import mask
from app.returns.rules import cancelled_at


def email_order_delivered(order_id: int, *, key: str) -> None:
    """To the buyer: the goods are there, as the seller says."""
    order = _order(order_id)
    _send([_to_buyer(order.group, "order_delivered", order=order)], key)


def email_order_ready(order_id: int, *, key: str) -> None:
    """To the buyer: it stands packed, where and until when, unless it was fetched or cancelled by now."""
    _send(_to_fetch(order_id, "order_ready"), key)


def email_fetch_by_near(order_id: int, *, key: str) -> None:
    """To the buyer and the owners of the shop: it is kept one more day; what was fetched wants its code typed."""
    texts = _to_fetch(order_id, "fetch_by_near")
    _send([*texts, *(_to_owners(_order(order_id), "sale_unfetched") if texts else [])], key)


def email_order_cancelled(order_id: int, *, key: str) -> None:
    """To the buyer and the owners of the shop: the order is cancelled."""
    order = _order(order_id)
    is_unfetched = order.fetch_by is not None and order.fetch_by <= now()
    told = _to_buyer(order.group, "order_cancelled", order=order, is_unfetched=is_unfetched)
    _send([told, *_to_owners(order, "sale_cancelled", is_unfetched=is_unfetched)], key)


def email_order_shortened(order_id: int, refund_id: int, *, key: str) -> None:
    """To the buyer: some pieces cannot be supplied."""
    order, refund = _order(order_id), session.get_one(Refund, refund_id)
    _send([_to_buyer(order.group, "order_shortened", order=order, refund=refund)], key)


def email_ship_by_near(order_id: int, *, key: str) -> None:
    """To the owners of the shop: a day is left to send."""
    _send(_to_owners(_order(order_id), "ship_by_near"), key)


def email_ship_by_passed(order_id: int, *, key: str) -> None:
    """To the buyer and the owners of the shop: it is late, and what happens then."""
    order = _order(order_id)
    assert order.ship_by is not None, "it is paid"
    until = cancelled_at(order.ship_by)
    texts = [_to_buyer(order.group, "order_late", order=order, until=until)]
    _send([*texts, *_to_owners(order, "sale_late", until=until)], key)


def email_account_wanted(refund_id: int, *, key: str) -> None:
    """To the buyer: where is the money to go?"""
    _send([_asking_for_account(refund_id, "account_wanted")], key)


def email_account_refused(refund_id: int, *, key: str) -> None:
    """To the buyer: the bank did not take the money, or sent it back; where else is it to go?"""
    _send([_asking_for_account(refund_id, "account_refused")], key)


def email_refund_account_named(refund_id: int, *, key: str) -> None:
    """To the buyer, at every address of the account: to which one the money goes, unless it was refused by now."""
    refund, named = session.get_one(Refund, refund_id), find_account(refund_id)
    group = _group(session.get_one(Payment, refund.payment_id).group_id)
    account = mask(named.number_last_digits) if named else ""
    links = {"forgot": link("accounts.forgot"), "complain": link("complaints.write")}
    text = _to_buyer(group, "refund_account_named", refund=refund, account=account, **links)
    owners = [] if group.buyer_id is None else _people(group.buyer_id)
    addresses = [group.buyer_email, *(email for owner in owners for email in _addresses_of(owner))]
    _send([replace(text, recipient=address) for address in dict.fromkeys(addresses) if named], key)


def email_cash_given_back(refund_id: int, *, key: str) -> None:
    """To the owners of the shop: the buyer says that they have given the cash back."""
    _send(_about_cash("cash_given_back", refund_id), key)


def email_cash_not_given_back(refund_id: int, *, key: str) -> None:
    """To the owners of the shop: they have not given it back, as an admin found."""
    _send(_about_cash("cash_not_given_back", refund_id), key)


def email_refund_failed(refund_id: int, *, key: str) -> None:
    """To the admins of the money: a gateway refuses."""
    _send(_about_refund("refund_failed", refund_id), key)


def email_refund_sent_besides(refund_id: int, *, key: str) -> None:
    """To the admins of the money: a gateway sends what was to go another way."""
    _send(_about_refund("refund_sent_besides", refund_id), key)


def email_case_opened(case_id: int, *, key: str) -> None:
    """To the owners of the shop: a case waits for an answer."""
    case = _case(case_id)
    _send(_to_owners(case.order, "case_opened", case=case, link=_case_at_seller(case)), key)


def email_case_answered(case_id: int, *, key: str) -> None:
    """To the buyer: granted, by the seller or the clock, or left to an admin."""
    case = _case(case_id)
    _send([_to_buyer(case.order.group, "case_answered", case=case, link=_case_at_buyer(case))], key)


def email_case_decided(case_id: int, *, key: str) -> None:
    """To the buyer and the owners of the shop: what an admin has decided."""
    case = _case(case_id)
    texts = [_to_buyer(case.order.group, "case_decided", case=case, link=_case_at_buyer(case))]
    _send([*texts, *_to_owners(case.order, "case_decided", case=case, link=_case_at_seller(case))], key)


def email_case_photos_added(case_id: int, user_id: int, *, key: str) -> None:
    """To the other side than the one that shows more."""
    case = _case(case_id)
    name, group = "case_photos_added", case.order.group
    if user_id == group.buyer_id:
        _send(_to_owners(case.order, name, case=case, who=_("pembeli"), link=_case_at_seller(case)), key)
    else:
        _send([_to_buyer(group, name, case=case, who=case.order.seller_name, link=_case_at_buyer(case))], key)


def _to_buyer(group: OrderGroup, name: str, **values: object) -> Message:
    address = link("orders.show", number=group.number)
    return Message(group.buyer_email, name, {"name": group.buyer_name, "group": group, "link": address, **values})


def _asking_for_account(refund_id: int, name: str) -> Message:
    refund = session.get_one(Refund, refund_id)
    group = _group(session.get_one(Payment, refund.payment_id).group_id)
    address = link("refund_accounts.name", number=group.number, refund_id=refund.id)
    return _to_buyer(group, name, refund=refund, link=address)


def _to_fetch(order_id: int, name: str) -> list[Message]:
    """The code stands on the page of the order, and in the mail that the seller has accepted it: not here again."""
    order = _order(order_id)
    is_waiting = order.status == OrderStatus.PROCESSING and order.fetch_by is not None
    return [_to_buyer(order.group, name, order=order, street=order.seller.street)] if is_waiting else []


def _to_owners(order: Order, name: str, **values: object) -> list[Message]:
    address = link("orders_seller.show", order_id=order.id)
    return [
        Message(owner.email, name, {"name": owner.name, "order": order, "link": address, **values})
        for owner in _owners(order.seller_id)
    ]


def _about_cash(name: str, refund_id: int) -> list[Message]:
    refund = session.get_one(Refund, refund_id)
    order = _order(get_order(refund).id)
    return _to_owners(order, name, refund=refund, complain=link("complaints.write"))


def _case(case_id: int) -> ReturnCase:
    whole = joinedload(ReturnCase.order).joinedload(Order.group)
    return session.scalars(select(ReturnCase).where(ReturnCase.id == case_id).options(whole)).one()


def _case_at_buyer(case: ReturnCase) -> str:
    return link("returns.show", case_number=case.number)


def _case_at_seller(case: ReturnCase) -> str:
    return link("returns_seller.show", case_number=case.number)


def _finance_admins() -> Sequence[User]:
    is_one = UserRole.role == RoleName.FINANCE, UserRole.revoked_at.is_(None), User.archived_at.is_(None)
    return session.scalars(
        select(User).join(UserRole, UserRole.user_id == User.id).where(*is_one).order_by(User.id)
    ).all()


def _about_refund(name: str, refund_id: int) -> list[Message]:
    refund = session.get_one(Refund, refund_id)
    address = link("refunds_admin.show", refund_id=refund.id)
    return [
        Message(admin.email, name, {"name": admin.name, "refund": refund, "link": address})
        for admin in _finance_admins()
    ]
