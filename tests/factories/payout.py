"""Bank accounts of sellers and payouts to them."""

from datetime import timedelta

from factory import LazyAttribute, Sequence

from app import clock
from app.models.payout import Payout, PayoutAccount, PayoutBatch, PayoutStatus
from tests.factories import RowFactory
from tests.factories.seller import sealed


class PayoutAccountFactory(RowFactory):
    """An account of `seller_id` that has been usable for a year."""

    class Meta:
        model = PayoutAccount
        exclude = ("number",)

    number = Sequence(lambda n: f"140091{n:06}")
    bank_code = "120"
    holder_name = "Ani Rahmawati"
    number_encrypted = LazyAttribute(lambda row: sealed(row.number).ciphertext)
    number_key_id = LazyAttribute(lambda row: sealed(row.number).key_id)
    number_last_digits = LazyAttribute(lambda row: row.number[-4:])
    created_at = LazyAttribute(lambda _row: clock.now() - timedelta(days=365))
    usable_from = LazyAttribute(lambda row: row.created_at)


class PayoutBatchFactory(RowFactory):
    class Meta:
        model = PayoutBatch

    number = Sequence(lambda n: f"PC-contoh-{n}")


class PayoutFactory(RowFactory):
    """A payout of `seller_id` to `account_id` in `batch_id` that nobody has decided about."""

    class Meta:
        model = Payout

    amount = 60_000
    status = PayoutStatus.PENDING
