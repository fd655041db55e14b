"""Food is sold when its maker shows the halal certificate, from a phone where the signal is weak, and not before."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.clock import day_of, now
from tests.files import photo
from tests.journeys.http import Client
from tests.journeys.people import eventually
from tests.journeys.selling import MINE, Applicant, Reviewer
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser

SHOP_PAGE = "/toko/lada-airgegas-delas"
HALAL = "Sertifikat halal"
ROW_OF_BUYERS = "<strong>Halal</strong>"
NUMBER = "ID19110001234567890"


class Cook(Applicant):
    """Citra, whose shop sells food."""

    def withdraw(self) -> None:
        self.open(f"{MINE}/izin/halal")
        self.press("Tarik")

    def write_food(self, name: str, photo_path: str) -> None:
        page = self.page
        self.open(f"{MINE}/produk/baru")
        page.get_by_label("Foto").set_input_files([photo_path])
        page.get_by_label("Nama produk").fill(name)
        self.press("Lanjut")
        page.get_by_label("Keterangan").fill("Getas dari ikan tenggiri segar, digoreng kering di Delas.")
        page.get_by_label("Bersertifikat halal").check()
        self.press("Simpan dan lanjut")
        page.get_by_label("Harga (Rp)").fill("35.000")
        page.get_by_label("Stok").fill("20")
        page.get_by_label("Berat kirim").fill("400")
        self.press("Simpan dan lanjut")
        self.press("Simpan dan lanjut")

    def show_certificate(self, photo_path: str) -> None:
        """From the page that says what is missing."""
        self.press(f"Tunjukkan {HALAL}", role="link")
        self.page.get_by_label("Sudah terbit").check()
        self.page.get_by_label("Nomor sertifikat").fill(NUMBER)
        self.page.get_by_label("Tanggal terbit").fill("2026-10-01")
        self.page.get_by_label("Berlaku sampai").fill((day_of(now()).date() + timedelta(days=400)).isoformat())
        self.page.locator("#paper").set_input_files([photo_path])
        self.press("Kirim untuk diperiksa")


def test_food_waits_for_its_halal_certificate(chromium: Browser, shop: RunningShop, tmp_path: Path) -> None:
    picture = tmp_path / "getas.jpg"
    picture.write_bytes(photo(size=(1200, 900)))
    citra, eko = Cook(chromium, shop, javascript=True), Reviewer(chromium, shop, javascript=True)
    citra.go_where_the_signal_is_weak()
    citra.sign_in("citra@contoh.id")
    visitor = Client(shop)
    assert ROW_OF_BUYERS in visitor.get(SHOP_PAGE).text
    citra.withdraw()
    eventually(lambda: ROW_OF_BUYERS not in visitor.get(SHOP_PAGE).text, "the certificate is shown still")

    citra.write_food("Getas tenggiri Airgegas", str(picture))
    read = citra.page.inner_text("main")
    assert "Izin yang masih kurang" in read
    assert "ptsp.halal.go.id" in read, "where to get it"
    citra.show_certificate(str(picture))
    assert "sedang diperiksa" in citra.page.inner_text("main")

    eko.open("/admin/izin")
    eko.press(HALAL, role="link")
    assert NUMBER in eko.page.inner_text("main")
    eko.press("Terima")
    eventually(lambda: ROW_OF_BUYERS in visitor.get(SHOP_PAGE).text, "the certificate is not shown")

    citra.open(f"{MINE}/produk?q=Getas tenggiri Airgegas")
    citra.press("Getas tenggiri Airgegas", role="link")
    citra.press("Tayangkan")
    page = citra.page.get_by_role("link", name="Lihat seperti pembeli").get_attribute("href") or ""
    eventually(lambda: "Halal" in visitor.get(page).text, "buyers do not see that it is halal")
    assert [each.problems for each in (citra, eko) if each.problems] == []
