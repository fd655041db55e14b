"""Listing a product step by step: photos and a name first, saved as it goes, on sale or looked at in the end."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from app import worker
from app.db import session, transaction
from app.gateways import storage
from app.models.account import User
from app.models.catalog import Product, ProductStatus
from app.models.media import Media
from app.search import commands as search
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory, MediaFactory, ProductFactory, ProductImageFactory
from tests.files import MARK, hostile, photo

BASE = "/penjual/pusat/produk"
SAID = "Bilis segar dari Toboali, difermentasi dua pekan."


@pytest.fixture
def shelves(cast: Cast) -> None:
    """Spices, and a shelf of food with rusip on it."""
    with transaction():
        CategoryFactory()
        shelf = CategoryFactory(slug="fermentasi", name="Terasi, Rusip & Kecap", is_food=True, position=1)
        ProductFactory(seller_id=cast.shop_of_citra.id, category_id=shelf.id, name="Rusip Bilis", is_food=True)
    search.rebuild()


def begin(browser: Browser, name: str = "Rusip Botol 250 ml", *files: bytes):  # type: ignore[no-untyped-def]
    photos = [(BytesIO(data), "foto.jpg") for data in files]
    return browser.post(f"{BASE}/baru", {"name": name, **({"foto": photos} if photos else {})})


def text_of(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def seen_on(page: str) -> str:
    """The mark of what a step showed."""
    return re.findall(r'name="dilihat" value="(\w+)"', page)[0]


def save(browser: Browser, path: str, typed: dict[str, Any]):  # type: ignore[no-untyped-def]
    """Open a step, fill it in, send it."""
    return browser.post(path, typed | {"dilihat": seen_on(text_of(browser, path))})


def said_by(path: str, field: str) -> str:
    """What the draft says now in a field of the step."""
    draft = the_draft()
    return str(draft.variants[0].stock.on_hand if path.endswith("harga") else getattr(draft, field))


def the_draft() -> Product:
    session.rollback()
    return session.scalars(select(Product).where(Product.status == ProductStatus.DRAFT)).one()


def stored() -> list[bytes]:
    stores = (storage.current().public, storage.current().private)
    return [path.read_bytes() for store in stores for path in store.root.rglob("*") if path.is_file()]


@pytest.mark.usefixtures("shelves")
def test_a_product_goes_from_three_photos_to_the_shop(cast: Cast, browser_of: Callable[[User], Browser]) -> None:
    budi = browser_of(cast.budi)
    for _ in range(2):
        sent = begin(budi, "Rusip Botol 250 ml", photo(), photo(), photo())
        assert sent.status_code == 303
    path = f"{BASE}/{the_draft().id}/pasang"
    assert sent.location == f"{path}/keterangan"
    worker.drain()
    assert len(the_draft().images) == 3
    assert [image.media.alt for image in the_draft().images][1] == "Rusip Botol 250 ml, foto 2"
    page = text_of(budi, f"{path}/keterangan")
    assert page.index("Terasi, Rusip") < page.index("Bumbu &amp; Rempah")
    assert 'value="fermentasi" checked' in page
    assert the_draft().is_food, "its shelf is one of food"
    assert "Pastikan kategorinya." in text_of(budi, f"{path}/periksa")
    about = {"name": "Rusip Botol 250 ml", "category": "fermentasi", "description": SAID, "is_food": "y"}
    assert save(budi, f"{path}/keterangan", about | {"halal": "non_halal"}).location == f"{path}/harga"
    offer = {"price": "35.000", "stock": "20", "weight": "400", "content": "250", "unit": "ml", "parcel": "8x8x20"}
    asked = budi.post(f"{path}/harga", offer | {"hitung": "1"}).get_data(as_text=True)
    assert "Anda terima Rp35.000" in asked
    assert "Rp14.000 per 100 ml" in asked
    assert the_draft().variants == []
    assert save(budi, f"{path}/harga", offer).location == f"{path}/kirim"
    assert the_draft().variants[0].height_cm == 20
    sending = {"minimum_quantity": "2", "shelf_life_days": "90", "ships_not_to": ["31"]}
    assert save(budi, f"{path}/kirim", sending).location == f"{path}/periksa"
    assert (the_draft().minimum_quantity, the_draft().ships_not_to) == (2, ["31"])
    assert "Semua sudah lengkap" in text_of(budi, f"{path}/periksa")
    assert "Pratinjau: hanya Anda" in text_of(budi, f"{BASE}/{the_draft().id}/pratinjau")
    product_id = the_draft().id
    for _ in range(2):
        assert budi.post(f"{path}/terbitkan").location == f"{path}/selesai"
    assert "Sudah dijual" in text_of(budi, f"{path}/selesai")
    assert session.get_one(Product, product_id).status == ProductStatus.PUBLISHED
    assert budi.get(f"{path}/harga").status_code == 404, "what buyers know has its own page"


@pytest.mark.usefixtures("shelves")
def test_a_risky_one_says_before_and_after_that_a_person_looks_at_it(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        soap = ProductFactory(seller_id=cast.shop_of_ani.id, draft=True, description="Jamu sabun dari hutan pelawan.")
        ProductImageFactory(product_id=soap.id, media_id=MediaFactory().id)
    ani, path = browser_of(cast.ani), f"{BASE}/{soap.id}/pasang"
    assert "Kirim untuk ditinjau" in text_of(ani, f"{path}/periksa")
    ani.post(f"{path}/terbitkan")
    assert "Sedang kami lihat" in text_of(ani, f"{path}/selesai")


@pytest.mark.usefixtures("shelves")
def test_a_page_that_saves_while_somebody_types_stays_where_it_is(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    ani = browser_of(cast.ani)
    begin(ani)
    path = f"{BASE}/{the_draft().id}/pasang"
    about = {"name": "Rusip Botol", "category": "fermentasi", "description": "Bilis", "otomatis": "1"}
    assert save(ani, f"{path}/keterangan", about).status_code == 204
    assert the_draft().description == "Bilis"
    assert ani.post(f"{path}/harga", {"price": "35", "otomatis": "1"}).status_code == 422
    assert ani.post(f"{path}/keterangan", about | {"category": "tidak-ada"}).status_code == 422


@pytest.mark.usefixtures("shelves")
@pytest.mark.parametrize(
    ("step", "theirs", "mine", "field"),
    [
        ("keterangan", {"description": "Dari pemilik"}, {"description": "Dari pembantu"}, "description"),
        ("harga", {"stock": "7"}, {"stock": "8"}, "stock"),
        ("kirim", {"minimum_quantity": "7"}, {"minimum_quantity": "8"}, "minimum_quantity"),
    ],
)
def test_who_opened_a_step_before_somebody_else_saved_it_overwrites_nothing_unseen(
    cast: Cast,
    browser_of: Callable[[User], Browser],
    step: str,
    theirs: dict[str, str],
    mine: dict[str, str],
    field: str,
) -> None:
    owner, helper = browser_of(cast.ani), browser_of(cast.budi)
    begin(owner)
    path = f"{BASE}/{the_draft().id}/pasang/{step}"
    usual = {"name": "Rusip Botol", "category": "fermentasi", "price": "35.000", "weight": "400", "unit": "g"}
    opened = seen_on(text_of(helper, path))
    saved = save(owner, path, usual | theirs | {"otomatis": "1"})
    assert saved.status_code == 204
    assert saved.headers["X-Seen"] == seen_on(text_of(owner, path)) != opened
    refused = helper.post(path, usual | mine | {"otomatis": "1", "dilihat": opened})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "berubah sesudah halaman Anda dibuka" in page
    assert mine[field] in page, "what was typed is still there"
    assert said_by(path, field) == theirs[field]
    assert helper.post(path, usual | mine | {"dilihat": seen_on(page)}).status_code == 303
    assert said_by(path, field) == mine[field]


@pytest.mark.usefixtures("shelves")
def test_a_page_saves_again_with_the_mark_of_what_it_saved_last(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    ani = browser_of(cast.ani)
    begin(ani)
    path = f"{BASE}/{the_draft().id}/pasang/harga"
    seen = seen_on(text_of(ani, path))
    for stock in ("1", "2", "3"):
        offer = {"price": "35.000", "weight": "400", "unit": "g", "stock": stock}
        answer = ani.post(path, offer | {"otomatis": "1", "dilihat": seen})
        assert answer.status_code == 204
        seen = answer.headers["X-Seen"]
    assert said_by(path, "stock") == "3"


@pytest.mark.usefixtures("shelves")
def test_a_name_like_nothing_gets_the_first_shelf_and_a_prohibited_one_a_sentence(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    ani = browser_of(cast.ani)
    response = begin(ani, "Telur penyu asin", photo())
    assert response.status_code == 422
    assert "semua jenis penyu dilindungi" in response.get_data(as_text=True)
    assert stored() == []
    assert begin(ani, "xq").status_code == 422
    assert begin(ani, "Qwxyz zzyx").status_code == 303
    assert the_draft().is_category_guessed


@pytest.mark.usefixtures("shelves")
def test_a_draft_of_that_name_with_a_price_is_told(cast: Cast, browser_of: Callable[[User], Browser]) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, draft=True, name="Rusip Botol 250 ml")
    assert begin(browser_of(cast.ani)).status_code == 409


@pytest.mark.usefixtures("shelves")
def test_another_shop_reaches_no_step(cast: Cast, browser_of: Callable[[User], Browser]) -> None:
    begin(browser_of(cast.ani))
    citra, draft = browser_of(cast.citra), the_draft()
    for tail in ("foto", "keterangan", "harga", "kirim", "periksa", "selesai"):
        assert citra.get(f"{BASE}/{draft.id}/pasang/{tail}").status_code == 404
    for tail in ("keterangan", "harga", "kirim", "terbitkan"):
        assert citra.post(f"{BASE}/{draft.id}/pasang/{tail}", {"price": "1.000"}).status_code == 404
    assert citra.get(f"{BASE}/{draft.id}/pratinjau").status_code == 404
    assert browser_of(cast.ani).get(f"{BASE}/{draft.id}/pratinjau").status_code == 303, "nothing to show yet"


@pytest.mark.usefixtures("shelves")
@pytest.mark.parametrize("what", [*sorted(hostile()), "50 MB"])
def test_a_hostile_file_on_the_first_page_leaves_nothing(
    cast: Cast, browser_of: Callable[[User], Browser], what: str
) -> None:
    name, data = hostile().get(what) or ("foto.jpg", photo() + MARK + bytes(50_000_000))
    response = browser_of(cast.ani).post(f"{BASE}/baru", {"name": "Rusip", "foto": [(BytesIO(data), name)]})
    if response.status_code == 303:
        worker.drain()
        assert len(stored()) == 6, "three widths in two formats, and no original"
    else:
        assert response.status_code == 422
        assert "Berkas ini" in response.get_data(as_text=True)
        assert list(session.scalars(select(Media))) == []
        assert session.scalar(select(Product).where(Product.status == ProductStatus.DRAFT)) is None
        assert stored() == []
    assert all(MARK not in kept for kept in stored())
