"""Somebody comes in by the front door and sells; the admin shuts the shop and opens it again."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.files import photo
from tests.journeys.http import Client
from tests.journeys.people import Person
from tests.journeys.selling import (
    APPLY,
    ASKED,
    DISTRICT,
    MINE,
    SECONDS_UNTIL_FOUND,
    Applicant,
    Reviewer,
    Stall,
    seconds_until_shown,
)
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return files(tmp_path_factory.mktemp("papers"), {"ktp.jpg": "JPEG", "dapur.heic": "HEIF", "rusip.png": "PNG"})


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return files(tmp_path_factory.mktemp("photos"), {"depan.heic": "HEIF", "isi.jpg": "JPEG", "label.heic": "HEIF"})


def files(folder: Path, kinds: dict[str, str]) -> list[str]:
    for name, kind in kinds.items():
        (folder / name).write_bytes(photo(kind, size=(1600, 1200)))
    return [str(folder / name) for name in kinds]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_person_opens_a_shop_sells_is_suspended_and_sells_again(
    chromium: Browser, shop: RunningShop, papers: list[str], photos: list[str], javascript: bool
) -> None:
    stall = Stall("Semerbak" if javascript else "Gelembung")
    person = Applicant(chromium, shop, javascript=javascript)
    admin = Reviewer(chromium, shop, javascript=javascript)
    buyer, visitor = Person(chromium, shop, javascript=javascript), Client(shop)

    open_a_shop(person, admin, stall, papers)
    person.open(MINE)
    stall.slug = person.write_product(stall.product_name, photos)
    published = person.publish()
    seconds = seconds_until_shown(visitor, published, [f"/cari?q={stall.word.lower()}", DISTRICT], stall.product_name)
    assert seconds <= SECONDS_UNTIL_FOUND, f"found {seconds:.2f} s after the answer"
    person.see_the_photos(3)
    assert_shown(visitor, stall)

    buyer.sign_in("dewi@contoh.id")
    first, second = buy(buyer, stall, "50 cm"), buy(buyer, stall, "30 cm")
    person.serve(first)
    buyer.open(f"/pesanan/{first}")
    expect(buyer.page.get_by_text(f"JNE-{first}")).to_be_visible()
    buyer.put_in_cart(stall.slug)

    admin.decide(stall.shop_name, "Bekukan toko", "Laporan pembeli tentang label")
    assert_gone(visitor, buyer, stall)
    person.open(MINE)
    assert "Laporan pembeli tentang label" in person.page.inner_text("main")
    person.serve(second)
    buyer.open(f"/pesanan/{second}")
    buyer.press("Pesanan diterima")

    admin.decide(stall.shop_name, "Buka lagi", "Label sudah diganti")
    seconds_until_shown(visitor, 0, stall.pages_that_show_it, stall.slug)
    assert_shown(visitor, stall)
    buyer.open("/keranjang")
    assert "Sedang tidak dijual" not in buyer.page.inner_text("main")
    buyer.press(f"Hapus {stall.product_name}")

    checked = shop.flask("ledger", "check")
    assert (checked.returncode, checked.stdout) == (0, "")
    assert [each.problems for each in (person, admin, buyer) if each.problems] == []


def open_a_shop(person: Applicant, admin: Reviewer, stall: Stall, papers: list[str]) -> None:
    """From the first visit to the seller centre, with one question on the way."""
    email = person.come_to_apply()
    person.fill_in(stall.shop_name, papers)
    person.send_in()
    assert "Konfirmasikan" in person.page.inner_text("main")
    person.confirm(email)
    person.open(f"{APPLY}?langkah=ringkasan")
    person.send_in()
    assert "sudah kami terima" in person.page.inner_text("main")
    admin.begin(stall.shop_name)
    admin.ask(ASKED)
    person.answer(papers[1])
    admin.begin(stall.shop_name)
    admin.press("Setujui dan buka toko")
    person.open(APPLY)
    person.press("Buka pusat penjual", role="link")
    assert stall.shop_name in person.page.inner_text("main")


def buy(buyer: Person, stall: Stall, label: str) -> str:
    """Order and pay one variant; returns the order's number."""
    buyer.open(stall.product_page)
    buyer.page.get_by_role("radio", name=label).check()
    buyer.press("Masukkan keranjang")
    buyer.press("Lanjut ke pesanan", role="link")
    buyer.press("Buat pesanan dan bayar")
    number = buyer.page.url.rsplit("/", 1)[1]
    buyer.pay()
    buyer.wait_for_text("Pembayaran sudah kami terima")
    return number


def assert_shown(visitor: Client, stall: Stall) -> None:
    assert [page for page in stall.pages_that_show_it if stall.slug not in visitor.get(page).text] == []
    assert [visitor.get(page).status_code for page in (stall.product_page, stall.shop_page)] == [200, 200]


def assert_gone(visitor: Client, buyer: Person, stall: Stall) -> None:
    """No page names the shop or its product, and the cart says that it is not sold."""
    traces = {stall.shop_name, stall.product_name, stall.slug}
    still = [page for page in stall.pages_that_show_it if any(each in visitor.get(page).text for each in traces)]
    assert still == [], "suspended means gone at the next request"
    assert [visitor.get(page).status_code for page in (stall.product_page, stall.shop_page)] == [404, 404]
    for page in (stall.product_page, stall.shop_page, f"/cari?q={stall.word.lower()}", DISTRICT):
        buyer.open(page)
    buyer.open("/keranjang")
    assert "Sedang tidak dijual" in buyer.page.inner_text("main")
    expect(buyer.page.get_by_role("link", name="Lanjut ke pesanan")).to_have_count(0)
