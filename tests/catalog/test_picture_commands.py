"""The pictures of a product."""

import pytest
from sqlalchemy import select

from app.catalog.commands import pictures as picture_commands
from app.catalog.errors import LastPicture, TooManyPictures
from app.catalog.queries import own as own_queries
from app.db import session, transaction
from app.errors import NotFound
from app.models.catalog import Product
from app.models.media import Media, MediaStatus
from tests.cast import Cast
from tests.factories.catalog import MediaFactory, ProductFactory, ProductImageFactory


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih")
    return product


def add(product: Product, count: int) -> None:
    names = [f"{number:032x}" for number in range(count)]
    with transaction():
        picture_commands.add_pictures(product.id, seller_id=product.seller_id, source_names=names)


def images(product: Product) -> list[int]:
    session.rollback()
    session.expire_all()
    return [image.id for image in own_queries.get_own_product(product.id, product.seller_id).images]


def test_pictures_come_behind_those_there_with_proposed_words(pepper: Product) -> None:
    add(pepper, 2)
    add(pepper, 1)
    assert len(images(pepper)) == 3
    alts = [image.media.alt for image in session.get_one(Product, pepper.id).images]
    assert alts == ["Lada Putih", "Lada Putih, foto 2", "Lada Putih, foto 3"]


def test_eight_are_enough(pepper: Product) -> None:
    add(pepper, 7)
    with pytest.raises(TooManyPictures):
        add(pepper, 2)
    add(pepper, 1)
    assert len(images(pepper)) == 8


@pytest.mark.parametrize(
    ("which", "to", "order"),
    [(2, 0, [2, 0, 1]), (0, 1, [1, 0, 2]), (1, 2, [0, 2, 1]), (0, 99, [1, 2, 0]), (1, 1, [0, 1, 2])],
)
def test_a_picture_is_put_at_a_place(pepper: Product, which: int, to: int, order: list[int]) -> None:
    add(pepper, 3)
    before = images(pepper)
    for _ in range(2):
        with transaction():
            picture_commands.move_picture(pepper.id, before[which], seller_id=pepper.seller_id, to=to)
    assert images(pepper) == [before[place] for place in order], "pressed twice is pressed once"


def test_a_removed_picture_is_archived_and_the_row_closes(pepper: Product) -> None:
    add(pepper, 3)
    first, second, third = images(pepper)
    with transaction():
        picture_commands.remove_picture(pepper.id, second, seller_id=pepper.seller_id)
    assert images(pepper) == [first, third]
    assert [image.position for image in session.get_one(Product, pepper.id).images] == [0, 1]
    assert len(session.scalars(select(Media.id).where(Media.archived_at.is_not(None))).all()) == 1


def test_the_last_picture_of_what_is_sold_stays_but_a_failed_one_may_go(pepper: Product) -> None:
    with transaction():
        good = ProductImageFactory(product_id=pepper.id, media_id=MediaFactory().id)
        failed = ProductImageFactory(product_id=pepper.id, media_id=MediaFactory(status=MediaStatus.FAILED).id)
    with pytest.raises(LastPicture), transaction():
        picture_commands.remove_picture(pepper.id, good.id, seller_id=pepper.seller_id)
    with transaction():
        picture_commands.remove_picture(pepper.id, failed.id, seller_id=pepper.seller_id)
    assert images(pepper) == [good.id]


def test_other_pictures_are_not_there(cast: Cast, pepper: Product) -> None:
    with transaction():
        other = ProductFactory(seller_id=cast.shop_of_ani.id)
        image = ProductImageFactory(product_id=other.id, media_id=MediaFactory().id)
    for seller_id, product in ((cast.shop_of_ani.id, pepper), (cast.shop_of_citra.id, other)):
        with pytest.raises(NotFound), transaction():
            picture_commands.move_picture(product.id, image.id, seller_id=seller_id, to=0)
        with pytest.raises(NotFound), transaction():
            picture_commands.remove_picture(product.id, image.id, seller_id=seller_id)
        with pytest.raises(NotFound), transaction():
            picture_commands.describe_picture(product.id, image.id, seller_id=seller_id, alt="x")
