"""A mentor with a cheap phone and weak signal brings a maker in; what is the maker's own stays the maker's own."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.files import photo
from tests.journeys.helping import NAME, Helper, Owner, code_in
from tests.journeys.http import Client
from tests.journeys.people import eventually, link_in
from tests.journeys.selling import APPLY, ASKED, MINE, Reviewer, Stall
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    for name in ("satu.jpg", "dua.jpg", "tiga.jpg"):
        (tmp_path / name).write_bytes(photo(size=(1200, 900)))
    return [str(path) for path in sorted(tmp_path.glob("*.jpg"))]


def test_a_helper_registers_a_seller_and_lists_a_product(
    chromium: Browser, shop: RunningShop, pictures: list[str]
) -> None:
    stall = Stall("Kelekak")
    helper, sari = Helper(chromium, shop), Owner(chromium, shop, javascript=True)
    admin = Reviewer(chromium, shop, javascript=True)
    for person in (sari, admin):
        person.go_where_the_signal_is_weak()

    email = helper.begin_account()
    helper.type_code(code_in(shop, email))
    assert APPLY in helper.page.url
    helper.fill_in(stall.shop_name, pictures)
    helper.send_in()

    sari.take_account(link_in(shop, email, "Kode"), email)
    sari.finish()
    assert "sudah kami terima" in sari.page.inner_text("main")

    admin.begin(stall.shop_name)
    admin.ask(ASKED)
    helper.answer(pictures[1])
    sari.send_from_summary()
    admin.begin(stall.shop_name)
    admin.press("Setujui dan buka toko")

    helper.come_back_to(NAME)
    assert MINE in helper.page.url
    stall.slug = helper.write_product(stall.product_name, pictures)
    helper.publish()
    helper.see_the_photos(3)
    visitor = Client(shop)
    eventually(lambda: visitor.get(stall.product_page).status_code == 200, "buyers do not see it")
    helper.page.goto(f"{MINE}/rekening")
    assert "hanya untuk" in helper.page.inner_text("main")

    admin.open("/admin/audit?tindakan=product.")
    assert f"atas nama {NAME}" in admin.page.inner_text("main")
    assert "Produk dibuat" in sari.end_help()
    helper.page.goto(MINE)
    assert "bukan untuk akun Anda" in helper.page.inner_text("main")
    assert [each.problems for each in (helper, sari, admin) if each.problems] == []
