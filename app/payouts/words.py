"""How statements call things, on pages and on paper."""

from app.i18n import _
from app.money import format_rupiah
from app.payouts.queries.entries import Entry, What
from app.payouts.rules import Month

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip


def month_text(month: Month) -> str:
    """November 2026."""
    return f"{MONTHS[month.number - 1]} {month.year}"


def what_text(entry: Entry) -> str:
    """What happened, without the order that a column names."""
    if entry.gone_before:
        return _("Pesanan selesai, %(amount)s sudah kembali", amount=format_rupiah(entry.gone_before))
    texts = {
        What.COMPLETED: _("Pesanan selesai"),
        What.REFUNDED: _("Pengembalian dana ke pembeli"),
        What.CASH: _("Tunai sudah Anda terima"),
        What.CASH_GIVEN_BACK: _("Tunai sudah Anda kembalikan"),
        What.CASH_NOT_GIVEN_BACK: _("Tunai ternyata belum Anda kembalikan"),
        What.PAID_OUT: _("Pencairan %(number)s", number=entry.batch_number),
        What.CAME_BACK: _("Pencairan %(number)s gagal, kembali ke saldo", number=entry.batch_number),
        What.ARRIVED: _("Pencairan %(number)s ternyata dibayar", number=entry.batch_number),
    }
    return texts[entry.what]
