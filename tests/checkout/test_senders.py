"""Couriers are asked before the checkout is looked at; a page takes what is fresh, or the table, and never waits."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.accounts.commands import accounts
from app.accounts.queries.accounts import get_address
from app.cart.queries import Holder
from app.checkout import senders
from app.checkout.queries import plan_for
from app.checkout.rules import SellerPlan
from app.clock import now
from app.db import session, transaction
from app.gateways.shipping.base import CouriersUnavailable
from app.models.catalog import Product
from app.models.outbox import OutboxMessage
from app.models.shipping import CourierRates, OfferKind
from app.regions.queries import districts
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import fill_cart, wish_for
from tests.factories.seller import SellerFactory
from tests.factories.shipping import ShippingOfferFactory
from tests.fakes.couriers import KEY, FakeBiteship, Service
from tests.fakes.server import Trouble
from tests.statements import Statements

TEBET = "31.74.01"


@pytest.fixture
def fake(app: Flask) -> Iterator[FakeBiteship]:
    with FakeBiteship() as fake:
        app.config.update(
            SHIPPING_RATES="biteship", BITESHIP_API_KEY=KEY, BITESHIP_API_BASE=fake.url, COURIER_TIMEOUT_SECONDS=0.3
        )
        yield fake
    app.config["SHIPPING_RATES"] = "table"


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id)
    return product


def ask(cast: Cast) -> None:
    session.rollback()
    record = senders.ask_couriers(cast.dewi.id, key="k")
    if record is not None:
        with transaction():
            record()


def seen(cast: Cast) -> SellerPlan:
    session.rollback()
    (seller,) = plan_for(Holder(user_id=cast.dewi.id), place=districts([TEBET])[TEBET], methods={}).sellers
    return seller


def told(cast: Cast) -> dict[str, int]:
    return {way.key: way.amount for way in seen(cast).ways}


TABLE = {"pickup": 0, "courier": 28_000}
ASKED = {"pickup": 0, "courier-jnt-ez": 29_000, "courier-jne-reg": 32_000, "courier-sicepat-best": 41_000}


def messages() -> list[dict[str, Any]]:
    session.rollback()
    wanted = OutboxMessage.topic == "courier_rates.wanted"
    return list(session.scalars(select(OutboxMessage.payload).where(wanted)))


def test_what_couriers_say_takes_the_place_of_the_table_until_it_is_old(
    fake: FakeBiteship, cast: Cast, pepper: Product
) -> None:
    fill_cart(cast.dewi, [pepper])
    assert messages() == [{"user_id": cast.dewi.id}], "the cart tells that somebody should ask"
    assert told(cast) == TABLE, "until then the table holds"
    ask(cast)
    assert told(cast) == ASKED
    assert seen(cast).choice == "courier-jnt-ez", "the cheapest that is brought"
    assert seen(cast).quote == next(way for way in seen(cast).ways if way.label == "JNT Ez, perkiraan 3–5 hari")
    asked = len(fake.asked)
    ask(cast)
    assert len(fake.asked) == asked, "what is fresh is not asked again"
    with time_machine.travel(now() + timedelta(hours=25)):
        assert told(cast) == TABLE


def test_a_page_never_asks_and_the_price_seen_is_the_price_charged(
    fake: FakeBiteship, cast: Cast, pepper: Product, statements: Statements
) -> None:
    fill_cart(cast.dewi, [pepper])
    ask(cast)
    fake.fail_next(*[Trouble.TIMEOUT] * 9)
    assert wish_for(cast.dewi).expected_total == 50_000 + 29_000
    assert len(fake.asked) == 1


@pytest.mark.parametrize("trouble", [Trouble.ERROR, Trouble.TIMEOUT, Trouble.RESET])
def test_trouble_is_tried_again_by_the_worker_and_changes_nothing(
    fake: FakeBiteship, cast: Cast, pepper: Product, trouble: Trouble
) -> None:
    fill_cart(cast.dewi, [pepper])
    fake.fail_next(trouble)
    with pytest.raises(CouriersUnavailable):
        ask(cast)
    assert told(cast) == TABLE
    ask(cast)
    assert told(cast) == ASKED


def test_where_nobody_goes_and_what_they_do_not_know_the_table_holds(
    fake: FakeBiteship, cast: Cast, pepper: Product
) -> None:
    fill_cart(cast.dewi, [pepper])
    fake.codes = ()
    ask(cast)
    assert told(cast) == TABLE
    ask(cast)
    assert len(fake.asked) == 1, "a place they do not know is not asked for every minute"


def test_new_rates_take_the_place_of_old_ones_and_only_the_cheapest_are_offered(
    fake: FakeBiteship, cast: Cast, pepper: Product
) -> None:
    fill_cart(cast.dewi, [pepper])
    ask(cast)
    fake.services = [Service("jne", f"s{number}", 10_000 + number) for number in range(9)]
    with time_machine.travel(now() + timedelta(hours=25)):
        ask(cast)
        assert list(told(cast)) == ["pickup", *(f"courier-jne-s{number}" for number in range(4))]
    assert len(session.scalars(select(CourierRates)).all()) == 1


def test_thresholds_and_owners_hold_for_what_couriers_say_too(fake: FakeBiteship, cast: Cast, pepper: Product) -> None:
    with transaction():
        ShippingOfferFactory(seller_id=cast.shop_of_ani.id, kind=OfferKind.TABLE, free_from_amount=50_000)
        ours = ShippingOfferFactory(seller_id=None, kind=OfferKind.TABLE, name="Sebalai")
    fill_cart(cast.dewi, [pepper])
    ask(cast)
    amounts = told(cast)
    assert amounts["courier-jne-reg"] == 0
    assert amounts[f"courier-{ours.id}-jne-reg"] == 32_000


def test_many_sellers_are_asked_for_a_few_at_a_time(fake: FakeBiteship, cast: Cast) -> None:
    fake.codes = (33173, 33782, 33411, 33211, 12820)
    with transaction():
        places = ("19.01.04", "19.03.03", "19.02.01", "19.01.01")
        products = [ProductFactory(seller_id=SellerFactory(district_code=code).id) for code in places]
    fill_cart(cast.dewi, products)
    before = len(messages())
    ask(cast)
    assert len(fake.asked) == 3
    assert len(messages()) == before + 1, "the rest has its turn"
    ask(cast)
    assert len(fake.asked) == 4


def test_nobody_is_asked_for_strangers_without_an_address_or_by_a_shop_with_only_a_table(
    app: Flask, fake: FakeBiteship, cast: Cast, pepper: Product
) -> None:
    fill_cart(cast.budi, [pepper])
    session.rollback()
    assert senders.ask_couriers(cast.budi.id, key="k") is None
    app.config["SHIPPING_RATES"] = "table"
    fill_cart(cast.dewi, [pepper])
    session.rollback()
    assert senders.ask_couriers(cast.dewi.id, key="k") is None
    assert fake.asked == []
    assert messages() == [{"user_id": cast.budi.id}]


def test_another_address_is_asked_for(cast: Cast) -> None:
    facts = {"recipient_name": "Dewi", "phone": "+628123", "street": "Jalan 1", "postal_code": "33211"}
    with transaction():
        other = accounts.add_address(cast.dewi.id, accounts.AddressFacts(district_code="19.01.01", **facts))
        accounts.make_usual(cast.dewi.id, other.id)
        accounts.change_address(cast.dewi.id, other.id, accounts.AddressFacts(district_code="19.01.04", **facts))
    assert get_address(cast.dewi.id, other.id).district_code == "19.01.04"
    changed = OutboxMessage.topic == "address.changed"
    assert list(session.scalars(select(OutboxMessage.payload).where(changed))) == [{"user_id": cast.dewi.id}] * 3
