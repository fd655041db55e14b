"""A seller with a cheap phone and a slow line brings in two hundred products, of which seven need mending."""

import time
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from app.db import session
from app.models.bulk import ImportJob, ImportRow, ImportStatus
from app.models.catalog import Product, Variant
from app.models.stock import StockItem, StockMovement
from tests.journeys.inside import inside
from tests.journeys.people import Person, eventually
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser
START = "/penjual/pusat/produk/impor"
ROWS = 200
BAD = {
    17: {"Harga (Rp)": "dua puluh ribu"},
    42: {"Kategori": "Rak rahasia"},
    63: {"Stok": "-4"},
    88: {"Nama produk": ""},
    101: {"SKU": "IMPOR-5"},
    150: {"Berat kirim (gram)": "1,5"},
    199: {"Harga (Rp)": "=25000*2"},
}


def price_list(prefix: str = "IMPOR", rows: int = ROWS, bad: dict[int, dict[str, str]] = BAD) -> bytes:
    """A workbook as a helper types it, the seven mistakes in their rows."""
    book, out = Workbook(), BytesIO()
    book.active.append(["SKU", "Nama produk", "Kategori", "Keterangan", "Harga (Rp)", "Berat kirim (gram)", "Stok"])
    heads = [cell.value for cell in book.active[1]]
    for number in range(2, rows + 2):
        cells = {
            "SKU": f"{prefix}-{number}",
            "Nama produk": f"Lada Bungkus Nomor {number}",
            "Kategori": "Bumbu & Rempah",
            "Keterangan": "Lada putih pilihan, digiling halus tanpa campuran.",
            "Harga (Rp)": "Rp 25.000",
            "Berat kirim (gram)": 150,
            "Stok": 12,
        } | bad.get(number, {})
        book.active.append([cells[head] for head in heads])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_seven_bad_rows_of_two_hundred_come_back(chromium: Browser, shop: RunningShop, javascript: bool) -> None:
    seller, prefix = Person(chromium, shop, javascript=javascript), "IMPOR" if javascript else "POLOS"
    bad = BAD | {101: {"SKU": f"{prefix}-5"}}
    seller.sign_in("ani@contoh.id")
    seller.go_where_the_signal_is_weak()
    seller.open("/penjual/pusat/produk")
    seller.press("Impor dan ekspor", role="link")
    workbook = {"name": "produk.xlsx", "mimeType": "application/octet-stream", "buffer": price_list(prefix, bad=bad)}
    seller.page.get_by_label("Berkas XLSX atau CSV").set_input_files([workbook])  # type: ignore[list-item]
    seller.press("Periksa tabel")
    wait_until(seller, "Belum ada yang berubah")
    assert numbers_of_refused(seller) == sorted(bad)
    seller.press(f"Masukkan {ROWS - len(bad)} baris")
    wait_until(seller, "produk baru masih konsep")
    assert numbers_of_refused(seller) == sorted(bad)
    expect(seller.page.get_by_text(f"{ROWS - len(bad)} produk baru masih konsep")).to_be_visible()
    with seller.page.expect_download() as download:
        seller.page.get_by_role("link", name="Unduh baris ini (XLSX)").click()
    back = list(load_workbook(BytesIO(download.value.path().read_bytes())).worksheets[0].iter_rows(values_only=True))
    assert len(back) == 1 + len(bad)
    assert back[0][-1] == "Alasan"
    assert all(row[-1] for row in back[1:])
    assert made(shop, prefix) == (ROWS - len(bad), ROWS - len(bad))
    assert seller.problems == []


def wait_until(person: Person, text: str) -> None:
    """With JavaScript the page comes by itself; without it the reader loads it again."""
    if person.javascript:
        expect(person.page.get_by_text(text).first).to_be_visible(timeout=60_000)
        person.look()
    else:
        person.wait_for_text(text)


def numbers_of_refused(person: Person) -> list[int]:
    told = person.page.locator(".refusals strong").all_inner_texts()
    return sorted(int(each.split()[1]) for each in told)


def made(shop: RunningShop, prefix: str) -> tuple[int, int]:
    """Products and movements of stock that came from a file."""
    with inside(shop):
        ours = Variant.sku.startswith(f"{prefix}-")
        products = session.scalar(select(func.count(Product.id.distinct())).join(Variant).where(ours))
        moves = session.scalar(select(func.count(StockMovement.id)).join(Variant).where(ours))
        return products or 0, moves or 0


@pytest.mark.parametrize("deaths", [5])
def test_a_worker_that_is_killed_in_the_middle_loses_and_doubles_no_row(
    chromium: Browser, new_shop_on: RunningShop, deaths: int
) -> None:
    shop, rows = new_shop_on, 1_500
    shop.start()
    try:
        seller = Person(chromium, shop, javascript=False)
        seller.sign_in("ani@contoh.id")
        seller.open(START)
        workbook = {"name": "p.xlsx", "mimeType": "application/octet-stream", "buffer": price_list("MATI", rows, {})}
        seller.page.get_by_label("Berkas XLSX atau CSV").set_input_files([workbook])  # type: ignore[list-item]
        seller.press("Periksa tabel")
        eventually(lambda: status_of(shop)[0] == ImportStatus.CHECKED, "the table was never read")
        seller.open(seller.page.url)
        seller.press(f"Masukkan {rows} baris")
        killed_at = []
        while len(killed_at) < deaths and status_of(shop)[0] == ImportStatus.RUNNING:
            before = status_of(shop)[1]
            shop.kill("pekerja")
            killed_at.append(before)
            until = time.monotonic() + 40
            while status_of(shop)[1] <= before and time.monotonic() < until:
                time.sleep(0.05)
        assert killed_at, "it was killed at least once"
        until = time.monotonic() + 120
        while status_of(shop)[0] == ImportStatus.RUNNING and time.monotonic() < until:
            time.sleep(0.3)
        assert status_of(shop) == (ImportStatus.DONE, rows)
        assert made(shop, "MATI") == (rows, rows)
        with inside(shop):
            assert session.scalar(select(func.count()).select_from(ImportRow)) == rows
            pieces = select(func.sum(StockItem.on_hand)).join(Variant, Variant.id == StockItem.variant_id)
            assert session.scalar(pieces.where(Variant.sku.startswith("MATI-"))) == 12 * rows
        checked = shop.flask("ledger", "check")
        assert (checked.returncode, checked.stdout) == (0, "")
    finally:
        shop.stop()


def status_of(shop: RunningShop) -> tuple[ImportStatus, int]:
    with inside(shop):
        job = session.scalars(select(ImportJob).order_by(ImportJob.id.desc()).limit(1)).one()
        return job.status, job.done
