"""Files that lie about what they are, burst, or hide something: refused in a sentence, and nothing stays on disk."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select

from app import worker
from app.bulk import rules, tables
from app.bulk.errors import NotASheet
from app.db import session, transaction
from app.gateways import storage
from app.models.account import User
from app.models.bulk import ImportJob, ImportStatus, Outcome
from app.models.catalog import ProductImage
from app.models.media import Media, MediaStatus
from tests.browser import Browser
from tests.bulk import steps
from tests.bulk.steps import check, packed, rows, table
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.files import hostile, photo

MEGABYTE = 1024 * 1024
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def ani(cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    with transaction():
        CategoryFactory()
        for number in (1, 2, 3):
            ProductFactory(seller_id=cast.shop_of_ani.id, variant__sku=f"LADA-{number}")
    return browser_of(cast.ani)


def on_disk() -> list[str]:
    stores = (storage.current().public, storage.current().private)
    return [path.name for store in stores for path in store.root.rglob("*") if path.is_file()]


def sheet(*lines: tuple[object, ...]) -> bytes:
    """A workbook as somebody else's program writes it."""
    book, out = Workbook(), BytesIO()
    for each in lines:
        book.active.append(each)
    book.save(out)
    return out.getvalue()


def lying_workbook(**parts: bytes) -> bytes:
    """The bones of a workbook, and these parts."""
    return packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **parts})


BAD_TABLES = {
    **{what: data for what, (_name, data) in hostile().items()},
    "50 MB": b"SKU;Stok\n" + b"x" * (50 * MEGABYTE),
    "6 MB": b"SKU;Stok\n" + b"A;1\n" * (6 * MEGABYTE // 4),
    "spaces": b"  \n \n",
    "UTF-16": "SKU;Stok\nA;1\n".encode("utf-16"),
    "a workbook that unpacks to 100 MB": lying_workbook(**{"xl/worksheets/sheet1.xml": bytes(100 * MEGABYTE)}),
    "a workbook with a macro": lying_workbook(**{"xl/vbaProject.bin": b"x"}),
    "a workbook that leans on another file": lying_workbook(**{"xl/externalLinks/externalLink1.xml": b"<x/>"}),
    "no known column": b"Nama,Jumlah\nLada,3\n",
    "one column twice": b"SKU,Stok,stok\nA,1,2\n",
}


@pytest.mark.parametrize("what", sorted(BAD_TABLES))
def test_what_is_no_table_is_refused_and_leaves_nothing(ani: Browser, what: str) -> None:
    response = steps.send(ani, BAD_TABLES[what], "produk.xlsx")
    assert response.status_code == (
        413 if what in ("50 MB", "20 MB", "a ZIP of zeros") and len(BAD_TABLES[what]) > 8 * MEGABYTE else 422
    )
    assert any(word in response.get_data(as_text=True) for word in ("Kirim", "kirim", "Simpan", "Hapus", "Pakai"))
    assert session.scalar(select(func.count(ImportJob.id))) == 0
    assert on_disk() == []


BROKEN_WORKBOOKS = {
    "bones without flesh": lying_workbook(),
    "entities upon entities": lying_workbook(
        **{"xl/_rels/workbook.xml.rels": b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'}
    ),
    "no line": sheet(("SKU", "Stok")),
    "no heading": sheet(("Nama",), ("Lada",)),
}


@pytest.mark.parametrize("what", sorted(BROKEN_WORKBOOKS))
def test_a_workbook_that_only_looks_like_one_fails_with_a_reason(ani: Browser, what: str) -> None:
    job = check(ani, BROKEN_WORKBOOKS[what], "produk.xlsx")
    assert job.status == ImportStatus.FAILED
    assert job.failure.endswith(".")
    assert job.failure in ani.get(f"{steps.START}/{job.id}").get_data(as_text=True)
    assert on_disk() == []


def test_a_lie_about_the_size_of_a_part_is_found_while_reading() -> None:
    honest = bytearray(sheet(("SKU",), ("A",)))
    place = honest.rfind(b"PK\x01\x02")
    struct.pack_into("<I", honest, place + 24, 10)
    with pytest.raises(NotASheet):
        tables.read(bytes(honest))


def test_a_cell_without_end_refuses_its_row_and_is_not_kept(ani: Browser) -> None:
    long = "lada " * 1_300
    from_excel = sheet(("SKU", "Keterangan"), ("LADA-1", long), ("LADA-2", "Lada putih pilihan dari Bangka."))
    for data in (from_excel, table([{"sku": "LADA-1", "description": long}, {"sku": "LADA-2", "description": "Lada"}])):
        job = check(ani, data, "produk.xlsx")
        first, second = rows(job)
        assert "Keterangan: lebih panjang dari 6.000 huruf; ringkas dulu." in first.reasons
        assert (len(first.cells["description"]) <= rules.LONGEST_CELL, second.reasons) == (True, [])


def test_one_long_text_in_many_cells_is_too_large(ani: Browser) -> None:
    data = sheet(("SKU", "Keterangan"), *(("LADA-1", "lada " * 1_200) for _ in range(1_700)))
    assert len(data) < MEGABYTE
    job = check(ani, data, "produk.xlsx")
    assert (job.status, "terlalu besar" in job.failure) == (ImportStatus.FAILED, True)


def test_formulas_days_and_faults_are_refused_row_by_row(ani: Browser) -> None:
    from_excel = sheet(
        ("SKU", "Harga (Rp)", "Stok"),
        ("LADA-1", "=1+1", 3),
        ("LADA-2", 1.5, 3),
        ("LADA-3", True, 3),
        ("LADA-1", 60000.0, 7),
    )
    job = check(ani, from_excel, "produk.xlsx")
    reasons = [" ".join(row.reasons) for row in rows(job)]
    assert "Harga (Rp): berisi rumus" in reasons[0]
    assert all("Tulis harga" in each for each in reasons[1:3])
    assert "sudah ada di baris 2" in reasons[3]
    assert [row.number for row in rows(job)] == [2, 3, 4, 5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_in_any_dress_is_read(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(cells) for cells in (("sku", "NAMA PRODUK *", "Catatan"), ("A", "Café", "x")))
    read = tables.read(text.encode(encoding))
    assert (read.columns, read.unknown) == (["sku", "name"], ["Catatan"])
    assert read.lines == [tables.Line(2, {"sku": "A", "name": "Café"})]


def test_too_many_rows_are_told_with_the_limit(ani: Browser) -> None:
    job = check(ani, table([{"sku": f"S-{n}", "stock": "1"} for n in range(5_001)]))
    assert (job.status, "5000 baris" in job.failure) == (ImportStatus.FAILED, True)


def send_pictures(browser: Browser, data: bytes):  # type: ignore[no-untyped-def]
    return browser.post(f"{steps.START}/foto", {"zip": (BytesIO(data), "foto.zip")})


def test_pictures_are_hung_by_their_codes_and_the_rest_is_told(ani: Browser) -> None:
    files = {
        "LADA-1-2.jpg": photo(size=(64, 48)),
        "LADA-1.jpg": photo(size=(48, 64)),
        "TAK-ADA.jpg": photo(size=(10, 10)),
        "folder/LADA-1-3.jpg": photo(size=(10, 10)),
        "LADA-1-4.svg": SCRIPT,
        "LADA-1-5.jpg": bytes(2 * MEGABYTE),
        "LADA-1-6.jpg": b"",
    }
    response = send_pictures(ani, packed(files))
    assert response.status_code == 303
    worker.drain()
    job = session.get_one(ImportJob, int(response.location.rsplit("/", 1)[1]))
    assert job.status == ImportStatus.DONE
    assert {row.cells["name"] for row in rows(job) if row.outcome == Outcome.REFUSED} == {*files} - {
        "LADA-1.jpg", "LADA-1-2.jpg",
    }  # fmt: skip
    assert all(row.reasons for row in rows(job) if row.outcome == Outcome.REFUSED)
    images = session.scalars(select(ProductImage).order_by(ProductImage.position)).all()
    assert [(image.media.status, image.media.height > image.media.width) for image in images] == [
        (MediaStatus.READY, True), (MediaStatus.READY, False),
    ]  # fmt: skip
    assert sum(name.endswith(".avif") for name in on_disk()) == len(on_disk()) / 2, "no original and no ZIP is left"
    page = ani.get(f"{steps.START}/{job.id}").get_data(as_text=True)
    assert "Tidak ada produk dengan SKU TAK-ADA" in page


def test_the_letter_says_when_photos_wait_for_a_look(ani: Browser, app: Flask) -> None:
    app.config["TRUSTED_AFTER"] = 2
    response = send_pictures(ani, packed({"LADA-1.jpg": photo(), "LADA-2.jpg": photo()}))
    worker.drain()
    app.config["TRUSTED_AFTER"] = 0
    letters = [path.read_text() for path in (storage.current().private.root.parent.parent / "mail").glob("*.eml")]
    assert any("2 foto kami lihat dulu" in letter for letter in letters)
    assert "2 foto kami lihat dulu" in ani.get(response.location).get_data(as_text=True)


def many(count: int) -> bytes:
    return packed({f"{n}.jpg": b"x" for n in range(count)})


def endless_directory() -> bytes:
    whole = bytearray(many(1))
    end = whole.rfind(b"PK\x05\x06")
    struct.pack_into("<I", whole, end + 12, 2 * MEGABYTE)
    return bytes(whole)


BAD_PACKS = {
    "nothing": b"",
    "a photo": photo(),
    "a photo with a ZIP behind it": photo() + packed({"LADA-1.jpg": photo()}),
    "an empty ZIP": packed({}),
    "half a ZIP": packed({"LADA-1.jpg": photo()})[:-30],
    "too many files": many(301),
    "a bomb": packed({f"{n}.jpg": bytes(15 * MEGABYTE) for n in range(9)}),
    "a directory without end": endless_directory(),
}


@pytest.mark.parametrize("what", sorted(BAD_PACKS))
def test_what_is_no_pack_of_pictures_is_refused_and_leaves_nothing(ani: Browser, what: str) -> None:
    response = send_pictures(ani, BAD_PACKS[what])
    assert response.status_code == 422
    assert "ZIP" in response.get_data(as_text=True)
    assert session.scalar(select(func.count(ImportJob.id))) == 0
    assert session.scalar(select(func.count()).select_from(Media)) == 0
    assert on_disk() == []


@pytest.mark.parametrize("way", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_could_unpack_without_end_is_not_unpacked(ani: Browser, way: int) -> None:
    pack = BytesIO()
    with zipfile.ZipFile(pack, "w", way) as archive:
        archive.writestr("LADA-1.jpg", photo(size=(10, 10)))
    response = send_pictures(ani, pack.getvalue())
    worker.drain()
    (row,) = rows(session.get_one(ImportJob, int(response.location.rsplit("/", 1)[1])))
    assert "dipadatkan" in row.reasons[0]


def test_a_locked_file_in_a_pack_is_told(ani: Browser) -> None:
    locked = bytearray(packed({"LADA-1.jpg": photo(size=(10, 10))}))
    locked[6] |= 1
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    assert zipfile.ZipFile(BytesIO(bytes(locked))).infolist()[0].flag_bits & 1
    response = send_pictures(ani, bytes(locked))
    worker.drain()
    (row,) = rows(session.get_one(ImportJob, int(response.location.rsplit("/", 1)[1])))
    assert "sandi" in row.reasons[0]
