"""The queue of listings, the list of watched words, and what a seller reads about a decision."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app import worker
from app.db import session, transaction
from app.models.account import User
from app.models.catalog import Product, ProductStatus
from app.models.moderation import CaseStatus, ListingWord, ModerationCase
from app.settings import setting
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import MediaFactory, ProductFactory, ProductImageFactory

CLAIM = "Madu ini mengobati segala penyakit, sudah terbukti."
WORD = {
    "kind": "prohibited",
    "word": "sisik naga",
    "spellings": "naga asli",
    "exceptions": "motif sisik naga",
    "advice": "Naga tidak boleh dijual.",
    "source": "UU 1/2026",
    "valid_from": "2026-01-01",
    "valid_until": "",
}


@pytest.fixture
def honey(cast: Cast) -> Product:
    """A draft that says too much about health."""
    with transaction():
        product: Product = ProductFactory(
            seller_id=cast.shop_of_ani.id, draft=True, name="Madu", description=CLAIM, is_food=True, halal="non_halal"
        )
        ProductImageFactory(product_id=product.id, media_id=MediaFactory().id)
    return product


def case_of(product: Product) -> ModerationCase:
    session.rollback()
    return session.scalars(select(ModerationCase).where(ModerationCase.product_id == product.id)).one()


def mark_in(text: str) -> str:
    found = re.search(r'name="dilihat" value="(\w+)"', text)
    assert found is not None
    return found[1]


def page(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def test_a_listing_goes_from_its_seller_through_two_admins_to_the_buyers(
    cast: Cast, honey: Product, browser_of: Callable[[User], Browser]
) -> None:
    ani, eko, fitri = browser_of(cast.ani), browser_of(cast.eko), browser_of(cast.fitri)
    path = f"/penjual/pusat/produk/{honey.id}"
    for _ in range(2):
        assert ani.post(f"{path}/terbitkan").status_code == 303
    assert "Ada pernyataan tentang kesehatan: mengobati" in page(ani, path)
    case_path = f"/admin/moderasi/{case_of(honey).id}"
    assert "1 produk menunggu dilihat" in page(eko, "/admin")
    assert "Madu" in page(eko, "/admin/moderasi")
    assert CLAIM in page(eko, case_path)
    assert eko.post(f"{case_path}/tolak", {"tolak-reasons": []}).status_code == 422
    assert eko.post(f"{case_path}/tolak", {"tolak-reasons": "lain"}).status_code == 422, "says nothing by itself"
    no = {"tolak-reasons": "klaim_kesehatan", "dilihat": mark_in(page(eko, case_path))}
    for _ in range(2):
        assert eko.post(f"{case_path}/tolak", no).status_code == 303
    told = page(ani, path)
    assert "Hapus kalimat tentang penyakit" in told
    assert "Menurut saya keputusan ini keliru" in told
    assert ani.post(f"{path}/tinjauan/keberatan", {"text": "x"}).status_code == 422
    for _ in range(2):
        ani.post(f"{path}/tinjauan/keberatan", {"text": "Sudah disetujui BPOM, suratnya ada."})
    assert "rekan Anda" in page(eko, case_path)
    assert eko.post(f"{case_path}/keberatan/kabulkan").status_code == 422
    assert "suratnya ada" in page(fitri, case_path)
    answer = {"kabul-note": "Benar.", "dilihat": mark_in(page(fitri, case_path))}
    for _ in range(2):
        assert fitri.post(f"{case_path}/keberatan/kabulkan", answer).status_code == 303
    assert session.get_one(Product, honey.id).status == ProductStatus.PUBLISHED
    worker.drain()
    folder = Path(setting("DATA_DIR")) / "mail"
    letters = "".join(path.read_text() for path in folder.glob("*.eml"))
    assert letters.count("Subject: Madu boleh dijual") == 2, "one for each decision, each says how it is now"


@pytest.mark.parametrize("change", ["another_picture", "another_choice"])
@pytest.mark.parametrize(("answer", "after"), [("setujui", ProductStatus.PUBLISHED), ("tolak", ProductStatus.DRAFT)])
def test_what_changed_its_looks_since_it_was_opened_is_looked_at_again(
    cast: Cast, honey: Product, browser_of: Callable[[User], Browser], change: str, answer: str, after: ProductStatus
) -> None:
    ani, eko = browser_of(cast.ani), browser_of(cast.eko)
    ani.post(f"/penjual/pusat/produk/{honey.id}/terbitkan")
    case_path = f"/admin/moderasi/{case_of(honey).id}"
    opened = mark_in(page(eko, case_path))
    with transaction():
        product = session.get_one(Product, honey.id)
        if change == "another_picture":
            product.images[0].media_id = MediaFactory().id
        else:
            product.option1_name = product.variants[0].option1_value = "Obat kuat"
    why = {"tolak-reasons": "foto_kurang"}
    reply = eko.post(f"{case_path}/{answer}", {**why, "dilihat": opened})
    assert reply.status_code == 409
    assert "Periksa lagi" in (again := reply.get_data(as_text=True))
    assert session.get_one(Product, honey.id).status == ProductStatus.IN_REVIEW
    assert eko.post(f"{case_path}/{answer}", {**why, "dilihat": mark_in(again)}).status_code == 303
    session.expire_all()
    assert session.get_one(Product, honey.id).status == after


def test_a_seller_takes_it_back_and_nobody_else_can(
    cast: Cast, honey: Product, browser_of: Callable[[User], Browser]
) -> None:
    ani, citra = browser_of(cast.ani), browser_of(cast.citra)
    path = f"/penjual/pusat/produk/{honey.id}"
    ani.post(f"{path}/terbitkan")
    for tail in ("tarik", "keberatan"):
        assert citra.post(f"{path}/tinjauan/{tail}", {"text": "Keberatan sekali."}).status_code == 404
    assert case_of(honey).status == CaseStatus.WAITING
    for _ in range(2):
        assert ani.post(f"{path}/tinjauan/tarik").status_code == 303
    assert case_of(honey).status == CaseStatus.WITHDRAWN


def test_a_prohibited_good_is_refused_in_a_sentence(
    cast: Cast, honey: Product, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        session.get_one(Product, honey.id).name = "Gelang akar bahar"
    response = browser_of(cast.ani).post(f"/penjual/pusat/produk/{honey.id}/terbitkan")
    assert response.status_code == 422
    assert "tidak boleh dijual: biota laut ini dilindungi" in response.get_data(as_text=True)


def test_an_admin_takes_a_product_off_sale(cast: Cast, browser_of: Callable[[User], Browser]) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    eko, path = browser_of(cast.eko), f"/admin/moderasi/produk/{product.id}/turunkan"
    assert "Turunkan" in page(eko, path)
    assert eko.post(path).status_code == 422
    assert eko.post(path, {"turun-reasons": "merek_orang"}).status_code == 303
    assert eko.post(path, {"turun-reasons": "merek_orang"}).status_code == 404, "it is not on sale any more"
    assert session.get_one(Product, product.id).status == ProductStatus.UNPUBLISHED
    assert "Hapus merek itu" in page(browser_of(cast.ani), f"/penjual/pusat/produk/{product.id}")


def test_admins_keep_the_list_of_watched_words(cast: Cast, browser_of: Callable[[User], Browser]) -> None:
    eko = browser_of(cast.eko)
    assert "penyu" in page(eko, "/admin/moderasi/kata?jenis=prohibited")
    assert eko.post("/admin/moderasi/kata/baru", WORD | {"valid_until": "2025-01-01"}).status_code == 422
    assert eko.post("/admin/moderasi/kata/baru", WORD).status_code == 303
    assert eko.post("/admin/moderasi/kata/baru", WORD).status_code == 422
    row = session.scalars(select(ListingWord).where(ListingWord.word == "sisik naga")).one()
    path = f"/admin/moderasi/kata/{row.id}"
    assert "motif sisik naga" in page(eko, path)
    assert eko.post(path, WORD | {"advice": "Tidak boleh."}).status_code == 303
    assert "Berlaku mulai sekarang" in page(eko, "/admin/moderasi/kata")
    assert eko.post(path, WORD | {"valid_from": "2099-02-01"}).status_code == 303
    assert "Berlaku mulai 1 Feb 2099" in page(eko, "/admin/moderasi/kata")
    for _ in range(2):
        assert eko.post(f"{path}/arsipkan").status_code == 303
    assert "tidak diawasi lagi" in page(eko, "/admin/moderasi/kata")
    assert eko.get(path).status_code == 404
