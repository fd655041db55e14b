"""What may be paid through Midtrans, and what of it can be sent back: data, to be kept in step with its pages.

Amounts: docs.midtrans.com/docs/berapa-jumlah-transaksi-minimal-dan-maksimal-yang-dapat-diterima-oleh-midtrans
Codes: https://docs.midtrans.com/reference/request-body-json-parameter (`enabled_payments`)
Refunds: https://docs.midtrans.com/reference/refund-transaction. QRIS has 45 or even 365 days where one company is the
wallet and the acquirer ("on-us") and 7 days elsewhere ("off-us"): after 7 days a bank account is the way that is sure.
DANA is left out: its status cannot be asked by order id (https://docs.midtrans.com/reference/get-transaction-status).
"""

from dataclasses import dataclass

from app.money import LARGEST_AMOUNT


@dataclass(frozen=True)
class Method:
    """A way to pay. Amounts in rupiah; after `refund_days` from the payment nothing can be sent back, 0 is never."""

    code: str
    name: str
    payment_type: str
    smallest_amount: int
    largest_amount: int
    refund_days: int = 0
    partly_refundable: bool = False

    def takes(self, amount: int) -> bool:
        return self.smallest_amount <= amount <= self.largest_amount


METHODS = (
    Method("other_qris", "QRIS", "qris", 1, 10_000_000, refund_days=7, partly_refundable=True),
    Method("gopay", "GoPay", "gopay", 1, 20_000_000, refund_days=45, partly_refundable=True),
    Method("shopeepay", "ShopeePay", "shopeepay", 1, 20_000_000, refund_days=365),
    Method("ovo", "OVO", "ovo", 1, 99_999_999, refund_days=7),
    Method("bca_va", "BCA Virtual Account", "bank_transfer", 10_000, 20_000_000_000),
    Method("bni_va", "BNI Virtual Account", "bank_transfer", 1, LARGEST_AMOUNT),
    Method("bri_va", "BRI Virtual Account", "bank_transfer", 1, 20_000_000_000),
    Method("permata_va", "Permata Virtual Account", "bank_transfer", 1, 9_999_999_999),
    Method("cimb_va", "CIMB Virtual Account", "bank_transfer", 1, 250_000_000),
    Method("bsi_va", "BSI Virtual Account", "bank_transfer", 1_000, LARGEST_AMOUNT),
    Method("echannel", "Mandiri Bill Payment", "echannel", 1, 50_000_000_000),
    Method("indomaret", "Indomaret", "cstore", 10_000, 5_000_000),
    Method("alfamart", "Alfamart", "cstore", 1, 2_500_000),
)
REFUNDABLE = {method.payment_type: method for method in METHODS if method.refund_days}
