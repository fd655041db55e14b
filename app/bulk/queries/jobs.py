"""Imports of a shop with their rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select

from app.bulk import rules
from app.catalog.claims import read_claims
from app.clock import now
from app.crypto import fingerprint
from app.db import session
from app.errors import NotFound
from app.models.bulk import ImportJob, ImportKind, ImportRow, ImportStatus, Outcome
from app.models.catalog import Product, ProductImage, ProductRevision, ProductStatus, RevisionStatus

OPEN = (ImportStatus.RECEIVED, ImportStatus.CHECKED, ImportStatus.RUNNING)


@dataclass(frozen=True)
class Unseen:
    """A product with something that buyers do not see yet; `mark` is that of the change, empty for a draft."""

    product_id: int
    name: str
    mark: str = ""


def get_own_job(job_id: int, seller_id: int) -> ImportJob:
    """An import of the shop. Raises NotFound."""
    return _found(session.scalar(_own(job_id, seller_id)))


def lock_own_job(job_id: int, seller_id: int) -> ImportJob:
    """The same for changing. Raises NotFound."""
    return _found(session.scalar(_own(job_id, seller_id).with_for_update().execution_options(populate_existing=True)))


def lock_job(job_id: int) -> ImportJob:
    """An import that the worker carries on."""
    return session.get_one(ImportJob, job_id, with_for_update=True, populate_existing=True)


def find_open_job(seller_id: int) -> ImportJob | None:
    """The import of the shop that is not finished."""
    return session.scalar(select(ImportJob).where(ImportJob.seller_id == seller_id, ImportJob.status.in_(OPEN)))


def jobs_of(seller_id: int, *, limit: int) -> Sequence[ImportJob]:
    """Imports of the shop, the newest first."""
    newest = select(ImportJob).where(ImportJob.seller_id == seller_id).order_by(ImportJob.id.desc()).limit(limit)
    return session.scalars(newest).all()


def count_outcomes(job_id: int) -> Counter[Outcome]:
    """How many rows come to what."""
    counted = select(ImportRow.outcome, func.count().label("n")).where(ImportRow.job_id == job_id)
    rows = session.execute(counted.group_by(ImportRow.outcome))
    return Counter({row.outcome: row.n for row in rows if row.outcome})


def refused_rows(job_id: int, *, limit: int | None = None, offset: int = 0) -> Sequence[ImportRow]:
    """Rows that do not land, as they stand in the file."""
    refused = select(ImportRow).where(ImportRow.job_id == job_id, ImportRow.outcome == Outcome.REFUSED)
    return session.scalars(refused.order_by(ImportRow.number).limit(limit).offset(offset)).all()


def next_rows(job: ImportJob, *, most: int) -> Sequence[ImportRow]:
    """The rows after the mark, about so many: what belongs to one product is never parted."""
    waiting = select(ImportRow).where(ImportRow.job_id == job.id, ImportRow.position > job.done)
    last = (
        select(func.max(ImportRow.bundle))
        .where(ImportRow.job_id == job.id, ImportRow.position > job.done, ImportRow.position <= job.done + most)
        .scalar_subquery()
    )
    return session.scalars(waiting.where(ImportRow.bundle <= last).order_by(ImportRow.position)).all()


def unseen_of(job_id: int) -> list[Unseen]:
    """What a table brought in and buyers do not see yet: drafts, then changes of what they know."""
    drafts = session.execute(select(Product.id, Product.name).where(*_is_new(job_id)).order_by(Product.id))
    changes = session.execute(
        select(Product, ProductRevision.claims)
        .join(ProductRevision, ProductRevision.product_id == Product.id)
        .where(*_is_changed(job_id))
        .order_by(Product.id)
    )
    return [
        *(Unseen(row.id, row.name) for row in drafts),
        *(
            Unseen(product.id, product.name, fingerprint(read_claims(claims, product).as_json()))
            for product, claims in changes
        ),
    ]


def count_unseen(job_id: int) -> tuple[int, int]:
    """How many drafts and how many changes there are."""
    changes = select(func.count()).join(ProductRevision, ProductRevision.product_id == Product.id)
    row = session.execute(
        select(
            select(func.count(Product.id)).where(*_is_new(job_id)).scalar_subquery(),
            changes.select_from(Product).where(*_is_changed(job_id)).scalar_subquery(),
        )
    ).one()
    return row[0], row[1]


def count_waiting_pictures(job_id: int) -> int:
    """How many pictures wait for a reviewer among those that came to products while this ZIP was brought in."""
    its_products = select(ImportRow.product_id).where(ImportRow.job_id == job_id, ImportRow.outcome == Outcome.CREATED)
    waiting = (
        select(func.count(ProductImage.id))
        .join(ImportJob, ImportJob.id == job_id)
        .where(ImportJob.kind == ImportKind.PICTURES, ProductImage.product_id.in_(its_products))
        .where(ProductImage.archived_at.is_(None), ProductImage.waits_since >= ImportJob.created_at)
    )
    return session.scalar(waiting) or 0


def ended_before(moment: datetime, *, limit: int) -> Sequence[int]:
    """Imports whose rows nobody needs any more."""
    old = select(ImportJob.id).where(ImportJob.ended_at < moment, ImportJob.total > 0)
    return session.scalars(old.order_by(ImportJob.id).limit(limit)).all()


def unanswered_since(moment: datetime) -> Sequence[int]:
    """Checked imports that nobody started."""
    waiting = ImportJob.status == ImportStatus.CHECKED, ImportJob.created_at < moment
    return session.scalars(select(ImportJob.id).where(*waiting)).all()


def latest_table(seller_id: int) -> ScalarSelect[int | None]:
    """The import of a table that the shop began last."""
    of_shop = ImportJob.seller_id == seller_id, ImportJob.kind == ImportKind.PRODUCTS
    return select(func.max(ImportJob.id)).where(*of_shop).scalar_subquery()


def waits_for_start(seller_id: int) -> ColumnElement[bool]:
    """Whether a checked table waits for its shop to press."""
    return exists().where(ImportJob.seller_id == seller_id, ImportJob.status == ImportStatus.CHECKED)


def rows_to_mend(seller_id: int) -> ScalarSelect[int]:
    """Rows of the last table that did not land, for some days."""
    is_fresh = ImportJob.status == ImportStatus.DONE, ImportJob.ended_at > now() - rules.WAITS_FOR_START
    return (
        select(func.count())
        .select_from(ImportRow)
        .join(ImportJob, ImportJob.id == ImportRow.job_id)
        .where(ImportJob.id == latest_table(seller_id), *is_fresh, ImportRow.outcome == Outcome.REFUSED)
        .scalar_subquery()
    )


def _is_new(job_id: int) -> list[ColumnElement[bool]]:
    return [Product.id.in_(_products_of(job_id, Outcome.CREATED)), Product.status == ProductStatus.DRAFT]


def _is_changed(job_id: int) -> list[ColumnElement[bool]]:
    """What the import wrote last: what its seller wrote before or since is looked at one by one."""
    job = select(ImportJob).where(ImportJob.id == job_id).subquery()
    began, ended = select(job.c.created_at).scalar_subquery(), select(job.c.ended_at).scalar_subquery()
    return [
        Product.id.in_(_products_of(job_id, Outcome.CHANGED)),
        Product.status.in_((ProductStatus.PUBLISHED, ProductStatus.UNPUBLISHED)),
        ProductRevision.status == RevisionStatus.DRAFT,
        ProductRevision.created_at.between(began, ended),
    ]


def _products_of(job_id: int, outcome: Outcome) -> Select[int | None]:
    of_table = ImportJob.id == job_id, ImportJob.kind == ImportKind.PRODUCTS
    rows = select(ImportRow.product_id).join(ImportJob, ImportJob.id == ImportRow.job_id)
    return rows.where(*of_table, ImportRow.outcome == outcome)


def _own(job_id: int, seller_id: int) -> Select[ImportJob]:
    return select(ImportJob).where(ImportJob.id == job_id, ImportJob.seller_id == seller_id)


def _found(job: ImportJob | None) -> ImportJob:
    if job is None:
        raise NotFound
    return job
