"""What reads files: checking a table, taking pictures out of a ZIP, forgetting what is read."""

import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from app.bulk import dry_run, rules, tables
from app.bulk.commands import jobs, work
from app.bulk.commands.work import Original
from app.bulk.errors import FileGone, NoSuchSku
from app.bulk.queries import jobs as queries
from app.bulk.queries import shop
from app.catalog.errors import TooManyPictures
from app.catalog.rules import MOST_PICTURES
from app.db import session
from app.errors import DomainError
from app.gateways import storage
from app.media import commands as media
from app.media.errors import NotAPicture
from app.models.bulk import ImportJob, ImportStatus, Outcome

PICTURES_AT_ONCE = 5
NUMBERED = re.compile(r"(?P<sku>.+)-(?P<number>[1-9])", re.ASCII)


def check_table(job_id: int, *, key: str) -> Callable[[], None] | None:  # noqa: ARG001 - reading twice is reading once
    """Read a table and try it out; nothing of it lands yet."""
    job = session.get_one(ImportJob, job_id)
    status, seller_id, source_name = job.status, job.seller_id, job.source_name
    session.rollback()
    if status != ImportStatus.RECEIVED or source_name is None:
        return None
    try:
        sheet = tables.read(_stored(source_name))
    except DomainError as error:
        why = str(error.message)
        return lambda: jobs.fail(job_id, why)
    judged = dry_run.judge(seller_id, sheet.lines)
    session.rollback()
    return lambda: jobs.record_check(job_id, sheet, judged)


def take_pictures(job_id: int, *, key: str) -> Callable[[], None] | None:  # noqa: ARG001 - the mark tells what is done
    """Take the next pictures out of a ZIP and keep their originals; their sizes are made as those of any picture."""
    job = session.get_one(ImportJob, job_id)
    status, source_name, mark, seller_id = job.status, job.source_name, job.done, job.seller_id
    rows = queries.next_rows(job, most=PICTURES_AT_ONCE)
    wanted = {row.position: row.cells["name"] for row in rows if row.outcome != Outcome.REFUSED}
    last = rows[-1].position if rows else mark
    products = shop.products_by_sku(seller_id)
    room = shop.room_for_pictures(seller_id)
    session.rollback()
    if status != ImportStatus.RUNNING or source_name is None:
        return None
    path = storage.current().private.path_of(source_name)
    if not path.is_file():
        why = str(FileGone().message)
        return lambda: jobs.fail(job_id, why)
    with zipfile.ZipFile(path) as archive:
        found = {place: _taken(archive, name, products, room) for place, name in wanted.items()}
    return lambda: work.record_pictures(job_id, range(mark + 1, last + 1), found)


def forget_file(job_id: int, *, key: str) -> None:  # noqa: ARG001 - forgetting twice is forgetting once
    """What was sent is not needed any more."""
    source_name = session.get_one(ImportJob, job_id).source_name
    session.rollback()
    if source_name is not None:
        storage.current().private.delete(source_name)


def _stored(source_name: str) -> bytes:
    try:
        return storage.current().private.read(source_name)
    except FileNotFoundError as error:
        raise FileGone from error


def _taken(
    archive: zipfile.ZipFile, name: str, products: Mapping[str, int], room: dict[int, int]
) -> Original | DomainError:
    """One file of a ZIP as a stored original of a product, or why it is none."""
    try:
        product_id = _product_of(name, products)
        if not room.get(product_id, MOST_PICTURES):
            raise TooManyPictures(most=MOST_PICTURES, room=0)
        original = Original(product_id, media.store_original(_unpacked(archive, name)))
    except DomainError as error:
        return error
    room[product_id] = room.get(product_id, MOST_PICTURES) - 1
    return original


def _product_of(name: str, products: Mapping[str, int]) -> int:
    """The product whose code a file bears, perhaps with a number behind it. Raises NoSuchSku."""
    stem = PurePosixPath(name).stem
    numbered = NUMBERED.fullmatch(stem)
    for sku in (stem, numbered["sku"] if numbered else stem):
        if sku in products:
            return products[sku]
    raise NoSuchSku(sku=stem)


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes, no more than a picture may have. Raises NotAPicture."""
    try:
        with archive.open(name) as file:
            return file.read(rules.MOST_PICTURE_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, KeyError, OSError) as error:
        raise NotAPicture from error
