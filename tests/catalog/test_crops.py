"""A picture is cut to a square or to 4:3, and whole again; nothing is drawn from what a phone sent."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app import worker
from app.catalog.commands import pictures
from app.db import session, transaction
from app.gateways import storage
from app.media.errors import NotAPicture
from app.models.account import User
from app.models.catalog import Product, ProductImage
from app.models.media import Crop, CropPlace, Cut, Media, MediaStatus
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import MediaFactory, ProductFactory, ProductImageFactory
from tests.files import photo


@pytest.fixture
def pepper(cast: Cast, browser_of: Callable[[User], Browser]) -> Product:
    """With one photo that the worker has not seen yet."""
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id)
    photos = {"foto": [(BytesIO(photo(size=(1600, 800))), "a.jpg")]}
    browser_of(cast.ani).post(f"/penjual/pusat/produk/{product.id}/foto", photos)
    return product


def image_of(product: Product) -> ProductImage:
    session.expire_all()
    return session.scalars(select(ProductImage).where(ProductImage.product_id == product.id)).one()


def crop(cast: Cast, product: Product, cut: Cut | None) -> None:
    image_id = image_of(product).id
    with transaction():
        pictures.crop_picture(product.id, image_id, seller_id=cast.shop_of_ani.id, cut=cut)


def shown_size(product: Product) -> tuple[int, int]:
    worker.drain()
    media = image_of(product).media
    assert media.status == MediaStatus.READY
    picture = Image.open(BytesIO(storage.current().public.read(f"{media.id}/1280.webp")))
    assert picture.size == (media.width, media.height)
    return picture.size


def test_a_picture_is_cut_and_whole_again(cast: Cast, pepper: Product) -> None:
    assert shown_size(pepper) == (1280, 640)
    whole_id = image_of(pepper).media_id
    for _ in range(2):
        crop(cast, pepper, Cut(Crop.SQUARE))
    assert shown_size(pepper) == (640, 640)
    crop(cast, pepper, Cut(Crop.WIDE))
    assert shown_size(pepper) == (853, 640)
    crop(cast, pepper, None)
    assert shown_size(pepper) == (1280, 640)
    assert image_of(pepper).media_id == whole_id
    assert session.get_one(Media, whole_id).archived_at is None


def test_one_that_is_not_drawn_yet_is_cut_once_it_is(cast: Cast, pepper: Product) -> None:
    crop(cast, pepper, Cut(Crop.SQUARE))
    assert image_of(pepper).media.status == MediaStatus.PROCESSING
    assert shown_size(pepper) == (640, 640)


def test_what_it_was_cut_from_goes_with_it(app: Flask, cast: Cast, pepper: Product) -> None:
    crop(cast, pepper, Cut(Crop.SQUARE))
    worker.drain()
    with transaction():
        ProductImageFactory(product_id=pepper.id, media_id=MediaFactory().id, position=1)
    first = session.scalars(select(ProductImage).order_by(ProductImage.id)).first()
    assert first is not None
    with transaction():
        pictures.remove_picture(pepper.id, first.id, seller_id=cast.shop_of_ani.id)
    left = session.scalars(select(Media).where(Media.archived_at.is_(None))).all()
    assert len(left) == 1


def test_one_that_could_not_be_drawn_is_not_cut(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
        ProductImageFactory(product_id=product.id, media_id=MediaFactory(status=MediaStatus.FAILED).id)
    with pytest.raises(NotAPicture):
        crop(cast, product, Cut(Crop.WIDE))


def test_its_form_knows_shapes_and_parts_and_no_other_shop(
    cast: Cast, pepper: Product, browser_of: Callable[[User], Browser]
) -> None:
    path = f"/penjual/pusat/produk/{pepper.id}/foto/{image_of(pepper).id}/potong"
    assert browser_of(cast.citra).post(path, {"bentuk": "square"}).status_code == 404
    ani = browser_of(cast.ani)
    assert ani.post(path, {"bentuk": "bulat"}).status_code == 422
    assert ani.post(path, {"bentuk": "square"}).location == f"/penjual/pusat/produk/{pepper.id}#foto"
    for odd in ("pojok", "", "\0"):
        assert ani.post(path, {"bentuk": "square", "bagian": odd}).status_code in (400, 422)
    ani.post(path, {"bentuk": "square", "bagian": "end"})
    assert image_of(pepper).media.cut == Cut(Crop.SQUARE, CropPlace.END)
    page = ani.get(f"/penjual/pusat/produk/{pepper.id}").get_data(as_text=True)
    assert "Kanan atau bawah" in page
    assert '<input type="hidden" name="bagian" value="end">' in page, "another shape keeps the part"
    assert ani.post(path, {"bentuk": "utuh", "dari": "pasang"}).location.endswith("/pasang/foto#foto")
    assert image_of(pepper).media.crop is None
