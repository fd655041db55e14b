"""What the back office changes by itself."""

import pytest
from sqlalchemy import func, select, update

from app.admin import commands
from app.admin.queries import health as queries
from app.admin.queries.home import to_do
from app.db import session, transaction
from app.errors import NotFound
from app.models.audit import AuditEvent
from app.models.outbox import DeliveryStatus, OutboxDelivery
from tests.admin.deliveries import failed_delivery


def test_a_delivery_that_failed_is_due_again_and_out_of_trouble(app: object) -> None:
    delivery_id = failed_delivery()
    assert queries.count_troubled_deliveries() == 1
    with transaction():
        delivery = commands.retry_delivery(delivery_id)
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.DUE, 0)
    assert (queries.count_troubled_deliveries(), to_do().failed_deliveries) == (0, 0)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.subject_id) == ("delivery.retried", str(delivery_id))


def test_one_that_is_done_stays_done(app: object) -> None:
    delivery_id = failed_delivery()
    with transaction():
        session.execute(update(OutboxDelivery).values(status=DeliveryStatus.DONE))
    with transaction():
        commands.retry_delivery(delivery_id)
    assert session.get_one(OutboxDelivery, delivery_id).status == DeliveryStatus.DONE
    assert session.scalar(select(func.count(AuditEvent.id))) == 0


def test_one_that_is_not_there_is_not_found(app: object) -> None:
    with pytest.raises(NotFound), transaction():
        commands.retry_delivery(4711)
