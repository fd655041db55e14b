"""Tables and pictures that a shop sends, and what comes of them."""

import secrets
from collections.abc import Callable

from flask import Response, abort, redirect, url_for
from werkzeug.wrappers import Response as Answer

from app.bulk import archives, pages, tables
from app.bulk.commands import jobs
from app.bulk.errors import NotASheet, NotPacked, PackTooLarge
from app.bulk.queries import jobs as queries
from app.bulk.queries import shop
from app.bulk.rules import MOST_PACK_BYTES, MOST_PICTURES
from app.bulk.sheets import as_refused, with_reasons
from app.db import session, transaction
from app.errors import DomainError
from app.gateways import storage
from app.i18n import _
from app.media import commands as media
from app.models.bulk import ImportJob, ImportKind
from app.web.error_pages import on_error_show
from app.web.guards import SELLING, TEAM, Helpers, seller_blueprint
from app.web.limits import limit_forms
from app.web.uploads import MEGABYTE, received, takes_files

bp = seller_blueprint("bulk_seller", __name__, readers=TEAM, writers=SELLING, helpers=Helpers.MAY)

TABLE_MEGABYTES = 8  # a little more than a table may have, so that most of what is too large hears our own sentence
PACK_MEGABYTES = 64


@bp.get("/produk/impor")
def index() -> str:
    """How it goes, and what was sent before."""
    return pages.start_page()


@bp.post("/produk/impor")
@takes_files(megabytes=TABLE_MEGABYTES)
@limit_forms
def send() -> Answer:
    """Take in a table; the worker tries it out."""
    on_error_show(pages.start_page)
    data = _one_file("tabel", _("Pilih dulu berkas tabelnya."))
    if not data:
        raise NotASheet
    tables.check(data)
    name = _kept(data)
    with media.forgotten_when_refused([name]), transaction():
        job = jobs.receive_products(pages.seller_id(), source_name=name)
    return redirect(url_for(".show", job_id=job.id), 303)


@bp.post("/produk/impor/foto")
@takes_files(megabytes=PACK_MEGABYTES)
@limit_forms
def send_pictures() -> Answer:
    """Take in a ZIP of pictures that are named by their codes."""
    on_error_show(pages.start_page)
    data = _one_file("zip", _("Pilih dulu berkas ZIP-nya."))
    if not data:
        raise NotPacked
    if len(data) > MOST_PACK_BYTES:
        raise PackTooLarge(files=MOST_PICTURES, megabytes=MOST_PACK_BYTES // MEGABYTE)
    entries = archives.list_pictures(data)
    name = _kept(data)
    with media.forgotten_when_refused([name]), transaction():
        job = jobs.receive_pictures(pages.seller_id(), source_name=name, entries=entries)
    return redirect(url_for(".show", job_id=job.id), 303)


@bp.get("/produk/impor/<int:job_id>")
def show(job_id: int) -> str:
    """One of them."""
    return pages.job_page(job_id)


@bp.get("/produk/impor/<int:job_id>/kemajuan")
def progress(job_id: int) -> dict[str, object]:
    """How far it is, for a page that asks again and again."""
    job = queries.get_own_job(job_id, pages.seller_id())
    return {"done": job.done, "total": job.total, "text": pages.progress_text(job), "status": job.status.value}


@bp.get("/produk/impor/<int:job_id>/perbaikan.<kind>")
def errors(job_id: int, kind: str) -> Response:
    """The rows that did not land, with the reasons, to be mended and sent again."""
    job = queries.get_own_job(job_id, pages.seller_id())
    if kind not in pages.KINDS or job.kind != ImportKind.PRODUCTS:
        abort(404)
    rows = queries.refused_rows(job.id)
    addresses = shop.addresses_of(row.product_id for row in rows)
    lines = [as_refused(row, addresses) for row in rows]
    return pages.table(kind, f"perbaikan-{job.id}", lines, with_reasons(job.columns))


@bp.post("/produk/impor/<int:job_id>/jalankan")
def start(job_id: int) -> Answer:
    """Let it land."""
    return _decide(job_id, jobs.start)


@bp.post("/produk/impor/<int:job_id>/batalkan")
def cancel(job_id: int) -> Answer:
    """Let nothing more of it land."""
    return _decide(job_id, jobs.cancel)


@bp.post("/produk/impor/<int:job_id>/tayangkan")
def publish(job_id: int) -> Answer:
    """Let buyers see what it made and changed."""
    return _decide(job_id, jobs.publish)


def _decide(job_id: int, command: Callable[..., ImportJob]) -> Answer:
    on_error_show(lambda: pages.job_page(job_id))
    with transaction():
        job = command(job_id, seller_id=pages.seller_id())
    return redirect(url_for(".show", job_id=job.id), 303)


def _one_file(field: str, otherwise: str) -> bytes:
    """The file of a form. Raises DomainError, TooManyFiles."""
    files = received(field, most=1)
    session.rollback()  # nothing is open while a file is looked at
    if not files:
        raise DomainError(otherwise)
    return files[0]


def _kept(data: bytes) -> str:
    """Its name in the private store, before any row names it."""
    name = secrets.token_hex(16)
    storage.current().private.write(name, data)
    return name
