"""Who may open what: every page and form of sellers and admins, called by everybody, with own rows and with others'.

The calls come from the URL map, the answers from one table: a new route without a row fails.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.accounts.commands import accounts
from app.books.commands.bills import Bill, record_bill
from app.catalog.commands import stock_room
from app.clock import now
from app.db import db, session, transaction
from app.media import commands as media
from app.models.account import HELPERS, RoleName
from app.models.media import Document, DocumentKind
from app.models.order import OrderGroup
from app.models.payment import Payment, Reconciliation
from app.models.region import ShippingZone
from app.models.requirement import SubmissionDocument, SubmissionStatus
from app.models.seller import ApplicationStatus, MemberRole, Seller, SellerApplication, SellerStatus
from app.models.shipment import Shipment, ShipmentStatus
from app.payouts.rules import month_of
from app.requirements.commands.seeds import seed_requirements
from app.sellers import tokens
from tests.admin.deliveries import failed_delivery
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD, UserFactory, UserRoleFactory
from tests.factories.assistance import AssistanceFactory
from tests.factories.bulk import ImportJobFactory
from tests.factories.catalog import CategoryFactory, MediaFactory, ProductFactory, ProductImageFactory
from tests.factories.complaint import ComplaintFactory
from tests.factories.moderation import ListingReasonFactory, ListingWordFactory, ModerationCaseFactory
from tests.factories.order import CommissionRuleFactory, capture, place, variant_of
from tests.factories.payment import DisputeFactory, RefundFactory, proof_of, transfer_of
from tests.factories.payout import PayoutAccountFactory, PayoutBatchFactory, PayoutFactory, TurnoverStatementFactory
from tests.factories.requirement import ReadyAnswerFactory, SubmissionFactory, requirement
from tests.factories.returns import ReturnCaseFactory, ReturnPhotoFactory
from tests.factories.search import SynonymGroupFactory
from tests.factories.seller import (
    SellerApplicationFactory,
    SellerFactory,
    SellerInvitationFactory,
    SellerMemberFactory,
)
from tests.factories.shipping import HubFactory, ShippingOfferFactory
from tests.factories.voucher import VoucherFactory
from tests.files import photo
from tests.sellers.conftest import AGREED, BANK, WHAT, WHERE, WHO, attach

GUARDED = ("/penjual/pusat", "/penjual/daftar", "/admin", "/dokumen", "/undangan", "/pengembalian/foto", "/pendamping")

# "masuk": 303 to the sign-in page; "ok": let in; 403: a page of another role; 404: a row of somebody else, or none;
# 409 and 422: no, in a sentence. "ok/404": own rows / rows of somebody else; one word where both get the same answer.
# A row for `blueprint METHOD` holds for all its routes, one for `blueprint.view METHOD` for that one alone.
# applicant: not approved yet; owner: of another shop; frozen: the owner of a suspended shop.
TABLE = """
                             guest  buyer  applicant  owner   staff   bookkeeper  frozen  reviewer  finance  superadmin
seller_centre           GET  masuk  403    403        ok      ok      ok          ok      403       403      403
orders_seller           GET  masuk  403    403        ok/404  ok/404  ok/404      ok/404  403       403      403
orders_seller          POST  masuk  403    403        ok/404  ok/404  403         ok/404  403       403      403
orders_seller_desk      GET  masuk  403    403        ok      ok      403         ok      403       403      403
orders_seller_desk     POST  masuk  403    403        ok      ok      403         ok      403       403      403
orders_seller_papers    GET  masuk  403    403        ok      ok      403         ok      403       403      403
orders_seller_papers.labels GET masuk 403  403        404     404     403         404     403       403      403
orders_seller_papers.packing_slips GET masuk 403 403  404     404     403         404     403       403      403
shortages_seller        GET  masuk  403    403        ok/404  ok/404  403         ok/404  403       403      403
shortages_seller       POST  masuk  403    403        ok/404  ok/404  403         ok/404  403       403      403
returns_seller          GET  masuk  403    403        ok/404  ok/404  403         ok/404  403       403      403
returns_seller         POST  masuk  403    403        ok/404  ok/404  403         ok/404  403       403      403
shipping_seller         GET  masuk  403    403        ok/404  ok/404  ok/404      403     403       403      403
shipping_seller        POST  masuk  403    403        ok/404  ok/404  403         403     403       403      403
shipping_seller.remove POST  masuk  403    403        ok      ok      403         403     403       403      403
shipping_seller.serve_hub POST masuk 403   403        ok      ok      403         403     403       403      403
payouts_seller          GET  masuk  403    403        ok      403     ok          ok      403       403      403
payouts_seller_statements GET masuk 403    403        ok      403     ok          ok      403       403      403
payouts_seller_accounts GET  masuk  403    403        ok      403     403         ok      403       403      403
payouts_seller_accounts POST masuk  403    403        ok      403     403         ok      403       403      403
pricing_seller          GET  masuk  403    403        ok      ok      ok          ok      403       403      403
vouchers_seller         GET  masuk  403    403        ok      ok      ok          403     403       403      403
vouchers_seller        POST  masuk  403    403        ok/404  403     403         403     403       403      403
tax_seller              GET  masuk  403    403        ok/404  403     403         ok/404  403       403      403
tax_seller             POST  masuk  403    403        ok      403     403         403     403       403      403
listing                 GET  masuk  403    403        404     404     404         403     403       403      403
listing.begin           GET  masuk  403    403        ok      ok      ok          403     403       403      403
listing.done            GET  masuk  403    403        ok/404  ok/404  ok/404      403     403       403      403
listing                POST  masuk  403    403        404     404     403         403     403       403      403
listing.create         POST  masuk  403    403        ok      ok      403         403     403       403      403
listing.publish        POST  masuk  403    403        ok/404  ok/404  403         403     403       403      403
preview                 GET  masuk  403    403        ok/404  ok/404  ok/404      403     403       403      403
catalog_seller          GET  masuk  403    403        ok/404  ok/404  ok/404      403     403       403      403
catalog_seller         POST  masuk  403    403        ok/404  ok/404  403         403     403       403      403
catalog_seller_variants GET  masuk  403    403        ok/404  ok/404  ok/404      403     403       403      403
catalog_seller_variants POST masuk  403    403        ok/404  ok/404  403         403     403       403      403
bulk_seller             GET  masuk  403    403        ok/404  ok/404  ok/404      403     403       403      403
bulk_seller            POST  masuk  403    403        ok/404  ok/404  403         403     403       403      403
bulk_seller_exports     GET  masuk  403    403        ok      ok      ok          403     403       403      403
catalog_seller_pictures POST masuk  403    403        ok/404  ok/404  403         403     403       403      403
catalog_seller_review  POST  masuk  403    403        ok/404  ok/404  403         403     403       403      403
stock_seller            GET  masuk  403    403        ok/404  ok/404  ok/404      403     403       403      403
stock_seller           POST  masuk  403    403        ok/404  ok/404  403         403     403       403      403
stock_seller.save_counts POST masuk 403    403        ok      ok      403         403     403       403      403
stock_seller.sell       GET  masuk  403    403        ok      ok      ok          403     403       403      403
stock_seller.sell      POST  masuk  403    403        ok      ok      403         403     403       403      403
sellers_seller          GET  masuk  403    403        ok      ok      ok          403     403       403      403
sellers_seller         POST  masuk  403    403        ok      ok      403         403     403       403      403
insights_seller         GET  masuk  403    403        ok      ok      ok          403     403       403      403
sellers_seller_times    GET  masuk  403    403        ok      ok      ok          403     403       403      403
sellers_seller_times   POST  masuk  403    403        ok      ok      403         403     403       403      403
team_seller             GET  masuk  403    403        ok      403     403         ok      403       403      403
team_seller            POST  masuk  403    403        ok/404  403     403         403     403       403      403
team_seller_removals   POST  masuk  403    403        ok/404  403     403         ok/404  403       403      403
team_seller_membership  GET  masuk  403    403        ok      ok      ok          ok      403       403      403
team_seller_membership POST  masuk  403    403        ok      ok      ok          ok      403       403      403

admin                   GET  masuk  403    403        403     403     403         403     ok        ok       ok
admin                  POST  masuk  403    403        403     403     403         403     ok        ok       ok
sellers_admin           GET  masuk  403    403        403     403     403         403     ok        403      ok
sellers_admin          POST  masuk  403    403        403     403     403         403     ok        403      ok
shops_admin             GET  masuk  403    403        403     403     403         403     ok        403      ok
shops_admin            POST  masuk  403    403        403     403     403         403     ok        403      ok
complaints_admin        GET  masuk  403    403        403     403     403         403     ok        403      ok
complaints_admin       POST  masuk  403    403        403     403     403         403     ok        403      ok
payouts_admin           GET  masuk  403    403        403     403     403         403     403       ok       ok
payouts_admin          POST  masuk  403    403        403     403     403         403     403       ok       ok
payouts_admin_each      GET  masuk  403    403        403     403     403         403     403       ok       ok
payouts_admin_each     POST  masuk  403    403        403     403     403         403     403       ok       ok
payouts_admin_statements GET masuk  403    403        403     403     403         403     403       ok       ok
orders_admin            GET  masuk  403    403        403     403     403         403     403       ok       ok
returns_admin           GET  masuk  403    403        403     403     403         403     403       ok       ok
returns_admin          POST  masuk  403    403        403     403     403         403     403       ok       ok
refunds_admin           GET  masuk  403    403        403     403     403         403     403       ok       ok
refunds_admin          POST  masuk  403    403        403     403     403         403     403       ok       ok
payments_admin          GET  masuk  403    403        403     403     403         403     403       ok       ok
payments_admin         POST  masuk  403    403        403     403     403         403     403       ok       ok
payments_admin_transfers GET masuk  403    403        403     403     403         403     403       ok       ok
payments_admin_transfers POST masuk 403    403        403     403     403         403     403       ok       ok
payments_admin_methods  GET  masuk  403    403        403     403     403         403     403       ok       ok
payments_admin_methods POST  masuk  403    403        403     403     403         403     403       ok       ok
books_admin             GET  masuk  403    403        403     403     403         403     403       ok       ok
books_admin            POST  masuk  403    403        403     403     403         403     403       ok       ok
books_admin_settlements GET  masuk  403    403        403     403     403         403     403       ok       ok
books_admin_settlements POST masuk  403    403        403     403     403         403     403       ok       ok
books_admin_bank        GET  masuk  403    403        403     403     403         403     403       ok       ok
books_admin_bank       POST  masuk  403    403        403     403     403         403     403       ok       ok
books_admin_bills       GET  masuk  403    403        403     403     403         403     403       ok       ok
books_admin_bills      POST  masuk  403    403        403     403     403         403     403       ok       ok
books_admin_corrections POST  masuk  403    403        403     403     403         403     403       ok       ok
vouchers_admin          GET  masuk  403    403        403     403     403         403     403       ok       ok
vouchers_admin         POST  masuk  403    403        403     403     403         403     403       ok       ok
commission_admin        GET  masuk  403    403        403     403     403         403     403       ok       ok
commission_admin       POST  masuk  403    403        403     403     403         403     403       ok       ok
shipping_admin          GET  masuk  403    403        403     403     403         403     403       ok       ok
shipping_admin         POST  masuk  403    403        403     403     403         403     403       ok       ok
shipping_admin_zones    GET  masuk  403    403        403     403     403         403     403       ok       ok
shipping_admin_zones   POST  masuk  403    403        403     403     403         403     403       ok       ok
shipping_admin_hubs     GET  masuk  403    403        403     403     403         403     403       ok       ok
shipping_admin_hubs    POST  masuk  403    403        403     403     403         403     403       ok       ok
figures_admin           GET  masuk  403    403        403     403     403         403     403       ok       ok
figures_admin          POST  masuk  403    403        403     403     403         403     403       ok       ok
permits_seller          GET  masuk  403    403        ok/404  ok/404  ok/404      403     403       403      403
permits_seller.index    GET  masuk  403    403        ok      ok      ok          403     403       403      403
permits_seller.show     GET  masuk  403    403        ok      ok      ok          403     403       403      403
permits_seller         POST  masuk  403    403        ok/404  ok/404  403         403     403       403      403
permits_seller.send    POST  masuk  403    403        ok      ok      403         403     403       403      403
answers_admin           GET  masuk  403    403        403     403     403         403     ok        403      ok
answers_admin          POST  masuk  403    403        403     403     403         403     ok        403      ok
requirements_admin      GET  masuk  403    403        403     403     403         403     ok        403      ok
requirements_admin     POST  masuk  403    403        403     403     403         403     403       403      ok
permits_admin           GET  masuk  403    403        403     403     403         403     ok        403      ok
permits_admin          POST  masuk  403    403        403     403     403         403     ok        403      ok
turnover_admin          GET  masuk  403    403        403     403     403         403     403       ok       ok
turnover_admin         POST  masuk  403    403        403     403     403         403     403       ok       ok
search_admin            GET  masuk  403    403        403     403     403         403     ok        403      ok
search_admin_synonyms   GET  masuk  403    403        403     403     403         403     ok        403      ok
search_admin_synonyms  POST  masuk  403    403        403     403     403         403     ok        403      ok
moderation_admin        GET  masuk  403    403        403     403     403         403     ok        403      ok
moderation_admin       POST  masuk  403    403        403     403     403         403     ok        403      ok
moderation_admin_words   GET  masuk  403    403        403     403     403         403     ok        403      ok
moderation_admin_words  POST  masuk  403    403        403     403     403         403     ok        403      ok
moderation_admin_reasons  GET  masuk  403    403        403     403     403         403     ok        403      ok
moderation_admin_reasons POST  masuk  403    403        403     403     403         403     ok        403      ok
assistance_admin        GET  masuk  403    403        403     403     403         403     403       403      ok
assistance_admin       POST  masuk  403    403        403     403     403         403     403       403      ok
assistance              GET  masuk  403    403        403     403     403         403     403       403      403
assistance             POST  masuk  403    403        403     403     403         403     403       403      403
categories_admin        GET  masuk  403    403        403     403     403         403     ok        403      ok
categories_admin       POST  masuk  403    403        403     403     403         403     ok        403      ok
people_admin            GET  masuk  403    403        403     403     403         403     403       403      ok
people_admin           POST  masuk  403    403        403     403     403         403     403       403      ok

sellers                 GET  masuk  ok     ok         ok      ok      ok          ok      ok        ok       ok
sellers                POST  masuk  ok     ok         409     409     409         409     ok        ok       ok
sellers.upload         POST  masuk  ok     ok         422     422     422         422     ok        ok       ok
sellers.submit         POST  masuk  ok     ok         404     404     404         404     ok        ok       ok
sellers.begin_again    POST  masuk  ok     ok         404     404     404         404     ok        ok       ok
sellers.remove_document POST masuk  404    ok/404     404     404     404         404     404       404      404
documents               GET  masuk  404    ok/404     404     404     404         404     ok        404      ok
return_photos           GET  masuk  ok     404        ok/404  ok/404  404         ok/404  404       ok       ok
invitations             GET  ok     ok     ok         ok      ok      ok          422/ok  ok        ok       ok
invitations            POST  masuk  422    422        422     422     422         422     422       422      422
"""
ADMITTED = {"200", "303", "409", "422"}  # a form that was let in may still be told what is wrong with it
PRODUCT = {"name": "Rusip", "category": "bumbu-rempah", "description": "Bilis segar dalam botol kaca."}
WORD = {"kind": "watched", "word": "sisik naga", "advice": "Jelaskan.", "source": "UU 1", "valid_from": "2026-01-01"}
VOUCHER = {
    "label": "Diskon panen", "kind": "amount", "amount": "1.000", "most_uses_per_buyer": "1",
    "first_day": "2026-11-25", "last_day": "2999-01-01", "code": "PANEN-LADA",
}  # fmt: skip
OUR_WAY = {"name": "Pos", "fee_amount": "1", "fastest_days": "1", "slowest_days": "2"}
HUB = {
    "name": "Kios Kemuja", "street": "Jalan Raya 1", "district_code": "19.01.04", "phone": "081234567890",
    "hours": "Setiap hari", "fee_amount": "2.000",
}  # fmt: skip
# What would do something if it were let in; the other forms have no fields, or take files.
FILLED_IN = {
    "listing.create": {"name": "Rusip Toboali"},
    "catalog_seller_pictures.crop": {"bentuk": "square"},
    "catalog_seller.claims": PRODUCT | {"is_food": "y"},
    "catalog_seller_variants.save": {"harga-0": "1.000", "berat-0": "100", "stok-0": "3"},
    "catalog_seller_pictures.move": {"ke": "0"},
    "catalog_seller_pictures.describe": {"alt": "Botol rusip"},
    "sellers_seller.policies": {"returns_policy": "Botol pecah kami ganti."},
    "sellers_seller_times.set_hours": {"days-0-opens": "08:00", "days-0-closes": "16:00"},
    "sellers_seller.shop": {"slogan": "Segar", "story": "Dari laut", "handling_days": "2", "phone": "081234567890"},
    "orders_seller.ship": {"courier": "JNE", "tracking_number": "JNE-1"},
    "orders_seller.tell_buyer": {"pesan-text": "Paket Anda saya kirim besok pagi.", "pesan-position": "1"},
    "orders_seller.ship_part": {
        "bagian-parcel": "1",
        "bagian-courier": "JNE",
        "bagian-tracking_number": "JNE-1",
        "q-1": "1",
    },
    "stock_seller.sell": {
        "quantity": "1",
        "unit_price": "1.000",
        "sold_on": now().date().isoformat(),
        "form_key": "kunci-formulir",
    },
    "shortages_seller.report": {"reason": "sold_out", "shortage": "1"},
    "shortages_seller.refuse": {"reason": "sold_out", "shortage": "1", "is_sure": "y"},
    "shortages_seller.end_parcel": {"status": "lost"},
    "returns_seller.contest": {"answer": "Waktu dikirim masih utuh."},
    "returns_admin.approve": {"setuju-shipping": "dengan", "setuju-note": "Fotonya jelas."},
    "returns_admin.reject": {"tolak-note": "Fotonya dari barang lain."},
    "returns_admin.parcel": {"status": "lost", "reason": "Kurir menulis surat."},
    "refunds_admin.pay": {"reference": "TRF-1234"},
    "refunds_admin.send_back": {
        "bank_reference": "RETUR-1",
        "reason": "Rekening sudah ditutup",
        "password": PASSWORD,
    },
    "payments_admin.win": {"reason": "Surat dari Midtrans"},
    "payments_admin.lose": {"reason": "Surat dari Midtrans"},
    "payments_admin_transfers.accept": {"bank_reference": "MUTASI-1"},
    "payments_admin_transfers.reject": {"reason": "Uangnya belum masuk ke rekening"},
    "shipping_seller.add": {"district_code": "19.01.04", "fee_amount": "5.000"},
    "shipping_seller.cash": {"tunai": "terima"},
    "shipping_seller.add_offer": OUR_WAY,
    "shipping_seller.change_offer": OUR_WAY,
    "shipping_seller.switch_offer": {"ke": "mati"},
    "shipping_admin.add": OUR_WAY | {"kind": "flat"},
    "shipping_admin.change": OUR_WAY,
    "shipping_admin.switch": {"ke": "mati"},
    "shipping_admin_zones.change": {
        "first_kg_amount": "1",
        "next_kg_amount": "1",
        "fastest_days": "1",
        "slowest_days": "2",
    },
    "shipping_admin_zones.import_rows": {
        "teks": "asal_pulau,tujuan_kode,zona,tarif_kg_pertama,tarif_kg_berikut,etd_hari\nbangka,19.01,dekat,1,1,1-2",
        "terapkan": "ya",
    },
    "shipping_admin_hubs.add": HUB,
    "shipping_admin_hubs.change": HUB,
    "shipping_admin_hubs.switch": {"ke": "tutup"},
    "team_seller.invite": {"email": "baru@contoh.id", "role": "staff"},
    "team_seller.change_role": {"role": "bookkeeper"},
    "vouchers_seller.create": VOUCHER,
    "vouchers_admin.create": VOUCHER | {"bearer": "platform"},
    "commission_admin.add_rule": {"rate": "1", "starts_on": "2999-01-01", "note": "Percobaan"},
    "commission_admin.end_rule": {"reason": "Percobaan"},
    "commission_admin.move_up": {"posisi": "1"},
    "figures_admin.set_figure": {
        "name": "payout_hold_days",
        "value": "9",
        "starts_on": "2999-01-01",
        "reason": "Percobaan",
    },
    "answers_admin.add": {"baru-kind": "permit_rejection", "baru-title": "Buram", "baru-text": "Fotonya buram."},
    "requirements_admin.change": {"source": "UU 1/2026", "effective_from": "2026-01-01"},
    "answers_admin.change": {"ubah-title": "Buram", "ubah-text": "Fotonya buram sekali."},
    "sellers_admin.revoke": {"cabut-code": "scale", "cabut-reason": "Usahanya sudah berjalan"},
    "sellers_admin.waive": {"bebas-code": "scale", "bebas-reason": "Usaha baru dimulai"},
    "permits_admin.reject": {"tolak-note": "Fotonya tidak terbaca"},
    "permits_admin.revoke": {"cabut-reason": "Pendampingan sudah selesai"},
    "permits_admin.waive": {"reason": "Dalam pendampingan dinas"},
    "turnover_admin.reject": {"note": "Suratnya belum ditandatangani"},
    "search_admin_synonyms.add": {"canonical": "periuk tanah", "spellings": "belanga"},
    "search_admin_synonyms.change": {"canonical": "periuk tanah", "spellings": "belanga"},
    "search_admin_synonyms.learn": {"text": "belanga", "meaning": "periuk tanah"},
    "catalog_seller_review.appeal": {"text": "Fotonya sudah terang."},
    "moderation_admin.reject": {"tolak-reasons": "foto_kurang"},
    "moderation_admin.reject_many": {"tolak-reasons": "foto_kurang"},
    "moderation_admin.take_down": {"turun-reasons": "foto_kurang"},
    "moderation_admin_words.add": WORD,
    "moderation_admin_reasons.add": {"baru-title": "Terlalu gelap", "baru-text": "Ambil lagi di tempat terang."},
    "moderation_admin_reasons.change": {"ubah-title": "Terlalu gelap", "ubah-text": "Ambil lagi di luar rumah."},
    "categories_admin.add": {"name": "Sabun & Lilin", "name_en": "Soap & Candles"},
    "categories_admin.change": {"name": "Sabun", "name_en": "Soap"},
    "categories_admin.move": {"ke": "0"},
    "moderation_admin_words.change": WORD,
    "shops_admin.suspend": {"reason": "Laporan pembeli"},
    "shops_admin.reopen": {"reason": "Sudah diperbaiki"},
    "books_admin_settlements.record": {
        "gateway": "sandbox",
        "settled_on": now().date().isoformat(),
        "amount": "1.000",
        "fee_amount": "0",
        "reference": "RK-1",
    },
    "books_admin_corrections.reverse": {"reason": "Jumlahnya salah ketik"},
    "books_admin_bank.record": {
        "what": "money-added",
        "moved_on": now().date().isoformat(),
        "amount": "1.000",
        "reference": "RK-9",
        "note": "Menutup biaya gerbang",
    },
    "books_admin_bills.record": {
        "payee": "JNE Pangkalpinang",
        "reference": "INV-1",
        "amount": "1.000",
        "paid_on": now().date().isoformat(),
    },
    "people_admin.grant": {"role": "superadmin", "reason": "Petugas baru"},
    "assistance_admin.end": {"reason": "Penjual minta diakhiri"},
    "people_admin.revoke": {"reason": "Pindah tugas"},
    "complaints_admin.answer": {"answer": "Paket Anda kami cari hari ini juga."},
    "payouts_seller_accounts.change": {
        "bank_code": "002",
        "number": "330101012345535",
        "holder_name": "Ani",
        "password": PASSWORD,
        "seen": "",
    },
    "payouts_admin.refuse": {"reason": "Rekening diperiksa"},
    "payouts_admin.export": {"password": PASSWORD},
    "payouts_admin_each.send_back": {
        "bank_reference": "RETUR-1",
        "reason": "Rekening sudah ditutup",
        "password": PASSWORD,
    },
    "payouts_admin_each.complete_after_all": {
        "bank_reference": "BSB-1",
        "reason": "Salah ditandai gagal",
        "password": PASSWORD,
    },
    "payouts_admin_each.refuse": {"reason": "Rekening diperiksa"},
    "payouts_admin_each.complete": {"bank_reference": "BSB-1"},
    "payouts_admin_each.fail": {"reason": "Rekening tutup"},
    "payouts_admin_each.leave": {"reason": "Bank belum menjawab"},
    "sellers_admin.ask": {"tanya-note": "Kirim foto NIB"},
    "sellers_admin.reject": {"tolak-note": "Alamatnya tidak ada"},
    "sellers_admin.reveal": {"nomor": "nik"},
    "sellers.save_who": WHO,
    "sellers.save_what": WHAT,
    "sellers.save_where": WHERE,
    "sellers.save_bank": BANK,
    "sellers.submit": AGREED,
}

BOOKED = {"place": "logo", "name": "gateway_clearing:sandbox"}

Rows = dict[str, str]
YEARS = count(3000)  # one statement of a shop for each year


def read_table() -> dict[tuple[str, str], dict[str, str]]:
    head, *lines = [line.split() for line in TABLE.splitlines() if line.strip()]
    return {(name, method): dict(zip(head, cells, strict=True)) for name, method, *cells in lines}


ANSWERS = read_table()
ROLES = tuple(next(iter(ANSWERS.values())))


@dataclass
class World:
    """A browser for each role, and the shops and applications whose rows the addresses name."""

    browsers: dict[str, Browser]
    shops: dict[str, Seller]
    orders: dict[int, int]
    order_number: str
    applications: dict[str, SellerApplication]
    kept: dict[tuple[int, int], Rows] = field(default_factory=dict)

    def rows(self, role: str, whose: str) -> Rows:
        """Rows of this role's shop or application, or of somebody else; the same ones each time."""
        key = self._owners(role, whose)
        if key not in self.kept:
            self.kept[key] = self.new_rows(role, whose)
        return self.kept[key]

    def new_rows(self, role: str, whose: str) -> Rows:
        """Rows nobody has touched."""
        seller_id, application_id = self._owners(role, whose)
        applicant_id = session.get_one(SellerApplication, application_id).applicant_id
        document = attach(session.get_one(SellerApplication, application_id), DocumentKind.BUSINESS)
        paper, statement_paper, permit_paper = (media.store_paper(photo()) for _ in range(3))
        with transaction():
            product = ProductFactory(seller_id=seller_id)
            case = ReturnCaseFactory(order_id=self.orders[seller_id])
            shown = media.receive_document(paper, kind=DocumentKind.RETURN_PHOTO, uploaded_by_id=applicant_id)
            ReturnPhotoFactory(case_id=case.id, document_id=shown.id)
            helper, admin = UserFactory(), UserFactory()
            UserRoleFactory(user_id=admin.id, role=RoleName.FINANCE)
            paid = SellerFactory()
            batch = PayoutBatchFactory()
            payout = PayoutFactory(
                batch_id=batch.id, seller_id=paid.id, account_id=PayoutAccountFactory(seller_id=paid.id).id
            )
            invitation = SellerInvitationFactory(
                seller_id=seller_id, invited_by_id=admin.id, email=f"tamu{helper.id}@contoh.id"
            )
            sold = stock_room.Sold(variant_of(product).id, 1, 1_000, now().date())
            bill = Bill("JNE", f"INV-{helper.id}", 10_000, now().date())
            run = Reconciliation()
            parcel = Shipment(order_id=self.orders[seller_id], status=ShipmentStatus.LOST)
            session.add_all((run, parcel))
            session.flush()
            permit = SubmissionFactory(
                requirement_id=requirement("nib").id, seller_id=seller_id, status=SubmissionStatus.SUBMITTED
            )
            scan = media.receive_document(permit_paper, kind=DocumentKind.PERMIT, uploaded_by_id=applicant_id)
            session.add(SubmissionDocument(submission_id=permit.id, document_id=scan.id))
            ids = {
                "parcel_id": parcel.id,
                "answer_id": ReadyAnswerFactory().id,
                "requirement_id": requirement("nib").id,
                "permit": "pkrt",
                "submission_id": permit.id,
                "paper_id": scan.id,
                "variant_id": sold.variant_id,
                "sale_id": stock_room.record_offline_sale(sold, seller_id=seller_id, form_key=f"k{helper.id}").id,
                "run_id": run.id,
                "product_id": product.id,
                "image_id": ProductImageFactory(product_id=product.id, media_id=MediaFactory().id).id,
                "member_id": SellerMemberFactory(seller_id=seller_id, user_id=helper.id, role=MemberRole.STAFF).id,
                "invitation_id": invitation.id,
                "token": tokens.make_token(invitation),
                "application_id": SellerApplicationFactory(applicant_id=helper.id, in_review=True).id,
                "complaint_id": ComplaintFactory(user_id=applicant_id).id,
                "seller_id": SellerFactory().id,
                "user_id": admin.id,
                "case_number": case.number,
                "refund_id": RefundFactory(
                    payment_id=session.scalars(select(Payment.id).order_by(Payment.id).limit(1)).one()
                ).id,
                "photo_id": shown.id,
                "batch_id": batch.id,
                "payout_id": payout.id,
                "month": str(month_of(now())),
                "job_id": ImportJobFactory(seller_id=seller_id, begun_by_id=admin.id).id,
                "kind": "csv",
                "voucher_id": VoucherFactory(created_by_id=admin.id, of_seller=True, seller_id=seller_id).id,
                "code": VoucherFactory(created_by_id=admin.id).code,
                "way": ShippingOfferFactory(seller_id=seller_id).id,
                "hub_id": HubFactory().id,
                "offer_id": ShippingOfferFactory().id,
                "zone_id": session.scalars(select(ShippingZone.id).order_by(ShippingZone.id).limit(1)).one(),
                "rule_id": CommissionRuleFactory().id,
                "assistance_id": AssistanceFactory(helper_id=helper.id, person_id=admin.id).id,
                "group_id": SynonymGroupFactory().id,
                "case_id": ModerationCaseFactory(product_id=ProductFactory(seller_id=seller_id).id).id,
                "word_id": ListingWordFactory().id,
                "reason_id": ListingReasonFactory().id,
                "category_id": CategoryFactory(slug=f"rak-{seller_id}", name=f"Rak {seller_id}").id,
                "statement_id": TurnoverStatementFactory(
                    seller_id=seller_id, year=next(YEARS), document=receive_statement(statement_paper, admin.id)
                ).id,
                "reference": f"delivery-bill:{record_bill(bill, admin_id=admin.id).id}",
            }
            payment = transfer_of(
                session.scalars(select(OrderGroup).where(OrderGroup.number == self.order_number)).one()
            )
            dispute = DisputeFactory(payment_id=payment.id)
        proof = proof_of(payment, helper.id)
        ids |= {
            "payment_id": payment.id,
            "proof_id": proof.id,
            "dispute_id": dispute.id,
            "gateway": "sandbox",
            "district_code": "19.01.04",
        }
        ids |= {"delivery_id": failed_delivery(), "order_id": self.orders[seller_id], "document_id": document.id}
        return (
            {name: str(value) for name, value in ids.items()}
            | BOOKED
            | {"role": "finance", "number": self.order_number, "part": "1"}
        )

    def _owners(self, role: str, whose: str) -> tuple[int, int]:
        """The shop and the application whose rows are meant."""
        is_own = whose == "own"
        mine = self.shops.get(role, self.shops["staff"])
        others = self.shops["staff" if mine is not self.shops["staff"] else "owner"]
        application = self.applications["applicant" if is_own and role == "applicant" else "somebody"]
        return (mine if is_own else others).id, application.id


@pytest.fixture
def world(app: Flask, cast: Cast, new_client: Callable[[], Browser]) -> World:
    with transaction():
        seed_requirements()
        frozen = SellerFactory(name="Toko Beku")
        people = {role: UserFactory() for role in ROLES[3:]} | {"somebody": UserFactory(), "applicant": UserFactory()}
        SellerMemberFactory(seller_id=frozen.id, user_id=people["frozen"].id)
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=people["bookkeeper"].id, role=MemberRole.BOOKKEEPER)
        for name in set(RoleName) - set(HELPERS):
            UserRoleFactory(user_id=people[name.value].id, role=name)
        applications = {
            name: SellerApplicationFactory(applicant_id=people[name].id, status=ApplicationStatus.NEEDS_INFO)
            for name in ("somebody", "applicant")
        }
        shops = {
            "owner": cast.shop_of_citra, "staff": cast.shop_of_ani, "bookkeeper": cast.shop_of_ani, "frozen": frozen
        }  # fmt: skip
        products = [ProductFactory(seller_id=shop.id) for shop in {shop.id: shop for shop in shops.values()}.values()]
    people |= {"buyer": cast.dewi, "owner": cast.citra, "staff": cast.budi}
    group = place(cast.dewi, products)
    capture(group)
    orders = {order.seller_id: order.id for order in group.orders}
    with transaction():
        session.get_one(Seller, frozen.id).move_to(SellerStatus.SUSPENDED, because="a test")
    browsers = {role: new_client() for role in ROLES}
    for role in ROLES[1:]:
        with transaction():
            token = accounts.open_session(people[role].id)
        browsers[role].sign_in(token)
    return World(browsers, shops, orders, group.number, applications)


def receive_statement(paper: media.Paper, sender_id: int) -> Document:
    return media.receive_document(paper, kind=DocumentKind.TURNOVER_STATEMENT, uploaded_by_id=sender_id)


def guarded_rules(app: Flask, method: str) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.rule.startswith(GUARDED) and rule.endpoint != "static"
    ]


def answers_of(rule: Rule, method: str) -> dict[str, str]:
    """The cells of the route's row in the table."""
    blueprint = rule.endpoint.split(".", maxsplit=1)[0]
    cells = ANSWERS.get((rule.endpoint, method)) or ANSWERS.get((blueprint, method))
    assert cells is not None, (
        f"{method} {rule.rule} has no row in the table of rights: say for `{blueprint} {method}` or "
        f"`{rule.endpoint} {method}` who may call it, or somebody will find out who may not"
    )
    return cells


def calls(app: Flask, method: str) -> Iterator[tuple[Rule, str, str, str]]:
    """Every route with every role, whose rows its address names, and what has to come back."""
    for rule in guarded_rules(app, method):
        for role, cell in answers_of(rule, method).items():
            own, _slash, foreign = cell.partition("/")
            yield rule, role, "own", own
            if rule.arguments:
                yield rule, role, "foreign", foreign or own


def address_of(rule: Rule, rows: Rows) -> str:
    return re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda place: rows[place[1]], rule.rule)


def said(response: TestResponse) -> str:
    """The answer in the words of the table."""
    if response.status_code == 303 and (response.location or "").split("?")[0] == "/masuk":
        return "masuk"
    return str(response.status_code)


def contents() -> dict[str, str]:
    """A mark of every row of every table."""
    marks = {}
    for table in db.metadata.sorted_tables:
        rows = sorted(repr(tuple(row)) for row in session.execute(select(table)))
        marks[table.name] = hashlib.sha256("".join(rows).encode()).hexdigest()
    session.rollback()
    return marks


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_table_knows_every_route_and_no_more(app: Flask, method: str) -> None:
    for rule in guarded_rules(app, method):
        answers_of(rule, method)
    endpoints = {rule.endpoint for rule in guarded_rules(app, method)}
    known = endpoints | {endpoint.split(".", maxsplit=1)[0] for endpoint in endpoints}
    assert {name for name, of in ANSWERS if of == method} <= known, "a row for a route that is gone guards nothing"


def test_pages_open_for_whom_they_are_meant(app: Flask, world: World) -> None:
    wrong = []
    for rule, role, whose, expected in calls(app, "GET"):
        address = address_of(rule, world.rows(role, whose))
        answer = said(world.browsers[role].get(address))
        if answer != expected.replace("ok", "200"):
            wrong.append(f"{role} GET {address} ({whose} rows): {answer}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_a_refused_form_changes_nothing(app: Flask, world: World) -> None:
    refused = [call for call in calls(app, "POST") if call[3] != "ok"]
    addresses = [address_of(rule, world.rows(role, whose)) for rule, role, whose, _expected in refused]
    before, wrong = contents(), []
    for (rule, role, whose, expected), address in zip(refused, addresses, strict=True):
        answer = said(world.browsers[role].post(address, FILLED_IN.get(rule.endpoint)))
        if answer != expected:
            wrong.append(f"{role} POST {address} ({whose} rows): {answer}, not {expected}")
    after = contents()
    assert not wrong, "\n".join(wrong)
    assert {table for table in after if after[table] != before[table]} == set(), "somebody without the right wrote"


def test_a_form_is_open_to_those_it_is_meant_for(app: Flask, world: World) -> None:
    wrong = []
    for rule, role, whose, expected in calls(app, "POST"):
        if expected == "ok":
            address = address_of(rule, world.new_rows(role, whose) if rule.arguments else {})
            answer = said(world.browsers[role].post(address, FILLED_IN.get(rule.endpoint)))
            if answer not in ADMITTED:
                wrong.append(f"{role} POST {address} ({whose} rows): {answer}")
    assert not wrong, "\n".join(wrong)
