"""Products in lists."""

from app.catalog.queries import on_sale as queries
from app.db import session, transaction
from app.models.catalog import HalalStatus
from app.models.media import MediaStatus
from app.models.seller import PermitStatus, SellerStatus
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import (
    CategoryFactory,
    MediaFactory,
    ProductFactory,
    ProductImageFactory,
    VariantFactory,
)
from tests.factories.seller import PermitFactory
from tests.statements import Statements


def test_a_card_shows_the_lowest_price_the_shop_and_the_regency(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(
            seller_id=cast.shop_of_ani.id, halal=HalalStatus.CERTIFIED, is_handmade=True, variant__price_amount=90_000
        )
        PermitFactory(seller_id=cast.shop_of_ani.id, kind="Halal")
        VariantFactory(
            product_id=product.id, seller_id=product.seller_id, option1_value="100 g", price_amount=36_000, position=1
        )
    (card,) = queries.newest_cards(limit=5)
    assert (card.price_amount, card.has_many_prices) == (36_000, True)
    assert (card.seller_name, card.regency_name) == ("Lada Kemuja Makmur", "Bangka")
    assert card.is_halal_certified
    assert card.is_handmade
    assert not card.is_sold_out
    assert card.picture_id is None


def test_only_a_picture_that_is_ready_is_shown(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
        MediaFactory(id="a" * 32, status=MediaStatus.PROCESSING)
        MediaFactory(id="b" * 32, alt="Karung lada")
        ProductImageFactory(product_id=product.id, media_id="a" * 32, position=0)
        ProductImageFactory(product_id=product.id, media_id="b" * 32, position=1)
    (card,) = queries.newest_cards(limit=5)
    assert (card.picture_id, card.picture_alt) == ("b" * 32, "Karung lada")


def test_a_product_is_sold_out_when_all_pieces_are_promised(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=2)
        product.variants[0].stock.reserved = 2
    (card,) = queries.newest_cards(limit=5)
    assert card.is_sold_out


def test_white_pepper_of_a_registered_user_bears_the_indication(cast: Cast) -> None:
    with transaction():
        pepper = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih Muntok")
        tea = ProductFactory(seller_id=cast.shop_of_ani.id, name="Teh Daun Lada")
        other = ProductFactory(seller_id=cast.shop_of_citra.id, name="Lada Putih Biasa")
        PermitFactory(seller_id=cast.shop_of_ani.id, kind="IG")
        PermitFactory(seller_id=cast.shop_of_citra.id, kind="IG", status=PermitStatus.IN_PROCESS)
    marked = {card.id: card.is_gi for card in queries.newest_cards(limit=5)}
    assert marked == {pepper.id: True, tea.id: False, other.id: False}


def test_drafts_and_products_of_suspended_shops_are_nowhere(cast: Cast) -> None:
    with transaction():
        live = ProductFactory(seller_id=cast.shop_of_ani.id)
        draft = ProductFactory(seller_id=cast.shop_of_ani.id, draft=True)
        hidden = ProductFactory(seller_id=cast.shop_of_citra.id)
        session.merge(cast.shop_of_citra).move_to(SellerStatus.SUSPENDED, because="test")
    assert [card.id for card in queries.newest_cards(limit=5)] == [live.id]
    assert [card.id for card in queries.cards_by_id([hidden.id, draft.id, live.id])] == [live.id]
    assert queries.count_on_sale() == 1
    assert queries.cards_of_seller(cast.shop_of_citra.id, limit=5) == []


def test_cards_keep_the_order_they_are_asked_in(cast: Cast) -> None:
    with transaction():
        ids = [ProductFactory(seller_id=cast.shop_of_ani.id).id for _ in range(4)]
    wanted = [ids[2], ids[0], ids[3], ids[1]]
    assert [card.id for card in queries.cards_by_id(wanted)] == wanted
    assert queries.cards_by_id([]) == []


def test_pages_of_a_shelf_hold_every_product_once(cast: Cast) -> None:
    with transaction():
        category = CategoryFactory()
        ids = {ProductFactory(seller_id=cast.shop_of_ani.id).id for _ in range(5)}
    pages = [queries.cards_of_category(category.id, limit=2, offset=offset) for offset in (0, 2, 4)]
    seen = [card.id for page in pages for card in page]
    assert len(seen) == 5
    assert set(seen) == ids


def test_shelves_count_what_is_on_sale_and_keep_empty_ones(cast: Cast) -> None:
    with transaction():
        CategoryFactory(slug="kosong", name="Kosong", position=9)
        ProductFactory(seller_id=cast.shop_of_ani.id)
        ProductFactory(seller_id=cast.shop_of_ani.id, draft=True)
    assert [(shelf.slug, shelf.products) for shelf in queries.shelves()] == [("bumbu-rempah", 1), ("kosong", 0)]


def test_related_products_begin_with_the_same_shop(cast: Cast) -> None:
    with transaction():
        here = ProductFactory(seller_id=cast.shop_of_ani.id)
        same_shop = ProductFactory(seller_id=cast.shop_of_ani.id)
        elsewhere = ProductFactory(seller_id=cast.shop_of_citra.id)
    assert [card.id for card in queries.related_cards(here, limit=5)] == [same_shop.id, elsewhere.id]


def test_a_list_of_cards_is_one_statement(cast: Cast, statements: Statements) -> None:
    with transaction():
        for _ in range(24):
            ProductFactory(seller_id=cast.shop_of_ani.id)
    with statements.counted() as seen:
        assert len(queries.newest_cards(limit=24)) == 24
    assert len(seen) == 1


def test_halal_is_ticked_only_where_the_maker_has_the_certificate(client: Browser, cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, halal=HalalStatus.CERTIFIED)
    assert not queries.newest_cards(limit=1)[0].is_halal_certified
    assert "Halal" not in client.get(f"/produk/{product.slug}").get_data(as_text=True)
    with transaction():
        PermitFactory(seller_id=cast.shop_of_ani.id, kind="Halal")
    assert queries.newest_cards(limit=1)[0].is_halal_certified
    assert "menurut penjual" not in client.get(f"/produk/{product.slug}").get_data(as_text=True)
