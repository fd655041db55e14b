"""What buyers and owners hear at the desk: what is in a parcel, words of the seller, stock that runs low."""

from app import worker
from app.catalog.commands import stock_room
from app.clock import day_of, now
from app.db import session, transaction
from app.models.catalog import Product
from app.orders import desk
from app.settings import setting
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place, variant_of
from tests.notifications.test_senders import folder, mails, texts
from tests.orders.steps import accept, ship, ship_part
from tests.returns.steps import cancel_it, sell_for_cash

__all__ = ["folder"]


def product_of(cast: Cast, stock: int = 10) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih", variant__stock=stock)
    return product


def test_every_parcel_says_what_is_in_it(cast: Cast, folder) -> None:
    (order,) = place(cast.dewi, [product_of(cast)], 4).orders
    capture(order.group)
    accept(order)
    ship_part(order, 3, tracking_number="JNE-71")
    worker.drain()
    body = texts(folder)
    for words in ("JNE-71", "Isi paket ini", "Lada Putih × 3"):
        assert words in body
    ship(order, "JNE-72")
    worker.drain()
    assert "Lada Putih × 1" in texts(folder)
    on_the_way = [subject for _to, subject in mails(folder) if "dalam perjalanan" in subject]
    assert len(on_the_way) == 2


def test_a_whole_order_is_not_listed_again(cast: Cast, folder) -> None:
    (order,) = place(cast.dewi, [product_of(cast)], 4).orders
    capture(order.group)
    accept(order)
    ship(order)
    worker.drain()
    assert "Isi paket ini" not in texts(folder)


def test_a_cancelled_order_that_was_paid_says_that_the_money_comes_back(cast: Cast, folder) -> None:
    (order,) = place(cast.dewi, [product_of(cast)]).orders
    capture(order.group)
    cancel_it(order)
    worker.drain()
    assert "kembali seluruhnya" in texts(folder)


def test_a_cancelled_order_of_cash_promises_no_money(cast: Cast, folder) -> None:
    cancel_it(sell_for_cash(cast.dewi, product_of(cast)))
    worker.drain()
    assert "Anda belum membayarnya" in texts(folder)
    assert "kembali seluruhnya" not in texts(folder)


def test_the_words_of_the_seller_reach_the_buyer_alone(cast: Cast, folder) -> None:
    (order,) = place(cast.dewi, [product_of(cast)]).orders
    capture(order.group)
    with transaction():
        desk.tell_buyer(order.id, "Besok pagi <ya>", seller_id=order.seller_id, position=1)
    worker.drain()
    told = [to for to, subject in mails(folder) if subject.startswith("Pesan dari")]
    assert told == ["dewi@contoh.id"]
    assert "Besok pagi &lt;ya&gt;" in texts(folder)


def test_owners_hear_once_that_stock_runs_low_and_not_if_it_is_filled_by_then(cast: Cast, folder) -> None:
    product = product_of(cast)
    variant_id = variant_of(product).id
    sold = stock_room.Sold(variant_id, 8, 1_000, day_of(now()).date())
    with transaction():
        stock_room.record_offline_sale(sold, seller_id=product.seller_id, form_key="a")
    with transaction():
        stock_room.count_variant(variant_id, seller_id=product.seller_id, counted=9, seen=2)
    worker.drain()
    assert not [to for to, subject in mails(folder) if "menipis" in subject]
    with transaction():
        stock_room.record_offline_sale(sold, seller_id=product.seller_id, form_key="b")
    worker.drain()
    assert [to for to, subject in mails(folder) if "menipis" in subject] == ["ani@contoh.id"]
    assert f"{setting('BASE_URL')}/penjual/pusat/stok/{variant_id}" in texts(folder)
    session.rollback()
