"""One sender for each event that people hear of. All of them read, close the read, and then send."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.queries.emails import left_emails
from app.bulk.queries import jobs as imports
from app.catalog.queries.cases import cases_to_tell_of
from app.db import session
from app.models.account import EmailChange, RoleName, User, UserRole
from app.models.bulk import ImportJob
from app.models.catalog import Product, Variant
from app.models.complaint import Complaint
from app.models.moderation import ModerationCase
from app.models.order import Order, OrderGroup, OrderNote
from app.models.payment import Dispute, GatewayState, Payment, Refund, TransferProof
from app.models.payout import Payout, PayoutAccount, TurnoverStatement
from app.models.seller import ApplicationStatus, MemberRole, Seller, SellerApplication, SellerInvitation, SellerMember
from app.models.shipment import Shipment, ShipmentLine
from app.notifications import messages, messenger
from app.notifications.messenger import Message
from app.orders.queries import share_gone_back
from app.payments.queries.refunds import has_open_refunds
from app.payouts.queries.accounts import find_account_before
from app.payouts.queries.batches import failures_of
from app.payouts.rules import mask
from app.sellers.queries.standing import find_suspension


def email_confirmation(user_id: int, *, key: str) -> None:
    """The confirmation link, unless the address is confirmed by now."""
    user = _user(user_id)
    _send([] if user.confirmed_at else [messages.confirm_email(user)], key)


def email_already_registered(user_id: int, *, key: str) -> None:
    """A note to the owner of the account, if somebody has it."""
    _send([messages.already_registered(user) for user in _people(user_id)], key)


def email_reset(user_id: int, *, key: str) -> None:
    """The link to a new password, or to the first one of a begun account, if somebody has the address."""
    _send(
        [
            messages.reset_password(user) if user.password_hash else messages.own_account(user)
            for user in _people(user_id)
        ],
        key,
    )


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


def email_order_note(note_id: int, *, key: str) -> None:
    """To the buyer: what the seller wrote."""
    note = session.get_one(OrderNote, note_id)
    _send([messages.order_note(_order(note.order_id), note.text)], key)


def email_stock_low(variant_id: int, *, key: str) -> None:
    """To the owners of the shop: hardly anything is left, unless that has changed by now."""
    whole = joinedload(Variant.product), joinedload(Variant.stock)
    variant = session.scalars(select(Variant).where(Variant.id == variant_id).options(*whole)).one()
    owners = _owners(variant.seller_id) if variant.stock.low_since else []
    _send([messages.stock_low(owner, variant, variant.stock.available) for owner in owners], key)


def email_order_shipped(shipment_id: int, *, key: str) -> None:
    """To the buyer: a parcel is on its way."""
    whole = selectinload(Shipment.lines).joinedload(ShipmentLine.order_line)
    shipment = session.scalars(select(Shipment).where(Shipment.id == shipment_id).options(whole)).one()
    _send([messages.order_shipped(_order(shipment.order_id), shipment)], key)


def email_order_earned(order_id: int, *, key: str) -> None:
    """To the owners of the shop: earned, unless all money has gone back."""
    order = _order(order_id)
    is_earned = share_gone_back(order_id).paid_amount < order.total_amount
    _send([] if not is_earned else [messages.order_earned(owner, order) for owner in _owners(order.seller_id)], key)


def email_refund_sent(refund_id: int, *, key: str) -> None:
    """To the buyer: money went back."""
    refund = session.get_one(Refund, refund_id)
    payment = session.get_one(Payment, refund.payment_id)
    _send([messages.refund_sent(_group(payment.group_id), refund)], key)


def email_transfer_rejected(proof_id: int, *, key: str) -> None:
    """To the buyer: no money was found, and why."""
    proof = session.get_one(TransferProof, proof_id)
    payment = session.get_one(Payment, proof.payment_id)
    _send([messages.transfer_rejected(_group(payment.group_id), proof)], key)


def email_keys_refused(gateway: str, *, key: str) -> None:
    """To the admins of money: nobody can pay this way, unless it is mended by now."""
    is_refused = session.get(GatewayState, gateway) is not None
    _send([messages.keys_refused(admin, gateway) for admin in _finance() if is_refused], key)


def email_dispute_opened(dispute_id: int, *, key: str) -> None:
    """To the admins of money: a bank asks for it back."""
    dispute, number = _dispute(dispute_id)
    _send([messages.dispute_opened(admin, dispute, number) for admin in _finance()], key)


def email_dispute_decided(dispute_id: int, *, key: str) -> None:
    """To the admins of money: who gets it, and whether refunds have still to end."""
    dispute, number = _dispute(dispute_id)
    is_open = has_open_refunds(dispute.payment_id)
    admins = _finance()
    _send([messages.dispute_decided(admin, dispute, number, has_open_refunds=is_open) for admin in admins], key)


def email_payout_completed(payout_id: int, *, key: str) -> None:
    """To the owners of the shop: the bank has paid."""
    payout = session.get_one(Payout, payout_id)
    account = mask(payout.account.number_last_digits)
    _send([messages.payout_completed(owner, payout, account) for owner in _owners(payout.seller_id)], key)


def email_payout_failed(payout_id: int, *, key: str) -> None:
    """To the owners of the shop: the money is in the balance again, and why."""
    _send(_about_payout_back(payout_id, "payout_failed"), key)


def email_payout_sent_back(payout_id: int, *, key: str) -> None:
    """To the owners of the shop: what had been paid came back from the bank, and why."""
    _send(_about_payout_back(payout_id, "payout_sent_back"), key)


def email_account_changed(account_id: int, *, key: str) -> None:
    """To every owner, also at the address of before: somebody who took an account over changed that first."""
    new = session.get_one(PayoutAccount, account_id)
    old = find_account_before(new)
    accounts = (mask(old.number_last_digits) if old else "–", mask(new.number_last_digits))
    told = [(owner, email) for owner in _owners(new.seller_id) for email in _addresses_of(owner)]
    _send([messages.account_changed(owner, email, new, accounts) for owner, email in told], key)


def email_turnover_statement_decided(statement_id: int, *, key: str) -> None:
    """To the owners of the shop: accepted, or rejected and why."""
    statement = session.get_one(TurnoverStatement, statement_id)
    _send([messages.turnover_statement_decided(owner, statement) for owner in _owners(statement.seller_id)], key)


def email_listing_decided(case_id: int, *, key: str) -> None:
    """To the owners of the shop: a listing may be sold, or not and why."""
    case = session.get_one(ModerationCase, case_id)
    product = session.get_one(Product, case.product_id)
    _send([messages.listing_decided(owner, case, product) for owner in _owners(product.seller_id)], key)


def email_listing_looked_at_again(case_ids: str, *, key: str) -> None:
    """To the owners of the shop: some of what it sells already is looked at, and why. The ids stand between commas."""
    cases = cases_to_tell_of([int(each) for each in case_ids.split(",")])
    owners = _owners(cases[0].product.seller_id)
    _send([messages.listing_looked_at_again(owner, cases) for owner in owners], key)


def email_listing_word_dropped(case_ids: str, *, key: str) -> None:
    """To the owners of the shop: these need no look any more. The ids stand between commas."""
    cases = cases_to_tell_of([int(each) for each in case_ids.split(",")])
    _send([messages.listing_word_dropped(owner, cases) for owner in _owners(cases[0].product.seller_id)], key)


def email_import_ended(job_id: int, *, key: str) -> None:
    """To whoever started it: what came of the rows."""
    job = session.get_one(ImportJob, job_id)
    counts, waiting = imports.count_outcomes(job_id), imports.count_waiting_pictures(job_id)
    people = _people(job.begun_by_id)
    _send([messages.import_ended(person, job, counts, waiting=waiting) for person in people], key)


def email_application_received(application_id: int, *, key: str) -> None:
    """To the applicant: it has arrived."""
    _send([messages.application_received(_application(application_id))], key)


def email_application_needs_info(application_id: int, *, key: str) -> None:
    """To the applicant: what is missing, unless it was sent in again or decided meanwhile."""
    application = _application(application_id)
    is_asked = application.status == ApplicationStatus.NEEDS_INFO
    _send([messages.application_needs_info(application)] if is_asked else [], key)


def email_application_approved(application_id: int, *, key: str) -> None:
    """To the applicant: the shop is open."""
    _send([messages.application_approved(_application(application_id))], key)


def email_application_rejected(application_id: int, *, key: str) -> None:
    """To the applicant: refused, and why."""
    _send([messages.application_rejected(_application(application_id))], key)


def email_email_change_asked(email_change_id: int, *, key: str) -> None:
    """To the present address: somebody asked for another one."""
    change = session.get_one(EmailChange, email_change_id)
    _send([messages.email_change_asked(_user(change.user_id), change)], key)


def email_email_link(email_change_id: int, *, key: str) -> None:
    """To the wanted address while it is waited for: the link, or a note if it belongs to somebody already."""
    change = session.get_one(EmailChange, email_change_id)
    holder = session.scalar(select(User).where(User.email_folded == change.new_email_folded))
    if not change.is_waiting:
        texts = []
    elif holder is None:
        texts = [messages.confirm_new_email(user, change) for user in _people(change.user_id)]
    else:
        texts = [messages.email_wanted(user) for user in _people(holder.id)]
    _send(texts, key)


def email_email_changed(email_change_id: int, *, key: str) -> None:
    """To the address a person had before."""
    change = session.get_one(EmailChange, email_change_id)
    _send([messages.email_changed(_user(change.user_id), change)], key)


def email_role_granted(user_id: int, role: str, *, key: str) -> None:
    """To the person: a right in the back office."""
    _send([messages.role_granted(user, role) for user in _people(user_id)], key)


def email_role_revoked(user_id: int, role: str, *, key: str) -> None:
    """To the person: the right is gone."""
    _send([messages.role_revoked(user, role) for user in _people(user_id)], key)


def email_invitation(invitation_id: int, *, key: str) -> None:
    """To the invited address, unless the invitation was taken or withdrawn by now."""
    whole = joinedload(SellerInvitation.seller)
    is_open = SellerInvitation.accepted_at.is_(None), SellerInvitation.revoked_at.is_(None)
    query = select(SellerInvitation).where(SellerInvitation.id == invitation_id, *is_open).options(whole)
    _send([messages.invitation(invited) for invited in session.scalars(query)], key)


def email_member_joined(member_id: int, *, key: str) -> None:
    """To the owners: somebody joined the team."""
    member = session.get_one(SellerMember, member_id)
    joined, seller = _user(member.user_id), session.get_one(Seller, member.seller_id)
    _send([messages.member_joined(owner, joined, seller) for owner in _owners(seller.id)], key)


def email_member_left(member_id: int, *, key: str) -> None:
    """To the owners: somebody left the team by the own wish."""
    member = session.get_one(SellerMember, member_id)
    left, seller = _user(member.user_id), session.get_one(Seller, member.seller_id)
    _send([messages.member_left(owner, left, seller) for owner in _owners(seller.id)], key)


def email_member_removed(member_id: int, *, key: str) -> None:
    """To the person who does not work for the shop any more."""
    member = session.get_one(SellerMember, member_id)
    seller = session.get_one(Seller, member.seller_id)
    _send([messages.member_removed(user, seller) for user in _people(member.user_id)], key)


def email_seller_suspended(seller_id: int, *, key: str) -> None:
    """To the owners: nothing is sold for now, and why."""
    seller, suspension = session.get_one(Seller, seller_id), find_suspension(seller_id)
    reason = suspension.reason if suspension else ""
    _send([messages.seller_suspended(owner, seller, reason) for owner in _owners(seller_id)], key)


def email_seller_reopened(seller_id: int, *, key: str) -> None:
    """To the owners: the shop sells again."""
    seller = session.get_one(Seller, seller_id)
    _send([messages.seller_reopened(owner, seller) for owner in _owners(seller_id)], key)


def email_complaint_received(complaint_id: int, *, key: str) -> None:
    """To the writer: the number."""
    _send([messages.complaint_received(session.get_one(Complaint, complaint_id))], key)


def email_complaint_answered(complaint_id: int, *, key: str) -> None:
    """To the writer: the answer."""
    _send([messages.complaint_answered(session.get_one(Complaint, complaint_id))], key)


def _send(texts: Sequence[Message], key: str) -> None:
    session.expunge_all()
    session.rollback()
    for place, text in enumerate(texts):
        messenger.current().send(text, key=f"{key}-{place}" if place else key)


def _user(user_id: int) -> User:
    return session.get_one(User, user_id)


def _people(user_id: int) -> Sequence[User]:
    return session.scalars(select(User).where(User.id == user_id, User.archived_at.is_(None))).all()


def _addresses_of(owner: User) -> list[str]:
    return list(dict.fromkeys((owner.email, *left_emails(owner.id))))


def _group(group_id: int) -> OrderGroup:
    whole = selectinload(OrderGroup.orders).options(selectinload(Order.lines), selectinload(Order.adjustments))
    return session.scalars(select(OrderGroup).where(OrderGroup.id == group_id).options(whole)).one()


def _order(order_id: int) -> Order:
    whole = joinedload(Order.group), joinedload(Order.hub), selectinload(Order.lines)
    return session.scalars(select(Order).where(Order.id == order_id).options(*whole)).one()


def _application(application_id: int) -> SellerApplication:
    whole = joinedload(SellerApplication.applicant)
    return session.scalars(select(SellerApplication).where(SellerApplication.id == application_id).options(whole)).one()


def _dispute(dispute_id: int) -> tuple[Dispute, str]:
    dispute = session.get_one(Dispute, dispute_id)
    of_payment = select(OrderGroup.number).join(Payment).where(Payment.id == dispute.payment_id)
    return dispute, session.scalars(of_payment).one()


def _finance() -> Sequence[User]:
    may = UserRole.role.in_((RoleName.FINANCE, RoleName.SUPERADMIN)), UserRole.revoked_at.is_(None)
    admins = select(UserRole.user_id).where(*may)
    return session.scalars(select(User).where(User.id.in_(admins), User.archived_at.is_(None)).order_by(User.id)).all()


def _about_payout_back(payout_id: int, name: str) -> list[Message]:
    payout = session.get_one(Payout, payout_id)
    reason = failures_of([payout_id]).get(payout_id, "")
    return [messages.payout_back(owner, name, payout, reason) for owner in _owners(payout.seller_id)]


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
