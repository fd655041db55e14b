"""What the back office changes by itself."""

from app import audit
from app.admin.queries import health as queries
from app.clock import now
from app.models.outbox import DeliveryStatus, OutboxDelivery


def retry_delivery(delivery_id: int) -> OutboxDelivery:
    """Let a delivery that failed be tried anew; one that is done stays done. Raises NotFound."""
    delivery = queries.lock_delivery(delivery_id)
    if delivery.status == DeliveryStatus.DONE:
        return delivery
    delivery.status, delivery.attempts, delivery.due_at = DeliveryStatus.DUE, 0, now()
    audit.record("delivery.retried", delivery, handler=delivery.handler)
    return delivery
