"""What a product costs to bring is known before anything is put in a cart."""

from collections.abc import Callable

import pytest

from app.db import transaction
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.shipping import ShippingOfferFactory
from tests.web.visitors import signed_in

PATH = "/produk/lada/ongkir"


@pytest.fixture
def _lada(cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", variant__weight_grams=1200)
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="otak-otak", is_cold_chain=True)
        ShippingOfferFactory(seller_id=cast.shop_of_ani.id, name="Travel Jaya", fee_amount=60_000)


@pytest.mark.usefixtures("_lada")
def test_a_visitor_types_a_kecamatan_and_sees_every_way_the_cheapest_first(client: Browser) -> None:
    assert "Hitung ongkir ke tempat Anda" in client.get("/produk/lada").get_data(as_text=True)
    page = client.get(f"{PATH}?ke=tebet").get_data(as_text=True)
    places = [page.index(text) for text in ("Gratis", "Rp50.000", "Rp60.000")]
    assert places == sorted(places)
    assert "Travel Jaya, perkiraan 2–4 hari" in page
    assert "Kec. Tebet" in page


@pytest.mark.usefixtures("_lada")
def test_a_place_that_is_not_there_and_goods_that_may_not_go(client: Browser) -> None:
    assert "Tidak ada kecamatan dengan nama itu" in client.get(f"{PATH}?ke=atlantis").get_data(as_text=True)
    page = client.get("/produk/otak-otak/ongkir?ke=tebet").get_data(as_text=True)
    assert "Barang dingin atau beku hanya dikirim di pulau yang sama" in page
    assert "Travel Jaya" not in page
    assert client.get("/produk/tidak-ada/ongkir").status_code == 404


@pytest.mark.usefixtures("_lada")
def test_who_has_signed_in_sees_the_usual_address_at_once(new_client: Callable[[], Browser], cast: Cast) -> None:
    assert "Kec. Tebet" in signed_in(new_client(), cast.dewi).get(PATH).get_data(as_text=True)
    assert "Kec." not in signed_in(new_client(), cast.budi).get(PATH).get_data(as_text=True)
