"""Goods that are fetched change hands against a code that only the buyer sees and that no table holds."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import worker
from app.checkout import commands as checkout
from app.clock import JAKARTA, now
from app.db import db, session, transaction
from app.ledger.check import differences
from app.models.catalog import Product
from app.models.order import Order, OrderStatus, ShippingMethod
from app.models.payment import Refund
from app.models.seller import HolidayOrders
from app.models.shipping import OfferKind
from app.models.stock import StockItem
from app.numbers import CROCKFORD
from app.orders import commands
from app.orders.errors import WrongCode
from app.returns import cli as returns
from app.sellers.commands.holidays import Holiday, announce_holiday
from app.settings import setting
from app.shipping.codes import code_of, code_to_show, is_code_of
from app.web.filters import waktu
from app.web.limits import limiter
from app.web.reasons import alasan
from tests.cast import Cast
from tests.factories.account import AddressFactory
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, fill_cart, wish_for
from tests.factories.shipping import HubFactory, ShippingOfferFactory
from tests.orders.conftest import SignIn
from tests.orders.steps import accept, auto_complete, changes_of, pack, receive, ship, status_of


def placed(cast: Cast, way: str) -> Order:
    """Dewi's paid order of one of Ani's peppers, to be fetched this way."""
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id)
    fill_cart(cast.dewi, [product])
    wish = wish_for(cast.dewi, methods={cast.shop_of_ani.id: way})
    with transaction():
        group = checkout.place_order(checkout.Buyer(cast.dewi.id, "Dewi", "dewi@contoh.id"), wish)
    capture(group)
    return accept(group.orders[0])


@pytest.fixture
def fetched(cast: Cast) -> Order:
    return placed(cast, "pickup")


@pytest.fixture
def at_hub(cast: Cast) -> Order:
    with transaction():
        session.merge(cast.address_of_dewi).is_default = False
        AddressFactory(user_id=cast.dewi.id, district_code="19.01.01")
        offer = ShippingOfferFactory(
            seller_id=cast.shop_of_ani.id, kind=OfferKind.HUB, hub_id=HubFactory(name="Kios Kemuja").id
        )
    return placed(cast, f"hub-{offer.id}")


def page(order: Order) -> str:
    return f"/penjual/pusat/pesanan/{order.id}"


def mails() -> str:
    worker.drain()
    return "\n".join(each.read_text().replace("=\n", "") for each in (Path(setting("DATA_DIR")) / "mail").glob("*.eml"))


def test_the_buyer_sees_the_code_on_the_page_and_neither_seller_nor_admin_does(
    sign_in: SignIn, cast: Cast, fetched: Order
) -> None:
    code = code_of(fetched)
    assert len(code) == 6
    assert set(code) <= set(CROCKFORD)
    buyers_page, buyer = f"/pesanan/{fetched.group.number}", sign_in(cast.dewi)
    assert code in buyer.get(buyers_page).get_data(as_text=True)
    for browser, path in ((sign_in(cast.ani), page(fetched)), (sign_in(cast.eko), f"/admin{buyers_page}")):
        assert code not in browser.get(path).get_data(as_text=True), path
    ship(fetched)
    assert code not in buyer.get(buyers_page).get_data(as_text=True), "it has served"


def test_the_mail_that_the_parcel_is_prepared_tells_the_code(fetched: Order) -> None:
    code = code_of(fetched)
    assert code in mails()


def test_no_table_holds_the_code_and_another_key_makes_another_one(app: Flask, fetched: Order) -> None:
    code = code_of(fetched)
    rows = [str(tuple(row)) for table in db.metadata.sorted_tables for row in session.execute(table.select())]
    assert not any(code in row for row in rows)
    app.config["DATA_KEY"], key = "x" * 32, app.config["DATA_KEY"]
    assert code_of(fetched) != code
    app.config["DATA_KEY"] = key


@pytest.mark.parametrize("write", [str, str.lower, lambda code: f" {code[:3]}-{code[3:]} "])
def test_the_code_may_be_written_as_people_write(fetched: Order, write: object) -> None:
    assert is_code_of(fetched, write(code_of(fetched)))  # type: ignore[operator]
    assert not is_code_of(fetched, "")
    assert not is_code_of(fetched, "ÄÖ")


def test_a_wrong_code_hands_nothing_over_and_the_right_one_does_it_once(
    sign_in: SignIn, cast: Cast, fetched: Order
) -> None:
    seller = sign_in(cast.ani)
    for wrong in ("", "AAAAAA", "A" * 21):
        response = seller.post(f"{page(fetched)}/kirim", {"code": wrong})
        assert response.status_code == 422
        assert status_of(fetched) == OrderStatus.PROCESSING
    assert "Kodenya enam huruf" in response.get_data(as_text=True)
    for _ in range(2):
        assert seller.post(f"{page(fetched)}/kirim", {"code": code_of(fetched)}).status_code == 303
    assert status_of(fetched) == OrderStatus.SHIPPED


def test_another_orders_code_is_a_wrong_one(cast: Cast, fetched: Order) -> None:
    other = placed(cast, "pickup")
    with pytest.raises(WrongCode), transaction():
        commands.ship_order(
            fetched.id, seller_id=fetched.seller_id, courier="", tracking_number="", code=code_of(other)
        )


def test_guesses_are_limited_for_each_order(sign_in: SignIn, cast: Cast, fetched: Order) -> None:
    other = placed(cast, "pickup")
    seller, limiter.enabled = sign_in(cast.ani), True
    guesses = [seller.post(f"{page(fetched)}/kirim", {"code": "AAAAAA"}).status_code for _ in range(12)]
    assert guesses == [422] * 10 + [429] * 2
    assert seller.post(f"{page(fetched)}/kirim", {"code": code_of(fetched)}).status_code == 429
    assert seller.post(f"{page(other)}/kirim", {"code": code_of(other)}).status_code == 303


def test_a_list_of_many_orders_hands_nothing_over_without_a_code(sign_in: SignIn, cast: Cast, fetched: Order) -> None:
    seller = sign_in(cast.ani)
    sheet = "/penjual/pusat/pesanan/kirim"
    assert "Serahkan dengan kode pembeli" in seller.get(sheet).get_data(as_text=True)
    response = seller.post(sheet, {f"serah-{fetched.id}": "on"})
    assert response.status_code == 422
    assert status_of(fetched) == OrderStatus.PROCESSING


def test_a_parcel_is_brought_to_the_hub_and_fetched_there_with_the_code(
    sign_in: SignIn, cast: Cast, at_hub: Order
) -> None:
    assert (at_hub.shipping_method, at_hub.shipping_amount) == (ShippingMethod.HUB, 3_000)
    seller, buyer, code = sign_in(cast.ani), sign_in(cast.dewi), code_of(at_hub)
    assert "Kios Kemuja" in seller.get(page(at_hub)).get_data(as_text=True)
    assert seller.post(f"{page(at_hub)}/sampai", {"code": code}).status_code == 409, "not there yet"
    assert seller.post(f"{page(at_hub)}/kirim").status_code == 303
    text = buyer.get(f"/pesanan/{at_hub.group.number}").get_data(as_text=True)
    assert code in text
    assert "Jalan Raya Kemuja 7" in text
    assert seller.post(f"{page(at_hub)}/sampai", {"code": "AAAAAA"}).status_code == 422
    assert [seller.post(f"{page(at_hub)}/sampai", {"code": code}).status_code for _ in range(2)] == [303, 303]
    assert status_of(at_hub) == OrderStatus.DELIVERED


def test_the_mail_from_the_hub_tells_where_and_with_which_code(at_hub: Order) -> None:
    code = code_of(at_hub)
    ship(at_hub)
    told = mails()
    assert "menunggu Anda ambil" in told
    assert "Kios Kemuja" in " ".join(told.split())
    assert told.count(code) >= 2


def test_the_buyers_own_word_needs_no_code(at_hub: Order) -> None:
    ship(at_hub)
    receive(at_hub)
    assert status_of(at_hub) == OrderStatus.COMPLETED
    assert not auto_complete(at_hub)


def sweep() -> tuple[int, ...]:
    told = returns.remind_due(), returns.tell_late(), returns.cancel_late_due()
    return (*told, returns.remind_buyers_due(), returns.cancel_unfetched_due())


def test_what_stands_packed_is_kept_for_its_days_then_the_buyer_is_reminded_then_it_is_cancelled(
    fetched: Order, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    variant_id, total_amount = fetched.lines[0].variant_id, fetched.total_amount
    for _ in range(2):
        pack(fetched)
    assert emitted("order.ready") == [{"order_id": fetched.id}]
    session.rollback()
    fetch_by = session.get_one(Order, fetched.id).fetch_by
    assert fetch_by is not None
    assert round((fetch_by - now()) / timedelta(days=1)) == setting("PICKUP_KEPT_DAYS")
    on_hand = session.get_one(StockItem, variant_id).on_hand
    with time_machine.travel(now(), tick=False) as clock:
        seen = []
        for hours in (-25, -23, -1, 1, 2):
            clock.move_to(fetch_by + timedelta(hours=hours))
            seen.append(sweep())
    assert seen == [(0, 0, 0, 0, 0), (0, 0, 0, 1, 0), (0, 0, 0, 0, 0), (0, 0, 0, 0, 1), (0, 0, 0, 0, 0)]
    assert status_of(fetched) == OrderStatus.CANCELLED
    assert alasan(changes_of(fetched)[-1].reason) == "tidak diambil pembeli sampai batas waktunya"
    assert session.get_one(StockItem, variant_id).on_hand == on_hand + 1
    assert session.scalars(select(Refund.amount)).all() == [total_amount]
    assert not list(differences())


def test_what_is_not_packed_in_time_is_late_as_ever(fetched: Order) -> None:
    assert fetched.ship_by is not None
    with time_machine.travel(fetched.ship_by + timedelta(days=30)):
        assert sweep() == (0, 1, 1, 0, 0)


def test_a_shop_on_holiday_keeps_it_until_it_was_back_for_as_long(cast: Cast, fetched: Order) -> None:
    today = now().astimezone(JAKARTA).date()
    with transaction():
        away = Holiday(today + timedelta(days=1), today + timedelta(days=11), HolidayOrders.LATER, "")
        announce_holiday(cast.shop_of_ani.id, away)
    pack(fetched)
    session.rollback()
    fetch_by = session.get_one(Order, fetched.id).fetch_by
    assert fetch_by is not None
    assert round((fetch_by - now()) / timedelta(days=1)) == setting("PICKUP_KEPT_DAYS") + 10


def go_away(shop_id: int, begins_in: int, days: int) -> None:
    """Ani's shop announces a holiday, in whole days from today in Jakarta, and hears what follows from it."""
    first_day = now().astimezone(JAKARTA).date() + timedelta(days=begins_in)
    with transaction():
        away = Holiday(first_day, first_day + timedelta(days=days), HolidayOrders.LATER, "")
        announce_holiday(shop_id, away)
    worker.drain()


def kept_days(order_id: int) -> int:
    """In whole days from now."""
    fetch_by = session.get_one(Order, order_id).fetch_by
    assert fetch_by is not None
    return round((fetch_by - now()) / timedelta(days=1))


def test_a_holiday_announced_after_packing_does_not_count_either_and_the_buyer_hears_it(
    cast: Cast, fetched: Order, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    shop_id, order_id = cast.shop_of_ani.id, fetched.id
    kept = setting("PICKUP_KEPT_DAYS")
    pack(fetched)
    go_away(shop_id, 3, 10)
    assert kept_days(order_id) == kept + 10
    assert emitted("order.ready") == [{"order_id": order_id}] * 2
    go_away(shop_id, 3, 12)
    assert kept_days(order_id) == kept + 12, "another holiday takes the place of the first"
    go_away(shop_id, 3, 10)
    assert kept_days(order_id) == kept + 12, "what was promised stays"
    go_away(shop_id, kept + 11, 2)
    assert kept_days(order_id) == kept + 14, "the next one does not count either"
    assert len(emitted("order.ready")) == 4


def test_a_holiday_moves_neither_what_ends_before_it_nor_what_is_not_packed(cast: Cast, fetched: Order) -> None:
    shop_id, order_id, kept = cast.shop_of_ani.id, fetched.id, setting("PICKUP_KEPT_DAYS")
    go_away(shop_id, kept + 2, 10)
    order = session.get_one(Order, order_id)
    assert order.fetch_by is None
    pack(order)
    go_away(shop_id, kept + 2, 11)
    assert kept_days(order_id) == kept


def test_the_mails_tell_until_when_it_is_kept_and_not_the_code_again(
    sign_in: SignIn, cast: Cast, fetched: Order
) -> None:
    code, number, order_id = code_of(fetched), fetched.group.number, fetched.id
    buyer, seller = sign_in(cast.dewi), sign_in(cast.ani)
    pack(fetched)
    session.rollback()
    fetch_by = session.get_one(Order, order_id).fetch_by
    assert fetch_by is not None
    told = " ".join(mails().split())
    assert "siap diambil" in told
    assert told.count(code) == 2, "in the text and the picture of one mail; else it stands on the page of the order"
    for browser, path in ((buyer, f"/pesanan/{number}"), (seller, f"/penjual/pusat/pesanan/{order_id}")):
        assert waktu(fetch_by) in browser.get(path).get_data(as_text=True)
    with time_machine.travel(fetch_by - timedelta(hours=2)):
        assert returns.remind_buyers_due() == 1
        told = " ".join(mails().split())
        assert "menunggu Anda ambil sampai besok" in told
        assert "Sudah diambil? Ketik kode pembeli" in told
    with time_machine.travel(fetch_by + timedelta(hours=1)):
        assert returns.cancel_unfetched_due() == 1
        assert "tidak diambil sampai" in " ".join(mails().split())


def test_no_money_goes_back_where_none_was_paid(sign_in: SignIn, cast: Cast, fetched: Order) -> None:
    with transaction():
        session.get_one(Order, fetched.id).takes_cash = True
    pack(fetched)
    pages = f"/pesanan/{fetched.group.number}", page(fetched)
    for browser, path in zip((sign_in(cast.dewi), sign_in(cast.ani)), pages, strict=True):
        text = browser.get(path).get_data(as_text=True)
        assert "pesanan batal sendiri" in text
        assert "uang Anda kembali" not in text
        assert "uang pembeli kembali" not in text
    with time_machine.travel(now() + timedelta(days=setting("PICKUP_KEPT_DAYS"), hours=-2)):
        assert returns.remind_buyers_due() == 1
        told = " ".join(mails().split())
        assert "batal sendiri" in told
        assert "uang Anda kembali" not in told
        assert "kembali seluruhnya" not in told


def test_what_is_brought_is_kept_for_nobody(paid: Order) -> None:
    pack(accept(paid))
    session.rollback()
    assert session.get_one(Order, paid.id).fetch_by is None


def test_what_is_brought_has_no_code_to_show(paid: Order) -> None:
    assert code_to_show(paid) == ""
