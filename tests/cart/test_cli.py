"""The sweeper of carts."""

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.cart import commands
from app.cart.cli import sweep_unused
from app.cart.queries import Holder
from app.clock import now
from app.db import session, transaction
from app.models.cart import Cart
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import variant_of


def test_a_cart_that_no_cookie_reaches_goes_and_a_persons_cart_stays(app: Flask, cast: Cast) -> None:
    with transaction():
        variant_id = variant_of(ProductFactory(seller_id=cast.shop_of_ani.id)).id
        for holder in (Holder(token="of a browser"), Holder(user_id=cast.dewi.id)):
            commands.add(holder, variant_id=variant_id, quantity=1)
    assert sweep_unused() == 0
    with time_machine.travel(now() + app.config["PERMANENT_SESSION_LIFETIME"] + timedelta(minutes=1)):
        assert sweep_unused() == 1
        assert sweep_unused() == 0
    assert session.scalar(select(func.count(Cart.id)).where(Cart.user_id == cast.dewi.id)) == 1
