"""Long work on many rows of a shop: an import of products or pictures, and putting its drafts on sale."""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Key, Line, Words, choice
from app.models.state import Stateful

OPEN = text("status IN ('received', 'checked', 'running')")


class ImportKind(StrEnum):
    PRODUCTS = "products"
    PICTURES = "pictures"
    PUBLISHING = "publishing"


class ImportStatus(StrEnum):
    RECEIVED = "received"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


class ImportJob(Stateful, Base):
    """One file of a shop on its way in. `done` of `total` rows are carried out: the mark where the work goes on.

    A shop has one at a time. `source_name` is the file in the private store until it is read.
    """

    __tablename__ = "import_jobs"
    __table_args__ = (
        Index(None, "seller_id", "id"),
        Index("uq_import_jobs_open", "seller_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        CheckConstraint("0 <= done AND done <= total", name="done"),
    )
    TRANSITIONS: ClassVar[Mapping[ImportStatus, Set[ImportStatus]]] = {
        ImportStatus.RECEIVED: {
            ImportStatus.CHECKED,
            ImportStatus.RUNNING,
            ImportStatus.FAILED,
            ImportStatus.CANCELLED,
        },
        ImportStatus.CHECKED: {ImportStatus.RUNNING, ImportStatus.CANCELLED},
        ImportStatus.RUNNING: {ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.CANCELLED},
    }

    id: Mapped[Id]
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    kind: Mapped[ImportKind] = mapped_column(choice(ImportKind, "kind"))
    status: Mapped[ImportStatus] = mapped_column(choice(ImportStatus, "status"), default=ImportStatus.RECEIVED)
    source_name: Mapped[Line | None]
    columns: Mapped[list[str]] = mapped_column(default=list)
    unknown_columns: Mapped[list[str]] = mapped_column(default=list)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    failure: Mapped[Words] = mapped_column(default="")
    begun_by_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    on_behalf_of_id: Mapped[Key | None]
    created_at: Mapped[CreatedAt]
    ended_at: Mapped[datetime | None]


class ImportRow(Base):
    """One row of it: what its cells say, and what comes or came of it. Rows with the same `bundle` go together.

    `position` is the order of the work, `number` the place in the file as its owner sees it, `on_hand` how many pieces
    there were of its variant when the row was looked at last.
    """

    __tablename__ = "import_rows"
    __table_args__ = (Index(None, "job_id", "outcome"), Index(None, "product_id"))

    job_id: Mapped[Key] = mapped_column(ForeignKey("import_jobs.id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    bundle: Mapped[int]
    cells: Mapped[dict[str, Any]]
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome, "outcome"))
    reasons: Mapped[list[str]] = mapped_column(default=list)
    product_id: Mapped[Key | None] = mapped_column(ForeignKey("products.id"))
    on_hand: Mapped[int | None]
