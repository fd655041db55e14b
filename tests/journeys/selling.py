"""What somebody who wants to sell does in a browser, and what the admin answers, each step as they would."""

import time
from dataclasses import dataclass

from playwright.sync_api import Browser

from tests.journeys.http import Client
from tests.journeys.people import NEW_PASSWORD, Person, eventually
from tests.journeys.shop import RunningShop

APPLY = "/penjual/daftar"
MINE = "/penjual/pusat"
ASKED = "Kirim satu foto dapur Anda"
REGENCY, DISTRICT = "/wilayah/bangka", "/wilayah/bangka/mendo-barat"
SECONDS_UNTIL_FOUND = 2.0


@dataclass
class Stall:
    """The shop and the product this story opens; `word` is in no other name."""

    word: str
    slug: str = ""

    @property
    def shop_name(self) -> str:
        return f"Dapur {self.word}"

    @property
    def shop_page(self) -> str:
        return f"/toko/dapur-{self.word.lower()}"

    @property
    def product_name(self) -> str:
        return f"Keranjang {self.word} pandan"

    @property
    def product_page(self) -> str:
        return f"/produk/{self.slug}"

    @property
    def pages_that_show_it(self) -> list[str]:
        search = f"/cari?q={self.word.lower()}"
        machines = [f"/cari/saran?q={self.word.lower()}", "/sitemap.xml"]
        return [search, DISTRICT, REGENCY, "/", "/kategori/anyaman", f"/dilihat?produk={self.slug}", *machines]


class Applicant(Person):
    """Applies, then sells."""

    def come_to_apply(self) -> str:
        """Make an account on the way to the first step; returns the e-mail, which is not confirmed yet."""
        email = self.register()
        self.open("/penjual")
        self.press("Daftar berjualan", role="link")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Kata sandi").fill(NEW_PASSWORD)
        self.press("Masuk")
        assert APPLY in self.page.url, "back where the person wanted to go"
        return email

    def fill_in(self, name: str, photos: list[str]) -> None:
        page = self.page
        page.get_by_label("NIK").fill("1901 0441 0190 0001")
        self.press("Simpan dan lanjut")
        page.get_by_label("Nama toko").fill(name)
        page.get_by_label("Apa yang Anda jual?").fill("Keranjang dan tikar dari pandan")
        page.get_by_label("Bentuk usaha").select_option(label="Usaha perorangan")
        page.get_by_label("Berapa orang bekerja").fill("2")
        page.get_by_label("Omzet setahun").fill("60.000.000")
        self.press("Simpan dan lanjut")
        page.get_by_label("Kecamatan").select_option(label="Mendo Barat")
        page.get_by_label("Jalan, nomor").fill("RT 003 RW 001")
        self.press("Simpan dan pilih desa")
        page.get_by_label("Desa atau kelurahan").select_option(label="Kemuja")
        self.press("Simpan dan lanjut")
        self.name_bank()
        page.get_by_label("Foto atau PDF KTP").set_input_files(photos[:1])
        page.get_by_label("Foto usaha atau produk").set_input_files(photos[1:])
        self.press("Unggah")
        self.press("Lanjut", role="link")

    def name_bank(self) -> None:
        self.page.get_by_label("Bank", exact=True).select_option(label="Bank Sumsel Babel")
        self.page.get_by_label("Nomor rekening").fill("140-09-12345")
        self.page.get_by_label("Nama pemilik rekening").fill("Sari Wulandari")
        self.press("Simpan dan lanjut")

    def send_in(self) -> None:
        self.page.get_by_label("Saya menyetujui").check()
        self.page.get_by_label("Saya setuju data").check()
        self.press("Kirim pengajuan")

    def answer(self, photo: str) -> None:
        self.open(APPLY)
        assert ASKED in self.page.inner_text("main")
        self.open(f"{APPLY}?langkah=berkas")
        self.page.get_by_label("Foto usaha atau produk").set_input_files([photo])
        self.press("Unggah")
        self.press("Lanjut", role="link")
        self.send_in()

    def write_product(self, name: str, photos: list[str]) -> str:
        """A draft with two variants and its photos; returns its place in the address of buyers."""
        page = self.page
        self.open(f"{MINE}/produk/baru")
        page.get_by_label("Foto").set_input_files(photos)
        page.get_by_label("Nama produk").fill(name)
        self.press("Lanjut")
        page.get_by_label("Keterangan").fill("Dianyam dari pandan yang dijemur dua pekan di Kemuja.")
        self.press("Simpan dan lanjut")
        page.get_by_label("Harga (Rp)").fill("35.000")
        page.get_by_label("Stok").fill("20")
        page.get_by_label("Berat kirim").fill("400")
        self.press("Simpan dan lanjut")
        self.open(page.url.replace("/pasang/kirim", ""))
        self.press("Atur pilihan, berat & isi", role="link")
        page.get_by_label("Nama", exact=True).first.fill("Ukuran")
        page.get_by_label("Nilai, dipisahkan koma").first.fill("30 cm, 50 cm")
        self.press("Lanjut ke harga, berat, dan stok")
        page.get_by_label("Stok 30 cm").fill("20")
        page.get_by_label("Harga 50 cm").fill("65.000")
        page.get_by_label("Berat kirim 50 cm").fill("750")
        page.get_by_label("Stok 50 cm").fill("8")
        self.press("Simpan pilihan")
        return page.locator("dl.facts code").inner_text().removeprefix("/produk/")

    def publish(self) -> float:
        """Put it on sale; returns when the answer came. Nobody looks at the page yet: axe would take the time."""
        with self.page.expect_navigation(), self.page.expect_response("**/terbitkan"):
            self.page.get_by_role("button", name="Tayangkan").click()
        return time.monotonic()

    def see_the_photos(self, count: int) -> None:
        """Wait until the worker has drawn them."""
        eventually(lambda: "Sedang disiapkan" not in self._reloaded(), "the photos were never drawn")
        assert self.page.locator(".shot img").count() == count
        self.look()

    def serve(self, number: str) -> None:
        """Accept an order that was paid, and send it."""
        self.open(f"{MINE}/pesanan?status=baru")
        self.press(number, role="link")
        self.press("Terima pesanan")
        self.page.locator("form[action$='/kirim']").get_by_label("Kurir").fill("JNE")
        self.page.locator("form[action$='/kirim']").get_by_label("Nomor resi").fill(f"JNE-{number}")
        self.press("Tandai sudah dikirim")


class Reviewer(Person):
    """Eko, who decides."""

    def __init__(self, chromium: Browser, shop: RunningShop, *, javascript: bool) -> None:
        super().__init__(chromium, shop, javascript=javascript)
        self.sign_in("eko@contoh.id")

    def begin(self, name: str) -> None:
        self.open("/admin/verifikasi")
        self.press(name, role="link")
        self.press("Mulai periksa")

    def ask(self, question: str) -> None:
        self.press("Tampilkan NIK")
        assert "1901044101900001" in self.page.inner_text("main")
        self.page.get_by_label("Apa yang kurang?").fill(question)
        self.press("Kirim pertanyaan")

    def decide(self, shop_name: str, button: str, reason: str) -> None:
        """Suspend or reopen a shop."""
        self.open(f"/admin/penjual?q={shop_name}")
        self.press(shop_name, role="link")
        self.page.get_by_label("Alasan").fill(reason)
        self.press(button)


def seconds_until_shown(visitor: Client, since: float, pages: list[str], text: str) -> float:
    """How long after a moment all these pages say so."""
    eventually(lambda: all(text in visitor.get(page).text for page in pages), f"{pages} never said {text!r}")
    return time.monotonic() - since
