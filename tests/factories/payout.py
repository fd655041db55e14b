"""Bank accounts of sellers, payouts to them, what they tell the tax office, and figures that count from a moment on."""

from datetime import timedelta

from factory import LazyAttribute, Sequence, SubFactory

from app import clock
from app.models.media import DocumentKind
from app.models.payout import (
    DatedSetting,
    Payout,
    PayoutAccount,
    PayoutBatch,
    PayoutStatus,
    StatementStatus,
    TurnoverStatement,
)
from tests.factories import RowFactory
from tests.factories.seller import DocumentFactory, sealed


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


class TurnoverStatementFactory(RowFactory):
    """A statement of this year that waits; `sent_by` is the owner who sent it."""

    class Meta:
        model = TurnoverStatement
        exclude = ("sent_by", "document")

    sent_by = 1
    document = SubFactory(
        DocumentFactory,
        kind=DocumentKind.TURNOVER_STATEMENT,
        uploaded_by_id=LazyAttribute(lambda row: row.factory_parent.sent_by),
    )
    document_id = LazyAttribute(lambda row: row.document.id)
    year = LazyAttribute(lambda _row: clock.year_of(clock.now()))
    status = StatementStatus.SUBMITTED


class DatedSettingFactory(RowFactory):
    class Meta:
        model = DatedSetting

    valid_from = LazyAttribute(lambda _row: clock.now())
    actor_kind = "job"
    reason = "a test"
