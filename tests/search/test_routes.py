"""The page of results."""

from urllib.parse import quote

import pytest

from app.db import session, transaction
from app.models.catalog import Product, ProductStatus
from app.search import commands
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory


def test_results_show_the_words_the_products_and_the_shelves(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", name="Lada Putih Muntok")
    commands.rebuild()
    page = client.get("/cari?q=lada").get_data(as_text=True)
    assert "Hasil untuk “lada”" in page
    assert "/produk/lada" in page
    assert "kategori=bumbu-rempah" in page


def test_without_words_the_newest_products_are_shown(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada")
    assert "/produk/lada" in client.get("/cari").get_data(as_text=True)


def test_nothing_found_shows_the_way_onward(client: Browser, cast: Cast) -> None:
    commands.rebuild()
    page = client.get("/cari?q=zzzzzz").get_data(as_text=True)
    assert "Belum ketemu" in page
    assert 'href="/cari"' in page


def test_a_product_that_left_the_shop_since_is_not_shown(client: Browser, cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", name="Lada")
    commands.rebuild()
    with transaction():
        session.get_one(Product, product.id).move_to(ProductStatus.UNPUBLISHED, because="test")
    assert "/produk/lada" not in client.get("/cari?q=lada").get_data(as_text=True)


def test_what_is_typed_is_shown_as_text(client: Browser, cast: Cast) -> None:
    commands.rebuild()
    page = client.get("/cari?q=<script>alert(1)</script>").get_data(as_text=True)
    assert "<script>alert" not in page


def test_odd_pages_and_shelves_are_answered(client: Browser, cast: Cast) -> None:
    commands.rebuild()
    for address in ("/cari?hal=999", "/cari?q=lada&hal=-1", "/cari?q=lada&hal=x&kategori=tidak-ada"):
        assert client.get(address).status_code == 200


def test_filters_are_a_form_and_chosen_ones_can_be_taken_away(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", name="Lada Putih", variant__price_amount=60_000)
        ProductFactory(seller_id=cast.shop_of_citra.id, slug="lain", name="Lada Hitam", variant__price_amount=70_000)
    commands.rebuild()
    page = client.get("/cari?q=lada&wilayah=bangka&harga_min=50.000&urut=termurah").get_data(as_text=True)
    assert "/produk/lada" in page
    assert "/produk/lain" not in page
    assert 'name="wilayah" value="bangka" checked' in page
    assert 'name="wilayah" value="bangka-selatan"' in page
    assert 'name="harga_min" inputmode="numeric" maxlength="13" value="50000"' in page
    assert '<input type="hidden" name="urut" value="termurah">' in page
    assert 'href="/cari?q=lada&amp;harga_min=50000&amp;urut=termurah"' in page, "the chip of Bangka"
    assert 'href="/cari?q=lada&amp;wilayah=bangka&amp;urut=termurah"' in page, "the chip of the price"


def test_nothing_that_passes_the_filters_shows_how_to_loosen_them(client: Browser, cast: Cast) -> None:
    page = client.get("/cari?harga_min=9000000").get_data(as_text=True)
    assert "Tidak ada yang cocok" in page
    assert "Mulai Rp9.000.000" in page


def test_pages_keep_the_filters(client: Browser, cast: Cast) -> None:
    with transaction():
        for _ in range(25):
            ProductFactory(seller_id=cast.shop_of_ani.id)
    commands.rebuild()
    page = client.get("/cari?wilayah=bangka&stok=ada").get_data(as_text=True)
    assert 'href="/cari?hal=2&amp;wilayah=bangka&amp;stok=ada"' in page


def card_of(page: str, slug: str) -> str:
    start = page.index(f'href="/produk/{slug}"')
    return page[start : page.index("</li>", start)]


def test_a_price_in_the_words_is_said_and_can_be_taken_away(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="murah", name="Lada Putih", variant__price_amount=40_000)
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="mahal", name="Lada Hitam", variant__price_amount=60_000)
    commands.rebuild()
    page = client.get("/cari?q=lada di bawah 50 ribu&stok=ada").get_data(as_text=True)
    assert "Harga sampai Rp50.000, dari kata Anda." in page
    assert 'href="/cari?q=lada&amp;stok=ada">Cari tanpa batas harga' in page
    assert "/produk/mahal" not in page
    assert "dari kata Anda" not in client.get("/cari?q=lada&harga_maks=50000").get_data(as_text=True)


def test_a_corrected_word_is_said_with_a_link_and_the_price_stays(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="kemplang", name="Kemplang Panggang")
    commands.rebuild()
    page = client.get("/cari?q=kemplqng di bawah 90 ribu").get_data(as_text=True)
    assert 'Mungkin maksud Anda: <a href="/cari?q=kemplang+di+bawah+90+ribu">' in " ".join(page.split())
    assert "/produk/kemplang" in page
    assert "Mungkin maksud Anda" not in client.get("/cari?q=kemplang").get_data(as_text=True)


def test_what_fits_in_part_is_said(client: Browser, cast: Cast) -> None:
    with transaction():
        for name in ("Kain Cual Pengantin", "Kain Cual", "Kain Tenun"):
            ProductFactory(seller_id=cast.shop_of_ani.id, name=name)
    commands.rebuild()
    assert "1 produk cocok dengan semua kata; sesudahnya yang cocok sebagian." in client.get(
        "/cari?q=kain+pengantin"
    ).get_data(as_text=True)
    assert "1 produk cocok dengan semua kata, yang lain cocok sebagian." in client.get(
        "/cari?q=kain+pengantin&urut=termurah"
    ).get_data(as_text=True)
    assert "cocok sebagian" not in client.get("/cari?q=kain").get_data(as_text=True)
    page = client.get("/cari?q=kain+qqqqqq").get_data(as_text=True)
    assert "Tidak ada produk yang cocok dengan “qqqqqq”." in page
    assert "Ini yang paling mendekati." in page


def test_words_are_marked_in_names_and_shown_in_the_description(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", name="Lada Putih", description="Lada dari Muntok.")
        ProductFactory(
            seller_id=cast.shop_of_citra.id, slug="keripik", name="Keripik <Pedas>", description="Rasa lada & garam."
        )
    commands.rebuild()
    page = client.get("/cari?q=lada").get_data(as_text=True)
    assert "<mark>Lada</mark> Putih" in card_of(page, "lada")
    assert "fragment" not in card_of(page, "lada")
    assert "Keripik &lt;Pedas&gt;" in card_of(page, "keripik")
    page = client.get("/cari?q=garam").get_data(as_text=True)
    assert "Rasa lada &amp; <mark>garam</mark>." in card_of(page, "keripik")
    assert "<mark>" not in client.get("/cari").get_data(as_text=True)


def test_nothing_found_offers_shelves_and_what_is_new(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", name="Lada Putih")
    commands.rebuild()
    page = client.get("/cari?q=zzzzzz").get_data(as_text=True)
    assert 'href="/kategori/bumbu-rempah"' in page
    assert "/produk/lada" in page


def test_a_page_behind_the_last_leads_back(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih")
    commands.rebuild()
    page = client.get("/cari?q=lada&hal=9").get_data(as_text=True)
    assert "Halaman ini kosong" in page
    assert '<a class="button" href="/cari?q=lada">' in page


def test_every_filter_is_offered_with_its_count(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="kecil", variant__price_amount=20_000)
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="besar", variant__price_amount=2_000_000)
    commands.rebuild()
    page = " ".join(client.get("/cari?wilayah=bangka").get_data(as_text=True).split())
    assert 'href="/cari?wilayah=bangka&amp;harga_maks=24999">Di bawah Rp25.000 <span class="soft num">1</span>' in page
    assert 'name="kecamatan" value="mendo-barat"><span>Mendo Barat</span> <span class="soft num">2</span>' in page
    assert 'name="nilai"' not in page, "nothing has a rating"
    cheap = client.get("/cari?harga_maks=24999&berat_maks=9999999999&berat_min=0").get_data(as_text=True)
    assert "/produk/kecil" in cheap
    assert "/produk/besar" not in cheap
    assert 'name="berat_maks" inputmode="numeric" maxlength="13" value="9999999999"' in cheap


ODD = [
    "lada AND (putih OR", "name:lada^9~", "*", "lad?", '"', "' OR 1=1 --", "[a TO z]", "%", "_", "\\", "lada\x00putih",
    "\x1b[31m\x07\u202e", "🌶️👩‍🍳", "🌶️ lada", "l" * 10_000, "lada " * 2_000, "١٢٣", "𝓵𝓪𝓭𝓪", "<mark>lada</mark>",
    "{{ 7*7 }}", "%s %(x)s {0}", "-", "di bawah", "di bawah 99999999999999999999 ribu", "1.000.000,5 rb", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=ascii)
@pytest.mark.parametrize("page", ["/cari", "/cari/saran"])
def test_whatever_is_typed_is_answered_with_a_page(client: Browser, cast: Cast, page: str, text: str) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih")
    commands.rebuild()
    response = client.get(f"{page}?q={quote(text, errors='surrogatepass')}")
    assert response.status_code == 200
    shown = response.get_data(as_text=True)
    assert "</html>" in shown
    assert not set("\x00\x07\x1b\u202e") & set(shown)
