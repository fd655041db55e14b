"""Topic -> handlers: the map of all side effects.

A `handlers` function runs inside one transaction together with "done". A `senders` function reaches outside the
database: it is called with no transaction open and returns what to record. A batch sender takes all that is due.
"""

from collections.abc import Callable, Mapping, Sequence

from app.assistance import handlers as assistance
from app.bulk import handlers as bulk_work
from app.bulk import senders as bulk_files
from app.catalog import handlers as goods
from app.checkout import senders as checkout
from app.demo.senders import draw_application_documents, draw_product_picture
from app.media import handlers as pictures
from app.media import senders as media
from app.notifications import after_sale
from app.notifications import assistance as tell_helped
from app.notifications import permits as tell_of_permits
from app.notifications import senders as tell
from app.notifications import waivers as tell_of_waivers
from app.orders import handlers as orders
from app.payments import senders as payments
from app.permits import handlers as permits
from app.returns import handlers as returns
from app.search.handlers import follow_shelf
from app.search.senders import index_ordered, index_products, index_shelf, index_shop, index_stock, reload_synonyms

Handler = Callable[..., Callable[[], None] | None]

SUBSCRIPTIONS: Mapping[str, Sequence[Handler]] = {
    "category.changed": [follow_shelf, index_shelf],
    "product.changed": [index_products],
    "stock.changed": [index_stock],
    "stock.ran_low": [tell.email_stock_low],
    "demo.product_added": [draw_product_picture],
    "demo.application_added": [draw_application_documents],
    "listing.decided": [tell.email_listing_decided],
    "listing.looked_at_again": [tell.email_listing_looked_at_again],
    "listing.word_dropped": [tell.email_listing_word_dropped],
    "listing_word.changed": [goods.look_for_word],
    "listing_word.recheck_wanted": [goods.drop_word],
    "media.received": [media.make_picture_sizes],
    "media.ready": [media.forget_original, pictures.ask_for_crops],
    "courier_rates.wanted": [checkout.ask_couriers],
    "address.changed": [checkout.ask_couriers],
    "order_group.placed": [tell.email_order_placed, index_ordered],
    "order_group.paid": [payments.expire_at_gateway, tell.email_order_paid],
    "order_group.expired": [payments.expire_at_gateway, tell.email_order_expired],
    "order_group.cancelled": [payments.expire_at_gateway],
    "order.paid": [tell.email_new_order],
    "order.accepted": [tell.email_order_accepted],
    "order.ready": [after_sale.email_order_ready],
    "order.fetch_by_neared": [after_sale.email_fetch_by_near],
    "shipment.handed_over": [tell.email_order_shipped],
    "shipment.came_back": [returns.ask_about_parcel],
    "order.buyer_told": [tell.email_order_note],
    "order.delivered": [after_sale.email_order_delivered],
    "order.cancelled": [after_sale.email_order_cancelled],
    "order.shortened": [after_sale.email_order_shortened],
    "order.ship_by_neared": [after_sale.email_ship_by_near],
    "order.ship_by_passed": [after_sale.email_ship_by_passed],
    "order.completed": [tell.email_order_earned],
    "payment.opened": [payments.close_others],
    "gateway.event_received": [payments.apply_gateway_event],
    "gateway.refused_keys": [tell.email_keys_refused],
    "transfer_proof.rejected": [tell.email_transfer_rejected],
    "dispute.opened": [tell.email_dispute_opened],
    "dispute.decided": [tell.email_dispute_decided],
    "refund.requested": [payments.send_refund],
    "refund.succeeded": [tell.email_refund_sent, returns.close_refunded_case],
    "refund.given_back": [after_sale.email_cash_given_back],
    "refund.not_given_back": [after_sale.email_cash_not_given_back],
    "refund.needs_bank_account": [after_sale.email_account_wanted],
    "refund.account_refused": [after_sale.email_account_refused],
    "refund.account_named": [after_sale.email_refund_account_named],
    "refund.failed": [after_sale.email_refund_failed],
    "refund.sent_besides": [after_sale.email_refund_sent_besides],
    "return_case.opened": [after_sale.email_case_opened],
    "return_case.photos_added": [after_sale.email_case_photos_added],
    "return_case.accepted": [after_sale.email_case_answered],
    "return_case.contested": [after_sale.email_case_answered],
    "return_case.decided": [after_sale.email_case_decided],
    "payout.completed": [tell.email_payout_completed],
    "payout.failed": [tell.email_payout_failed],
    "payout.sent_back": [tell.email_payout_sent_back],
    "payout_account.changed": [tell.email_account_changed],
    "application.submitted": [tell.email_application_received],
    "application.needs_info": [tell.email_application_needs_info],
    "application.approved": [tell.email_application_approved, permits.keep_business_number],
    "application.rejected": [tell.email_application_rejected],
    "user.registered": [tell.email_confirmation],
    "user.registered_again": [tell.email_already_registered],
    "user.confirmation_requested": [tell.email_confirmation],
    "user.reset_requested": [tell.email_reset],
    "user.password_changed": [tell.email_password_changed],
    "user.email_change_asked": [tell.email_email_change_asked, tell.email_email_link],
    "user.email_link_requested": [tell.email_email_link],
    "user.email_changed": [tell.email_email_changed],
    "role.granted": [tell.email_role_granted],
    "role.revoked": [tell.email_role_revoked, assistance.end_helping],
    "assistance.asked": [tell_helped.email_assistance_asked],
    "assistance.agreed": [tell_helped.email_assistance_agreed],
    "assistance.handed_over": [tell_helped.email_assistance_handed_over],
    "invitation.sent": [tell.email_invitation],
    "member.joined": [tell.email_member_joined],
    "member.removed": [tell.email_member_removed],
    "member.left": [tell.email_member_left, tell.email_member_removed],
    "seller.suspended": [index_shop, tell.email_seller_suspended],
    "seller.reopened": [index_shop, tell.email_seller_reopened],
    "seller.holiday_announced": [orders.keep_packed_orders],
    "seller.went_away": [index_shop],
    "seller.came_back": [index_shop],
    "seller.turn_changed": [index_shop],
    "seller.permits_changed": [index_shop, goods.follow_permits],
    "goods.permits_missed": [tell_of_permits.email_goods_without_permits],
    "permit.decided": [tell_of_permits.email_permit_decided],
    "permit.ends_soon": [tell_of_permits.email_permit_ends_soon],
    "permit.ended": [tell_of_permits.email_permit_ended],
    "waiver.granted": [tell_of_waivers.email_waiver_granted],
    "waiver.revoked": [tell_of_waivers.email_waiver_revoked],
    "synonyms.changed": [reload_synonyms],
    "turnover_statement.decided": [tell.email_turnover_statement_decided],
    "import.received": [bulk_files.check_table],
    "import.continued": [bulk_work.carry_on],
    "pictures.continued": [bulk_files.take_pictures],
    "import.read": [bulk_files.forget_file],
    "import.ended": [bulk_files.forget_file, tell.email_import_ended],
    "complaint.received": [tell.email_complaint_received],
    "complaint.answered": [tell.email_complaint_answered],
}

BATCH_SENDERS: frozenset[Handler] = frozenset({index_ordered, index_products, index_stock})

# carried out by a thread of its own: no mail waits for the index
INDEX_SENDERS: frozenset[Handler] = frozenset({index_ordered, index_products, index_shop, index_stock, reload_synonyms})

# what waits for everything else, the most urgent first: a seller's photo is shown before the next drawing is begun
CAN_WAIT: Sequence[Handler] = (
    goods.look_for_word,
    goods.drop_word,
    bulk_files.check_table,
    bulk_work.carry_on,
    bulk_files.take_pictures,
    media.make_picture_sizes,
    media.forget_original,
    draw_application_documents,
    draw_product_picture,
)


def name_of(handler: Handler) -> str:
    """The name a delivery row keeps: stable while the function stays where it is."""
    return f"{handler.__module__.removeprefix('app.')}.{handler.__name__}"


def by_name() -> dict[str, Handler]:
    """All handlers by the name in their delivery rows."""
    return {name_of(handler): handler for handlers in SUBSCRIPTIONS.values() for handler in handlers}
