"""A file of a shop on its way in: received, checked, started, stopped, forgotten."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from sqlalchemy import delete, insert

from app import audit
from app.actor import current_actor
from app.bulk.archives import Entry
from app.bulk.dry_run import Judged
from app.bulk.errors import NothingToDo, NothingToPublish, WorkUnderWay
from app.bulk.queries import jobs as queries
from app.bulk.tables import Sheet
from app.catalog.queries import own as own_queries
from app.clock import now
from app.db import session
from app.models.bulk import ImportJob, ImportKind, ImportRow, ImportStatus, Outcome
from app.outbox import emit


def receive_products(seller_id: int, *, source_name: str) -> ImportJob:
    """A stored table, to be checked by the worker; one that was checked and never started gives way.

    Raises WorkUnderWay.
    """
    job = _begin(seller_id, ImportKind.PRODUCTS, source_name=source_name)
    emit("import.received", job_id=job.id)
    return job


def receive_pictures(seller_id: int, *, source_name: str, entries: Sequence[Entry]) -> ImportJob:
    """A stored ZIP of pictures, which the worker begins at once. Raises WorkUnderWay."""
    job = _begin(seller_id, ImportKind.PICTURES, source_name=source_name)
    _add_rows(
        job,
        [
            {"cells": {"name": entry.name}, "reasons": [entry.refusal] if entry.refusal else []}
            | {"outcome": Outcome.REFUSED if entry.refusal else None, "product_id": None}
            for entry in sorted(entries, key=lambda entry: PurePosixPath(entry.name).stem.casefold())
        ],
    )
    job.move_to(ImportStatus.RUNNING, because="started by the seller")
    emit("pictures.continued", job_id=job.id)
    return job


def publish(job_id: int, *, seller_id: int) -> ImportJob:
    """Let buyers see what a table made and changed, product by product, by the rules for each.

    Raises NotFound, WorkUnderWay, NothingToPublish when none of it waits any more.
    """
    queries.get_own_job(job_id, seller_id)
    unseen = queries.unseen_of(job_id)
    if not unseen:
        raise NothingToPublish
    job = _begin(seller_id, ImportKind.PUBLISHING, source_name=None)
    _add_rows(
        job,
        [
            {"cells": {"name": each.name, "mark": each.mark}, "reasons": [], "outcome": None}
            | {"product_id": each.product_id}
            for each in unseen
        ],
    )
    job.move_to(ImportStatus.RUNNING, because="started by the seller")
    emit("import.continued", job_id=job.id)
    return job


def record_check(job_id: int, sheet: Sheet, judged: Sequence[Judged]) -> None:
    """The dry run is done; what was stopped meanwhile stays so."""
    job = queries.lock_job(job_id)
    if job.status != ImportStatus.RECEIVED:
        return
    job.columns, job.unknown_columns = sheet.columns, sheet.unknown
    _add_rows(
        job,
        [
            {
                "number": each.line.number,
                "bundle": each.bundle,
                "cells": each.line.cells,
                "outcome": each.outcome,
                "reasons": list(each.reasons),
                "product_id": each.product_id,
                "on_hand": each.line.on_hand,
            }
            for each in judged
        ],
    )
    job.move_to(ImportStatus.CHECKED, because="the file was read")
    emit("import.read", job_id=job.id)


def start(job_id: int, *, seller_id: int) -> ImportJob:
    """The worker may begin; what has begun goes on. Raises NotFound, NothingToDo, IllegalTransition."""
    job = queries.lock_own_job(job_id, seller_id)
    if job.status in (ImportStatus.RUNNING, ImportStatus.DONE):
        return job
    outcomes = queries.count_outcomes(job_id)
    if not outcomes[Outcome.CREATED] + outcomes[Outcome.CHANGED]:
        raise NothingToDo
    job.move_to(ImportStatus.RUNNING, because="started by the seller")
    job.begun_by_id, job.on_behalf_of_id = _people()
    audit.record("import.started", job, rows=job.total)
    emit("import.continued", job_id=job.id)
    return job


def cancel(job_id: int, *, seller_id: int) -> ImportJob:
    """Nothing more of it lands; what has landed stays. One that has ended stays so. Raises NotFound."""
    job = queries.lock_own_job(job_id, seller_id)
    if job.status in queries.OPEN:
        _stop(job, because="stopped by the seller")
    return job


def cancel_unanswered(job_id: int) -> None:
    """Nobody started it; its file is gone already."""
    job = queries.lock_job(job_id)
    if job.status == ImportStatus.CHECKED:
        _stop(job, because="nobody started it in time")


def fail(job_id: int, why: str) -> None:
    """The file cannot be used, as a sentence says."""
    job = queries.lock_job(job_id)
    if job.status not in queries.OPEN:
        return
    job.move_to(ImportStatus.FAILED, because="the file cannot be read")
    job.failure, job.ended_at = why, now()
    audit.record("import.failed", job)
    emit("import.read", job_id=job.id)


def forget_rows(job_id: int) -> None:
    """What the cells said is not kept; that there was an import, and what came of it, is in the audit log."""
    _forget(queries.lock_job(job_id))


def _begin(seller_id: int, kind: ImportKind, *, source_name: str | None) -> ImportJob:
    own_queries.lock_shop(seller_id)
    before = queries.find_open_job(seller_id)
    if before is not None and before.status != ImportStatus.CHECKED:
        raise WorkUnderWay
    if before is not None:
        _stop(before, because="another file came")
        _forget(before)
        session.flush()
    begun_by_id, on_behalf_of_id = _people()
    job = ImportJob(
        seller_id=seller_id,
        kind=kind,
        source_name=source_name,
        begun_by_id=begun_by_id,
        on_behalf_of_id=on_behalf_of_id,
    )
    session.add(job)
    session.flush()
    audit.record("import.received", job, kind=kind.value)
    return job


def _forget(job: ImportJob) -> None:
    job.total = job.done = 0
    session.execute(delete(ImportRow).where(ImportRow.job_id == job.id))


def _stop(job: ImportJob, *, because: str) -> None:
    job.move_to(ImportStatus.CANCELLED, because=because)
    job.ended_at = now()
    audit.record("import.cancelled", job, done=job.done, rows=job.total)
    emit("import.read", job_id=job.id)


def _add_rows(job: ImportJob, rows: Sequence[dict[str, object]]) -> None:
    job.total = len(rows)
    numbered = [
        {"number": position, "bundle": position, **row, "job_id": job.id, "position": position}
        for position, row in enumerate(rows, 1)
    ]
    session.execute(insert(ImportRow), numbered)


def _people() -> tuple[int, int | None]:
    """Who does it, and for whom."""
    actor = current_actor()
    assert actor.id is not None, "somebody presses"
    return actor.id, actor.on_behalf_of_id
