"""Ways to pay: what they are called, and when one cannot be used."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.gateways.payment.base import PaymentGateway
from app.i18n import _, lazy_gettext
from app.models.order import Order, ShippingMethod
from app.models.payment import RefundAccount
from app.money import format_rupiah

TRANSFER, CASH = "transfer", "cod"
OFFLINE = (TRANSFER, CASH)
SILENT_ABOUT_DISPUTES = (
    "midtrans",
)  # a chargeback has no end in https://docs.midtrans.com/docs/transaction-status-cycle
DISPUTABLE = ("stripe", "midtrans")
TELLING_FEES = ("stripe",)  # what others keep is known when they hand the money over
TEXTS = {
    "stripe": (
        lazy_gettext("Kartu dan dompet internasional"),
        lazy_gettext("Visa, Mastercard, dan lainnya di halaman Stripe."),
    ),
    "midtrans": (
        lazy_gettext("QRIS, virtual account, dan e-wallet"),
        lazy_gettext("GoPay, ShopeePay, bank, dan gerai di halaman Midtrans."),
    ),
    TRANSFER: (
        lazy_gettext("Transfer bank"),
        lazy_gettext("Transfer sendiri ke rekening kami, lalu kirim buktinya. Kami periksa sebelum pesanan disiapkan."),
    ),
    CASH: (
        lazy_gettext("Bayar di tempat"),
        lazy_gettext("Uang tunai saat barang Anda terima: kepada penjual, atau kepada penjaga titik ambil."),
    ),
    "sandbox": (
        lazy_gettext("Gerbang bayar contoh"),
        lazy_gettext("Hanya di toko contoh: Anda memilih sendiri apa yang terjadi."),
    ),
}


@dataclass(frozen=True)
class Method:
    """A way to pay; `refusal` says why it cannot be used now, and is empty when it can."""

    gateway: str
    name: str
    about: str
    refusal: str


def name_of(gateway: str) -> str:
    """What people call a way to pay."""
    return str(TEXTS[gateway][0])


def refusal_of(gateway: PaymentGateway, amount: int, orders: Sequence[Order]) -> str:
    """Why orders of this many rupiah cannot be paid this way, or nothing. Reads the sellers of the orders for cash."""
    if amount < gateway.smallest_amount:
        return _("Untuk pembayaran mulai %(amount)s.", amount=format_rupiah(gateway.smallest_amount))
    if amount > gateway.largest_amount:
        return _("Untuk pembayaran sampai %(amount)s.", amount=format_rupiah(gateway.largest_amount))
    if gateway.name == CASH and not all(_is_paid_at_the_door(order) for order in orders):
        return _(
            "Hanya bila semua barang diantar kurir toko, diambil di titik ambil, atau diambil sendiri, dari penjual"
            " yang menerima uang tunai."
        )
    return ""


def _is_paid_at_the_door(order: Order) -> bool:
    return order.seller.takes_cash and order.shipping_method != ShippingMethod.COURIER


def sending(refund_id: int, bounces: int) -> str:
    """What the books call sending a refund that has come back so many times before."""
    return f"refund-sent:{refund_id}:{bounces + 1}" if bounces else f"refund-sent:{refund_id}"


def seen_as(account: RefundAccount) -> str:
    """Which account of a refund a page shows; SQLite gives the id of a forgotten one to the next."""
    return f"{account.id} {account.created_at.isoformat()}"
