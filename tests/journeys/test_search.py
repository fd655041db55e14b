"""Somebody looks for things on a phone, and the shop learns the word that it did not know."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import Person, eventually
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser
UNKNOWN = "kuliner jadul"


def look_for(visitor: Person, text: str) -> None:
    visitor.open("/")
    visitor.page.locator("input[type=search]").first.fill(text)
    visitor.press("Cari")
    expect(visitor.page.get_by_role("heading", name="Hasil untuk")).to_be_visible()


def names(visitor: Person) -> list[str]:
    return visitor.page.locator(".card .name").all_inner_texts()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_misspelled_words_find_filters_narrow_and_the_address_is_the_state(
    chromium: Browser, shop: RunningShop, javascript: bool
) -> None:
    visitor = Person(chromium, shop, javascript=javascript)
    look_for(visitor, "terassi toboli")
    assert "Terasi" in names(visitor)[0]
    look_for(visitor, "madu di bawah 80 ribu")
    expect(visitor.page.get_by_text("Harga sampai Rp80.000")).to_be_visible()
    some = visitor.page.locator("main").inner_text()
    visitor.press("Cari tanpa batas harga", role="link")
    assert visitor.page.locator("main").inner_text() != some
    visitor.page.locator("details.filters summary").click()
    visitor.page.get_by_label("Ada stok").check()
    visitor.press("Terapkan")
    assert "stok=ada" in visitor.page.url
    visitor.press("Termurah", role="link")
    assert "urut=termurah" in visitor.page.url
    assert "stok=ada" in visitor.page.url
    look_for(visitor, "traktor diesel bekas")
    expect(visitor.page.get_by_role("heading", name="Belum ketemu")).to_be_visible()
    assert not visitor.problems


def test_suggestions_are_walked_with_the_keyboard(chromium: Browser, shop: RunningShop) -> None:
    visitor = Person(chromium, shop, javascript=True)
    visitor.open("/")
    visitor.page.get_by_role("searchbox").click()
    field = visitor.page.get_by_role("combobox")
    field.press_sequentially("lada pu", delay=60)
    options = visitor.page.get_by_role("option")
    expect(options.first).to_contain_text("Lada Putih")
    visitor.look()
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(options).to_have_count(0)
    field.press_sequentially("t")
    expect(options.first).to_contain_text("Lada Putih")
    field.press("ArrowDown")
    with visitor.page.expect_navigation():
        field.press("Enter")
    assert "/produk/" in visitor.page.url
    assert not visitor.problems


def test_a_word_that_nobody_knew_becomes_a_synonym_and_finds(chromium: Browser, shop: RunningShop) -> None:
    visitor, admin = (Person(chromium, shop, javascript=False) for _ in range(2))
    for _ in range(3):
        look_for(visitor, UNKNOWN)
    expect(visitor.page.get_by_role("heading", name="Belum ketemu")).to_be_visible()
    admin.sign_in("eko@contoh.id")
    admin.open("/admin/pencarian")
    admin.wait_for_text(UNKNOWN)
    admin.press(f"dari… ({UNKNOWN})", role="link")
    admin.page.get_by_label("Sebutan lain dari").fill("kemplang")
    admin.press("Simpan")

    def finds() -> bool:
        look_for(visitor, UNKNOWN)
        return any("Kemplang" in name for name in names(visitor))

    eventually(finds, "the new word finds nothing")
