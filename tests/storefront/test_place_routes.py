"""The pages of kabupaten and kecamatan."""

import pytest

from app.db import session, transaction
from app.models.seller import SellerStatus
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.seller import SellerFactory


def read(client: Browser, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.get_data(as_text=True)


def test_a_place_shows_its_makers_and_products_and_no_others(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada")
        ProductFactory(seller_id=cast.shop_of_citra.id, slug="jauh")
    for path in ("/wilayah/bangka", "/wilayah/bangka/mendo-barat"):
        page = read(client, path)
        assert 'href="/toko/lada-kemuja-makmur"' in page
        assert 'href="/produk/lada"' in page
        assert "/produk/jauh" not in page
        assert "1 toko" in page
        assert "1 produk" in page


def test_a_kabupaten_leads_to_its_kecamatan_and_to_its_neighbours(client: Browser, cast: Cast) -> None:
    page = read(client, "/wilayah/bangka")
    for address in ("/wilayah/bangka/mendo-barat", "/wilayah/bangka/sungailiat", "/wilayah/bangka-selatan"):
        assert f'href="{address}"' in page
    assert 'aria-label="Bangka Selatan, 1 toko"' in page
    assert 'aria-label="Bangka, 1 toko" aria-current="page"' in page


def test_a_place_without_makers_invites_the_first(client: Browser, cast: Cast) -> None:
    page = read(client, "/wilayah/belitung")
    assert "Jadilah yang pertama" in page
    assert 'href="/penjual"' in page


@pytest.mark.parametrize(
    "path",
    ["/wilayah/jakarta-selatan", "/wilayah/Bangka", "/wilayah/19.01", "/wilayah/bangka/airgegas", "/wilayah/bangka/x",
     "/wilayah/tebet", "/wilayah/mendo-barat"],
)  # fmt: skip
def test_other_places_are_not_found(client: Browser, cast: Cast, path: str) -> None:
    assert client.get(path).status_code == 404


def test_makers_and_products_have_pages_of_their_own(client: Browser, cast: Cast) -> None:
    with transaction():
        for _ in range(13):
            SellerFactory()
        for _ in range(25):
            ProductFactory(seller_id=cast.shop_of_ani.id)
    first = read(client, "/wilayah/bangka/mendo-barat")
    assert (first.count('class="card maker"'), first.count('class="card"')) == (12, 24)
    assert "/wilayah/bangka/mendo-barat?hal_toko=2#pembuat" in first
    second = read(client, "/wilayah/bangka/mendo-barat?hal=2&hal_toko=2")
    assert (second.count('class="card maker"'), second.count('class="card"')) == (2, 1)


def test_a_suspended_shop_leaves_its_place(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada")
        session.merge(cast.shop_of_ani).move_to(SellerStatus.SUSPENDED, because="test")
    page = read(client, "/wilayah/bangka")
    assert "/produk/lada" not in page
    assert "lada-kemuja-makmur" not in page


def test_home_shops_product_and_shop_lead_to_places(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada")
    for path in ("/", "/toko"):
        assert 'href="/wilayah/bangka"' in read(client, path)
    for path in ("/produk/lada", "/toko/lada-kemuja-makmur"):
        assert 'href="/wilayah/bangka/mendo-barat"' in read(client, path)
