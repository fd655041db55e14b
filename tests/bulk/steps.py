"""What a seller does with tables, step by step, and tables to do it with."""

import csv
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO

from openpyxl import load_workbook
from werkzeug.test import TestResponse

from app import worker
from app.bulk.columns import BY_KEY
from app.bulk.queries.shop import names
from app.bulk.sheets import as_csv, as_workbook
from app.db import session
from app.models.bulk import ImportJob, ImportRow
from tests.browser import Browser

START = "/penjual/pusat/produk/impor"
PEPPER = {
    "name": "Lada Putih Bubuk",
    "category": "Bumbu & Rempah",
    "description": "Lada putih pilihan, digiling halus tanpa campuran.",
    "price": "25000",
    "weight": "150",
    "stock": "12",
}


def line(sku: str, **cells: str) -> dict[str, str]:
    """A row of a table that lands when nothing is changed."""
    return PEPPER | {"sku": sku} | cells


def table(lines: Sequence[Mapping[str, str]], columns: Sequence[str] | None = None) -> bytes:
    """A CSV as we write it, with these columns or those that the lines have."""
    keys = columns or list(dict.fromkeys(key for each in lines for key in each))
    return as_csv(lines, [BY_KEY[key] for key in keys]).encode()


def workbook(lines: Sequence[Mapping[str, str]]) -> bytes:
    """An XLSX as we write it."""
    return as_workbook(lines, names().lists)


def send(browser: Browser, data: bytes, name: str = "produk.csv") -> TestResponse:
    """Upload a table."""
    return browser.post(START, {"tabel": (BytesIO(data), name)})


def check(browser: Browser, data: bytes, name: str = "produk.csv") -> ImportJob:
    """Upload a table and let the worker try it out."""
    response = send(browser, data, name)
    assert response.status_code == 303, response.get_data(as_text=True)
    worker.drain()
    return session.get_one(ImportJob, int(response.location.rsplit("/", 1)[1]))


def bring_in(browser: Browser, data: bytes, name: str = "produk.csv") -> ImportJob:
    """Upload, look, press, and let the worker work to the end."""
    job = check(browser, data, name)
    assert browser.post(f"{START}/{job.id}/jalankan").status_code == 303
    worker.drain()
    return session.get_one(ImportJob, job.id)


def rows(job: ImportJob) -> list[ImportRow]:
    """All rows of an import as they stand in the file."""
    return sorted(session.query(ImportRow).filter_by(job_id=job.id), key=lambda row: row.number)


def read_csv(response: TestResponse) -> list[dict[str, str]]:
    """The rows of a file that was taken away, by their headings."""
    return list(csv.DictReader(StringIO(response.get_data().decode("utf-8-sig"), newline=""), delimiter=";"))


def read_workbook(response: TestResponse) -> list[tuple[object, ...]]:
    """The rows of the first sheet of a workbook that was taken away."""
    return list(load_workbook(BytesIO(response.get_data())).worksheets[0].iter_rows(values_only=True))


def packed(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()
