"""The work itself, a piece at a time: each piece and the mark behind it are one transaction, so none is done twice."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import groupby

from app import audit
from app.actor import USER, Actor, acting, current_actor
from app.bulk.plan import Plan, keep_within, plan_of
from app.bulk.queries import jobs as queries
from app.bulk.queries import shop
from app.bulk.shelf import Shelf
from app.bulk.tables import Line
from app.catalog.commands import bulk, pictures
from app.catalog.commands import products as product_commands
from app.catalog.commands.bulk import NewOffers, NewProduct
from app.catalog.queries import own as own_queries
from app.clock import now
from app.db import session
from app.errors import DomainError
from app.i18n import _
from app.models.bulk import ImportJob, ImportKind, ImportRow, ImportStatus, Outcome
from app.models.catalog import Product
from app.outbox import emit

ROWS_AT_ONCE = 100
PUBLISHED_AT_ONCE = 20


@dataclass(frozen=True)
class Bundle:
    """The rows of one product, what is there of it, and what is going to happen."""

    rows: Sequence[ImportRow]
    shelf: Shelf | None
    plan: Plan


@dataclass(frozen=True)
class Original:
    """A picture in the private store that no row names yet, and the product it shows."""

    product_id: int
    source_name: str


def carry_out_next(job_id: int) -> None:
    """The next piece of an import that runs, then the news that there is more; what has ended stays so."""
    job = queries.lock_job(job_id)
    if job.status != ImportStatus.RUNNING:
        return
    is_publishing = job.kind == ImportKind.PUBLISHING
    rows = queries.next_rows(job, most=PUBLISHED_AT_ONCE if is_publishing else ROWS_AT_ONCE)
    with _as_beginner(job):
        if is_publishing:
            _publish(job, rows)
        else:
            _land(job, rows)
    if _has_more_after(job, rows):
        emit("import.continued", job_id=job.id)


def record_pictures(job_id: int, positions: range, found: Mapping[int, Original | DomainError]) -> None:
    """Hang stored originals, by the positions of their rows, if these rows are the next ones still.

    Originals that nobody hangs are swept later.
    """
    job = queries.lock_job(job_id)
    if job.status != ImportStatus.RUNNING or job.done + 1 != positions.start:
        return
    rows = queries.next_rows(job, most=len(positions))
    with _as_beginner(job):
        for row in rows:
            if row.position in found:
                _hang(job, row, found[row.position])
    if _has_more_after(job, rows):
        emit("pictures.continued", job_id=job.id)


def _as_beginner(job: ImportJob) -> AbstractContextManager[Actor]:
    """Everything inside is done by whoever started it, though the worker's hands do it."""
    return acting(Actor(USER, job.begun_by_id, job.on_behalf_of_id, current_actor().request_id))


def _has_more_after(job: ImportJob, rows: Sequence[ImportRow]) -> bool:
    """Set the mark; when nothing is left, the import ends."""
    job.done = max((row.position for row in rows), default=job.total)
    if job.done < job.total:
        return True
    session.flush()
    job.move_to(ImportStatus.DONE, because="all rows are done")
    job.ended_at = now()
    counts = queries.count_outcomes(job.id)
    with _as_beginner(job):
        audit.record(
            "import.ended",
            job,
            created=counts[Outcome.CREATED],
            changed=counts[Outcome.CHANGED],
            same=counts[Outcome.SAME],
            refused=counts[Outcome.REFUSED],
        )
    emit("import.ended", job_id=job.id)
    return False


def _publish(job: ImportJob, rows: Sequence[ImportRow]) -> None:
    for row in rows:
        try:
            with session.begin_nested():
                _show(row, job.seller_id)
        except DomainError as error:
            row.outcome, row.reasons = Outcome.REFUSED, [str(error.message)]
        else:
            row.outcome = Outcome.CHANGED


def _show(row: ImportRow, seller_id: int) -> None:
    assert row.product_id is not None, "publishing is about products"
    if mark := row.cells.get("mark"):
        product_commands.show_changes(row.product_id, seller_id=seller_id, seen=mark)
    else:
        product_commands.publish_product(row.product_id, seller_id=seller_id)


def _hang(job: ImportJob, row: ImportRow, original: Original | DomainError) -> None:
    try:
        if isinstance(original, DomainError):
            raise original
        names = [original.source_name]
        pictures.add_pictures(original.product_id, seller_id=job.seller_id, source_names=names)
    except DomainError as error:
        row.outcome, row.reasons = Outcome.REFUSED, [str(error.message)]
    else:
        row.outcome, row.product_id = Outcome.CREATED, original.product_id


def _land(job: ImportJob, rows: Sequence[ImportRow]) -> None:
    bundles = _bundles(job, rows)
    made = _create(job, [bundle for bundle in bundles if not bundle.shelf and bundle.plan.rows])
    for bundle in bundles:
        if bundle.shelf and bundle.plan.claims:
            product_commands.write_claims(bundle.shelf.product, bundle.shelf.claims, bundle.plan.claims)
    _change([(bundle, bundle.shelf) for bundle in bundles if bundle.shelf])
    for bundle in bundles:
        product = bundle.shelf.product if bundle.shelf else made.get(bundle.rows[0].bundle)
        for row in bundle.rows:
            row.outcome = bundle.plan.outcomes[row.number]
            row.reasons = bundle.plan.reasons.get(row.number, [])
            row.on_hand = bundle.plan.counts.get(row.number, row.on_hand)
            row.product_id = product.id if product else row.product_id


def _bundles(job: ImportJob, rows: Sequence[ImportRow]) -> list[Bundle]:
    """What is going to happen now: the shop may have changed since the dry run."""
    own_queries.lock_shop(job.seller_id)
    shelves = shop.lock_shelves(job.seller_id, {row.product_id for row in rows if row.product_id})
    owned = shop.owned_skus(job.seller_id, {" ".join(row.cells["sku"].split()) for row in rows})
    names = shop.names()
    bundles = []
    for _bundle, together in groupby(rows, key=lambda row: row.bundle):
        its_rows = list(together)
        lines = [Line(row.number, row.cells, on_hand=row.on_hand) for row in its_rows]
        refused = {row.number: row.reasons for row in its_rows if row.outcome == Outcome.REFUSED}
        shelf = shelves.get(its_rows[0].product_id or 0)
        if its_rows[0].product_id and shelf is None:
            gone = [_("Produknya sudah diarsipkan.")]
            refused |= {line.number: gone for line in lines if line.number not in refused}
        plan = plan_of(lines, shelf, owned, names, refused=refused)
        bundles.append(Bundle(its_rows, shelf, plan))
    new = (bundle.plan for bundle in bundles if bundle.shelf is None)
    keep_within(own_queries.room_for_products(job.seller_id), new)
    return bundles


def _create(job: ImportJob, bundles: Sequence[Bundle]) -> dict[int, Product]:
    """New products, by the numbers of their bundles."""
    new = []
    for bundle in bundles:
        assert bundle.plan.claims is not None, "a new product says something"
        new.append(NewProduct(bundle.plan.claims, bundle.plan.axes, list(bundle.plan.rows.values())))
    products = bulk.create_products(job.seller_id, new)
    return {bundle.rows[0].bundle: product for bundle, product in zip(bundles, products, strict=True)}


def _change(bundles: Sequence[tuple[Bundle, Shelf]]) -> None:
    changes = []
    for bundle, shelf in bundles:
        variants, now_there = {each.sku: each for each in shelf.product.variants}, shelf.rows
        rows = [row for row in bundle.plan.rows.values() if row != now_there.get(row.sku)]
        kept = [(variants[row.sku], row) for row in rows if row.sku in variants]
        added = [row for row in rows if row.sku not in variants]
        if kept or added:
            changes.append(NewOffers(shelf.product, kept, added))
    bulk.change_offers_of_many(changes)
