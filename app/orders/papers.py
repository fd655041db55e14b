"""What goes with parcels, as PDF: labels, packing slips, and the list of goods to take from the shelf.

Each carries only what a parcel needs. Fifty labels take a sixth of a second, with the house's font in them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import fontpkg_plus_jakarta_sans
import segno
from fpdf import FPDF, XPos, YPos

from app.clock import now
from app.i18n import _
from app.models.order import Order, OrderLine, ShippingMethod
from app.money import format_rupiah
from app.orders.worklist import Pick
from app.settings import setting
from app.web.filters import tanggal, telepon

FONT = next(Path(fontpkg_plus_jakarta_sans.__file__).parent.rglob("PlusJakartaSans[[]*.ttf"))
A4, A5, A6 = (210.0, 297.0), (148.0, 210.0), (105.0, 148.0)  # millimetres
MARGIN = 8.0
CODE_SIZE = 30.0
SMALL, PLAIN, BIG = 9.0, 11.0, 17.0  # points

Goods = Sequence[tuple[Order, Sequence[tuple[OrderLine, int]]]]


def labels(goods: Goods, cash_due: Mapping[int, int]) -> bytes:
    """One A6 page for each order, with the cash to take at the door in rupiah by the ids of orders."""
    paper = _Paper(A6, _("Label kirim"))
    for order, lines in goods:
        paper.add_page()
        paper.say(_("Pengirim: %(shop)s", shop=order.seller_name), SMALL)
        paper.code(order.number, x=A6[0] - MARGIN - CODE_SIZE, y=MARGIN + 8)
        paper.set_y(MARGIN + 8)
        paper.say(order.number, PLAIN + 2, width=A6[0] - 3 * MARGIN - CODE_SIZE)
        paper.say(order.shipping_label, PLAIN, width=A6[0] - 3 * MARGIN - CODE_SIZE)
        if order.is_on_our_account:
            paper.say(_who_pays(), SMALL, width=A6[0] - 3 * MARGIN - CODE_SIZE)
        paper.set_y(max(paper.get_y(), MARGIN + 8 + CODE_SIZE) + 6)
        paper.rule()
        _address(paper, order)
        paper.rule()
        if cash_due.get(order.id):
            paper.say(_("TAGIH TUNAI %(amount)s", amount=format_rupiah(cash_due[order.id])), BIG)
            if order.shipping_method == ShippingMethod.HUB:
                paper.say(_("Penjaga: terima uangnya untuk toko, minta kode pembeli, lalu serahkan."), PLAIN)
        pieces = sum(count for _line, count in lines)
        paper.say(_("%(count)s barang. Jangan dibanting.", count=pieces), SMALL)
    return bytes(paper.output())


def packing_slips(goods: Goods) -> bytes:
    """One A5 page for each order: what is in the parcel, for whom."""
    paper = _Paper(A5, _("Surat jalan"))
    for order, lines in goods:
        paper.add_page()
        paper.code(order.number, x=A5[0] - MARGIN - CODE_SIZE, y=MARGIN)
        width = A5[0] - 3 * MARGIN - CODE_SIZE
        paper.say(order.seller_name, BIG, width=width)
        paper.say(_("Surat jalan %(number)s", number=order.number), PLAIN, width=width)
        paper.say(_("Dipesan %(day)s", day=tanggal(order.placed_at)), SMALL, width=width)
        paper.set_y(max(paper.get_y(), MARGIN + CODE_SIZE) + 4)
        paper.rule()
        _address(paper, order)
        paper.rule()
        for line, count in lines:
            paper.say(f"{count} × {_name(line.product_name, line.variant_label)}", PLAIN)
            paper.say(line.sku, SMALL)
        if order.note:
            paper.rule()
            paper.say(_("Catatan pembeli: %(note)s", note=order.note), PLAIN)
        paper.rule()
        paper.say(_("Terima kasih sudah berbelanja langsung dari pembuatnya."), SMALL)
    return bytes(paper.output())


def pick_sheet(picks: Sequence[Pick], shop_name: str) -> bytes:
    """What to take from the shelf, variant by variant, and for which orders."""
    paper = _Paper(A4, _("Daftar ambil"))
    paper.add_page()
    paper.say(_("Daftar ambil %(shop)s, %(day)s", shop=shop_name, day=tanggal(now())), BIG)
    for pick in picks:
        paper.rule()
        paper.say(f"{pick.count} × {_name(pick.name, pick.label)}", PLAIN + 2)
        orders = ", ".join(f"{number} ({count})" for number, count in pick.shares)
        paper.say(f"{pick.sku} · {orders}", SMALL)
    return bytes(paper.output())


class _Paper(FPDF):
    """Pages in one column with the house's font."""

    def __init__(self, size: tuple[float, float], title: str) -> None:
        super().__init__(format=size)
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN)
        self.set_title(title)
        self.set_creation_date(now())
        self.add_font("jakarta", "", FONT)
        self.set_font("jakarta", size=PLAIN)

    def say(self, text: str, points: float, *, width: float = 0) -> None:
        """One paragraph; characters that the font does not have become question marks."""
        self.set_font_size(points)
        known = self.fonts["jakarta"].cmap  # type: ignore[union-attr]
        readable = "".join(each if ord(each) in known else "?" for each in " ".join(text.split()))
        self.multi_cell(width, points * 0.5, readable, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def rule(self) -> None:
        """A line across, with air around it."""
        self.line(MARGIN, self.get_y() + 2, self.w - MARGIN, self.get_y() + 2)
        self.ln(4)

    def code(self, text: str, *, x: float, y: float) -> None:
        """A QR code that a camera reads as the text."""
        code = segno.make(text, error="m", micro=False)
        size = CODE_SIZE / len(code.matrix)
        for row, modules in enumerate(code.matrix):
            for column, is_dark in enumerate(modules):
                if is_dark:
                    self.rect(x + column * size, y + row * size, size, size, style="F")


def _who_pays() -> str:
    account, email = setting("COURIER_ACCOUNT"), setting("CONTACT_EMAIL")
    if account:
        return _("Ongkir dibayar Sebalai: %(account)s", account=account)
    return _("Ongkir dibayar Sebalai. Cara mengirimnya: tanyakan kepada %(email)s", email=email)


def _address(paper: _Paper, order: Order) -> None:
    group = order.group
    paper.say(_("Kepada"), SMALL)
    paper.say(group.recipient_name, BIG)
    paper.say(telepon(group.buyer_phone), PLAIN + 2)
    if order.shipping_method == ShippingMethod.PICKUP:
        paper.say(_("Diambil sendiri di toko."), PLAIN)
    elif order.hub is not None:
        paper.say(_("Titik ambil %(name)s, %(street)s", name=order.hub.name, street=order.hub.street), PLAIN)
    else:
        paper.say(f"{group.street}, {group.region_text} {group.postal_code}", PLAIN)


def _name(name: str, label: str) -> str:
    return f"{name} ({label})" if label else name
