"""A statement as CSV for the seller's own books, and as PDF.

Made in the request: reading 5,000 lines takes 0.2 s and drawing them 0.6 s; a month of one shop has a tenth of that.
"""

import csv
from collections.abc import Sequence
from io import StringIO

from fpdf import FPDF

from app.clock import JAKARTA, now
from app.i18n import _
from app.money import MINUS, format_rupiah
from app.payouts.errors import TooLongForPaper
from app.payouts.queries.entries import Entry
from app.payouts.queries.statements import Statement
from app.payouts.rules import plain_cell
from app.payouts.words import month_text, what_text

MOST_LINES = 5000
AMOUNTS = (
    "sales_amount", "shipping_amount", "commission_amount", "pph22_amount", "refunded_amount", "cash_amount",
    "payout_amount",
)  # fmt: skip
WIDTHS = (22, 31, 58, 22, 20, 20, 18, 22, 20, 22, 22)  # millimetres; an A4 page on its side has 277 between its margins
TEXTS = 3
LEFT, TOP, BOTTOM, LINE_HEIGHT = 10, 20, 196, 4.6


def as_csv(statement: Statement) -> str:
    """Every line with its columns in whole rupiah and the balance after it."""
    file = StringIO(newline="")
    lines = csv.writer(file)
    lines.writerow(_head())
    lines.writerow([_begin(statement), "", _("Saldo awal"), *[""] * len(AMOUNTS), statement.opening_amount])
    balance_amount = statement.opening_amount
    for entry in statement.entries:
        balance_amount += entry.amount
        texts = (_moment(entry), entry.order_number, what_text(entry))
        amounts = (getattr(entry, name) for name in AMOUNTS)
        lines.writerow([*map(plain_cell, texts), *amounts, balance_amount])
    sums = statement.sums
    lines.writerow(["", "", _("Saldo akhir"), *(sums[name] for name in AMOUNTS), statement.closing_amount])
    return file.getvalue()


def as_pdf(statement: Statement, shop_name: str) -> bytes:
    """The same on paper. Raises TooLongForPaper."""
    if len(statement.entries) > MOST_LINES:
        raise TooLongForPaper
    return bytes(_Paper(statement, shop_name).output())


class _Paper(FPDF):
    """Placed text by text: cells and tables of the library take five times as long."""

    def __init__(self, statement: Statement, shop_name: str) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.set_auto_page_break(auto=False)
        self.set_title(f"{shop_name} {statement.month}")
        self.set_creation_date(now())
        self.name = f"{shop_name} · {month_text(statement.month)}".encode("latin-1", "replace").decode("latin-1")
        self.at = float(TOP)
        self.add_page()
        self._opening(statement)
        balance_amount = statement.opening_amount
        for entry in statement.entries:
            balance_amount += entry.amount
            amounts = [getattr(entry, name) for name in AMOUNTS]
            self._row((_moment(entry), entry.order_number, what_text(entry)), amounts, balance_amount)
        self.set_font(style="B")
        sums = statement.sums
        self._row(("", "", _("Saldo akhir")), [sums[name] for name in AMOUNTS], statement.closing_amount)

    def header(self) -> None:
        """Whose month it is, and the names of the columns."""
        self.set_font("helvetica", style="B", size=11)
        self.text(LEFT, 12, self.name)
        self.set_font("helvetica", style="B", size=7)
        self._cells(_head(), y=TOP - 2)
        self.line(LEFT, TOP - 0.5, LEFT + sum(WIDTHS), TOP - 0.5)
        self.set_font("helvetica", size=7)
        self.at = TOP + LINE_HEIGHT

    def footer(self) -> None:
        """Who says so, and which page it is."""
        self.set_font("helvetica", size=7)
        self.text(LEFT, 203, _("Sebalai, laporan saldo penjual dalam rupiah; waktu dalam WIB."))
        self.text(LEFT + sum(WIDTHS) - 12, 203, str(self.page_no()))

    def _opening(self, statement: Statement) -> None:
        self._row((_begin(statement), "", _("Saldo awal")), [0] * len(AMOUNTS), statement.opening_amount)

    def _row(self, texts: Sequence[str], amounts: Sequence[int], balance_amount: int) -> None:
        if self.at > BOTTOM:
            self.add_page()
        written = [_figure(amount) if amount else "" for amount in amounts]
        self._cells([*texts, *written, _figure(balance_amount)], y=self.at)
        self.at += LINE_HEIGHT

    def _cells(self, cells: Sequence[str], *, y: float) -> None:
        x = float(LEFT)
        for place, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True)):
            if cell:
                shift = 0.0 if place < TEXTS else width - self.get_string_width(cell)
                self.text(x + shift, y, cell)
            x += width


def _head() -> list[str]:
    return [
        _("Waktu (WIB)"), _("Pesanan"), _("Keterangan"), _("Penjualan"), _("Ongkos kirim"), _("Komisi"), _("PPh 22"),
        _("Dikembalikan"), _("Tunai"), _("Pencairan"), _("Saldo"),
    ]  # fmt: skip


def _moment(entry: Entry) -> str:
    return f"{entry.occurred_at.astimezone(JAKARTA):%Y-%m-%d %H:%M}"


def _begin(statement: Statement) -> str:
    return f"{statement.month.begin:%Y-%m-%d %H:%M}"


def _figure(amount: int) -> str:
    """Rupiah without the name, in letters that the fonts of a PDF have."""
    return format_rupiah(amount).replace("Rp", "").replace(MINUS, "-")
