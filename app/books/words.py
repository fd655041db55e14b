"""Differences, and money of the bank, in plain Indonesian."""

from collections.abc import Mapping

from app.books.queries.ways import Way
from app.i18n import LazyString, _, lazy_gettext
from app.ledger.words import EVENTS, owner_name
from app.models.payment import MovementKind

DIFFERENCES: Mapping[str, LazyString] = {
    "gateway_captured_here": lazy_gettext("Dibayar menurut kita, tidak menurut gerbang bayar"),
    "gateway_captured_there": lazy_gettext("Dibayar menurut gerbang bayar, tidak menurut kita"),
    "gateway_intent": lazy_gettext("Pembayaran untuk pesanan lain di gerbang bayar"),
    "gateway_amount": lazy_gettext("Jumlah berbeda"),
    "gateway_currency": lazy_gettext("Mata uang berbeda"),
    "gateway_fee": lazy_gettext("Biaya berbeda"),
    "gateway_refund_here": lazy_gettext("Dikembalikan menurut kita, tidak menurut gerbang bayar"),
    "gateway_refund_there": lazy_gettext("Dikembalikan menurut gerbang bayar, tidak menurut kita"),
    "gateway_refund_amount": lazy_gettext("Jumlah pengembalian berbeda"),
    "gateway_refund_sum": lazy_gettext("Jumlah semua pengembalian berbeda"),
    "gateway_dispute_here": lazy_gettext("Sengketa yang tidak dikenal gerbang bayar"),
    "gateway_dispute_there": lazy_gettext("Sengketa yang belum kita catat"),
    "gateway_dispute_differs": lazy_gettext("Sengketa berbeda jumlah atau keadaannya"),
    "gateway_no_answer": lazy_gettext("Gerbang bayar tidak menjawab tentang pembayaran ini"),
    "gateway_silent": lazy_gettext("Gerbang bayar tidak menjawab; sisanya tidak ditanyakan"),
}

PAGES: Mapping[str, LazyString] = {
    "payment": lazy_gettext("pembayaran %(label)s"),
    "payout": lazy_gettext("pencairan %(label)s"),
    "voucher": lazy_gettext("voucher %(label)s"),
}


def difference(kind: str) -> str:
    """What did not fit; whatever the ledger check finds keeps the name of its check."""
    return str(DIFFERENCES.get(kind) or _("Hitung ulang buku: %(kind)s", kind=kind))


def page_of(way: Way) -> str:
    """What a link to it is called."""
    return str(PAGES[way.kind]) % {"label": way.label} if way.kind in PAGES else way.label


def movement_text(kind: MovementKind, bearer: str) -> str:
    """What money of the bank was for."""
    if kind == MovementKind.VOUCHER_PAID:
        return _("%(bearer)s membayar vouchernya", bearer=owner_name(bearer))
    return str(EVENTS[kind])
