"""News that did not arrive."""

from app.db import session, transaction
from app.models.outbox import DeliveryStatus, OutboxDelivery, OutboxMessage

HANDLER = "notifications.senders.email_order_paid"


def failed_delivery() -> int:
    """A mail whose server was away ten times; returns the delivery's id."""
    with transaction():
        message = OutboxMessage(topic="order_group.paid", payload={"group_id": 4711})
        session.add(message)
        session.flush()
        delivery = OutboxDelivery(
            message_id=message.id,
            handler=HANDLER,
            status=DeliveryStatus.FAILED,
            attempts=10,
            last_error="ConnectionRefusedError",
        )
        session.add(delivery)
        session.flush()
        return delivery.id
