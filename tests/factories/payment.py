"""Rows around payments that no command of a test makes by itself."""

from factory import LazyFunction, Sequence

from app import clock
from app.models.payment import Refund, RefundAccount, RefundStatus
from tests.factories import RowFactory


class RefundAccountFactory(RowFactory):
    """A bank account that a buyer has named for a refund; the number is not a real one."""

    class Meta:
        model = RefundAccount

    bank_code = "120"
    holder_name = "Dewi"
    number_encrypted = "sealed"
    number_key_id = "key"
    number_last_digits = "6789"


class RefundFactory(RowFactory):
    """Money that went back, outside the books."""

    class Meta:
        model = Refund

    purpose = Sequence(lambda n: f"short-1-{n}")
    amount = 1000
    status = RefundStatus.SUCCEEDED
    reason = "a test"
    succeeded_at = LazyFunction(clock.now)
