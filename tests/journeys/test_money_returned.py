"""Money that came back: from a bank, from a gateway that refuses, to a shop that owes, or because somebody mistyped."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, expect

from app.clock import now
from tests.journeys.gateways import Street, open_street
from tests.journeys.inside import inside, trouble_after_a_sweep
from tests.journeys.people import PASSWORD, Person, eventually, rupiah
from tests.journeys.shop import RunningShop
from tests.journeys.test_gateways import RECEIVED, STRIPE, Payer
from tests.journeys.test_money_back import CENTRE, Cashier, Seller, paid_at_the_door, paid_out

pytestmark = pytest.mark.browser
BOOKS = "/admin/pembukuan"


class Treasurer(Cashier):
    """Writes down what became of money."""

    def unfold(self, summary: str) -> None:
        self.page.locator("summary", has_text=summary).click()

    def write_down(self, press: str, **fields: str) -> None:
        """Fill the fields of the open form by their names, and send it."""
        for name, text in fields.items():
            self.page.locator(f"main [id='{name}']:visible, main [id$='-{name}']:visible").fill(text)
        self.press(press)

    def read(self, *sentences: str) -> None:
        for sentence in sentences:
            expect(self.page.locator("main")).to_contain_text(sentence)

    def tile(self, title: str) -> int:
        return rupiah(self.page.locator(".tile", has_text=title).inner_text())


def test_money_that_came_back_finds_its_way(chromium: Browser, tmp_path: Path) -> None:
    with open_street(RunningShop(tmp_path / "data"), "stripe,transfer,cod") as street:
        dewi, ani, eko, fitri = (
            kind(chromium, street.shop, javascript=False) for kind in (Payer, Seller, Treasurer, Person)
        )
        for person, name in ((dewi, "dewi"), (ani, "ani"), (eko, "eko")):
            person.sign_in(f"{name}@contoh.id")
        dewi.choose_something()
        sent_back_by_the_buyers_bank(street, dewi, eko)
        mistyped(street, dewi, ani, eko)
        paid_out(ani, eko, fitri)
        sent_back_by_the_sellers_bank(street, ani, eko)
        sent_by_hand_in_the_dashboard(street, dewi, eko)
        handed_over_before_it_was_disputed(street, dewi, eko)
        advanced_for_the_shop(street, dewi, ani, eko)
        with inside(street.shop) as app, time_machine.travel(now() + timedelta(hours=1)):  # what is new is left out
            compared = app.test_cli_runner().invoke(args=["books", "reconcile"])
        assert compared.output == "5 pembayaran dibandingkan, 0 selisih\n"
        assert [person.problems for person in (dewi, ani, eko, fitri) if person.problems] == []


def find_nothing(shop: RunningShop) -> None:
    """The gateways are asked about everything that is open, and the books are reckoned anew."""
    with inside(shop) as app:
        assert trouble_after_a_sweep(app, []) == []


def paid_by_card(dewi: Payer, pieces: int = 1) -> str:
    dewi.put_in_cart(dewi.slug, pieces)
    number = dewi.order()
    dewi.pay_there(STRIPE, "Bayar di Stripe")
    dewi.wait_for_text(RECEIVED)
    return number


def session_of_newest(street: Street) -> str:
    return str(street.stripe.all("checkout.session")[-1]["id"])


def refused_by_stripe(street: Street, dewi: Payer) -> str:
    """Cancelled, and the refund fails on its way."""
    number = paid_by_card(dewi)
    street.stripe.holds_refunds = True
    dewi.cancel(number)

    def is_on_its_way() -> bool:
        return street.stripe.all("refund")[-1:] != [] and street.stripe.all("refund")[-1]["status"] == "pending"

    eventually(is_on_its_way, "Stripe was never asked for the refund")
    street.stripe.holds_refunds = False
    street.stripe.settle_refund(street.stripe.all("refund")[-1]["id"], "failed")
    dewi.wait_for_text("Belum berhasil; petugas kami sedang mengurusnya")
    return number


def sent_back_by_the_buyers_bank(street: Street, dewi: Payer, eko: Treasurer) -> None:
    number = refused_by_stripe(street, dewi)
    eko.open_refund(number)
    owed = rupiah(eko.page.inner_text("h1"))
    eko.unfold("Jangan tunggu gerbang bayar")
    eko.write_down("Minta rekening pembeli", reason="Kartunya sudah ditutup, kata Stripe.")
    eko.read("Pembeli diminta menulis nomor rekeningnya")

    assert dewi.name_account(number, "140-09-12345") == owed
    eko.open_refund(number)
    eko.transfer("1400912345", "TRF-0001")
    eko.unfold("Uang transfer ini kembali")
    back = {"bank_reference": "RETUR-0001", "reason": "Rekening sudah ditutup."}
    eko.write_down("Catat uang kembali", **back, password="salah sandi")
    eko.write_down("Catat uang kembali", password=PASSWORD)  # the form is open, and keeps what was typed
    eko.read("Pembeli diminta menulis rekening lain", "Rekening sudah ditutup. (RETUR-0001)")

    assert dewi.name_account(number, "140-09-67890") == owed
    eko.open_refund(number)
    eko.transfer("1400967890", "TRF-0002")
    dewi.open(f"/pesanan/{number}")
    expect(dewi.page.get_by_text("Sudah dikembalikan")).to_be_visible()
    find_nothing(street.shop)


def mistyped(street: Street, dewi: Payer, ani: Seller, eko: Treasurer) -> None:
    number = paid_by_card(dewi, 3)
    ani.send(number)
    dewi.receive(number)

    eko.open(f"{BOOKS}/penyetoran")
    there = eko.tile("Masih di Stripe")
    wrong, right = {"amount": str(there - 9_000)}, {"amount": str(there)}
    eko.write_down("Catat penyetoran", **wrong, reference="STRIPE-PO-1")
    assert eko.tile("Masih di Stripe") == 9_000
    take_back(eko, "STRIPE-PO-1", listed_on="Penyetoran")
    assert eko.tile("Masih di Stripe") == there
    eko.write_down("Catat penyetoran", **right, reference="STRIPE-PO-1")
    assert eko.tile("Masih di Stripe") == 0

    eko.open(f"{BOOKS}/tagihan")
    bill = {"payee": "JNE Pangkalpinang", "reference": "INV-77"}
    left = eko.page.locator(".tile").inner_text()
    eko.write_down("Catat tagihan", **bill, amount="250.000")
    take_back(eko, "INV-77", listed_on="Tagihan kurir")
    assert eko.page.locator(".tile").inner_text() == left
    eko.write_down("Catat tagihan", **bill, amount="25.000")
    expect(eko.page.get_by_role("link", name="INV-77")).to_have_count(2)
    find_nothing(street.shop)


def take_back(eko: Treasurer, entry: str, *, listed_on: str) -> None:
    eko.press(entry, role="link")
    eko.unfold("Salah catat? Batalkan")
    eko.write_down("Batalkan catatan ini", reason="Angkanya tertukar.")
    eko.read("Catatan ini sudah dibatalkan")
    eko.press("Oleh siapa dan mengapa", role="link")
    eko.read("Eko", "Angkanya tertukar.")
    eko.press(listed_on, role="link")
    expect(eko.page.get_by_role("row", name=entry).get_by_text("dibatalkan")).to_be_visible()


def sent_back_by_the_sellers_bank(street: Street, ani: Seller, eko: Treasurer) -> None:
    paid = rupiah(eko.page.locator("dl.facts").inner_text())
    eko.unfold("Uang transfer ini kembali")
    back = {"bank_reference": "RETUR-0002", "reason": "Rekening toko sudah ditutup."}
    eko.write_down("Catat uang kembali", **back, password=PASSWORD)
    eko.read("uangnya kembali di rekening kita dan di saldo penjual")

    ani.open(f"{CENTRE}/keuangan")
    assert rupiah(ani.page.locator(".tile").first.inner_text()) == paid
    expect(ani.page.get_by_role("heading", name="Bank mengembalikan pencairan")).to_be_visible()
    ani.press("Semua pencairan", role="link")
    expect(ani.page.get_by_text("Rekening toko sudah ditutup. (RETUR-0002)")).to_be_visible()
    find_nothing(street.shop)

    eko.unfold("Ternyata sudah dibayar bank")
    after_all = {"bank_reference": "BSB-0001", "reason": "Retur itu milik toko lain."}
    eko.write_down("Tandai dibayar", **after_all, password=PASSWORD)
    eko.read("Uangnya keluar lagi dari saldo penjual", "Retur itu milik toko lain.")

    ani.open(f"{CENTRE}/keuangan")
    assert rupiah(ani.page.locator(".tile").first.inner_text()) == 0
    expect(ani.page.get_by_role("heading", name="Bank mengembalikan pencairan")).to_have_count(0)
    expect(ani.page.locator("main")).to_contain_text("ternyata dibayar")
    find_nothing(street.shop)


def sent_by_hand_in_the_dashboard(street: Street, dewi: Payer, eko: Treasurer) -> None:
    number = refused_by_stripe(street, dewi)
    name = street.stripe.refund_by_hand(session_of_newest(street))
    eko.open_refund(number)
    eko.unfold("Uang ini sudah dikembalikan dengan cara lain")
    eko.page.get_by_label("Dikembalikan langsung di dasbor").check()
    end = {"reason": "Dikirim Fitri di dasbor Stripe.", "password": PASSWORD}
    eko.write_down("Ya, sudah sampai di pembeli", **end, name="re_999")
    eko.read("tidak menyebut pengembalian yang sudah sampai dengan nama ini")
    eko.write_down("Ya, sudah sampai di pembeli", **end, name=name)
    eko.read("Tercatat sebagai sudah sampai di pembeli")
    dewi.open(f"/pesanan/{number}")
    expect(dewi.page.get_by_text("Sudah dikembalikan")).to_be_visible()
    find_nothing(street.shop)


def handed_over_before_it_was_disputed(street: Street, dewi: Payer, eko: Treasurer) -> None:
    number = paid_by_card(dewi)
    eko.open(f"{BOOKS}/penyetoran")
    handed_over = eko.tile("Masih di Stripe")
    dispute = street.stripe.dispute(session_of_newest(street))
    eko.open("/admin/pembayaran/sengketa")
    eko.wait_for_text(number)
    dewi.cancel(number)
    dewi.wait_for_text("Belum berhasil")
    street.stripe.decide_dispute(dispute, "lost")
    eko.wait_for_text("Kalah")

    eko.open_refund(number)
    eko.read("Sengketanya kalah: bank pembeli sudah mengambil uangnya")
    eko.page.get_by_label("Diambil bank pembeli lewat sengketa yang kalah").check()
    eko.write_down("Ya, sudah sampai di pembeli", reason=f"Surat bank, sengketa {dispute}.", password=PASSWORD)
    eko.read("Sudah kembali lewat sengketa di bank pembayar")
    dewi.open(f"/pesanan/{number}")
    expect(dewi.page.get_by_text("Sudah kembali lewat sengketa di bank pembayar")).to_be_visible()
    find_nothing(street.shop)

    eko.open(f"{BOOKS}/penyetoran")
    eko.write_down("Catat penyetoran", amount=str(handed_over), reference="STRIPE-PO-2")
    eko.read("Jumlah dan biaya bersama tidak boleh lebih dari itu")
    eko.page.get_by_label("Sudah dicocokkan dengan laporan gerbang bayar").check()
    report = "Laporan po_2; sesudahnya ada sengketa."
    eko.write_down("Catat penyetoran", report=report, password=PASSWORD)
    eko.read("Penyetoran dicatat")
    eko.press("STRIPE-PO-2", role="link")
    eko.read(report)
    eko.open(BOOKS)
    eko.read("Kurang dari nol di Stripe")
    find_nothing(street.shop)


def advanced_for_the_shop(street: Street, dewi: Payer, ani: Seller, eko: Treasurer) -> None:
    number = paid_at_the_door(dewi, ani, dewi.slug)
    dewi.write_claim(number, 1, "Bungkusnya robek waktu sampai.")
    dewi.page.get_by_label("Saya tidak dapat mengirim foto").check()
    dewi.press("Kirim pengajuan")
    case = dewi.page.url.rsplit("/", 1)[1]
    ani.open(f"{CENTRE}/pengembalian")
    ani.press(case, role="link")
    ani.press("Setuju, kembalikan uangnya")
    owed = dewi.name_account(number, "140-09-12345")

    eko.open_refund(number)
    eko.read("Menunggu saldo toko")
    eko.page.get_by_label("Ya, kita talangi").check()
    eko.write_down("Talangi", reason="Pembeli tidak dapat menunggu.", password=PASSWORD)
    eko.read("Diputuskan: kita talangi, toko berutang")
    eko.transfer("1400912345", "TRF-0003")
    dewi.open(f"/pesanan/{number}")
    expect(dewi.page.get_by_text("Sudah dikembalikan")).to_be_visible()
    ani.open(f"{CENTRE}/keuangan")
    assert rupiah(ani.page.get_by_role("heading", name="Saldo Anda minus").inner_text()) == owed
    find_nothing(street.shop)
