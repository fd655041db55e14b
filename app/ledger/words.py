"""Accounts and events in plain Indonesian."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.i18n import LazyString, _, lazy_gettext
from app.ledger import chart
from app.models.ledger import AccountKind
from app.models.order import Bearer


@dataclass(frozen=True)
class Words:
    """What something is called, and what that means."""

    name: LazyString
    meaning: LazyString


HAVE: Sequence[AccountKind] = (AccountKind.GATEWAY_CLEARING, AccountKind.BANK, AccountKind.DISPUTED)
OWE: Sequence[AccountKind] = (
    AccountKind.HELD,
    AccountKind.PAYABLE,
    AccountKind.REFUNDS_DUE,
    AccountKind.UNALLOCATED_RECEIPTS,
    AccountKind.PPH22_PAYABLE,
)
EARNED: Sequence[AccountKind] = (AccountKind.COMMISSION_INCOME, AccountKind.SHIPPING_INCOME)
SPENT: Sequence[AccountKind] = (AccountKind.GATEWAY_FEES, AccountKind.VOUCHER_COST, AccountKind.DISPUTE_LOSSES)
OWN: Sequence[AccountKind] = (AccountKind.OWN_MONEY,)

ACCOUNTS: Mapping[AccountKind, Words] = {
    AccountKind.GATEWAY_CLEARING: Words(
        lazy_gettext("Uang di gerbang bayar"),
        lazy_gettext("Sudah dibayar pembeli, belum disetor ke rekening kita."),
    ),
    AccountKind.BANK: Words(
        lazy_gettext("Rekening bank"),
        lazy_gettext(
            "Setoran dari gerbang bayar dan uang lain yang dicatat masuk, dikurangi pencairan, pengembalian lewat "
            "transfer, tagihan kurir, dan uang lain yang dicatat keluar."
        ),
    ),
    AccountKind.DISPUTED: Words(
        lazy_gettext("Ditahan karena sengketa"),
        lazy_gettext("Diminta kembali oleh bank pembeli; ditahan gerbang bayar sampai diputuskan."),
    ),
    AccountKind.HELD: Words(
        lazy_gettext("Titipan untuk penjual"),
        lazy_gettext("Dibayar atau dijanjikan pembeli, barangnya belum diterima."),
    ),
    AccountKind.PAYABLE: Words(
        lazy_gettext("Hak penjual"),
        lazy_gettext("Dari pesanan selesai, menunggu dicairkan. Kurang dari nol: penjual berutang."),
    ),
    AccountKind.REFUNDS_DUE: Words(
        lazy_gettext("Harus dikembalikan ke pembeli"),
        lazy_gettext("Pengembalian sudah diputuskan, uangnya belum sampai."),
    ),
    AccountKind.UNALLOCATED_RECEIPTS: Words(
        lazy_gettext("Uang masuk tanpa pesanan"),
        lazy_gettext("Dibayar dua kali, atau terlambat; selalu dikembalikan."),
    ),
    AccountKind.PPH22_PAYABLE: Words(
        lazy_gettext("PPh 22 dipungut"),
        lazy_gettext("Dipotong dari penjual dan belum disetor ke kas negara."),
    ),
    AccountKind.COMMISSION_INCOME: Words(
        lazy_gettext("Pendapatan komisi"),
        lazy_gettext("Bagian lokapasar dari pesanan yang selesai."),
    ),
    AccountKind.SHIPPING_INCOME: Words(
        lazy_gettext("Pendapatan ongkos kirim"),
        lazy_gettext("Dari paket yang diantar lokapasar sendiri, dikurangi tagihan kurir dan titik ambil."),
    ),
    AccountKind.GATEWAY_FEES: Words(
        lazy_gettext("Biaya gerbang bayar"),
        lazy_gettext("Dipotong gerbang bayar dari tiap pembayaran atau penyetoran."),
    ),
    AccountKind.VOUCHER_COST: Words(
        lazy_gettext("Biaya voucher"),
        lazy_gettext("Potongan harga yang ditanggung lokapasar atau dinas, dikurangi yang sudah dibayar dinas itu."),
    ),
    AccountKind.DISPUTE_LOSSES: Words(
        lazy_gettext("Kerugian sengketa"),
        lazy_gettext("Sengketa yang kalah, dikurangi yang memang harus kembali ke pembeli."),
    ),
    AccountKind.OWN_MONEY: Words(
        lazy_gettext("Uang lokapasar sendiri"),
        lazy_gettext("Yang ditambahkan lokapasar ke rekening, dikurangi yang diambilnya."),
    ),
}

PROMISED = Words(
    lazy_gettext("Tunai yang dijanjikan pembeli"),
    lazy_gettext("Dibayar kepada penjual atau titik ambil saat barang diterima; tidak pernah lewat kita."),
)
OF_A_SELLER: Mapping[AccountKind, LazyString] = {
    AccountKind.HELD: lazy_gettext("Ditahan untuk %(shop)s"),
    AccountKind.PAYABLE: lazy_gettext("Hak %(shop)s"),
}

EVENTS: Mapping[str, LazyString] = {
    "payment-captured": lazy_gettext("Pembayaran masuk"),
    "cash-promised": lazy_gettext("Bayar di tempat dijanjikan"),
    "promise-dropped": lazy_gettext("Tunai yang dijanjikan batal"),
    "fee-known": lazy_gettext("Biaya gerbang bayar"),
    "dispute-opened": lazy_gettext("Sengketa dibuka"),
    "dispute-won": lazy_gettext("Sengketa dimenangkan"),
    "dispute-lost": lazy_gettext("Sengketa kalah"),
    "dispute-replaced": lazy_gettext("Sengketa dicatat ulang"),
    "refund-due": lazy_gettext("Pengembalian diputuskan"),
    "refund-sent": lazy_gettext("Pengembalian dikirim"),
    "refund-bounced": lazy_gettext("Pengembalian tidak sampai"),
    "order-completed": lazy_gettext("Pesanan selesai"),
    "cash-received": lazy_gettext("Uang tunai diterima penjual"),
    "delivery-bill": lazy_gettext("Tagihan kurir atau titik ambil"),
    "delivery-bill-reversed": lazy_gettext("Tagihan yang salah catat dibatalkan"),
    "settlement": lazy_gettext("Penyetoran ke bank"),
    "settlement-reversed": lazy_gettext("Penyetoran yang salah catat dibatalkan"),
    "tax-paid": lazy_gettext("PPh 22 disetor ke kas negara"),
    "tax-paid-reversed": lazy_gettext("Setoran PPh 22 yang salah catat dibatalkan"),
    "voucher-paid": lazy_gettext("Voucher dibayar penanggungnya"),
    "voucher-paid-reversed": lazy_gettext("Pembayaran voucher yang salah catat dibatalkan"),
    "money-added": lazy_gettext("Lokapasar menambah uang sendiri"),
    "money-added-reversed": lazy_gettext("Tambahan uang yang salah catat dibatalkan"),
    "money-taken": lazy_gettext("Lokapasar mengambil uangnya"),
    "money-taken-reversed": lazy_gettext("Pengambilan uang yang salah catat dibatalkan"),
    "payout": lazy_gettext("Pencairan ke penjual"),
    "payout-failed": lazy_gettext("Pencairan gagal"),
    "payout-failed-reversed": lazy_gettext("Pencairan ternyata dibayar"),
}


def account(name: str, kind: AccountKind, shop: str | None = None) -> str:
    """An account as a person calls it: what it is, and whose or which one."""
    if name == str(chart.PROMISED_CASH):
        return str(PROMISED.name)
    if kind in OF_A_SELLER and shop:
        return str(OF_A_SELLER[kind]) % {"shop": shop}
    _kind, _colon, of = name.partition(":")
    return f"{ACCOUNTS[kind].name} · {owner_name(of)}" if of else str(ACCOUNTS[kind].name)


def owner_name(of: str) -> str:
    """Whose or which account it is, as people write it."""
    return _("Sebalai") if of == Bearer.PLATFORM.value else of.replace("-", " ").title()


def meaning(name: str, kind: AccountKind) -> str:
    """What stands on an account, in a sentence."""
    return str(PROMISED.meaning if name == str(chart.PROMISED_CASH) else ACCOUNTS[kind].meaning)


def event(reference: str) -> str:
    """What an entry of the journal is about, by its reference or its kind of event."""
    kind = reference.partition(":")[0]
    return str(EVENTS.get(kind, kind))
