"""The cart as its page and the checkout see it."""

from app.cart import queries
from app.cart.queries import Holder, lines_of
from app.clock import now
from app.db import session, transaction
from app.models.cart import Cart
from app.models.catalog import Product, ProductStatus, Variant
from app.models.stock import StockItem
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import fill_cart, variant_of
from tests.statements import Statements


def products_of(*seller_ids: int) -> list[Product]:
    with transaction():
        return [ProductFactory(seller_id=seller_id) for seller_id in seller_ids]


def test_lines_stand_by_shop_and_then_as_they_came(cast: Cast) -> None:
    ani, citra = cast.shop_of_ani.id, cast.shop_of_citra.id
    products = products_of(ani, citra, ani, citra)
    fill_cart(cast.dewi, products)
    lines = lines_of(Holder(user_id=cast.dewi.id))
    assert [line.product_id for line in lines] == [products[place].id for place in (1, 3, 0, 2)]
    groups = queries.by_seller(lines)
    assert {seller_id: [line.seller_name for line in group] for seller_id, group in groups.items()} == {
        citra: ["Lada Delas Airgegas"] * 2,
        ani: ["Lada Kemuja Makmur"] * 2,
    }


def test_a_line_knows_the_price_of_today_and_the_one_that_was_seen(cast: Cast) -> None:
    products = products_of(cast.shop_of_ani.id)
    fill_cart(cast.dewi, products, 3)
    with transaction():
        session.get_one(Variant, variant_of(products[0]).id).price_amount = 45_000
    (line,) = lines_of(Holder(user_id=cast.dewi.id))
    assert (line.seen_price_amount, line.price_amount, line.amount) == (50_000, 45_000, 135_000)


def test_what_cannot_be_bought_any_more_is_still_shown_and_says_so(cast: Cast) -> None:
    bought, scarce, unpublished, archived = products = products_of(*[cast.shop_of_ani.id] * 4)
    fill_cart(cast.dewi, products, 2)
    with transaction():
        session.get_one(StockItem, variant_of(bought).id).reserved = 8
        session.get_one(StockItem, variant_of(scarce).id).reserved = 9
        session.get_one(Product, unpublished.id).status = ProductStatus.UNPUBLISHED
        variant_of(archived).archived_at = now()
    lines = {line.product_id: line for line in lines_of(Holder(user_id=cast.dewi.id))}
    assert {key: (line.is_on_sale, line.available, line.can_be_bought) for key, line in lines.items()} == {
        bought.id: (True, 2, True),
        scarce.id: (True, 1, False),
        unpublished.id: (False, 10, False),
        archived.id: (False, 10, False),
    }


def test_a_cart_is_read_in_one_statement(cast: Cast, statements: Statements) -> None:
    fill_cart(cast.dewi, products_of(*[cast.shop_of_ani.id, cast.shop_of_citra.id] * 5))
    with statements.counted() as seen:
        assert len(lines_of(Holder(user_id=cast.dewi.id))) == 10
    assert len(seen) == 1


def test_a_holder_sees_no_other_cart(cast: Cast) -> None:
    fill_cart(cast.dewi, products_of(cast.shop_of_ani.id))
    for stranger in (Holder(user_id=cast.budi.id), Holder(token="guess"), Holder(token=""), Holder()):
        assert lines_of(stranger) == []


def test_the_token_of_a_browser_is_kept_as_a_hash(cast: Cast) -> None:
    with transaction():
        session.add(Cart(token_hash=queries.hash_token("secret")))
    cart = session.query(Cart).one()
    assert cart.token_hash is not None
    assert "secret" not in cart.token_hash
    assert queries.lock_cart(Holder(token="secret")) is cart
