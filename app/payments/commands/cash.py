"""Cash at the door."""

from app.gateways.payment.base import CreatedPayment
from app.payments.commands import attempts, truth


def promise(payment_id: int, created: CreatedPayment) -> None:
    """The buyer pays when the goods are there: the orders are to be prepared, and their sellers will take the cash."""
    attempts.record_created(payment_id, created)
    truth.capture_offline(payment_id, because="promised at the door")
