"""Products in the seller centre."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.commands import accounts
from app.db import session, transaction
from app.models.account import User
from app.models.catalog import Product, ProductRevision, ProductStatus, Variant
from app.models.order import CommissionRule
from app.models.seller import MemberRole
from app.models.stock import StockItem
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import (
    MediaFactory,
    ProductFactory,
    ProductImageFactory,
    VariantFactory,
)
from tests.factories.moderation import ModerationCaseFactory
from tests.factories.seller import SellerMemberFactory
from tests.statements import Statements

BASE = "/penjual/pusat/produk"
LONG = "Lada putih dari kebun sendiri di Kemuja."


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(
            seller_id=cast.shop_of_ani.id, name="Lada Putih", description="Lada putih dari kebun.", variant__stock=10
        )
        ProductImageFactory(product_id=product.id, media_id=MediaFactory().id)
    return product


def signed_in(browser: Browser, user: User) -> Browser:
    with transaction():
        token = accounts.open_session(user.id)
    browser.sign_in(token)
    return browser


def form(product: Product, *, price: str = "75.000", stock: str = "12") -> dict[str, str]:
    variant = product.variants[0]
    return {
        f"harga-{variant.id}": price,
        f"harga-dilihat-{variant.id}": "50000",
        f"stok-{variant.id}": stock,
        f"stok-dilihat-{variant.id}": "10",
    }


def offer(product: Product) -> tuple[int, int]:
    variant_id = product.variants[0].id
    return session.get_one(Variant, variant_id).price_amount, session.get_one(StockItem, variant_id).on_hand


def test_a_seller_sees_the_own_products_only(client: Browser, cast: Cast, pepper: Product) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_citra.id, name="Punya Citra")
    page = signed_in(client, cast.ani).get("/penjual/pusat/produk").get_data(as_text=True)
    assert "Lada Putih" in page
    assert "Punya Citra" not in page


@pytest.mark.parametrize(("typed", "amount"), [("Rp 1.250.000", 1_250_000), ("1250000", 1_250_000), ("75.000", 75_000)])
def test_prices_are_read_as_people_write_them(
    client: Browser, cast: Cast, pepper: Product, typed: str, amount: int
) -> None:
    response = signed_in(client, cast.ani).post(f"/penjual/pusat/produk/{pepper.id}", form(pepper, price=typed))
    assert response.status_code == 303
    assert offer(pepper) == (amount, 12)


@pytest.mark.parametrize("typed", ["1,5", "-5", "0", "", "gratis", "99", "1e6", "12.34", "9" * 30, "١٢٣"])
def test_a_price_that_is_none_changes_nothing(client: Browser, cast: Cast, pepper: Product, typed: str) -> None:
    response = signed_in(client, cast.ani).post(f"/penjual/pusat/produk/{pepper.id}", form(pepper, price=typed))
    assert response.status_code == 422
    assert "rupiah utuh" in response.get_data(as_text=True)
    assert offer(pepper) == (50_000, 10)


@pytest.mark.parametrize("typed", ["-1", "1,5", "", "banyak", "1000001", "9" * 30])
def test_a_count_that_is_none_changes_nothing(client: Browser, cast: Cast, pepper: Product, typed: str) -> None:
    response = signed_in(client, cast.ani).post(f"/penjual/pusat/produk/{pepper.id}", form(pepper, stock=typed))
    assert response.status_code == 422
    assert offer(pepper) == (50_000, 10)


def test_a_count_below_what_is_promised_is_refused_and_what_was_typed_stays(
    client: Browser, cast: Cast, pepper: Product
) -> None:
    with transaction():
        session.get_one(StockItem, pepper.variants[0].id).reserved = 5
    response = signed_in(client, cast.ani).post(f"/penjual/pusat/produk/{pepper.id}", form(pepper, stock="4"))
    assert response.status_code == 422
    assert 'value="75.000"' in response.get_data(as_text=True)
    assert offer(pepper) == (50_000, 10)


def test_staff_may_change_prices(client: Browser, cast: Cast, pepper: Product) -> None:
    assert signed_in(client, cast.budi).post(f"/penjual/pusat/produk/{pepper.id}", form(pepper)).status_code == 303


def test_nobody_else_may(new_client: Callable[[], Browser], cast: Cast, pepper: Product) -> None:
    path = f"/penjual/pusat/produk/{pepper.id}"
    assert signed_in(new_client(), cast.citra).post(path, form(pepper)).status_code == 404
    assert signed_in(new_client(), cast.dewi).post(path, form(pepper)).status_code == 403
    assert new_client().post(path, form(pepper)).status_code == 303
    assert offer(pepper) == (50_000, 10)


def text_of(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def claims_form(browser: Browser, product_id: int, **said: object) -> dict[str, object]:
    """The form of the claims as the page shows it, with something else said."""
    page = text_of(browser.get(f"{BASE}/{product_id}/keterangan"))
    (seen,) = re.findall(r'name="dilihat" value="(\w+)"', page)
    usual = {"name": "Lada Putih", "category": "bumbu-rempah", "description": LONG, "halal": "", "dilihat": seen}
    return {**usual, **said}


def status_of(product: Product) -> ProductStatus:
    return session.get_one(Product, product.id).status


def test_tabs_search_and_pages_find_every_product(client: Browser, cast: Cast) -> None:
    with transaction():
        for number in range(25):
            ProductFactory(seller_id=cast.shop_of_ani.id, name=f"Kopi {number:02}")
        ProductFactory(seller_id=cast.shop_of_ani.id, name="Teh_50%", draft=True)
        ProductFactory(seller_id=cast.shop_of_ani.id, name="Gula", status=ProductStatus.UNPUBLISHED)
        ProductFactory(seller_id=cast.shop_of_ani.id, name="Arsip Lama", status=ProductStatus.ARCHIVED)
    signed_in(client, cast.ani)
    first, second = text_of(client.get(BASE)), text_of(client.get(f"{BASE}?hal=2"))
    assert "Kopi 00" in first
    assert "Kopi 24" in second
    assert "Arsip Lama" not in first + second
    for query, found in (
        ("status=konsep", "Teh_50%"),
        ("status=disembunyikan", "Gula"),
        ("status=diarsipkan", "Arsip Lama"),
        ("status=dijual&nama=KOPI+07", "Kopi 07"),
        ("nama=h_5", "Teh_50%"),
    ):
        page = text_of(client.get(f"{BASE}?{query}"))
        assert page.count('<li class="panel own-product">') == 1, query
        assert found in page
    assert "Tidak ada produk dengan nama itu" in text_of(client.get(f"{BASE}?nama=%25%25"))


def test_the_list_says_the_next_thing_to_do(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.ani)
    assert "Tambah produk pertama" in text_of(client.get(BASE))
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, draft=True)
    assert "Tambahkan foto" in text_of(client.get(BASE))
    with transaction():
        sold_out = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=0)
        ProductImageFactory(product_id=sold_out.id, media_id=MediaFactory().id)
    assert "Habis: isi stok" in text_of(client.get(BASE))


def test_the_list_says_what_a_person_looks_at(client: Browser, cast: Cast, pepper: Product) -> None:
    ani = signed_in(client, cast.ani)
    assert "Sedang kami tinjau" not in ani.get(BASE).text
    with transaction():
        ModerationCaseFactory(product_id=pepper.id)
    assert "Sedang kami tinjau" in ani.get(BASE).text


def test_changes_are_seen_side_by_side_before_buyers_see_them(
    client: Browser, new_client: Callable[[], Browser], cast: Cast, pepper: Product
) -> None:
    signed_in(client, cast.ani)
    said = {"name": "Lada Bubuk", "halal": "certified", "tags": "lada, bubuk", "ships_only_to": ["19.01", "19.02"]}
    own = f"{BASE}/{pepper.id}"
    sent = client.post(f"{own}/keterangan", claims_form(client, pepper.id, **said))
    assert sent.location == f"{own}/perubahan"
    page = text_of(client.get(sent.location))
    for expected in ("Lada Putih", "Lada Bubuk", "Bersertifikat halal", "lada, bubuk", "Bangka, Belitung"):
        assert expected in page
    visitor, address = new_client(), f"/produk/{pepper.slug}"
    assert "Lada Bubuk" not in text_of(visitor.get(address))
    (seen,) = re.findall(r'name="dilihat" value="(\w+)"', page)
    assert client.post(f"{own}/perubahan/tayangkan", {"dilihat": "0" * 16}).status_code == 409
    assert client.post(f"{own}/perubahan/tayangkan", {"dilihat": seen}).status_code == 303
    assert "Lada Bubuk" in text_of(visitor.get(address))
    history = text_of(client.get(f"{own}/perubahan"))
    assert "Tayang" in history
    assert "Ani" in history
    client.post(f"{own}/keterangan", claims_form(client, pepper.id, name="Salah Ketik"))
    assert client.post(f"{own}/perubahan/buang").status_code == 303
    assert "Dibuang" in text_of(client.get(f"{own}/perubahan"))


def test_a_stale_form_is_told_keeps_what_was_typed_and_can_be_sent_again(
    client: Browser, new_client: Callable[[], Browser], cast: Cast, pepper: Product
) -> None:
    ani, budi = signed_in(client, cast.ani), signed_in(new_client(), cast.budi)
    mine, theirs = claims_form(ani, pepper.id, name="Dari Ani"), claims_form(budi, pepper.id, name="Dari Budi")
    path = f"{BASE}/{pepper.id}/keterangan"
    assert budi.post(path, theirs).status_code == 303
    response = ani.post(path, mine)
    assert response.status_code == 409
    page = text_of(response)
    assert 'value="Dari Ani"' in page
    (seen,) = re.findall(r'name="dilihat" value="(\w+)"', page)
    assert ani.post(path, mine | {"dilihat": seen}).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"category": "x"},
        {"halal": "mungkin"},
        {"ships_only_to": ["19.01", "31.74"]},
        {"tags": ", ".join(f"kata{number}" for number in range(11))},
        {"tags": "x" * 31},
        {"shelf_life_days": "0"},
        {"shelf_life_days": "besok"},
        {"made_to_order_days": "91"},
    ],
)
def test_claims_that_make_no_sense_are_refused(
    client: Browser, cast: Cast, pepper: Product, wrong: dict[str, object]
) -> None:
    signed_in(client, cast.ani)
    form = claims_form(client, pepper.id, **wrong)
    assert client.post(f"{BASE}/{pepper.id}/keterangan", form).status_code == 422
    assert session.scalars(select(ProductRevision)).all() == []


def test_the_seller_reads_what_is_left_of_a_price(client: Browser, cast: Cast, pepper: Product) -> None:
    with transaction():
        session.add(CommissionRule(position=1, rate_bps=250, category_id=pepper.category_id))
        session.add(CommissionRule(position=2, rate_bps=9000))
    signed_in(client, cast.ani)
    assert "Rp48.750" in text_of(client.get(f"{BASE}/{pepper.id}")), "50.000 less 2.5 %"
    asked = text_of(client.get(f"{BASE}/{pepper.id}?harga=Rp+100.000"))
    assert "komisi Rp2.500, Anda menerima Rp97.500" in asked
    for nonsense in ("99", "1e6", "gratis", "9" * 30):
        assert "Tulis harga" in text_of(client.get(f"{BASE}/{pepper.id}?harga={nonsense}"))


def test_a_table_of_choices_is_filled_and_kept(client: Browser, cast: Cast, pepper: Product) -> None:
    signed_in(client, cast.ani)
    path = f"{BASE}/{pepper.id}/pilihan/tabel"
    axes = {"nama1": "Isi", "nilai1": "100 g, 250 g", "nama2": "Rasa", "nilai2": "Pedas, Manis"}
    page = text_of(client.get(path, query_string=axes))
    for name in ("100 g · Pedas", "250 g · Manis"):
        assert name in page
    assert page.count('value="50.000"') == 4, "a new row begins as what is there"
    assert (page.count('"isi-0" inputmode="numeric" maxlength="7" value="100"'), page.count('value="250"')) == (1, 2)
    (seen,) = re.findall(r'name="dilihat" value="(\w+)"', page)
    cells = {
        f"{column}-{place}": value
        for place in range(4)
        for column, value in (
            ("harga", f"2{place}.000"),
            ("berat", "300"),
            ("isi", "100"),
            ("satuan", "g"),
            ("stok", "3"),
        )
    }
    form = {**axes, **cells, "dilihat": seen}
    for wrong in (
        {"harga-2": "99"},
        {"berat-0": "0"},
        {"isi-1": "x"},
        {"satuan-1": "kg"},
        {"stok-3": "-1"},
        {"sku-0": "x" * 41},
    ):
        response = client.post(path, form | wrong)
        assert response.status_code == 422, wrong
        assert 'aria-invalid="true"' in text_of(response) or "satuan-1" in wrong
    for _ in range(2):
        assert client.post(path, form).status_code == 303
    page = text_of(client.get(f"{BASE}/{pepper.id}"))
    assert "Rp22.000 per 100 g" in page
    assert 'value="100 g, 250 g"' in text_of(client.get(f"{BASE}/{pepper.id}/pilihan"))
    single = text_of(client.get(path))
    assert "100 g · Pedas (stok" in single


@pytest.mark.parametrize(
    "axes",
    [
        {"nama1": "Isi"},
        {"nilai1": "1, 2"},
        {"nama2": "Rasa", "nilai2": "Pedas"},
        {"nama1": "Isi", "nilai1": "1", "nama2": "isi", "nilai2": "2"},
        {"nama1": "x" * 31, "nilai1": "1"},
        {"nama1": "Isi", "nilai1": ",".join(map(str, range(51)))},
        {"nama1": "Isi", "nilai1": "x" * 41},
    ],
)
def test_axes_that_make_no_sense_are_told(client: Browser, cast: Cast, pepper: Product, axes: dict[str, str]) -> None:
    path = f"{BASE}/{pepper.id}/pilihan/tabel"
    assert signed_in(client, cast.ani).get(path, query_string=axes).status_code == 422
    assert client.post(path, axes).status_code == 422
    assert session.scalars(select(func.count(Variant.id))).one() == 1


def test_other_shops_and_roles_reach_no_page_and_no_form(
    new_client: Callable[[], Browser], cast: Cast, pepper: Product
) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.fitri.id, role=MemberRole.BOOKKEEPER)
    own = f"{BASE}/{pepper.id}"
    pages = [own + tail for tail in ("", "/keterangan", "/perubahan", "/arsipkan", "/pilihan", "/pilihan/tabel")]
    posts = ("", "/keterangan", "/perubahan/tayangkan", "/perubahan/buang", "/terbitkan", "/sembunyikan", "/arsipkan",
             "/pilihan/tabel")  # fmt: skip
    citra, dewi, bookkeeper, guest = (
        signed_in(new_client(), cast.citra),
        signed_in(new_client(), cast.dewi),
        signed_in(new_client(), cast.fitri),
        new_client(),
    )
    assert {citra.get(page).status_code for page in pages} == {404}
    assert {citra.post(own + tail).status_code for tail in posts} == {404}
    assert {dewi.get(page).status_code for page in pages} == {403}
    assert {dewi.post(own + tail).status_code for tail in posts} == {403}
    assert {bookkeeper.get(page).status_code for page in [BASE, own, f"{own}/perubahan"]} == {200}
    assert "Simpan" not in text_of(bookkeeper.get(own))
    assert {bookkeeper.post(own + tail).status_code for tail in posts} == {403}
    assert {guest.get(page).status_code for page in pages} == {303}
    assert status_of(pepper) == ProductStatus.PUBLISHED


def test_a_product_with_fifty_choices_costs_what_one_with_one_costs(
    client: Browser, cast: Cast, pepper: Product, statements: Statements
) -> None:
    signed_in(client, cast.ani)
    paths = [f"{BASE}/{pepper.id}", f"{BASE}/{pepper.id}/pilihan", f"{BASE}/{pepper.id}/pilihan/tabel", BASE]

    def costs() -> list[int]:
        found = []
        for path in paths:
            with statements.counted() as seen:
                client.get(path)
            found.append(len(seen))
        return found

    costs()  # what is kept is read once
    one = costs()
    with transaction():
        for number in range(49):
            VariantFactory(product_id=pepper.id, seller_id=pepper.seller_id, option1_value=str(number))
        for _ in range(8):
            ProductImageFactory(product_id=pepper.id, media_id=MediaFactory().id)
    assert costs() == one
    assert max(one) <= 9
