"""Every route with ids that are wrong, foreign or absurd, every form with fields that are missing or monstrous.

The table is checked against the URL map: a new route without a row fails.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, literal, select, union_all
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.accounts.commands import accounts
from app.catalog.queries.reasons import OTHER, reasons_with
from app.clock import now
from app.db import db, session, transaction
from app.models.account import Address
from app.models.complaint import ComplaintStatus
from app.models.media import DocumentKind
from app.models.moderation import CaseStatus
from app.models.payment import DisputeStatus, Payment, ProofStatus, Reconciliation
from app.models.payout import PayoutStatus, StatementStatus
from app.models.requirement import SubmissionDocument, SubmissionStatus
from app.models.seller import ApplicationStatus, SellerMember, SellerStatus
from app.payouts.rules import month_of
from app.requirements.commands.seeds import seed_requirements
from app.sellers import tokens
from app.web.limits import limiter
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import AddressFactory
from tests.factories.assistance import AssistanceFactory
from tests.factories.bulk import ImportJobFactory
from tests.factories.catalog import CategoryFactory, MediaFactory, ProductFactory, ProductImageFactory
from tests.factories.complaint import ComplaintFactory
from tests.factories.moderation import ListingWordFactory, ModerationCaseFactory
from tests.factories.order import CommissionRuleFactory, capture, place
from tests.factories.payment import DisputeFactory, RefundFactory, proof_of, transfer_of
from tests.factories.payout import PayoutAccountFactory, PayoutBatchFactory, PayoutFactory, TurnoverStatementFactory
from tests.factories.requirement import ReadyAnswerFactory, SubmissionFactory, requirement
from tests.factories.returns import ReturnCaseFactory, ReturnPhotoFactory
from tests.factories.search import SynonymGroupFactory
from tests.factories.seller import DocumentFactory, SellerApplicationFactory, SellerFactory, SellerInvitationFactory
from tests.factories.shipping import HubFactory, ShippingOfferFactory
from tests.factories.voucher import VoucherFactory

FORM = "application/x-www-form-urlencoded"
TEN_MEGABYTES = b"x=" + b"x" * 10_000_000  # written as a form once: that takes longer than to refuse it
ABSURD = ["0", "-1", str(10**23), "%20", "teks", "%00", "%F0%9F%90%9F"]

# endpoint -> the field names of its form; () is a form without fields
FORMS: dict[str, tuple[str, ...]] = {
    "accounts.register": ("name", "email", "phone", "password", "terms", "privacy"),
    "accounts.sign_in": ("email", "password"),
    "accounts.forgot": ("email",),
    "accounts.reset": ("password", "again"),
    "accounts.confirm": (),
    "accounts.resend_confirmation": (),
    "accounts.sign_out": (),
    "accounts.home": ("name", "phone"),
    "addresses.add": ("recipient_name", "phone", "street", "district_code"),
    "addresses.edit": ("recipient_name", "phone", "street", "district_code"),
    "addresses.make_usual": (),
    "addresses.archive": (),
    "accounts.security": ("old", "password", "again"),
    "accounts.sign_out_elsewhere": (),
    "accounts.sign_out_everywhere": (),
    "emails.change": ("email", "password"),
    "emails.resend": (),
    "emails.cancel": (),
    "emails.confirm": (),
    "begun_accounts.own": ("password", "again", "terms", "privacy", "news"),
    "assistance.ask": ("email",),
    "assistance.ask_newcomer": ("email", "name", "phone"),
    "assistance.enter_code": ("code",),
    "assistance.begin": (),
    "assistance.stop": (),
    "assistance.hand_over": (),
    "assistance.end": (),
    "assistance_account.agree": (),
    "assistance_account.end": (),
    "assistance_admin.end": ("reason",),
    "invitations.accept": (),
    "complaints.write": ("kind", "name", "email", "phone", "order_number", "text"),
    "team_seller.invite": ("email", "role"),
    "team_seller.withdraw": (),
    "team_seller.change_role": ("role",),
    "team_seller_removals.remove": (),
    "team_seller_membership.leave": (),
    "vouchers_seller.create": (
        "code",
        "label",
        "kind",
        "amount",
        "rate",
        "cap",
        "smallest",
        "most_uses",
        "most_uses_per_buyer",
        "first_day",
        "last_day",
    ),
    "vouchers_seller.archive": (),
    "vouchers_admin.create": (
        "code",
        "label",
        "kind",
        "amount",
        "rate",
        "cap",
        "smallest",
        "most_uses",
        "most_uses_per_buyer",
        "first_day",
        "last_day",
        "bearer",
        "agency_name",
    ),
    "vouchers_admin.archive": (),
    "figures_admin.set_figure": ("name", "value", "starts_on", "reason"),
    "commission_admin.add_rule": (
        "shop",
        "category",
        "programme_step",
        "rate",
        "fixed",
        "floor",
        "cap",
        "starts_on",
        "last_day",
        "note",
    ),
    "commission_admin.move_up": ("posisi",),
    "commission_admin.end_rule": ("reason",),
    "tax_seller.send": ("year", "paper", "word"),
    "permits_seller.send": ("proof", "number", "issued_on", "valid_until", "camera", "paper"),
    "permits_seller.withdraw": (),
    "permits_admin.accept_many": ("izin",),
    "permits_admin.accept": ("terima-valid_until", "terima-note"),
    "permits_admin.reject": ("tolak-note",),
    "permits_admin.waive": ("reason", "valid_until"),
    "permits_admin.revoke": ("cabut-reason",),
    "turnover_admin.accept": (),
    "turnover_admin.reject": ("note",),
    "shops_admin.suspend": ("reason",),
    "shops_admin.reopen": ("reason",),
    "people_admin.grant": ("role", "reason"),
    "people_admin.revoke": ("reason",),
    "complaints_admin.answer": ("answer",),
    "accounts.privacy": ("news",),
    "cart.add": ("variant_id", "quantity"),
    "cart.update": ("q-1",),
    "checkout.place": ("checkout_key", "expected_total", "alamat", "kode"),
    "payments.start": ("cara",),
    "transfers.send_proof": ("bukti",),
    "payments_admin.win": ("reason",),
    "payments_admin.lose": ("reason",),
    "payments_admin_transfers.accept": ("bank_reference",),
    "payments_admin_transfers.reject": ("reason",),
    "payments_admin_methods.retry": (),
    "shipping_seller.add": ("district_code", "fee_amount"),
    "shipping_seller.remove": (),
    "shipping_seller.cash": ("tunai",),
    "shipping_seller.add_offer": (
        "name",
        "fee_amount",
        "fastest_days",
        "slowest_days",
        "free_from_amount",
        "area_codes",
    ),
    "shipping_seller.change_offer": ("name", "fee_amount", "fastest_days", "slowest_days", "free_from_amount"),
    "shipping_seller.switch_offer": ("ke",),
    "shipping_seller.serve_hub": (),
    "shipping_admin.add": ("kind", "name", "fee_amount", "fastest_days", "slowest_days", "area_codes"),
    "shipping_admin.change": ("name", "fee_amount", "fastest_days", "slowest_days", "area_codes"),
    "shipping_admin.switch": ("ke",),
    "shipping_admin_zones.change": ("first_kg_amount", "next_kg_amount", "fastest_days", "slowest_days"),
    "shipping_admin_zones.import_rows": ("teks", "berkas"),
    "shipping_admin_hubs.add": ("name", "street", "district_code", "phone", "hours", "fee_amount"),
    "shipping_admin_hubs.change": ("name", "street", "district_code", "phone", "hours", "fee_amount"),
    "shipping_admin_hubs.switch": ("ke",),
    "orders_seller.take_cash": (),
    "webhooks.receive": ("id",),
    "sandbox.act": ("hasil",),
    "orders.receive": (),
    "orders.refill": (),
    "cancelling.cancel_group": ("reason",),
    "cancelling.cancel_order": ("reason",),
    "returns.open_case": ("reason", "text", "q-1", "photo", "cannot_show"),
    "returns.add_photos": ("photo",),
    "refund_accounts.name": ("bank_code", "number", "holder_name", "password"),
    "refund_accounts.confirm_cash": ("tunai-password",),
    "listing.create": ("name", "foto"),
    "listing.about": ("name", "category", "description", "is_food", "halal", "tags", "otomatis", "dilihat"),
    "listing.price": ("price", "stock", "weight", "content", "unit", "parcel", "hitung", "dilihat"),
    "listing.sending": (
        "dilihat",
        "shelf_life_days",
        "made_to_order_days",
        "minimum_quantity",
        "ships_only_to",
        "ships_not_to",
    ),
    "listing.publish": (),
    "catalog_seller_pictures.crop": ("bentuk", "bagian"),
    "catalog_seller.update": ("harga-1", "stok-1", "harga-dilihat-1", "stok-dilihat-1"),
    "catalog_seller.claims": (
        "name",
        "category",
        "description",
        "halal",
        "shelf_life_days",
        "minimum_quantity",
        "ships_only_to",
        "ships_not_to",
        "tags",
    ),
    "catalog_seller.show_changes": ("dilihat",),
    "catalog_seller.drop_changes": (),
    "catalog_seller.publish": (),
    "catalog_seller.unpublish": (),
    "catalog_seller.archive": (),
    "catalog_seller_variants.save": (
        "nama1",
        "nilai1",
        "nama2",
        "nilai2",
        "harga-0",
        "berat-0",
        "stok-0",
        "paket-0",
        "dilihat",
    ),
    "catalog_seller_pictures.add": ("foto",),
    "bulk_seller.send": ("tabel",),
    "bulk_seller.send_pictures": ("zip",),
    "bulk_seller.start": (),
    "bulk_seller.cancel": (),
    "bulk_seller.publish": (),
    "catalog_seller_pictures.move": ("ke",),
    "catalog_seller_pictures.describe": ("alt",),
    "catalog_seller_pictures.remove": (),
    "catalog_seller_review.withdraw": (),
    "catalog_seller_review.note_refusals": (),
    "catalog_seller_review.deny_food": (),
    "catalog_seller_review.appeal": ("text",),
    "moderation_admin.approve": (),
    "moderation_admin.approve_many": ("kasus",),
    "moderation_admin.reject_many": ("kasus", "tolak-reasons", "tolak-note", "jawaban"),
    "moderation_admin.reject": ("tolak-reasons", "tolak-note", "jawaban"),
    "moderation_admin.refuse_parts": ("bagian", "tolak-reasons", "tolak-note"),
    "moderation_admin.grant": ("kabul-note",),
    "moderation_admin.uphold": ("tetap-note",),
    "moderation_admin.take_down": ("turun-reasons", "turun-note"),
    "moderation_admin_words.add": (
        "kind",
        "word",
        "spellings",
        "exceptions",
        "advice",
        "source",
        "valid_from",
        "valid_until",
    ),
    "moderation_admin_words.change": (
        "kind",
        "word",
        "spellings",
        "exceptions",
        "advice",
        "source",
        "valid_from",
        "valid_until",
    ),
    "moderation_admin_words.archive": (),
    "moderation_admin_reasons.add": ("baru-title", "baru-text"),
    "moderation_admin_reasons.change": ("ubah-title", "ubah-text", "dilihat"),
    "moderation_admin_reasons.archive": (),
    "moderation_admin_reasons.restore": (),
    "categories_admin.add": ("name", "name_en", "slug", "parent"),
    "categories_admin.change": ("name", "name_en", "slug", "parent"),
    "categories_admin.move": ("ke",),
    "categories_admin.set_permits": ("izin-1",),
    "categories_admin.archive": (),
    "sellers_seller.shop": ("slogan", "story", "handling_days", "phone"),
    "sellers_seller.policies": ("shipping_policy", "returns_policy", "made_to_order_policy"),
    "sellers_seller.set_picture": ("picture",),
    "sellers_seller.remove_picture": (),
    "sellers_seller_times.set_hours": ("days-0-opens", "days-0-closes", "days-6-opens", "days-6-closes"),
    "sellers_seller_times.announce": ("first_day", "back_on", "orders", "message"),
    "sellers_seller_times.end": (),
    "stock_seller.save_counts": ("hitung-1", "dilihat-1", "because"),
    "stock_seller.set_low_mark": ("low_at",),
    "stock_seller.sell": ("variant", "quantity", "unit_price", "sold_on", "form_key"),
    "stock_seller.take_back": ("reason",),
    "orders_seller.accept": (),
    "orders_seller.deliver": (),
    "orders_seller.ship_part": ("bagian-parcel", "bagian-courier", "bagian-tracking_number", "q-1"),
    "orders_seller.deliver_parcel": (),
    "orders_seller.tell_buyer": ("pesan-text", "pesan-position"),
    "orders_seller_desk.accept": ("pesanan",),
    "orders_seller_desk.pack": ("pesanan",),
    "orders_seller_desk.print_for": ("pesanan", "kertas"),
    "orders_seller_desk.send_sheet": ("kurir", "kurir-1", "resi-1", "serah-1"),
    "orders_seller_desk.send_list": ("daftar", "kurir"),
    "shortages_seller.report": ("reason", "shortage", "q-1"),
    "shortages_seller.refuse": ("reason", "shortage", "is_sure", "q-1"),
    "shortages_seller.end_parcel": ("status", "on_shelf"),
    "returns_seller.accept": ("on_shelf",),
    "returns_seller.contest": ("answer", "photo"),
    "returns_seller.add_photos": ("photo",),
    "returns_admin.mediate": (),
    "returns_admin.approve": ("setuju-shipping", "setuju-note", "q-1"),
    "returns_admin.reject": ("tolak-note",),
    "returns_admin.parcel": ("status", "reason"),
    "refunds_admin.retry": (),
    "refunds_admin.ask_again": (),
    "refunds_admin.give_up_gateway": ("serah-reason",),
    "refunds_admin.show_number": ("lihat-password",),
    "refunds_admin.advance": ("talang-is_sure", "talang-reason", "talang-password"),
    "refunds_admin.settle": ("akhir-way", "akhir-name", "akhir-reason", "akhir-password"),
    "refunds_admin.not_given_back": ("belum-moves", "belum-reason", "belum-password"),
    "refunds_admin.pay": ("reference", "password", "seen"),
    "refunds_admin.send_back": ("transfer", "bank_reference", "reason", "password"),
    "orders_seller.ship": ("courier", "tracking_number"),
    "payouts_seller_accounts.change": ("bank_code", "number", "holder_name", "password", "seen"),
    "payouts_admin_each.send_back": ("bank_reference", "reason", "password"),
    "payouts_admin_each.complete_after_all": ("bank_reference", "reason", "password"),
    "payouts_admin.prepare": (),
    "payouts_admin.approve": (),
    "payouts_admin.refuse": ("reason",),
    "payouts_admin.export": ("password", "is_sure"),
    "payouts_admin_each.refuse": ("reason",),
    "payouts_admin_each.complete": ("bank_reference",),
    "payouts_admin_each.fail": ("reason",),
    "payouts_admin_each.leave": ("reason",),
    "sellers.save_who": ("legal_name", "phone", "nik"),
    "sellers.save_what": (
        "shop_name",
        "product_summary",
        "story",
        "nib",
        "business_form",
        "workers",
        "turnover_amount",
        "capital_amount",
    ),
    "sellers.save_where": ("district_code", "village_code", "street"),
    "sellers.save_bank": ("bank_code", "bank_account", "bank_holder"),
    "sellers.upload": ("identity", "business", "permit"),
    "sellers.remove_document": (),
    "sellers.submit": ("seller_terms", "seller_verification"),
    "sellers.begin_again": (),
    "sellers_admin.start": (),
    "sellers_admin.reveal": ("nomor",),
    "sellers_admin.ask": ("tanya-note", "tanya-wanted"),
    "sellers_admin.start_many": ("pengajuan",),
    "sellers_admin.approve_many": ("pengajuan",),
    "sellers_admin.waive": ("bebas-code", "bebas-reason"),
    "sellers_admin.revoke": ("cabut-code", "cabut-reason"),
    "answers_admin.add": ("baru-kind", "baru-title", "baru-text"),
    "answers_admin.change": ("ubah-title", "ubah-text", "dilihat"),
    "answers_admin.archive": (),
    "requirements_admin.change": (
        "explanation",
        "where_to_get",
        "source",
        "effective_from",
        "effective_until",
        "dilihat",
    ),
    "sellers_admin.approve": ("setuju-note",),
    "sellers_admin.reject": ("tolak-note",),
    "admin.retry": (),
    "admin.check": (),
    "search_admin_synonyms.add": ("canonical", "spellings", "category", "note"),
    "search_admin_synonyms.change": ("canonical", "spellings", "category", "note"),
    "search_admin_synonyms.archive": (),
    "search_admin_synonyms.learn": ("text", "meaning"),
    "books_admin_settlements.record": (
        "gateway",
        "settled_on",
        "amount",
        "fee_amount",
        "reference",
        "is_matched",
        "report",
        "password",
    ),
    "books_admin_corrections.reverse": ("reason",),
    "books_admin.compare": (),
    "books_admin_bank.record": ("what", "moved_on", "amount", "reference", "note"),
    "books_admin_bills.record": ("payee", "reference", "amount", "paid_on"),
}
PAGES = {
    "static", "storefront.home", "storefront.category", "storefront.product", "storefront.shops", "storefront.shop",
    "delivery.show",
    "storefront.sell", "storefront.help_page", "storefront.terms", "storefront.privacy", "storefront.contact",
    "style.show", "machines.healthz", "machines.readyz", "machines.robots",
    "machines.sitemap", "search.results", "search.ranked", "media.picture", "mailbox.index", "accounts.register",
    "accounts.sign_in",
    "accounts.check_mail", "accounts.forgot", "accounts.reset", "accounts.confirm", "accounts.home",
    "addresses.index", "addresses.add", "addresses.edit", "accounts.security", "accounts.privacy", "cart.show",
    "checkout.show", "payments.show", "sandbox.show", "orders.index", "orders.show", "seller_centre.home",
    "bulk_seller.index", "bulk_seller.show", "bulk_seller.progress", "bulk_seller.errors",
    "bulk_seller_exports.index", "bulk_seller_exports.products", "bulk_seller_exports.example",
    "listing.begin", "listing.photos", "listing.about", "listing.price", "listing.sending", "listing.check",
    "listing.done", "preview.show", "catalog_seller.index", "catalog_seller.show", "catalog_seller.claims",
    "catalog_seller.changes", "catalog_seller.archive", "catalog_seller_variants.axes",
    "catalog_seller_variants.table", "sellers_seller.shop", "orders_seller.index", "orders_seller.show",
    "stock_seller.index", "stock_seller.count", "stock_seller.show", "stock_seller.sell",
    "orders_seller_desk.show_sheet", "orders_seller_papers.pick_list", "orders_seller_papers.pick_sheet",
    "orders_seller_papers.packing_slips", "orders_seller_papers.labels",
    "insights_seller.index", "insights_seller.as_csv",
    "sellers_seller.policies", "sellers_seller_times.hours", "sellers_seller_times.holiday",
    "payouts_seller.balance", "payouts_seller.payouts", "payouts_seller_statements.show",
    "payouts_seller_statements.as_csv", "payouts_seller_statements.as_pdf", "payouts_seller_accounts.change",
    "payouts_admin.index", "payouts_admin.show", "payouts_admin_each.show", "payouts_admin_statements.show",
    "payouts_admin_statements.as_csv", "payouts_admin_statements.as_pdf", "admin.home",
    "vouchers_seller.index", "vouchers_admin.index", "pricing_seller.deductions", "figures_admin.figures",
    "commission_admin.rules", "tax_seller.index", "tax_seller.document", "turnover_admin.index",
    "turnover_admin.show", "turnover_admin.document",
    "permits_seller.index", "permits_seller.show", "permits_seller.document", "permits_admin.index",
    "permits_admin.show", "permits_admin.document", "permits_admin.shop", "answers_admin.index",
    "requirements_admin.index", "requirements_admin.show",
    "admin.health", "admin.audit_log", "sellers_admin.index", "sellers_admin.show", "orders_admin.index",
    "orders_admin.show", "storefront.seen", "places.regency", "places.district", "search.suggest",
    "sellers.show", "sellers.terms", "documents.show",
    "begun_accounts.own", "assistance.index", "assistance_account.index", "assistance_admin.index",
    "emails.change", "emails.sent", "emails.confirm", "invitations.accept", "complaints.write",
    "complaints.received", "complaints.index", "team_seller.index",
    "team_seller_membership.leave", "shops_admin.index", "shops_admin.show",
    "people_admin.index", "people_admin.show", "complaints_admin.index", "complaints_admin.show",
    "cancelling.group", "cancelling.order", "returns.begin", "returns.show", "return_photos.show",
    "refund_accounts.name", "shortages_seller.show", "shortages_seller.parcel", "returns_seller.index",
    "returns_seller.show", "returns_admin.index", "returns_admin.show", "returns_admin.parcel",
    "refunds_admin.index", "refunds_admin.show",
    "transfers.show", "transfers.proof", "payments_admin.index", "payments_admin.show", "payments_admin.disputes",
    "payments_admin_transfers.index", "payments_admin_transfers.show", "payments_admin_transfers.page_of_proof",
    "payments_admin_methods.index", "shipping_seller.index", "shipping_seller.begin_offer",
    "shipping_seller.show_offer",
    "shipping_admin.index", "shipping_admin.begin", "shipping_admin.show", "shipping_admin_zones.index",
    "shipping_admin_zones.export", "shipping_admin_zones.show", "shipping_admin_hubs.begin", "shipping_admin_hubs.show",
    "books_admin.index", "books_admin.trial_balance", "books_admin.export_trial_balance",
    "books_admin.export_journal", "books_admin.list_accounts", "books_admin.account", "books_admin.entry",
    "books_admin_bank.index", "books_admin_bills.index", "books_admin_settlements.index",
    "books_admin.list_comparisons", "books_admin.comparison",
    "moderation_admin.index", "moderation_admin.show", "moderation_admin.ask",
    "moderation_admin_words.index", "moderation_admin_words.begin", "moderation_admin_words.show",
    "moderation_admin_reasons.index",
    "categories_admin.index", "categories_admin.begin", "categories_admin.show",
    "search_admin.index", "search_admin_synonyms.index", "search_admin_synonyms.begin",
    "search_admin_synonyms.show", "search_admin_synonyms.ask",
}  # fmt: skip
PLAIN = {"static", "media.picture", "machines.healthz", "machines.readyz", "machines.robots", "machines.sitemap"}
# looking at people and their documents leaves an audit event, nothing else
WRITTEN_DOWN = {
    "people_admin.index", "people_admin.show", "documents.show", "sellers_admin.show", "complaints_admin.show",
    "return_photos.show",
    "payments_admin_transfers.page_of_proof",
    "books_admin.export_trial_balance", "books_admin.export_journal",
    "turnover_admin.document", "permits_admin.document",
}  # fmt: skip
ROLES = ("guest", "buyer", "other seller", "admin")


@dataclass
class World:
    """Rows that belong to Dewi and Ani, and browsers of people they are not."""

    browsers: dict[str, Browser]
    foreign: dict[str, list[str]]
    reviewers: list[int]


@pytest.fixture
def world(app: Flask, cast: Cast, new_client: Callable[[], Browser]) -> World:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
        archived = AddressFactory(user_id=cast.budi.id, is_default=False, archived_at=cast.dewi.created_at)
        image = ProductImageFactory(product_id=product.id, media_id=MediaFactory().id)
        decided = SellerApplicationFactory(applicant_id=cast.budi.id, status=ApplicationStatus.REJECTED)
        document = DocumentFactory(application_id=decided.id, uploaded_by_id=cast.budi.id)
        invitation = SellerInvitationFactory(seller_id=cast.shop_of_ani.id, invited_by_id=cast.ani.id)
        complaint = ComplaintFactory(user_id=cast.dewi.id, status=ComplaintStatus.ANSWERED)
        run = Reconciliation()
        session.add(run)
        closed = SellerFactory(status=SellerStatus.CLOSED)
        batch = PayoutBatchFactory()
        account = PayoutAccountFactory(seller_id=cast.shop_of_ani.id)
        payout = PayoutFactory(
            batch_id=batch.id, seller_id=cast.shop_of_ani.id, account_id=account.id, status=PayoutStatus.FAILED
        )
        imported = ImportJobFactory(seller_id=cast.shop_of_ani.id, begun_by_id=cast.ani.id)
        voucher = VoucherFactory(created_by_id=cast.ani.id, of_seller=True, seller_id=cast.shop_of_ani.id)
        statement = TurnoverStatementFactory(
            seller_id=cast.shop_of_ani.id,
            sent_by=cast.ani.id,
            status=StatementStatus.REJECTED,
            decided_by_id=cast.budi.id,
        )
        way, hub = ShippingOfferFactory(seller_id=cast.shop_of_ani.id), HubFactory(is_open=False)
        ours = ShippingOfferFactory(is_on=False)
        assistance = AssistanceFactory(helper_id=cast.gita.id, person_id=cast.ani.id, ended_at=cast.dewi.created_at)
        rule = CommissionRuleFactory(valid_until=cast.dewi.created_at)
        seed_requirements()
        permit = SubmissionFactory(
            requirement_id=requirement("nib").id, seller_id=cast.shop_of_ani.id, status=SubmissionStatus.WITHDRAWN
        )
        paper = DocumentFactory(kind=DocumentKind.PERMIT, uploaded_by_id=cast.ani.id)
        session.add(SubmissionDocument(submission_id=permit.id, document_id=paper.id))
        answer = ReadyAnswerFactory(archived_at=cast.dewi.created_at)
        group_of_words = SynonymGroupFactory(archived_at=cast.dewi.created_at)
        looked_at = ModerationCaseFactory(product_id=product.id, status=CaseStatus.WITHDRAWN)
        word = ListingWordFactory(archived_at=cast.dewi.created_at)
        (always_there,) = reasons_with([OTHER])
        put_away = CategoryFactory(slug="lama", name="Kategori Lama", archived_at=cast.dewi.created_at)
        member_ids = session.scalars(select(SellerMember.id).where(SellerMember.seller_id == cast.shop_of_ani.id)).all()
    group = place(cast.dewi, [product])
    capture(group)
    order_id = group.orders[0].id
    with transaction():
        case = ReturnCaseFactory(order_id=order_id)
        photo = DocumentFactory(kind=DocumentKind.RETURN_PHOTO, uploaded_by_id=cast.dewi.id)
        ReturnPhotoFactory(case_id=case.id, document_id=photo.id)
        refund = RefundFactory(payment_id=session.scalars(select(Payment.id).order_by(Payment.id).limit(1)).one())
        payment = transfer_of(group)
        dispute = DisputeFactory(payment_id=payment.id, status=DisputeStatus.LOST)
    proof = proof_of(payment, cast.dewi.id, status=ProofStatus.ACCEPTED)
    foreign = {
        "address_id": [str(session.scalars(select(Address.id)).first()), str(archived.id)],
        "place": ["logo", "banner", "wajah"],
        "order_id": [str(order_id)],
        "product_id": [str(product.id)],
        "image_id": [str(image.id)],
        "number": [group.number, complaint.number],
        "token": [tokens.make_token(invitation)],
        "invitation_id": [str(invitation.id)],
        "member_id": [str(member_id) for member_id in member_ids],
        "seller_id": [str(closed.id)],
        "user_id": [str(cast.dewi.id), str(cast.eko.id)],
        "role": ["reviewer", "superadmin"],
        "complaint_id": [str(complaint.id)],
        "part": ["1", "2"],
        "case_number": [case.number],
        "photo_id": [photo.id],
        "refund_id": [str(refund.id)],
        "payment_id": [str(payment.id)],
        "proof_id": [str(proof.id)],
        "dispute_id": [str(dispute.id)],
        "gateway": ["sandbox", "transfer"],
        "district_code": ["19.01.04"],
        "way": [str(way.id)],
        "hub_id": [str(hub.id)],
        "offer_id": [str(ours.id)],
        "zone_id": ["1"],
        "application_id": [str(decided.id)],
        "slug": [product.slug],
        "regency_slug": ["bangka"],
        "district_slug": ["mendo-barat", "airgegas"],
        "document_id": [document.id, proof.document_id],
        "batch_id": [str(batch.id)],
        "payout_id": [str(payout.id)],
        "month": [str(month_of(now())), "2026-13", "0000-01"],
        "name": ["bank", "gateway_clearing:sandbox"],
        "reference": ["payment-captured:1"],
        "run_id": [str(run.id)],
        "job_id": [str(imported.id)],
        "kind": ["csv", "xlsx"],
        "voucher_id": [str(voucher.id)],
        "code": [voucher.code],
        "statement_id": [str(statement.id)],
        "rule_id": [str(rule.id)],
        "permit": ["nib", "ppirt"],
        "submission_id": [str(permit.id)],
        "paper_id": [paper.id],
        "assistance_id": [str(assistance.id)],
        "answer_id": [str(answer.id)],
        "requirement_id": [str(requirement("nib").id)],
        "group_id": [str(group_of_words.id)],
        "case_id": [str(looked_at.id)],
        "word_id": [str(word.id)],
        "reason_id": [str(always_there.id)],
        "category_id": [str(put_away.id)],
    }
    browsers = {role: new_client() for role in ROLES}
    for role, user in (("buyer", cast.fitri), ("other seller", cast.citra), ("admin", cast.eko)):
        with transaction():
            token = accounts.open_session(user.id)
        browsers[role].sign_in(token)
    return World(browsers, foreign, reviewers=[cast.eko.id, cast.fitri.id])


def count_rows() -> dict[str, int]:
    of_each = (
        select(literal(table.name).label("table_name"), func.count().label("rows")).select_from(table)
        for table in db.metadata.sorted_tables
    )
    counts = {row.table_name: row.rows for row in session.execute(union_all(*of_each))}
    session.rollback()
    return counts


def addresses_of(rule: Rule, world: World) -> Iterator[str]:
    """The rule with every absurd and foreign value in each of its places."""
    names = re.findall(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", rule.rule)
    if not names:
        yield rule.rule
        return
    for name in names:
        for value in ABSURD + world.foreign.get(name, []):
            filled = rule.rule
            for each in names:
                usual = world.foreign.get(each, ["1"])[0]
                filled = re.sub(rf"<(?:\w+(?:\([^)]*\))?:)?{each}>", value if each == name else usual, filled)
            yield filled


def look_at(rule: Rule, world: World, role: str) -> None:
    for address in addresses_of(rule, world):
        for query in ("", "?hal=-1", "?hal=" + "9" * 30, "?q=%00&kategori=%00", "?q=" + "%22(*" * 40):
            response = world.browsers[role].get(address + query)
            assert_kind(response, rule.endpoint, f"{role} GET {address}{query}: {response.status_code}")
            if is_shut(rule, response):
                break


def is_shut(rule: Rule, response: TestResponse) -> bool:
    """Whether the answer was no before anything was read that the address does not name."""
    if response.status_code == 303:
        return (response.location or "").split("?")[0] == "/masuk"
    return response.status_code == 403 or (response.status_code == 404 and bool(rule.arguments))


def assert_kind(response: TestResponse, endpoint: str, where: str) -> None:
    assert response.status_code < 500, where
    if response.status_code >= 400 and endpoint not in PLAIN and not endpoint.startswith("webhooks"):
        text = response.get_data(as_text=True)
        assert '<html lang="id">' in text, where
        assert "Traceback" not in text, where


def rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or set())]


def test_the_table_knows_every_route(app: Flask) -> None:
    assert {rule.endpoint for rule in rules(app, "GET")} <= PAGES, "a new page needs a row in PAGES"
    assert {rule.endpoint for rule in rules(app, "POST")} == set(FORMS), "a new form needs a row in FORMS"


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_or_changes_anything(app: Flask, world: World, role: str) -> None:
    before = count_rows()
    for rule in rules(app, "GET"):
        if rule.endpoint not in WRITTEN_DOWN:
            look_at(rule, world, role)
    assert count_rows() == before
    for rule in rules(app, "GET"):
        if rule.endpoint in WRITTEN_DOWN:
            look_at(rule, world, role)
    after = count_rows()
    is_traced = after.pop("audit_events") > before.pop("audit_events")
    assert after == before
    assert is_traced == (role in ("buyer", "admin")), "Fitri, who buys here, is an admin too"


@pytest.mark.parametrize("role", ROLES)
def test_nobody_changes_what_belongs_to_others(app: Flask, world: World, role: str) -> None:
    leaving = {"accounts.sign_out", "accounts.sign_out_elsewhere", "accounts.sign_out_everywhere"}
    allowed = {*leaving, "accounts.resend_confirmation"}
    before = count_rows()
    for rule in rules(app, "POST"):
        if rule.endpoint in allowed:
            continue
        for address in addresses_of(rule, world):
            response = world.browsers[role].post(address)
            assert_kind(response, rule.endpoint, f"{role} POST {address}: {response.status_code}")
    assert count_rows() == before


def bad_forms(fields: tuple[str, ...]) -> Iterator[tuple[str, dict[str, object] | bytes]]:
    good = dict.fromkeys(fields, "1")
    yield "a NUL nobody asked for", {"x": "\0"}
    yield "ten megabytes", TEN_MEGABYTES
    for name in fields:
        yield f"{name} missing", {key: value for key, value in good.items() if key != name}
        yield f"{name} repeated", {**good, name: ["", "1", "2"]}
        yield f"{name} of another type", {**good, name: "[]{}" + "ä" * 3000}
        yield f"{name} with NUL", {**good, name: "a\0b"}
        yield f"{name} in other digits", {**good, name: "١٢٣"}
        yield f"{name} huge", {**good, name: str(10**23)}


@pytest.mark.parametrize("blueprint", sorted({endpoint.split(".")[0] for endpoint in FORMS}))
def test_no_form_breaks_or_changes_anything(app: Flask, world: World, blueprint: str) -> None:
    before = count_rows()
    for rule in rules(app, "POST"):
        if rule.endpoint.split(".")[0] == blueprint:
            limiter.reset()
            for address, role in itertools.product(list(addresses_of(rule, world))[-2:], ROLES):
                send_bad_forms(rule, address, world, role)
            assert count_rows() == before, rule.endpoint
    for role in ROLES[1:]:
        assert world.browsers[role].get("/akun").status_code == 200, f"{role} was signed out on the way"


def send_bad_forms(rule: Rule, address: str, world: World, role: str) -> None:
    for what, form in bad_forms(FORMS[rule.endpoint]):
        response = world.browsers[role].post(address, form, content_type=FORM)
        assert_kind(response, rule.endpoint, f"{role} POST {address} with {what}: {response.status_code}")
        if is_shut(rule, response):
            break


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_can_send_nothing(app: Flask, world: World, headers: dict[str, str]) -> None:
    before = count_rows()
    for rule in rules(app, "POST"):
        if rule.endpoint != "webhooks.receive":
            address = next(iter(addresses_of(rule, world)))
            status = world.browsers["admin"].post(address, headers=headers).status_code
            assert status in (400, 404, 405), f"{address}: {status}"
    assert count_rows() == before


def test_a_signed_in_form_without_its_token_is_refused(world: World) -> None:
    browser = world.browsers["buyer"]
    browser.token = "forged"
    assert browser.post("/akun/keamanan/keluar-semua").status_code == 400
