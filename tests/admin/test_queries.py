"""When a timer is late, and what waits for whom."""

from datetime import timedelta

import pytest
import time_machine

from app.admin.queries import health
from app.clock import now
from app.db import session, transaction
from app.models.outbox import DeliveryStatus, Lease, OutboxDelivery, OutboxMessage

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def timer(every: timedelta, *, ago: timedelta, **facts: object) -> health.Timer:
    with transaction():
        session.add(Lease(name="a.job", last_run_at=now() - ago, **facts))
    (found,) = health.timers({"a.job": every})
    return found


@pytest.mark.parametrize(
    ("every", "ago", "is_late"),
    [
        (SECOND, 50 * SECOND, False),
        (SECOND, 62 * SECOND, True),
        (MINUTE, 3 * MINUTE, False),
        (MINUTE, 4 * MINUTE + SECOND, True),
        (6 * HOUR, 20 * HOUR, False),
        (6 * HOUR, 25 * HOUR, True),
    ],
)
def test_a_timer_is_late_after_three_intervals_and_a_minute(
    app: object, every: timedelta, ago: timedelta, is_late: bool
) -> None:
    with time_machine.travel(now(), tick=False):
        found = timer(every, ago=ago)
    assert (found.is_late, found.lag) == (is_late, max(ago - every, timedelta()))


def test_one_that_never_ran_is_late_and_one_that_runs_says_so(app: object) -> None:
    (never,) = health.timers({"a.job": MINUTE})
    assert (never.is_late, never.lag, never.last_run_at) == (True, None, None)
    assert timer(MINUTE, ago=SECOND, until=now() + MINUTE).is_running


def test_what_a_timer_did_last_is_kept_and_others_names_are_not_shown(app: object) -> None:
    with transaction():
        session.add(Lease(name="gone.job", last_run_at=now() - 9 * HOUR))
    found = timer(MINUTE, ago=SECOND, last_done=3, last_failure="KeyError")
    assert (found.last_done, found.last_failure) == (3, "KeyError")


def test_late_timers_come_first(app: object) -> None:
    with transaction():
        session.add(Lease(name="a.job", last_run_at=now()))
    assert [each.name for each in health.timers({"a.job": MINUTE, "b.job": MINUTE})] == ["b.job", "a.job"]


def test_the_backlog_names_each_handler_with_its_oldest_news(app: object) -> None:
    with transaction():
        for hours in (1, 3):
            message = OutboxMessage(topic="a.happened", payload={}, created_at=now() - hours * HOUR)
            session.add(message)
            session.flush()
            for handler, status in (("one", DeliveryStatus.DUE), ("two", DeliveryStatus.FAILED), ("three", "done")):
                session.add(OutboxDelivery(message_id=message.id, handler=handler, status=status))
    found = {each.handler: each for each in health.backlogs()}
    assert {name: (each.due, each.failed) for name, each in found.items()} == {"one": (2, 0), "two": (0, 2)}
    assert found["one"].oldest_at < now() - 2 * HOUR
