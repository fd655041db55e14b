"""The worker: everything is carried out at least once, recorded once, and a poisoned message blocks nobody."""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from typing import ClassVar

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from app import subscriptions, worker
from app.clock import now
from app.db import session, transaction
from app.demo.senders import draw_product_picture
from app.jobs import Job
from app.media import senders as media
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.outbox import DeliveryStatus, Lease, OutboxDelivery
from app.outbox import emit
from app.search import commands as search
from tests.factories.account import UserFactory
from tests.outbox import handlers, senders

TOPIC = "test.happened"


@pytest.fixture
def user(app: Flask) -> User:
    with transaction():
        user: User = UserFactory()
    return user


@pytest.fixture
def subscribe(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def to_topic(*functions: subscriptions.Handler) -> None:
        monkeypatch.setitem(subscriptions.SUBSCRIPTIONS, TOPIC, functions)  # type: ignore[misc]

    senders.outside.clear()
    senders.broken.clear()
    monkeypatch.setattr(worker, "BATCH_SENDERS", frozenset({senders.call_out_for_many}))
    return to_topic


def tell(user: User, times: int = 1) -> None:
    with transaction():
        for _ in range(times):
            emit(TOPIC, user_id=user.id)


def noted(action: str) -> int:
    return session.scalar(select(func.count()).where(AuditEvent.action == action)) or 0


def deliveries() -> list[OutboxDelivery]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(OutboxDelivery).order_by(OutboxDelivery.id)))


def test_a_message_outside_a_transaction_is_refused(user: User) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        emit(TOPIC, user_id=user.id)


def test_a_message_of_a_failed_transaction_is_never_told(
    user: User, subscribe: Callable[..., None], emitted: Callable[[str], list[object]]
) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        _ = emit(TOPIC, user_id=user.id), 1 // 0
    assert emitted(TOPIC) == []


def test_each_handler_hears_of_each_message_once(user: User, subscribe: Callable[..., None]) -> None:
    subscribe(handlers.archive_note, senders.call_out)
    tell(user, times=2)
    worker.drain()
    worker.drain()
    assert (noted("test.noted"), noted("test.called"), len(senders.outside)) == (2, 2, 2)
    assert {delivery.status for delivery in deliveries()} == {DeliveryStatus.DONE}


def test_a_failing_handler_changes_nothing_waits_and_blocks_nobody(user: User, subscribe: Callable[..., None]) -> None:
    subscribe(handlers.always_fails, handlers.archive_note)
    tell(user)
    worker.drain()
    failed, done = deliveries()
    assert (noted("test.half_done"), noted("test.noted"), done.status) == (0, 1, DeliveryStatus.DONE)
    assert (failed.status, failed.attempts, failed.last_error) == (DeliveryStatus.DUE, 1, "RuntimeError")
    assert failed.due_at > now() + timedelta(minutes=1)


def test_after_ten_attempts_a_delivery_stands_as_failed(user: User, subscribe: Callable[..., None]) -> None:
    subscribe(handlers.always_fails)
    tell(user)
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(12):
            worker.drain()
            clock.shift(timedelta(days=2))
    (delivery,) = deliveries()
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.FAILED, 10)


def test_a_sender_that_keeps_a_transaction_open_is_not_done(user: User, subscribe: Callable[..., None]) -> None:
    subscribe(senders.forgets_to_close)
    tell(user)
    worker.drain()
    assert deliveries()[0].status == DeliveryStatus.DUE


def test_what_a_killed_worker_left_is_taken_again_when_its_lease_ends(
    user: User, subscribe: Callable[..., None]
) -> None:
    subscribe(senders.call_out)
    tell(user)
    worker.relay()
    assert len(worker._claim()) == 1  # and then the worker is killed
    worker.drain()
    assert senders.outside == []
    with time_machine.travel(now() + worker.LEASE + timedelta(seconds=1)):
        worker.drain()
    assert (len(senders.outside), noted("test.called")) == (1, 1)


def test_a_result_that_comes_after_another_worker_took_over_is_dropped(
    user: User, subscribe: Callable[..., None]
) -> None:
    subscribe(senders.call_out)
    tell(user)
    worker.relay()
    claimed = worker._claim()
    with transaction():
        session.execute(update(OutboxDelivery).values(lease_token="another"))
    worker._run(senders.call_out, claimed)
    assert noted("test.called") == 0


def test_a_batch_sender_gets_all_that_is_due_in_one_call(user: User, subscribe: Callable[..., None]) -> None:
    subscribe(senders.call_out_for_many)
    tell(user, times=5)
    worker.drain()
    assert senders.outside == [",".join([str(user.id)] * 5)]
    assert {delivery.status for delivery in deliveries()} == {DeliveryStatus.DONE}


def test_a_batch_that_fails_goes_one_by_one(user: User, subscribe: Callable[..., None]) -> None:
    subscribe(senders.call_out_for_many)
    tell(user, times=5)
    senders.broken.add(user.id)
    worker.drain()
    assert {delivery.last_error for delivery in deliveries()} == {"RuntimeError"}
    senders.broken.clear()
    with time_machine.travel(now() + timedelta(hours=1)):
        worker.drain()
    assert senders.outside == [str(user.id)] * 5


def test_a_batch_whose_worker_dies_goes_in_ever_smaller_ones(user: User, subscribe: Callable[..., None]) -> None:
    subscribe(senders.call_out_for_many)
    tell(user, times=600)
    while worker.relay():
        pass
    sizes = []
    for _death in range(5):
        sizes.append(len(worker._claim()))
        with transaction():
            session.execute(update(OutboxDelivery).values(lease_until=None))
    assert sizes == [500, 62, 7, 1, 1]
    worker.drain()
    assert sum(text.count(",") + 1 for text in senders.outside) == 600
    assert len(senders.outside) < 30, "most still go together"


def test_a_job_runs_when_its_time_has_come_and_not_before(app: Flask) -> None:
    runs: list[int] = []
    job = Job("test", timedelta(minutes=1), lambda: runs.append(1) or 1)  # type: ignore[func-returns-value]
    assert worker.due_jobs([job]) == [job]
    worker.run_job(job)
    assert worker.due_jobs([job]) == []
    assert worker.run_job(job) == 0
    with time_machine.travel(now() + timedelta(minutes=2)):
        worker.run_job(job)
    assert len(runs) == 2


def test_a_job_that_fails_runs_again_next_time(app: Flask) -> None:
    job = Job("test", timedelta(minutes=1), lambda: 1 // 0)
    assert worker.run_job(job) == 0
    session.rollback()
    lease = session.get_one(Lease, "test")
    assert (lease.until, lease.token) == (None, None)
    assert (lease.last_done, lease.last_failure) == (0, "ZeroDivisionError"), "the health page says how it went"
    mended = Job("test", timedelta(minutes=1), lambda: 3)
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert worker.run_job(mended) == 3
    session.rollback()
    lease = session.get_one(Lease, "test")
    assert (lease.last_done, lease.last_failure) == (3, "")


def test_a_message_nobody_knows_waits_in_red_and_stops_nothing(user: User, subscribe: Callable[..., None]) -> None:
    subscribe(handlers.archive_note)
    with transaction():
        emit("topic.of_another_version", user_id=user.id)
        emit(TOPIC, user_id=user.id)
    worker.drain()
    red, done = session.scalars(select(OutboxDelivery).order_by(OutboxDelivery.id)).all()
    assert (red.status, red.handler) == (DeliveryStatus.FAILED, "unknown topic topic.of_another_version")
    assert done.status == DeliveryStatus.DONE


def test_a_delivery_that_ends_every_worker_is_given_up(user: User, subscribe: Callable[..., None]) -> None:
    subscribe(handlers.archive_note)
    with transaction():
        emit(TOPIC, user_id=user.id)
    worker.relay()
    for _death in range(worker.MOST_ATTEMPTS):
        assert len(worker._claim()) == 1
        worker.forget_leases_of_a_dead_worker()
        with transaction():
            session.execute(update(OutboxDelivery).values(lease_until=None))
    assert worker._claim() == []
    assert session.scalars(select(OutboxDelivery.status)).one() == DeliveryStatus.FAILED


def test_news_goes_before_peoples_pictures_and_those_before_the_drawings_of_the_example_shop() -> None:
    slow_first = [draw_product_picture, media.make_picture_sizes, senders.call_out]
    assert sorted(slow_first, key=worker._priority) == slow_first[::-1]


def test_mails_do_not_wait_while_the_index_is_written(
    user: User, subscribe: Callable[..., None], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_writing, may_end, stop = Event(), Event(), Event()

    def write(_product_ids: list[int]) -> None:
        is_writing.set()
        assert may_end.wait(20)

    subscribe(senders.call_out)
    monkeypatch.setattr(search, "update", write)
    with transaction():
        emit("synonyms.changed", group_id=1)
    working = Thread(target=work_until, args=(app, stop))
    working.start()
    try:
        assert is_writing.wait(20)
        tell(user)
        assert waits_for(lambda: noted("test.called"))
        assert [each.status for each in deliveries()] == [DeliveryStatus.DUE, DeliveryStatus.DONE]
        may_end.set()
        assert waits_for(lambda: all(each.status == DeliveryStatus.DONE for each in deliveries()))
    finally:
        may_end.set()
        stop.set()
        working.join()


def test_who_works_without_a_pause_leaves_others_a_turn() -> None:
    class Watched(Event):
        rests: ClassVar[list[float]] = []

        def wait(self, timeout: float | None = None) -> bool:
            self.rests.append(timeout or 0.0)
            return super().wait(0)

    stop, pieces = Watched(), [True, True, False]

    def work() -> bool:
        time.sleep(0.01)
        was_busy = pieces.pop(0)
        if not pieces:
            stop.set()
        return was_busy

    worker._keep_working(stop, work, rest=5.0)
    first, second, idle = stop.rests
    assert 0 < first <= worker.LONGEST_TURN
    assert 0 < second <= worker.LONGEST_TURN
    assert idle == 5.0
    assert worker._turn_of_others(3_600) == worker.LONGEST_TURN, "who wrote for an hour does not rest for minutes"


def work_until(app: Flask, stop: Event) -> None:
    with app.app_context():
        worker.run(stop)


def waits_for(is_so: Callable[[], object]) -> bool:
    """Whether it is so within twenty seconds."""
    end = time.monotonic() + 20
    while not (found := is_so()) and time.monotonic() < end:
        session.rollback()
        time.sleep(0.02)
    return bool(found)
