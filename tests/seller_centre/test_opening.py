"""What a new shop does first, step by step until nothing is left; and permits that end."""

from datetime import timedelta

import pytest

from app.db import session, transaction
from app.models.requirement import SubmissionStatus
from app.models.seller import Seller
from app.models.shipment import CourierArea
from app.requirements.commands.seeds import seed_requirements
from app.requirements.queries import today as this_day
from app.seller_centre.opening import opening_of
from app.seller_centre.queries import today
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import MediaFactory, ProductFactory
from tests.factories.order import capture, place
from tests.factories.requirement import SubmissionFactory, requirement
from tests.orders.steps import accept, ship
from tests.web.visitors import signed_in


@pytest.fixture(autouse=True)
def steps(cast: Cast) -> None:
    with transaction():
        seed_requirements()


def left(seller_id: int) -> list[str]:
    found = opening_of(seller_id, today(seller_id))
    session.rollback()
    return [step.state.requirement.code for step in found if not step.state.is_settled]


def test_each_step_is_done_when_the_shop_has_it_and_the_list_goes_with_the_last(client: Browser, cast: Cast) -> None:
    seller_id = cast.shop_of_ani.id
    assert left(seller_id) == ["opening_logo", "opening_product", "opening_shipping", "opening_order"]
    browser = signed_in(client, cast.ani)
    assert "Membuka toko: 0 dari 4 langkah" in browser.get("/penjual/pusat").get_data(as_text=True)
    with transaction():
        session.get_one(Seller, seller_id).logo_id = MediaFactory().id
        product = ProductFactory(seller_id=seller_id, variant__stock=5)
        session.add(CourierArea(seller_id=seller_id, district_code="19.01.04", fee_amount=5_000))
    assert left(seller_id) == ["opening_order"]
    order = place(cast.dewi, [product])
    capture(order)
    accept(order.orders[0])
    ship(order.orders[0])
    assert left(seller_id) == []
    assert "Membuka toko" not in browser.get("/penjual/pusat").get_data(as_text=True)


def test_a_permit_that_ends_soon_is_a_task_until_its_renewal_waits(client: Browser, cast: Cast) -> None:
    facts = {"requirement_id": requirement("pirt").id, "seller_id": cast.shop_of_ani.id}
    with transaction():
        SubmissionFactory(**facts, valid_until=this_day() + timedelta(days=60), warned_days=60)
    browser = signed_in(client, cast.ani)
    assert "1 izin hampir berakhir" in browser.get("/penjual/pusat").get_data(as_text=True)
    with transaction():
        SubmissionFactory(**facts, status=SubmissionStatus.SUBMITTED)
    assert "hampir berakhir" not in browser.get("/penjual/pusat").get_data(as_text=True)
