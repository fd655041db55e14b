"""The pictures of the example catalogue."""

from flask import Flask
from sqlalchemy import func, select

from app import worker
from app.db import session, transaction
from app.demo.senders import draw_product_picture
from app.models.catalog import ProductImage
from app.models.media import Media, MediaStatus
from app.outbox import emit
from tests.cast import Cast
from tests.factories.catalog import ProductFactory


def test_a_product_is_drawn_once_and_its_picture_goes_the_way_of_every_photo(app: Flask, cast: Cast) -> None:
    with transaction():
        product_id = ProductFactory(seller_id=cast.shop_of_ani.id).id
        emit("demo.product_added", product_id=product_id)
    worker.drain()
    assert draw_product_picture(product_id, key="delivery-1") is None
    assert session.scalar(select(func.count(ProductImage.id))) == 1
    media = session.scalars(select(Media)).one()
    assert (media.status, media.width) == (MediaStatus.READY, 1280)
