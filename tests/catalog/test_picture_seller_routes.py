"""Pictures that sellers send: good ones and hostile ones, on every public upload route."""

import time
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app import worker
from app.accounts.commands import accounts
from app.db import session, transaction
from app.gateways import storage
from app.models.account import User
from app.models.catalog import Product, ProductImage
from app.models.media import Media, MediaStatus
from app.models.seller import MemberRole
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import MediaFactory, ProductFactory, ProductImageFactory
from tests.factories.seller import SellerMemberFactory
from tests.files import MARK, hostile, photo, photo_with_place

LONGEST_SECONDS = 10


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih", slug="lada-putih")
    return product


def signed_in(browser: Browser, user: User) -> Browser:
    with transaction():
        token = accounts.open_session(user.id)
    browser.sign_in(token)
    return browser


def stored() -> list[bytes]:
    """Everything in both stores."""
    stores = (storage.current().public, storage.current().private)
    return [path.read_bytes() for store in stores for path in store.root.rglob("*") if path.is_file()]


def send(browser: Browser, path: str, field: str, *files: tuple[str, bytes]):  # type: ignore[no-untyped-def]
    return browser.post(path, {field: [(BytesIO(data), name) for name, data in files]})


def medias() -> list[Media]:
    return list(session.scalars(select(Media).order_by(Media.created_at, Media.id)))


@pytest.mark.parametrize("route", ["pictures", "logo"])
@pytest.mark.parametrize("what", sorted(hostile()))
def test_a_hostile_file_is_refused_or_drawn_anew(
    client: Browser, cast: Cast, pepper: Product, what: str, route: str
) -> None:
    path, field = {
        "pictures": (f"/penjual/pusat/produk/{pepper.id}/foto", "foto"),
        "logo": ("/penjual/pusat/toko/logo", "picture"),
    }[route]
    signed_in(client, cast.ani)
    began = time.monotonic()
    response = send(client, path, field, hostile()[what])
    assert time.monotonic() - began < LONGEST_SECONDS
    if response.status_code == 303:
        worker.drain()
        (media,) = medias()
        assert media.status == MediaStatus.READY
        assert len(stored()) == 6, "three widths in two formats, and no original"
    else:
        assert response.status_code == 422
        assert "Berkas ini" in response.get_data(as_text=True)
        assert medias() == []
        assert stored() == []
    assert all(MARK not in data for data in stored())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_pictures_of_every_kind_become_sizes_that_never_change(
    client: Browser, cast: Cast, pepper: Product, kind: str
) -> None:
    signed_in(client, cast.ani)
    send(client, f"/penjual/pusat/produk/{pepper.id}/foto", "foto", ("bohong.txt", photo(kind, (1600, 1200))))
    worker.drain()
    (media,) = medias()
    assert (media.status, media.width, media.height) == (MediaStatus.READY, 1280, 960)
    for width in (320, 640, 1280):
        for ext in ("avif", "webp"):
            response = client.get(f"/media/{media.id}/{width}.{ext}")
            assert Image.open(BytesIO(response.get_data())).width == width
            assert "immutable" in response.headers["Cache-Control"]


def test_nothing_of_what_a_phone_writes_into_a_photo_is_left(client: Browser, cast: Cast, pepper: Product) -> None:
    signed_in(client, cast.ani)
    send(client, f"/penjual/pusat/produk/{pepper.id}/foto", "foto", ("foto.jpg", photo_with_place()))
    worker.drain()
    assert len(stored()) == 6
    for data in stored():
        picture = Image.open(BytesIO(data))
        assert not picture.getexif()
        assert MARK not in data
        assert b"Exif" not in data


def test_good_ones_are_kept_and_refused_ones_are_named(client: Browser, cast: Cast, pepper: Product) -> None:
    signed_in(client, cast.ani)
    path = f"/penjual/pusat/produk/{pepper.id}"
    files = ("a.jpg", photo()), hostile()["text called a photo"], ("c.heic", photo("HEIF"))
    assert send(client, f"{path}/foto", "foto", *files).status_code == 303
    page = client.get(path).get_data(as_text=True)
    assert "2 foto masuk, 1 ditolak: foto ke-2: Berkas ini bukan gambar" in page
    assert page.count("Sedang disiapkan") == 2
    worker.drain()
    assert "Sedang disiapkan" not in client.get(path).get_data(as_text=True)


def test_too_many_are_refused_before_anything_is_kept(client: Browser, cast: Cast, pepper: Product) -> None:
    with transaction():
        for _ in range(6):
            ProductImageFactory(product_id=pepper.id, media_id=MediaFactory().id)
    signed_in(client, cast.ani)
    path = f"/penjual/pusat/produk/{pepper.id}/foto"
    for count, sentence in ((3, "masih ada tempat untuk 2"), (9, "Paling banyak 8")):
        response = send(client, path, "foto", *[("a.jpg", photo())] * count)
        assert response.status_code == 422
        assert sentence in response.get_data(as_text=True)
    assert stored() == []
    assert "Pilih dulu" in client.post(path).get_data(as_text=True)


def test_a_request_larger_than_the_route_takes_is_refused(client: Browser, cast: Cast, pepper: Product) -> None:
    signed_in(client, cast.ani)
    huge = ("a.jpg", bytes(65 * 1024 * 1024))
    assert send(client, f"/penjual/pusat/produk/{pepper.id}/foto", "foto", huge).status_code == 413
    assert stored() == []


def test_the_picture_shows_on_shop_search_and_product_pages_once_it_is_ready(
    app: Flask, client: Browser, new_client: Callable[[], Browser], cast: Cast, pepper: Product
) -> None:
    send(signed_in(client, cast.ani), f"/penjual/pusat/produk/{pepper.id}/foto", "foto", *[("a.jpg", photo())] * 2)
    visitor = new_client()
    pages = ("/", "/toko/lada-kemuja-makmur", "/produk/lada-putih", "/cari?q=lada")
    assert all("/media/" not in visitor.get(path).get_data(as_text=True) for path in pages)
    worker.drain()
    assert all("/media/" in visitor.get(path).get_data(as_text=True) for path in pages)
    page = visitor.get("/produk/lada-putih").get_data(as_text=True)
    assert 'href="#foto-2"' in page
    assert 'id="foto-2"' in page


def test_a_failed_picture_says_so_and_can_be_removed(client: Browser, cast: Cast, pepper: Product) -> None:
    with transaction():
        failed = MediaFactory(status=MediaStatus.FAILED, failure="not_a_picture")
        image = ProductImageFactory(product_id=pepper.id, media_id=failed.id)
    path = f"/penjual/pusat/produk/{pepper.id}"
    signed_in(client, cast.ani)
    assert "Gambar ini tidak dapat kami baca" in client.get(path).get_data(as_text=True)
    assert client.post(f"{path}/foto/{image.id}/hapus").status_code == 303
    assert "Gambar ini tidak dapat kami baca" not in client.get(path).get_data(as_text=True)


def test_pictures_are_moved_described_and_removed(client: Browser, cast: Cast, pepper: Product) -> None:
    with transaction():
        first, second = (ProductImageFactory(product_id=pepper.id, media_id=MediaFactory().id) for _ in range(2))
        second.position = 1
    path = f"/penjual/pusat/produk/{pepper.id}/foto/{second.id}"
    signed_in(client, cast.budi)
    assert client.post(f"{path}/pindah", {"ke": "0"}).status_code == 303
    assert session.get_one(ProductImage, first.id).position == 1
    assert client.post(f"{path}/teks", {"alt": "  Lada \n di nampan "}).status_code == 303
    assert session.get_one(Media, second.media_id).alt == "Lada di nampan"
    for bad in ("", "x" * 201):
        assert client.post(f"{path}/teks", {"alt": bad}).status_code == 422
    assert client.post(f"{path}/pindah", {"ke": "atas"}).status_code == 422
    assert client.post(f"{path}/hapus").status_code == 303
    assert session.get_one(ProductImage, second.id).archived_at is not None


def test_nobody_else_touches_pictures(new_client: Callable[[], Browser], cast: Cast, pepper: Product) -> None:
    with transaction():
        image = ProductImageFactory(product_id=pepper.id, media_id=MediaFactory().id)
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.fitri.id, role=MemberRole.BOOKKEEPER)
    base = f"/penjual/pusat/produk/{pepper.id}/foto"
    forms = {base: {}, **{f"{base}/{image.id}/{verb}": {"ke": "0", "alt": "x"} for verb in ("pindah", "teks", "hapus")}}
    for user, status in ((cast.citra, 404), (cast.dewi, 403), (cast.fitri, 403)):
        browser = signed_in(new_client(), user)
        assert {browser.post(path, form).status_code for path, form in forms.items()} == {status}
        assert send(browser, base, "foto", ("a.jpg", photo())).status_code == status
    assert {new_client().post(path, form).status_code for path, form in forms.items()} == {303}
    assert stored() == []
    assert session.get_one(ProductImage, image.id).archived_at is None
