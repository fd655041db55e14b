"""What visitors see."""

import json
import re
from datetime import timedelta

import pytest
from flask import Flask

from app.catalog.queries import on_sale as catalog
from app.clock import day_of, now
from app.db import session, transaction
from app.models.catalog import HalalStatus, NetUnit
from app.models.seller import HolidayOrders, OpeningHours, PermitStatus, SellerStatus
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.seller import PermitFactory


def read(client: Browser, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.get_data(as_text=True)


def test_the_front_door_shows_products_shelves_and_shops(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada")
    page = read(client, "/")
    for address in ("/produk/lada", "/kategori/bumbu-rempah", "/toko/lada-kemuja-makmur", "/penjual"):
        assert f'href="{address}"' in page


def test_a_product_page_answers_what_a_buyer_asks(client: Browser, cast: Cast) -> None:
    with transaction():
        product = ProductFactory(
            seller_id=cast.shop_of_ani.id,
            slug="madu",
            is_cold_chain=True,
            made_to_order_days=3,
            halal=HalalStatus.IN_PROCESS,
            variant__price_amount=84_000,
            variant__net_content=250,
            variant__net_unit=NetUnit.GRAM,
            variant__stock=7,
        )
        PermitFactory(seller_id=cast.shop_of_ani.id, kind="SPP-IRT", number_masked="P-IRT 2••••351")
        PermitFactory(seller_id=cast.shop_of_ani.id, kind="Halal", status=PermitStatus.IN_PROCESS)
    page = read(client, "/produk/madu")
    for text in ("Rp84.000", "Rp33.600 per 100 g", "Stok 7", "Halal dalam proses", "pulau yang sama", "3 hari"):
        assert text in page
    assert "P-IRT 2••••351" in page
    assert f'name="variant_id" value="{product.variants[0].id}"' in page


@pytest.mark.parametrize(("claim", "status"), [("certified", "issued"), ("in_process", "in_process")])
def test_halal_is_said_through_the_last_day_of_what_shows_it(
    client: Browser, cast: Cast, claim: str, status: str
) -> None:
    with transaction():
        slug = ProductFactory(seller_id=cast.shop_of_ani.id, halal=claim, is_food=True).slug
        permit = PermitFactory(
            seller_id=cast.shop_of_ani.id, kind="Halal", status=status, valid_until=day_of(now()).date()
        )
    assert "Halal" in read(client, f"/produk/{slug}")
    assert catalog.newest_cards(limit=1)[0].is_halal_certified == (claim == "certified")
    with transaction():
        session.merge(permit).valid_until -= timedelta(days=1)
    assert not catalog.newest_cards(limit=1)[0].is_halal_certified
    for path in (f"/produk/{slug}", "/", "/toko/lada-kemuja-makmur"):
        assert "Halal" not in read(client, path), path


def test_variants_are_a_choice_without_script_and_sold_out_ones_cannot_be_chosen(client: Browser, cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", option1_name="Ukuran", variant__stock=0)
        large = VariantFactory(product_id=product.id, seller_id=product.seller_id, option1_value="1 kg", position=1)
    page = read(client, "/produk/lada")
    assert f'value="{large.id}" checked' in page
    assert re.search(rf'value="{product.variants[0].id}"[^>]* disabled', page)


def test_a_sold_out_product_cannot_be_put_in_the_cart(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", variant__stock=0)
    page = read(client, "/produk/lada")
    assert "Stok habis" in page
    assert re.search(r'<button class="button" type="submit" disabled', page)


def test_the_data_for_search_engines_is_json_whatever_the_name(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", name='</script><b>"Lada"')
    page = read(client, "/produk/lada")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    data = json.loads(block[1])
    assert data["name"] == '</script><b>"Lada"'
    assert (data["offers"]["price"], data["offers"]["priceCurrency"]) == (50_000, "IDR")
    assert data["url"] == "http://localhost/produk/lada"


def test_shelves_and_shops_have_pages(client: Browser, cast: Cast) -> None:
    with transaction():
        for _ in range(25):
            ProductFactory(seller_id=cast.shop_of_ani.id)
    for path in ("/kategori/bumbu-rempah", "/toko/lada-kemuja-makmur"):
        first, second = read(client, path), read(client, f"{path}?hal=2")
        assert first.count('class="card"') == 24
        assert second.count('class="card"') == 1
        assert 'rel="next"' in first
        assert 'rel="prev"' in second


def test_a_shop_sorts_what_it_sells(client: Browser, cast: Cast) -> None:
    with transaction():
        for slug, price in (("murah", 10_000), ("mahal", 90_000), ("sedang", 50_000)):
            ProductFactory(seller_id=cast.shop_of_ani.id, slug=slug, variant__price_amount=price)
    expected = {
        "termurah": ["murah", "sedang", "mahal"],
        "termahal": ["mahal", "sedang", "murah"],
        "terbaru": ["sedang", "mahal", "murah"],
        "asal": ["sedang", "mahal", "murah"],
    }
    for order, slugs in expected.items():
        page = read(client, f"/toko/lada-kemuja-makmur?urut={order}")
        assert re.findall(r"/produk/(\w+)", page) == slugs


def test_a_shop_says_whether_it_is_open_and_how_fast_it_is(client: Browser, cast: Cast) -> None:
    page = read(client, "/toko/lada-kemuja-makmur")
    assert "buka sekarang" not in page
    assert "biasanya memproses" not in page
    with transaction():
        shop = session.merge(cast.shop_of_ani)
        shop.accepts_in_minutes = 190
        session.add_all(OpeningHours(seller_id=shop.id, weekday=day, opens=0, closes=1440) for day in range(7))
    page = read(client, "/toko/lada-kemuja-makmur")
    assert "Setiap hari: 00.00–24.00" in page
    assert "buka sekarang, sampai 24.00 WIB" in page
    assert "biasanya memproses dalam 3 jam" in page


def test_a_shop_that_is_away_keeps_its_pages_and_says_when_it_is_back(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", variant__stock=9)
        ProductFactory(seller_id=cast.shop_of_citra.id, slug="madu", variant__stock=9)
        shop = session.merge(cast.shop_of_ani)
        shop.holiday_from, shop.holiday_until = now() - timedelta(hours=1), now() + timedelta(days=3)
        shop.holiday_orders, shop.holiday_message = HolidayOrders.REFUSED, "Panen raya."
    for path in ("/toko/lada-kemuja-makmur", "/produk/lada"):
        page = read(client, path)
        assert "Barangnya dapat dipesan lagi mulai" in page
        assert "Panen raya." in page
    assert "/produk/lada" in read(client, "/toko/lada-kemuja-makmur")
    assert "Toko sedang libur\n" in read(client, "/produk/lada")
    assert "/produk/lada" not in read(client, "/kategori/bumbu-rempah")
    with transaction():
        session.merge(cast.shop_of_ani).holiday_orders = HolidayOrders.LATER
    assert "Pesanan tetap diterima dan dikirim mulai" in read(client, "/produk/lada")
    assert "Masukkan keranjang" in read(client, "/produk/lada")
    assert "/produk/lada" in read(client, "/kategori/bumbu-rempah")


def test_what_was_seen_is_shown_in_the_order_of_the_address(client: Browser, cast: Cast) -> None:
    with transaction():
        for place in range(14):
            ProductFactory(seller_id=cast.shop_of_ani.id, slug=f"p{place}")
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="konsep", draft=True)
    page = read(client, "/dilihat?produk=p3&produk=tidak-ada&produk=konsep&produk=p1&produk=p3&produk=%3Cscript%3E")
    assert re.findall(r"/produk/(\w+)", page) == ["p3", "p1"]
    everything = "&".join(f"produk=p{place}" for place in range(14))
    assert len(re.findall(r"/produk/", read(client, f"/dilihat?{everything}"))) == 12
    assert "Belum ada yang diingat" in read(client, "/dilihat")


@pytest.mark.parametrize("path", ["/produk/tidak-ada", "/toko/tidak-ada", "/kategori/tidak-ada"])
def test_an_unknown_address_is_not_found(client: Browser, cast: Cast, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_draft_has_no_page(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="konsep", draft=True)
    assert client.get("/produk/konsep").status_code == 404


def test_a_suspended_shop_and_its_products_have_no_page(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada")
        session.merge(cast.shop_of_ani).move_to(SellerStatus.SUSPENDED, because="test")
    assert client.get("/produk/lada").status_code == 404
    assert client.get("/toko/lada-kemuja-makmur").status_code == 404
    assert "lada-kemuja-makmur" not in read(client, "/toko")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/bantuan", "60 menit"),
        ("/syarat", "Versi 24 November 2026"),
        ("/privasi", "UU 27 Tahun 2022"),
        ("/kontak", "bantuan@sebalai.example"),
        ("/pengaduan", "Perlindungan Konsumen"),
        ("/penjual", "Cara bergabung"),
    ],
)
def test_pages_of_help_and_law_say_what_the_law_wants(client: Browser, cast: Cast, path: str, text: str) -> None:
    assert text in read(client, path)


def test_the_page_of_help_tells_the_times_and_ways_of_this_shop(client: Browser, app: Flask) -> None:
    app.config.update(
        PAYMENT_GATEWAYS=["sandbox", "transfer", "cod"], RETURN_DAYS=11, RETURN_ANSWER_DAYS=13, SHIP_GRACE_DAYS=17,
        SHIP_WITHIN_DAYS=19, COMPLETE_AFTER_SHIPPING_DAYS=23, COMPLETE_AFTER_DELIVERY_DAYS=29, PICKUP_KEPT_DAYS=31,
        TRANSFER_CHECK_TIME=timedelta(hours=37), PAYMENT_WINDOW=timedelta(minutes=41), COMPLAINT_DAYS=43,
    )  # fmt: skip
    text = read(client, "/bantuan")
    for words in (
        "11 hari sesudah selesai", "13 hari kerja", "17 hari sesudah tanggal itu", "19 hari sesudah barang siap",
        "23 hari sesudah perkiraan tiba", "29 hari sesudah tercatat sampai", "selama 37 jam",
        "41 menit", "menyimpannya 31 hari", "43 hari kerja", "Transfer bank:", "Bayar di tempat:",
        "Gerbang bayar contoh",
    ):  # fmt: skip
        assert words in text
    for anchor in re.findall(r'href="#([a-z-]+)"', text.partition("<article")[2]):
        assert f'id="{anchor}"' in text
    app.config["PAYMENT_GATEWAYS"] = ["sandbox"]
    assert "Bayar di tempat" not in read(client, "/bantuan")
