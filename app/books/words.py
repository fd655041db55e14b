"""Differences, and money of the bank, in plain Indonesian."""

import re
from collections.abc import Mapping

from app.books.queries.ways import Way
from app.i18n import LazyString, _, lazy_gettext
from app.ledger.words import EVENTS, owner_name
from app.models.payment import MovementKind
from app.money import format_rupiah

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

NAMES_OF_FACTS: Mapping[str, LazyString] = {
    "here": lazy_gettext("Di sini: %(value)s"),
    "there": lazy_gettext("Di gerbang bayar: %(value)s"),
    "amount": lazy_gettext("Jumlah: %(value)s"),
    "reference": lazy_gettext("Rujukan: %(value)s"),
    "key": lazy_gettext("Kunci: %(value)s"),
    "dispute": lazy_gettext("Sengketa: %(value)s"),
    "gateway": lazy_gettext("Gerbang bayar: %(value)s"),
    "payment": lazy_gettext("Pembayaran: %(value)s"),
}
HAVE_AMOUNTS = {f"gateway_{kind}" for kind in ("amount", "fee", "refund_amount", "refund_sum", "dispute_differs")}
STATES: Mapping[str, LazyString] = {
    "open": lazy_gettext("terbuka"),
    "won": lazy_gettext("dimenangkan"),
    "lost": lazy_gettext("kalah"),
}
AMOUNT = re.compile(r"(-?\d+)(?:,(\w+))?", re.ASCII)
NEXT_FACT = re.compile(r" (?=[a-z_]+=)")

PAGES: Mapping[str, LazyString] = {
    "payment": lazy_gettext("pembayaran %(label)s"),
    "payout": lazy_gettext("pencairan %(label)s"),
    "voucher": lazy_gettext("voucher %(label)s"),
}


def difference(kind: str) -> str:
    """What did not fit; whatever the ledger check finds keeps the name of its check."""
    return str(DIFFERENCES.get(kind) or _("Hitung ulang buku: %(kind)s", kind=kind))


def facts_text(kind: str, facts: str) -> str:
    """What two sides say of a payment; the facts of `flask ledger check` stay as the command prints them."""
    if kind not in DIFFERENCES:
        return facts
    return " · ".join(_fact(kind, *fact.partition("=")) for fact in NEXT_FACT.split(facts))


def _fact(kind: str, name: str, equals: str, value: str) -> str:
    if name not in NAMES_OF_FACTS:
        return name + equals + value
    is_amount = name == "amount" or (name in ("here", "there") and kind in HAVE_AMOUNTS)
    if value in ("", "None"):
        value = _("belum diketahui") if value else _("tidak ada")
    elif is_amount and (found := AMOUNT.fullmatch(value)):
        state = found[2] or ""
        value = ", ".join(filter(None, [format_rupiah(int(found[1])), str(STATES.get(state, state))]))
    return str(NAMES_OF_FACTS[name]) % {"value": value}


def page_of(way: Way) -> str:
    """What a link to it is called."""
    return str(PAGES[way.kind]) % {"label": way.label} if way.kind in PAGES else way.label


def movement_text(kind: MovementKind, bearer: str) -> str:
    """What money of the bank was for."""
    if kind == MovementKind.VOUCHER_PAID:
        return _("%(bearer)s membayar vouchernya", bearer=owner_name(bearer))
    return str(EVENTS[kind])
