"""The page of results."""

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
