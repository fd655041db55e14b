"""One function for each thing we tell people; each reads the present and says it to one person."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.accounts import tokens
from app.catalog.claims import claims_of
from app.catalog.grid import choices_of
from app.catalog.queries.cases import LET_GO, may_appeal
from app.catalog.queries.reasons import reasons_with
from app.catalog.queries.risks import hits_of
from app.complaints.rules import answer_by
from app.i18n import _
from app.models.account import HELPERS, EmailChange, User
from app.models.bulk import ImportJob, Outcome
from app.models.catalog import Product, ProductStatus, Variant
from app.models.complaint import Complaint
from app.models.moderation import ModerationCase
from app.models.order import Order, OrderGroup
from app.models.payment import Dispute, Refund, TransferProof
from app.models.payout import Payout, PayoutAccount, TurnoverStatement
from app.models.seller import Seller, SellerApplication, SellerInvitation
from app.models.shipment import Shipment
from app.notifications.links import link
from app.notifications.messenger import Message
from app.payments.rules import name_of
from app.sellers import tokens as invitations
from app.shipping.codes import code_to_show

MOST_NAMED = 20  # goods in one mail


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
    values = {"order": order, "code": code_to_show(order), "link": _order_page(order.group)}
    return _to_buyer(order.group, "order_accepted", **values)


def order_note(order: Order, text: str) -> Message:
    """Words of the seller."""
    return _to_buyer(order.group, "order_note", order=order, text=text, link=_order_page(order.group))


def stock_low(owner: User, variant: Variant, available: int) -> Message:
    """What is left of something that sells."""
    name = f"{variant.product.name} ({variant.label})" if variant.label else variant.product.name
    address = link("stock_seller.show", variant_id=variant.id)
    return Message(owner.email, "stock_low", {"name": name, "count": available, "link": address})


def order_shipped(order: Order, shipment: Shipment) -> Message:
    """The parcel is on its way."""
    is_part = sum(line.quantity for line in shipment.lines) < sum(line.quantity for line in order.lines)
    values = {"order": order, "shipment": shipment, "is_part": is_part, "code": code_to_show(order)}
    values["link"] = _order_page(order.group)
    return _to_buyer(order.group, "order_shipped", **values)


def refund_sent(group: OrderGroup, refund: Refund) -> Message:
    """Money went back to the buyer."""
    return _to_buyer(group, "refund_sent", refund=refund, link=_order_page(group))


def transfer_rejected(group: OrderGroup, proof: TransferProof) -> Message:
    """The proof of a transfer was rejected, and why."""
    return _to_buyer(group, "transfer_rejected", proof=proof, link=link("transfers.show", number=group.number))


def keys_refused(admin: User, gateway: str) -> Message:
    """A gateway does not know our keys any more."""
    values = {"name": admin.name, "gateway": name_of(gateway), "link": link("payments_admin_methods.index")}
    return Message(admin.email, "keys_refused", values)


def dispute_opened(admin: User, dispute: Dispute, number: str) -> Message:
    """The buyer's bank asks for the money of an order."""
    return _about_dispute(admin, "dispute_opened", dispute, number=number)


def dispute_decided(admin: User, dispute: Dispute, number: str, *, has_open_refunds: bool) -> Message:
    """The bank has decided who gets the money, and whether refunds of the same payment have still to end."""
    return _about_dispute(admin, "dispute_decided", dispute, number=number, has_open_refunds=has_open_refunds)


def _about_dispute(admin: User, name: str, dispute: Dispute, **values: object) -> Message:
    address = link("payments_admin.show", payment_id=dispute.payment_id)
    return Message(admin.email, name, {"name": admin.name, "dispute": dispute, "link": address, **values})


def new_order(member: User, order: Order) -> Message:
    """A paid order waits for the seller."""
    address = link("orders_seller.show", order_id=order.id)
    return Message(member.email, "new_order", {"name": member.name, "order": order, "link": address})


def order_earned(member: User, order: Order) -> Message:
    """The buyer has the goods: the seller has earned."""
    address = link("payouts_seller.balance")
    return Message(member.email, "order_earned", {"name": member.name, "order": order, "link": address})


def payout_completed(owner: User, payout: Payout, account: str) -> Message:
    """The bank has paid."""
    values = {"name": owner.name, "payout": payout, "account": account, "link": link("payouts_seller.balance")}
    return Message(owner.email, "payout_completed", values)


def payout_back(owner: User, name: str, payout: Payout, reason: str) -> Message:
    """The money did not go out or came back, why, and that it is in the balance."""
    values = {"name": owner.name, "payout": payout, "reason": reason, "link": link("payouts_seller_accounts.change")}
    return Message(owner.email, name, values)


def account_changed(owner: User, email: str, new: PayoutAccount, accounts: tuple[str, str]) -> Message:
    """The shop's money goes elsewhere from a day on: what to do for somebody who did not want that."""
    links = {"link": link("complaints.write"), "forgot": link("accounts.forgot")}
    values = {"name": owner.name, "account": new, "old": accounts[0], "new": accounts[1], **links}
    return Message(email, "account_changed", values)


def turnover_statement_decided(member: User, statement: TurnoverStatement) -> Message:
    """The statement of turnover was accepted or rejected."""
    values = {"name": member.name, "statement": statement, "link": link("tax_seller.index")}
    return Message(member.email, "turnover_statement_decided", values)


def listing_decided(member: User, case: ModerationCase, product: Product) -> Message:
    """A person has looked at a listing."""
    values = {
        "name": member.name,
        "product_name": product.name,
        "is_let_go": case.status in LET_GO,
        "may_appeal": may_appeal(case),
        "is_on_sale": product.status == ProductStatus.PUBLISHED,
        "parts": case.refused_parts,
        "reasons": reasons_with(case.reason_codes),
        "note": case.appeal_note or case.note,
        "link": link("catalog_seller.show", product_id=product.id),
    }
    return Message(member.email, "listing_decided", values)


def listing_looked_at_again(member: User, cases: Sequence[ModerationCase]) -> Message:
    """A person looks at goods that are sold already, because of the words in them."""
    hits = [hit for each in cases for hit in hits_of(claims_of(each.product), choices_of(each.product))]
    values = {
        **_goods(member, [each.product for each in cases]),
        "advices": list(dict.fromkeys(hit.word.advice for hit in hits)),
        "due_at": min(each.due_at for each in cases),
    }
    return Message(member.email, "listing_looked_at_again", values)


def listing_word_dropped(member: User, cases: Sequence[ModerationCase]) -> Message:
    """Nobody looks at these goods any more, because their word is watched no more."""
    return Message(member.email, "listing_word_dropped", _goods(member, [each.product for each in cases]))


def _goods(member: User, products: Sequence[Product]) -> dict[str, Any]:
    """Some goods of a shop as a mail names them: so many of them by name, and how many more there are."""
    named = products[:MOST_NAMED]
    return {
        "name": member.name,
        "count": len(products),
        "first_name": products[0].name,
        "rows": [(each, link("catalog_seller.show", product_id=each.id)) for each in named],
        "more": len(products) - len(named),
        "link": link("catalog_seller.index"),
    }


def import_ended(person: User, job: ImportJob, counts: Mapping[Outcome, int], *, waiting: int) -> Message:
    """The rows of a file have landed, or not; so many pictures of it wait for a reviewer."""
    values = {
        "name": person.name,
        "job": job,
        "counts": {each.value: counts[each] for each in Outcome},
        "waiting": waiting,
        "link": link("bulk_seller.show", job_id=job.id),
    }
    return Message(person.email, "import_ended", values)


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


def own_account(user: User) -> Message:
    """The link by which the owner takes over an account that a helper began."""
    return Message(user.email, "own_account", {"name": user.name, "link": link_to_own(user)})


def link_to_own(user: User) -> str:
    """Where the owner of a begun account chooses the first password."""
    return link("begun_accounts.own", token=tokens.make_token(tokens.OWN, user))


def email_change_asked(user: User, change: EmailChange) -> Message:
    """To the present address: another one is wanted, and how to stop that. Which one stays unsaid."""
    values = {"name": user.name, "link": link("accounts.home"), "forgot": link("accounts.forgot")}
    return Message(change.old_email, "email_change_asked", values)


def confirm_new_email(user: User, change: EmailChange) -> Message:
    """To the wanted address: the link that moves the account there."""
    assert change.new_email is not None, "it waits"
    address = link("emails.confirm", token=tokens.make_move_token(change, user))
    return Message(change.new_email, "confirm_new_email", {"name": user.name, "link": address})


def email_changed(user: User, change: EmailChange) -> Message:
    """To the old address: the account has another one now."""
    return Message(change.old_email, "email_changed", {"name": user.name, "link": link("storefront.contact")})


def email_wanted(user: User) -> Message:
    """Somebody else wanted this person's address for another account."""
    return Message(user.email, "email_wanted", {"name": user.name, "link": link("accounts.security")})


def role_granted(user: User, role: str) -> Message:
    """The person has a right in the back office, or may help sellers."""
    home = link("assistance.index" if role in HELPERS else "admin.home")
    return Message(user.email, "role_granted", {"name": user.name, "role": role, "link": home})


def role_revoked(user: User, role: str) -> Message:
    """The right is gone."""
    return Message(user.email, "role_revoked", {"name": user.name, "role": role, "link": link("storefront.contact")})


def invitation(invited: SellerInvitation) -> Message:
    """A place in a shop's team, for whoever owns the address."""
    address = link("invitations.accept", token=invitations.make_token(invited))
    return Message(invited.email, "invitation", {"name": _("rekan"), "invitation": invited, "link": address})


def member_joined(owner: User, joined: User, seller: Seller) -> Message:
    """Somebody took the place in the team."""
    values = {"name": owner.name, "joined": joined, "seller": seller, "link": link("team_seller.index")}
    return Message(owner.email, "member_joined", values)


def member_left(owner: User, left: User, seller: Seller) -> Message:
    """Somebody gave the place in the team back."""
    values = {"name": owner.name, "left": left, "seller": seller, "link": link("team_seller.index")}
    return Message(owner.email, "member_left", values)


def member_removed(user: User, seller: Seller) -> Message:
    """The person does not work for the shop any more."""
    values = {"name": user.name, "seller": seller, "link": link("storefront.contact")}
    return Message(user.email, "member_removed", values)


def seller_suspended(owner: User, seller: Seller, reason: str) -> Message:
    """The shop sells nothing for now, and why."""
    values = {"name": owner.name, "seller": seller, "reason": reason, "link": link("orders_seller.index")}
    return Message(owner.email, "seller_suspended", values)


def seller_reopened(owner: User, seller: Seller) -> Message:
    """The shop sells again."""
    return Message(
        owner.email, "seller_reopened", {"name": owner.name, "seller": seller, "link": link("seller_centre.home")}
    )


def complaint_received(complaint: Complaint) -> Message:
    """The number of the complaint, and until when it is answered. What was written is not sent back."""
    return _to_writer(complaint, "complaint_received", answer_by=answer_by(complaint.created_at))


def complaint_answered(complaint: Complaint) -> Message:
    """The answer."""
    return _to_writer(complaint, "complaint_answered")


def _to_writer(complaint: Complaint, name: str, **values: object) -> Message:
    address = link("complaints.received", number=complaint.number)
    return Message(complaint.email, name, {"name": complaint.name, "complaint": complaint, "link": address, **values})


def _to_buyer(group: OrderGroup, name: str, **values: object) -> Message:
    return Message(group.buyer_email, name, {"name": group.buyer_name, "group": group, **values})


def _order_page(group: OrderGroup) -> str:
    return link("orders.show", number=group.number)
