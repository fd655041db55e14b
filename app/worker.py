"""The background worker: relays the outbox to its handlers and runs the scheduled jobs.

Four threads share the work, so that nobody waits: one brings the index of the search up to date, one tends it, which
may take minutes, one runs the other jobs, which may wait for a gateway, and one carries out all other deliveries.
"""

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import Flask, current_app
from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, or_, select, update
from sqlalchemy.orm import joinedload

from app.actor import JOB, Actor, acting
from app.clock import now
from app.db import dialect_name, is_reading_or_writing, session, transaction
from app.jobs import DEMO_JOBS, INDEX_JOBS, JOBS, Job
from app.models.outbox import DeliveryStatus, Lease, OutboxDelivery, OutboxMessage
from app.settings import setting
from app.subscriptions import BATCH_SENDERS, CAN_WAIT, INDEX_SENDERS, SUBSCRIPTIONS, Handler, by_name, name_of

LEASE = timedelta(seconds=30)  # longer than any call's time-out
MOST_ATTEMPTS = 10
LONGEST_HANDLER = 100
MOST_MESSAGES = 200
MOST_IN_A_BATCH = 500
SHARE_AFTER_A_DEATH = 8  # of a batch whose worker died an eighth goes together, then an eighth of that
SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_BETWEEN_LOOKS_AT_JOBS = 1.0
SHARE_OF_OTHERS = 0.1  # of the time that a piece of work took
LONGEST_TURN = 0.1  # seconds
SECONDS_TO_FINISH = 2  # an index that is cut off is as it was before, and a job goes on where it stopped
IS_WAITING = OutboxMessage.relayed_at.is_(None)
IS_FOR_INDEX = OutboxDelivery.handler.in_(sorted(name_of(sender) for sender in INDEX_SENDERS))

log = structlog.get_logger()


@dataclass(frozen=True)
class Claimed:
    """A delivery this worker may carry out until its lease ends."""

    id: int
    handler: str
    payload: dict[str, int | str]
    token: str


def run(stop: threading.Event) -> None:
    """Work until told to stop. A failing step is logged and tried again; it never ends the worker."""
    forget_leases_of_a_dead_worker()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    index_jobs = [job for job in _jobs() if job.name in INDEX_JOBS]
    other_jobs = [job for job in _jobs() if job.name not in INDEX_JOBS]
    shares = (
        (_delivering(IS_FOR_INDEX), SECONDS_BETWEEN_LOOKS),
        (lambda: _run_due(index_jobs), SECONDS_BETWEEN_LOOKS_AT_JOBS),
        (lambda: _run_due(other_jobs), SECONDS_BETWEEN_LOOKS_AT_JOBS),
    )
    beside = [threading.Thread(target=_beside, args=(app, stop, *share), daemon=True) for share in shares]
    for thread in beside:
        thread.start()
    _keep_working(stop, _delivering(~IS_FOR_INDEX), SECONDS_BETWEEN_LOOKS)
    for thread in beside:
        thread.join(SECONDS_TO_FINISH)


def _beside(app: Flask, stop: threading.Event, work: Callable[[], bool], rest: float) -> None:
    with app.app_context():
        _keep_working(stop, work, rest)


def _keep_working(stop: threading.Event, work: Callable[[], bool], rest: float) -> None:
    while not stop.is_set():
        began = time.monotonic()
        try:
            was_busy = work()
        except Exception:  # the database may be away: keep trying
            log.exception("worker_step_failed")
            session.remove()
            was_busy = False
            stop.wait(1)
        stop.wait(_turn_of_others(time.monotonic() - began) if was_busy else rest)


def _turn_of_others(seconds_worked: float) -> float:
    """How long others may write after that: SQLite has no queue, those who wait look again ten times a second."""
    return min(seconds_worked * SHARE_OF_OTHERS, LONGEST_TURN)


def _delivering(which: ColumnElement[bool]) -> Callable[[], bool]:
    """The work of relaying and carrying out those; it begins with one cheap look, for mostly there is nothing."""
    moment = bindparam("moment", type_=OutboxDelivery.due_at.type)
    news = select(or_(exists().where(IS_WAITING), exists().where(*_due_at(moment), which)))

    def work() -> bool:
        is_news = session.scalar(news, {"moment": now()})
        session.rollback()
        return bool(is_news) and bool(relay() + carry_out_next(which))

    return work


def work_once() -> bool:
    """One round of everything in this thread. Tells whether there was anything."""
    did = relay() + carry_out_next()
    return _run_due(_jobs()) or bool(did)


def _run_due(jobs: Sequence[Job]) -> bool:
    ran = [run_job(job) for job in due_jobs(jobs)]
    session.rollback()
    return any(ran)


def drain() -> None:
    """Relay and carry out until nothing is due now."""
    while relay() or carry_out_next():
        pass
    session.rollback()


def relay() -> int:
    """Turn new messages into one delivery for each handler; returns how many messages."""
    waiting = select(OutboxMessage).where(IS_WAITING).order_by(OutboxMessage.id)
    session.rollback()
    if not session.scalar(select(exists().where(IS_WAITING))):
        return 0
    with transaction():
        messages = session.scalars(waiting.limit(MOST_MESSAGES).with_for_update(skip_locked=True)).all()
        for message in messages:
            session.add_all(_deliveries(message))
            message.relayed_at = now()
    return len(messages)


def carry_out_next(*which: ColumnElement[bool]) -> int:
    """Claim and carry out the next due delivery (of those), or a batch of them; returns how many."""
    claimed = _claim(*which)
    if not claimed:
        return 0
    handler = by_name().get(claimed[0].handler)
    with acting(Actor(JOB, request_id=f"delivery-{claimed[0].id}")):
        try:
            if handler is None:
                raise LookupError(f"no handler is called {claimed[0].handler}")
            _run(handler, claimed)
        except Exception as error:
            log.warning("delivery_failed", handler=claimed[0].handler, delivery_id=claimed[0].id, exc_info=error)
            _put_back(claimed, error)
    return len(claimed)


def due_jobs(jobs: Sequence[Job]) -> list[Job]:
    """Those whose time has come and that nobody else runs; one question for all, for it is asked all the time."""
    leases = {lease.name: lease for lease in session.scalars(select(Lease))}
    return [job for job in jobs if _is_due(job, leases.get(job.name))]


def _is_due(job: Job, lease: Lease | None) -> bool:
    if lease is None:
        return True
    rested = lease.last_run_at is None or lease.last_run_at + job.every <= now()
    return rested and (lease.until is None or lease.until < now())


def run_job(job: Job) -> int:
    """Run a job under its lease; returns how many things it did. A failing job is logged and waits its turn."""
    token = secrets.token_hex(16)
    with transaction():
        lease = session.get(Lease, job.name, with_for_update=True)
        if lease is None:
            lease = Lease(name=job.name)
            session.add(lease)
        elif not _is_due(job, lease):
            return 0
        lease.token, lease.until = token, now() + LEASE
    done, failure = 0, ""
    with acting(Actor(JOB, request_id=f"job-{token[:8]}")):
        try:
            done = job.run()
        except Exception as error:
            failure = type(error).__name__  # its text may hold an address
            log.exception("job_failed", job=job.name)
    with transaction():
        ours = Lease.name == job.name, Lease.token == token
        ended = {"token": None, "until": None, "last_run_at": now(), "last_done": done, "last_failure": failure}
        session.execute(update(Lease).where(*ours).values(ended))
    return done


def forget_leases_of_a_dead_worker() -> None:
    """On SQLite there is one worker (its lock file says so): whatever is leased was left by a killed one."""
    if dialect_name() != "sqlite":
        return
    with transaction():
        session.execute(update(OutboxDelivery).where(OutboxDelivery.lease_until.is_not(None)).values(lease_until=None))
        session.execute(update(Lease).values(until=None, token=None))


def _jobs() -> Sequence[Job]:
    return (*JOBS, *DEMO_JOBS) if setting("MODE") == "demo" else JOBS


def _priority(handler: Handler) -> int:
    """0 goes first."""
    return CAN_WAIT.index(handler) + 1 if handler in CAN_WAIT else 0


def _due_at(moment: datetime | BindParameter[datetime]) -> Sequence[ColumnElement[bool]]:
    is_free = or_(OutboxDelivery.lease_until.is_(None), OutboxDelivery.lease_until < moment)
    return OutboxDelivery.status == DeliveryStatus.DUE, OutboxDelivery.due_at <= moment, is_free


def _claim(*which: ColumnElement[bool]) -> list[Claimed]:
    moment = now()
    due = (
        select(OutboxDelivery)
        .where(*_due_at(moment), *which)
        .order_by(OutboxDelivery.priority, OutboxDelivery.due_at, OutboxDelivery.id)
    )
    session.rollback()
    if session.scalar(due.with_only_columns(OutboxDelivery.id).limit(1)) is None:
        return []
    with transaction():
        locked = due.options(joinedload(OutboxDelivery.message)).with_for_update(skip_locked=True, of=OutboxDelivery)
        deliveries = session.scalars(locked.limit(1)).all()
        if deliveries and (size := _size_of_batch(deliveries[0])) > 1:
            deliveries = session.scalars(locked.where(*_alike(deliveries[0])).limit(size)).all()
        if deliveries and deliveries[0].attempts >= MOST_ATTEMPTS:  # it ended every worker that took it
            deliveries[0].status, deliveries[0].last_error = DeliveryStatus.FAILED, "WorkerDied"
            return []
        return [_lease(delivery, moment) for delivery in deliveries]


def _deliveries(message: OutboxMessage) -> list[OutboxDelivery]:
    """One for each handler; a message that an older or newer version left here waits in red for a person."""
    handlers = SUBSCRIPTIONS.get(message.topic)
    if handlers is None:
        unknown = f"unknown topic {message.topic}"[:LONGEST_HANDLER]
        return [OutboxDelivery(message_id=message.id, handler=unknown, status=DeliveryStatus.FAILED)]
    return [
        OutboxDelivery(message_id=message.id, handler=name_of(handler), priority=_priority(handler))
        for handler in handlers
    ]


def _size_of_batch(delivery: OutboxDelivery) -> int:
    """One that failed goes alone, and one whose worker died with ever fewer: a poisoned message holds up nobody."""
    if delivery.last_error or delivery.handler not in {name_of(sender) for sender in BATCH_SENDERS}:
        return 1
    size: int = MOST_IN_A_BATCH // SHARE_AFTER_A_DEATH**delivery.attempts
    return max(1, size)


def _alike(delivery: OutboxDelivery) -> Sequence[ColumnElement[bool]]:
    return (
        OutboxDelivery.handler == delivery.handler,
        OutboxDelivery.attempts == delivery.attempts,
        OutboxDelivery.last_error == "",
    )


def _lease(delivery: OutboxDelivery, moment: datetime) -> Claimed:
    delivery.attempts += 1
    delivery.lease_token = secrets.token_hex(16)
    delivery.lease_until = moment + LEASE
    return Claimed(delivery.id, delivery.handler, delivery.message.payload, delivery.lease_token)


def _run(handler: Handler, claimed: Sequence[Claimed]) -> None:
    if handler.__module__.endswith(".handlers"):
        with transaction():
            handler(**claimed[0].payload)
            _mark_done(claimed)
        return
    session.rollback()
    if handler in BATCH_SENDERS:
        record = handler([delivery.payload for delivery in claimed])
    else:
        record = handler(**claimed[0].payload, key=f"delivery-{claimed[0].id}")
    if is_reading_or_writing():
        raise RuntimeError(f"{name_of(handler)} kept a transaction open while it was outside")
    with transaction():
        if _mark_done(claimed) and record is not None:
            record()


def _mark_done(claimed: Sequence[Claimed]) -> bool:
    """Whether the leases were still ours; another worker's are left alone."""
    tokens = [delivery.token for delivery in claimed]
    ours = OutboxDelivery.lease_token.in_(tokens), OutboxDelivery.status == DeliveryStatus.DUE
    done = {"status": DeliveryStatus.DONE, "done_at": now(), "lease_until": None, "lease_token": None, "last_error": ""}
    kept = session.scalars(update(OutboxDelivery).where(*ours).values(done).returning(OutboxDelivery.id)).all()
    return len(kept) == len(claimed)


def _put_back(claimed: Sequence[Claimed], error: Exception) -> None:
    session.rollback()
    with transaction():
        for delivery in session.scalars(
            select(OutboxDelivery).where(OutboxDelivery.lease_token.in_([each.token for each in claimed]))
        ):
            delivery.lease_until = delivery.lease_token = None
            delivery.last_error = type(error).__name__  # its text may hold an address
            delivery.due_at = now() + timedelta(minutes=2**delivery.attempts)
            if delivery.attempts >= MOST_ATTEMPTS:
                delivery.status = DeliveryStatus.FAILED
