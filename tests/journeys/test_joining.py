"""Becoming a seller in a real browser, and files that are too large for a real server."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.files import hostile, photo
from tests.journeys.http import Client
from tests.journeys.people import NEW_PASSWORD, Person
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser
APPLY = "/penjual/daftar"
ASKED = "Kirim satu foto dapur Anda"


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("photos")
    for name, kind in (("ktp.jpg", "JPEG"), ("dapur.heic", "HEIF"), ("rusip.png", "PNG")):
        (folder / name).write_bytes(photo(kind, size=(1600, 1200)))
    return [str(folder / name) for name in ("ktp.jpg", "dapur.heic", "rusip.png")]


def fill_in(person: Person, name: str, photos: list[str]) -> None:
    page = person.page
    page.get_by_label("NIK").fill("1901 0441 0190 0001")
    person.press("Simpan dan lanjut")
    page.get_by_label("Nama toko").fill(name)
    page.get_by_label("Apa yang Anda jual?").fill("Rusip dan calok dalam botol 250 ml")
    person.press("Simpan dan lanjut")
    page.get_by_label("Kecamatan").select_option(label="Mendo Barat")
    page.get_by_label("Jalan, nomor").fill("RT 003 RW 001")
    person.press("Simpan dan pilih desa")
    page.get_by_label("Desa atau kelurahan").select_option(label="Kemuja")
    person.press("Simpan dan lanjut")
    page.get_by_label("Bank", exact=True).select_option(label="Bank Sumsel Babel")
    page.get_by_label("Nomor rekening").fill("140-09-12345")
    page.get_by_label("Nama pemilik rekening").fill("Sari Wulandari")
    person.press("Simpan dan lanjut")
    page.get_by_label("Foto atau PDF KTP").set_input_files(photos[:1])
    page.get_by_label("Foto usaha atau produk").set_input_files(photos[1:])
    person.press("Unggah")
    person.press("Lanjut", role="link")


def send_in(person: Person) -> None:
    person.page.get_by_label("Saya menyetujui").check()
    person.page.get_by_label("Saya setuju data").check()
    person.press("Kirim pengajuan")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_person_applies_with_three_photos_answers_and_gets_a_shop(
    chromium: Browser, shop: RunningShop, photos: list[str], javascript: bool
) -> None:
    name = f"Dapur Rusip {'Satu' if javascript else 'Dua'}"
    person, reviewer = (Person(chromium, shop, javascript=javascript) for _ in range(2))
    email = person.register()
    person.open("/penjual")
    person.press("Daftar berjualan", role="link")
    person.page.get_by_label("E-mail").fill(email)
    person.page.get_by_label("Kata sandi").fill(NEW_PASSWORD)
    person.press("Masuk")
    assert APPLY in person.page.url, "back where the person wanted to go"
    fill_in(person, name, photos)
    send_in(person)
    assert "Konfirmasikan" in person.page.inner_text("main")
    person.confirm(email)
    person.open(f"{APPLY}?langkah=ringkasan")
    send_in(person)
    assert "sudah kami terima" in person.page.inner_text("main")

    reviewer.sign_in("eko@contoh.id")
    reviewer.open("/admin/verifikasi")
    reviewer.press(name, role="link")
    reviewer.press("Tampilkan NIK")
    assert "1901044101900001" in reviewer.page.inner_text("main")
    reviewer.press("Mulai periksa")
    reviewer.page.get_by_label("Apa yang kurang?").fill(ASKED)
    reviewer.press("Kirim pertanyaan")

    person.open(APPLY)
    assert ASKED in person.page.inner_text("main")
    person.open(f"{APPLY}?langkah=berkas")
    person.page.get_by_label("Foto usaha atau produk").set_input_files(photos[1:2])
    person.press("Unggah")
    person.press("Lanjut", role="link")
    send_in(person)

    reviewer.open("/admin/verifikasi")
    reviewer.press(name, role="link")
    reviewer.press("Mulai periksa")
    reviewer.press("Setujui dan buka toko")

    person.open(APPLY)
    person.press("Buka pusat penjual", role="link")
    assert name in person.page.inner_text("main")
    assert person.problems == reviewer.problems == []


@pytest.mark.parametrize("megabytes", [0, 60, 200])
def test_a_file_that_is_too_large_gets_a_readable_answer_from_a_real_server(
    shop: RunningShop, tmp_path: Path, megabytes: int
) -> None:
    client = Client(shop)
    client.sign_in("dewi@contoh.id")
    client.get(f"{APPLY}?langkah=berkas")
    content = bytes(megabytes * 1_000_000) or hostile()["20 MB"][1]
    answer = client.http.post(
        f"{shop.url}{APPLY}/berkas",
        data=client.hidden,
        files={"identity": ("foto.jpg", content)},
        headers={"Origin": shop.url},
        timeout=30,
        allow_redirects=False,
    )
    assert answer.status_code == (413 if megabytes else 422)
    assert "terlalu besar" in answer.text
    assert '<html lang="id">' in answer.text
