"""Rows around payments that no command of a test makes by itself."""

from app.models.payment import RefundAccount
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
