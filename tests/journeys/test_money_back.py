"""Money that comes by transfer or in cash, goes back in part, and reaches the seller's bank: the books still fit."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from app.clock import now
from app.db import session, transaction
from app.models.order import Order, OrderStatus
from tests.files import photo
from tests.journeys.inside import inside
from tests.journeys.people import PASSWORD, Person, rupiah
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser
SHOP, CENTRE = "lada-kemuja-makmur", "/penjual/pusat"
NEAR_THE_SHOP = "19.71.01"


class Buyer(Person):
    """Buys at one shop."""

    def order(self) -> str:
        """Order what is in the cart as the page proposes; returns the number."""
        self.open("/checkout")
        return self.place()

    def place(self) -> str:
        self.press("Buat pesanan dan bayar")
        return self.page.url.rsplit("/", 1)[1]

    def pay_by(self, way: str) -> None:
        self.page.get_by_role("radio", name=way).check()
        self.press("Bayar Rp")

    def receive(self, number: str) -> None:
        self.open(f"/pesanan/{number}")
        self.press("Pesanan diterima")

    def write_claim(self, number: str, pieces: int, text: str) -> None:
        self.open(f"/pesanan/{number}")
        self.press("Ajukan pengembalian", role="link")
        self.page.locator("input.quantity").fill(str(pieces))
        self.page.get_by_label("Barang rusak").check()
        self.page.get_by_label("Ceritakan apa yang terjadi").fill(text)

    def name_account(self, number: str, account: str) -> int:
        """Say where money goes that cannot go back as it came; returns how many rupiah the page promises."""
        self.open(f"/pesanan/{number}")
        self.wait_for_text("Tulis rekening")
        self.press("Tulis rekening", role="link")
        promised = rupiah(self.page.inner_text("form.panel p"))
        self.page.get_by_label("Bank", exact=True).select_option(label="Bank Sumsel Babel")
        self.page.get_by_label("Nomor rekening").fill(account)
        self.page.get_by_label("Nama pemilik rekening").fill("Dewi Lestari")
        self.page.get_by_label("Kata sandi").first.fill(PASSWORD)
        self.press("Simpan rekening")
        return promised


class Seller(Person):
    """Serves orders."""

    def open_order(self, number: str) -> None:
        self.open(f"{CENTRE}/pesanan")
        self.press(number, role="link")

    def send(self, number: str) -> None:
        self.open_order(number)
        self.press("Terima pesanan")
        self.page.locator("form[action$='/kirim']").get_by_label("Kurir").fill("JNE")
        self.page.locator("form[action$='/kirim']").get_by_label("Nomor resi").fill(f"JNE-{number}")
        self.press("Tandai sudah dikirim")


class Cashier(Person):
    """Sends money back by hand."""

    def open_refund(self, number: str) -> None:
        self.open("/admin/pengembalian-dana")
        self.press(number, role="link")

    def transfer(self, account: str, reference: str) -> None:
        """To an account whose number is shown to whoever knows the password."""
        self.page.locator("#lihat-password").fill(PASSWORD)
        self.press("Tampilkan nomor")
        assert account in self.page.inner_text("main")
        self.page.get_by_label("Nomor referensi dari bank").fill(reference)
        self.page.locator("#password").fill(PASSWORD)
        self.press("Sudah ditransfer")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "foto.jpg"
    path.write_bytes(photo())
    path.with_name("dekat.jpg").write_bytes(photo(size=(1200, 900)))
    return path


def test_money_comes_goes_back_in_part_and_is_paid_out(
    chromium: Browser, new_shop_on: RunningShop, picture: Path
) -> None:
    shop = new_shop_on
    shop.settings = {"PAYMENT_GATEWAYS": "sandbox,transfer,cod"}
    shop.start()
    try:
        scripted, dewi = (Buyer(chromium, shop, javascript=javascript) for javascript in (True, False))
        ani, eko = Seller(chromium, shop, javascript=False), Cashier(chromium, shop, javascript=False)
        for person, name in ((scripted, "dewi"), (dewi, "dewi"), (ani, "ani"), (eko, "eko")):
            person.sign_in(f"{name}@contoh.id")
        dewi.open(f"/toko/{SHOP}")
        cards = dewi.page.locator(".card .name").evaluate_all("all => all.map(each => each.getAttribute('href'))")
        slugs = [address.removeprefix("/produk/") for address in cards[:2]]
        for slug in slugs:
            dewi.put_in_cart(slug)
        transferred_and_one_line_short(scripted, ani, eko, picture)
        returned_and_mediated(dewi, ani, eko, slugs[0], picture)
        paid_at_the_door(dewi, ani, slugs[0])
        paid_out(ani, eko, Person(chromium, shop, javascript=False))
        silent = {"ledger check": "", "payments reconcile": "0 pembayaran ditanyakan\n"}
        assert {command: shop.flask(*command.split()).stdout for command in silent} == silent
        compared = shop.flask("books", "reconcile")
        assert compared.returncode == 0, compared.stdout
        assert [person.problems for person in (scripted, dewi, ani, eko) if person.problems] == []
    finally:
        shop.stop()


def transferred_and_one_line_short(dewi: Buyer, ani: Seller, eko: Cashier, picture: Path) -> None:
    number = dewi.order()
    dewi.pay_by("Transfer bank")
    dewi.page.get_by_label("Bukti transfer").set_input_files(picture)
    dewi.press("Kirim bukti")
    eko.open("/admin/pembayaran/transfer")
    eko.press(number, role="link")
    eko.page.get_by_label("Nomor referensi uang masuk").fill("MUTASI-0001")
    eko.press("Uangnya sudah masuk")

    ani.open_order(number)
    ani.press("Ada yang tidak bisa dipenuhi?", role="link")
    ani.page.locator("input.quantity").first.fill("1")
    ani.press("Hitung uangnya")
    promised = rupiah(ani.page.get_by_role("button", name="Kembalikan Rp").first.inner_text())
    ani.page.get_by_label("Stok habis").check()
    ani.press("Kembalikan Rp")

    assert dewi.name_account(number, "140-09-12345") == promised
    eko.open_refund(number)
    eko.transfer("1400912345", "TRF-0001")
    dewi.open(f"/pesanan/{number}")
    expect(dewi.page.get_by_text("Sudah dikembalikan")).to_be_visible()
    ani.send(number)
    dewi.receive(number)


def returned_and_mediated(dewi: Buyer, ani: Seller, eko: Person, slug: str, picture: Path) -> None:
    dewi.put_in_cart(slug, quantity=3)
    number = dewi.order()
    dewi.page.get_by_role("radio", name="Gerbang bayar contoh").check()
    dewi.pay()
    dewi.wait_for_text("Pembayaran sudah kami terima")
    ani.send(number)

    dewi.write_claim(number, 2, "Dua bungkus robek waktu sampai.")
    dewi.page.get_by_label("Foto barang").set_input_files(picture)
    dewi.press("Kirim pengajuan")
    case = dewi.page.url.rsplit("/", 1)[1]

    ani.open(f"{CENTRE}/pengembalian")
    ani.press(case, role="link")
    ani.add_photo(picture)
    dewi.open(f"/pengembalian/{case}")
    dewi.wait_for_text("Penjual menambahkan foto")
    dewi.add_photo(picture.with_name("dekat.jpg"))

    ani.page.get_by_label("Mengapa Anda tidak setuju?").fill("Waktu dikirim masih utuh.")
    ani.press("Kirim jawaban")

    eko.open("/admin/pengembalian")
    eko.press(case, role="link")
    eko.press("Mulai menengahi")
    eko.page.locator("input.quantity").fill("1")
    eko.press("Hitung uangnya")
    choice = eko.page.get_by_label("Ikut kembali")
    choice.check()
    promised = rupiah(eko.page.locator("label", has=choice).inner_text())
    eko.page.get_by_label("Penjelasan untuk pembeli").fill("Satu bungkus terlihat robek di foto.")
    eko.press("Setujui dan kembalikan")

    dewi.open(f"/pengembalian/{case}")
    dewi.wait_for_text("Sudah dikembalikan")
    assert rupiah(dewi.page.inner_text("section.next")) == promised
    dewi.receive(number)


def paid_at_the_door(dewi: Buyer, ani: Seller, slug: str) -> str:
    ani.open(f"{CENTRE}/pengiriman")
    ani.page.get_by_label("Kecamatan").select_option(NEAR_THE_SHOP)
    ani.page.get_by_label("Ongkos kirim (rupiah)").fill("5.000")
    ani.press("Simpan kecamatan")
    ani.press("Terima tunai")

    dewi.put_in_cart(slug)
    dewi.open("/checkout")
    dewi.page.get_by_role("radio", name="Jalan Depati Hamzah").check()
    dewi.press("Hitung ulang")
    dewi.page.get_by_role("radio", name="Kurir toko sendiri").check()
    dewi.press("Hitung ulang")
    number = dewi.place()
    dewi.pay_by("Bayar di tempat")
    expect(dewi.page.get_by_text("siapkan uang tunai")).to_be_visible()

    ani.open_order(number)
    for step in ("Terima pesanan", "Tandai sudah dikirim", "Sudah sampai di pembeli", "Uang tunai diterima"):
        ani.press(step)
    dewi.receive(number)
    expect(dewi.page.locator(".badge", has_text="Selesai")).to_be_visible()
    return number


def paid_out(ani: Seller, eko: Person, fitri: Person) -> None:
    with inside(ani.shop), transaction():  # the days for complaints are over
        done = Order.status == OrderStatus.COMPLETED
        session.execute(update(Order).where(done).values(completed_at=now() - timedelta(days=30)))
    ani.open(f"{CENTRE}/keuangan")
    cleared = rupiah(ani.page.locator(".tile").first.inner_text())

    fitri.sign_in("fitri@contoh.id")
    eko.open("/admin/payout")
    eko.press("Siapkan pencairan sekarang")
    eko.press("Setujui daftar ini")
    expect(eko.page.get_by_role("button", name="Unduh CSV")).to_have_count(0)
    batch = eko.page.url
    fitri.open(batch)
    fitri.press("Setujui daftar ini")
    eko.open(batch)
    eko.page.locator("#password").fill(PASSWORD)
    for sure in eko.page.get_by_label("Saya sudah melihat saldo di bank").all():  # the books may know too little
        sure.check()
    with eko.page.expect_download() as download:
        eko.page.get_by_role("button", name="Unduh CSV").click()
    assert str(cleared) in download.value.path().read_text(encoding="utf-8-sig")
    eko.open(batch)
    eko.page.get_by_role("link", name="Lada Kemuja Makmur").first.click()
    eko.page.get_by_label("Nomor referensi bank").fill("BSB-0001")
    eko.press("Tandai dibayar")

    ani.open(f"{CENTRE}/keuangan")
    assert "BSB-0001" in ani.page.inner_text("main")
    ani.press("Laporan bulanan", role="link")
    assert f"{cleared:,}".replace(",", ".") in ani.page.inner_text("main")
