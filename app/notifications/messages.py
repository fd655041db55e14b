"""One function for each thing we tell people; each reads the present and says it to one person."""

from app.accounts import tokens
from app.models.account import User
from app.models.order import Order, OrderGroup
from app.models.payment import Refund
from app.models.seller import SellerApplication
from app.models.shipment import Shipment
from app.notifications.links import link
from app.notifications.messenger import Message


def confirm_email(user: User) -> Message:
    """The link that confirms the address."""
    address = link("accounts.confirm", token=tokens.make_token(tokens.CONFIRM, user))
    return Message(user.email, "confirm_email", {"name": user.name, "link": address})


def already_registered(user: User) -> Message:
    """Somebody tried to open an account for an address that has one."""
    values = {"name": user.name, "link": link("accounts.sign_in"), "forgot": link("accounts.forgot")}
    return Message(user.email, "already_registered", values)


def reset_password(user: User) -> Message:
    """The link to a new password."""
    address = link("accounts.reset", token=tokens.make_token(tokens.RESET, user))
    return Message(user.email, "reset_password", {"name": user.name, "link": address})


def password_changed(user: User) -> Message:
    """The password is another one now."""
    return Message(user.email, "password_changed", {"name": user.name, "link": link("accounts.forgot")})


def order_placed(group: OrderGroup) -> Message:
    """The order waits for its payment."""
    return _to_buyer(group, "order_placed", link=link("payments.show", number=group.number))


def order_paid(group: OrderGroup) -> Message:
    """The payment has arrived."""
    return _to_buyer(group, "order_paid", link=_order_page(group))


def order_expired(group: OrderGroup) -> Message:
    """The time to pay is up."""
    return _to_buyer(group, "order_expired", link=_order_page(group))


def order_accepted(order: Order) -> Message:
    """The seller prepares the parcel."""
    return _to_buyer(order.group, "order_accepted", order=order, link=_order_page(order.group))


def order_shipped(order: Order, shipment: Shipment) -> Message:
    """The parcel is on its way."""
    return _to_buyer(order.group, "order_shipped", order=order, shipment=shipment, link=_order_page(order.group))


def refund_sent(group: OrderGroup, refund: Refund) -> Message:
    """Money went back to the buyer."""
    return _to_buyer(group, "refund_sent", refund=refund, link=_order_page(group))


def new_order(member: User, order: Order) -> Message:
    """A paid order waits for the seller."""
    address = link("orders_seller.show", order_id=order.id)
    return Message(member.email, "new_order", {"name": member.name, "order": order, "link": address})


def order_earned(member: User, order: Order) -> Message:
    """The buyer has the goods: the seller has earned."""
    address = link("payouts_seller.balance")
    return Message(member.email, "order_earned", {"name": member.name, "order": order, "link": address})


def application_received(application: SellerApplication) -> Message:
    """The application has arrived, and what happens next."""
    return _to_applicant(application, "application_received")


def application_needs_info(application: SellerApplication) -> Message:
    """The reviewer asks for something more."""
    return _to_applicant(application, "application_needs_info")


def application_approved(application: SellerApplication) -> Message:
    """The shop is open."""
    values = {"name": application.applicant.name, "application": application, "link": link("seller_centre.home")}
    return Message(application.applicant.email, "application_approved", values)


def application_rejected(application: SellerApplication) -> Message:
    """The application was refused, and why."""
    return _to_applicant(application, "application_rejected")


def _to_applicant(application: SellerApplication, name: str) -> Message:
    values = {"name": application.applicant.name, "application": application, "link": link("sellers.show")}
    return Message(application.applicant.email, name, values)


def _to_buyer(group: OrderGroup, name: str, **values: object) -> Message:
    return Message(group.buyer_email, name, {"name": group.buyer_name, "group": group, **values})


def _order_page(group: OrderGroup) -> str:
    return link("orders.show", number=group.number)
