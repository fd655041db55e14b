"""Filling, changing and merging carts."""

from typing import Any

import pytest
from sqlalchemy import select

from app.cart import commands
from app.cart.errors import BelowMinimum, CartFull, NotForSale
from app.cart.queries import Holder, lines_of
from app.clock import now
from app.db import session, transaction
from app.models.cart import LARGEST_QUANTITY, Cart, CartLine
from app.models.catalog import Product, ProductStatus, Variant
from app.models.seller import Seller, SellerStatus
from tests.cast import Cast
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.order import variant_of


def product_of(seller: Seller, **values: Any) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=seller.id, **values)
    return product


def add(holder: Holder, product: Product, quantity: int = 1) -> None:
    variant_id = variant_of(product).id
    with transaction():
        commands.add(holder, variant_id=variant_id, quantity=quantity)


def contents(holder: Holder) -> dict[int, int]:
    """Product -> quantity."""
    session.rollback()
    return {line.product_id: line.quantity for line in lines_of(holder)}


def reprice(product: Product, price_amount: int) -> None:
    with transaction():
        session.get_one(Variant, variant_of(product).id).price_amount = price_amount


def merge(token: str, cast: Cast) -> None:
    with transaction():
        commands.merge(token, user_id=cast.dewi.id)


@pytest.fixture
def dewis(cast: Cast) -> Holder:
    return Holder(user_id=cast.dewi.id)


def test_adding_again_makes_the_line_grow_and_notes_the_price_of_today(cast: Cast, dewis: Holder) -> None:
    pepper = product_of(cast.shop_of_ani)
    add(dewis, pepper, 2)
    reprice(pepper, 60_000)
    add(dewis, pepper, 3)
    (line,) = lines_of(dewis)
    assert (line.quantity, line.seen_price_amount, line.amount) == (5, 60_000, 300_000)


def test_a_line_never_grows_beyond_the_largest_quantity(cast: Cast, dewis: Holder) -> None:
    pepper = product_of(cast.shop_of_ani)
    for _ in range(2):
        add(dewis, pepper, 600)
    assert contents(dewis) == {pepper.id: LARGEST_QUANTITY}


@pytest.mark.parametrize("status", [status for status in ProductStatus if status != ProductStatus.PUBLISHED])
def test_only_published_products_can_be_added(cast: Cast, dewis: Holder, status: ProductStatus) -> None:
    hidden = product_of(cast.shop_of_ani, status=status)
    with pytest.raises(NotForSale):
        add(dewis, hidden)
    assert contents(dewis) == {}


@pytest.mark.parametrize("status", [status for status in SellerStatus if status != SellerStatus.ACTIVE])
def test_a_shop_that_is_not_open_sells_nothing(cast: Cast, dewis: Holder, status: SellerStatus) -> None:
    pepper = product_of(cast.shop_of_ani)
    with transaction():
        session.get_one(Seller, cast.shop_of_ani.id).status = status
    with pytest.raises(NotForSale):
        add(dewis, pepper)


def test_an_archived_or_unknown_variant_cannot_be_added(cast: Cast, dewis: Holder) -> None:
    pepper = product_of(cast.shop_of_ani)
    with transaction():
        variant_of(pepper).archived_at = now()
    with pytest.raises(NotForSale):
        add(dewis, pepper)
    with pytest.raises(NotForSale), transaction():
        commands.add(dewis, variant_id=10**9, quantity=1)


def test_a_full_cart_refuses_one_more_thing_but_not_more_of_the_same(cast: Cast, dewis: Holder) -> None:
    pepper, tea = product_of(cast.shop_of_ani), product_of(cast.shop_of_ani)
    add(dewis, pepper)
    fill_up(dewis, cast.shop_of_ani)
    with pytest.raises(CartFull):
        add(dewis, tea)
    add(dewis, pepper)
    assert len(lines_of(dewis)) == commands.MOST_LINES


def fill_up(holder: Holder, seller: Seller) -> None:
    """Lines of other variants until the cart is full."""
    with transaction():
        product = ProductFactory(seller_id=seller.id, variant=False)
        cart = session.scalars(select(Cart).where(holder.owns())).one()
        for number in range(commands.MOST_LINES - 1):
            variant = VariantFactory(product_id=product.id, seller_id=product.seller_id, option1_value=f"{number} g")
            session.add(CartLine(cart_id=cart.id, variant_id=variant.id, quantity=1, seen_price_amount=1))


def test_changing_sets_quantities_and_zero_takes_out(cast: Cast, dewis: Holder) -> None:
    pepper, tea, salt = (product_of(cast.shop_of_ani) for _ in range(3))
    for product in (pepper, tea, salt):
        add(dewis, product, 2)
    ids = {line.product_id: line.id for line in lines_of(dewis)}
    with transaction():
        commands.change_quantities(dewis, {ids[pepper.id]: 7, ids[tea.id]: 0})
    assert contents(dewis) == {pepper.id: 7, salt.id: 2}


def test_changing_means_that_the_new_price_was_seen(cast: Cast, dewis: Holder) -> None:
    pepper = product_of(cast.shop_of_ani)
    add(dewis, pepper)
    reprice(pepper, 70_000)
    with transaction():
        commands.change_quantities(dewis, {})
    (line,) = lines_of(dewis)
    assert line.seen_price_amount == line.price_amount == 70_000


def test_lines_of_others_are_not_touched(cast: Cast, dewis: Holder) -> None:
    pepper = product_of(cast.shop_of_ani)
    add(dewis, pepper, 2)
    add(Holder(user_id=cast.budi.id), pepper)
    (line,) = lines_of(dewis)
    for stranger in (Holder(user_id=cast.budi.id), Holder(user_id=cast.citra.id), Holder(token="nobody")):
        with transaction():
            commands.change_quantities(stranger, {line.id: 0})
    assert contents(dewis) == {pepper.id: 2}


def test_signing_in_adds_what_the_browser_collected_once(cast: Cast, dewis: Holder) -> None:
    pepper, tea = product_of(cast.shop_of_ani), product_of(cast.shop_of_citra)
    browser = Holder(token="browser")
    add(dewis, pepper, 2)
    add(browser, pepper, 3)
    add(browser, tea)
    for _ in range(2):
        merge("browser", cast)
    assert contents(dewis) == {pepper.id: 5, tea.id: 1}
    assert contents(browser) == {}
    assert session.scalars(select(Cart.user_id)).all() == [cast.dewi.id]


def test_merging_into_nothing_makes_the_cart_and_keeps_the_price_that_was_seen(cast: Cast, dewis: Holder) -> None:
    pepper = product_of(cast.shop_of_ani)
    add(Holder(token="browser"), pepper)
    reprice(pepper, 60_000)
    merge("browser", cast)
    (line,) = lines_of(dewis)
    assert (line.seen_price_amount, line.price_amount) == (50_000, 60_000)


def test_merging_never_fails_because_the_cart_is_full(cast: Cast, dewis: Holder) -> None:
    pepper, tea = product_of(cast.shop_of_ani), product_of(cast.shop_of_citra)
    add(dewis, pepper)
    fill_up(dewis, cast.shop_of_ani)
    add(Holder(token="browser"), pepper)
    add(Holder(token="browser"), tea)
    merge("browser", cast)
    lines = lines_of(dewis)
    assert len(lines) == commands.MOST_LINES
    assert {line.quantity for line in lines if line.variant_id == lines[0].variant_id} == {2}


def test_a_token_nobody_has_merges_nothing(cast: Cast, dewis: Holder) -> None:
    merge("forged", cast)
    assert session.scalars(select(Cart)).all() == []


def test_filling_again_brings_at_least_what_was_ordered(cast: Cast, dewis: Holder) -> None:
    pepper, tea, gone = (product_of(cast.shop_of_ani) for _ in range(3))
    wanted = {variant_of(product).id: quantity for product, quantity in ((pepper, 3), (tea, 1), (gone, 1))}
    add(dewis, tea, 4)
    with transaction():
        session.get_one(Product, gone.id).status = ProductStatus.ARCHIVED
    for _ in range(2):
        with transaction():
            commands.refill(dewis, wanted)
    assert contents(dewis) == {pepper.id: 3, tea.id: 4}


def test_filling_again_with_nothing_that_is_sold_is_refused(cast: Cast, dewis: Holder) -> None:
    gone = product_of(cast.shop_of_ani, draft=True)
    wanted = {variant_of(gone).id: 1}
    with pytest.raises(NotForSale), transaction():
        commands.refill(dewis, wanted)


def test_fewer_than_the_minimum_are_not_put_in_and_more_of_another_choice_count(cast: Cast, dewis: Holder) -> None:
    getas = product_of(cast.shop_of_ani, name="Getas", minimum_quantity=3, option1_name="Rasa")
    with pytest.raises(BelowMinimum) as refused:
        add(dewis, getas, 2)
    assert refused.value.message == "Getas dijual paling sedikit 3 buah. Tambah jumlahnya."
    assert contents(dewis) == {}
    add(dewis, getas, 3)
    with transaction():
        mild = VariantFactory(product_id=getas.id, seller_id=getas.seller_id, option1_value="Manis")
    with transaction():
        commands.add(dewis, variant_id=mild.id, quantity=1)
    assert all(line.can_be_bought for line in lines_of(dewis))
    with transaction():
        commands.change_quantities(dewis, {line.id: 1 for line in lines_of(dewis)})
    assert not any(line.can_be_bought for line in lines_of(dewis)), "two together are fewer than three"
