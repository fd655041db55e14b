"""Opening hours and holidays, as the shop's people set them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.clock import JAKARTA, now
from app.db import session, transaction
from app.models.audit import AuditEvent
from app.models.seller import MemberRole, OpeningHours, Seller, SellerStatus
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place
from tests.factories.seller import SellerMemberFactory
from tests.web.visitors import signed_in

HOURS, HOLIDAY = "/penjual/pusat/toko/jam", "/penjual/pusat/toko/libur"
TODAY = now().astimezone(JAKARTA).date()
AWAY = {
    "first_day": str(TODAY),
    "back_on": str(TODAY + timedelta(days=3)),
    "orders": "refused",
    "message": "Kami panen lada.",
}


def week(cast: Cast) -> list[tuple[int, int, int]]:
    own = select(OpeningHours).where(OpeningHours.seller_id == cast.shop_of_ani.id).order_by(OpeningHours.weekday)
    return [(row.weekday, row.opens, row.closes) for row in session.scalars(own)]


def test_the_week_is_set_day_by_day_and_an_empty_day_is_closed(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.budi)
    form = {"days-0-opens": "08:00", "days-0-closes": "16:30", "days-6-opens": "", "days-6-closes": ""}
    for _ in range(2):
        assert client.post(HOURS, form).status_code == 303
    assert week(cast) == [(0, 480, 990)]
    assert 'value="16:30"' in client.get(HOURS).get_data(as_text=True)
    facts = [event.facts for event in session.scalars(select(AuditEvent).filter_by(action="seller.hours_changed"))]
    assert facts == [{"days": 1}]
    assert client.post(HOURS, {}).status_code == 303
    assert week(cast) == []


@pytest.mark.parametrize(
    "wrong",
    [{"days-1-opens": "08:00"}, {"days-1-opens": "09:00", "days-1-closes": "08:00"}, {"days-1-opens": "pagi"}],
)
def test_hours_that_make_no_sense_are_refused_and_stay_typed(
    client: Browser, cast: Cast, wrong: dict[str, str]
) -> None:
    form = {"days-0-opens": "08:00", "days-0-closes": "16:30"} | wrong
    response = signed_in(client, cast.ani).post(HOURS, form)
    assert response.status_code == 422
    assert 'value="16:30"' in response.get_data(as_text=True)
    assert week(cast) == []


def test_a_holiday_is_announced_and_ended(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.ani)
    for _ in range(2):
        assert client.post(HOLIDAY, AWAY).status_code == 303
    assert session.get_one(Seller, cast.shop_of_ani.id).status == SellerStatus.ON_HOLIDAY
    page = client.get(HOLIDAY).get_data(as_text=True)
    assert "Toko sedang libur, buka lagi" in page
    assert 'value="Kami panen lada."' in page
    assert client.get("/penjual/pusat").status_code == 200, "who works here keeps working"
    assert session.get_one(Seller, cast.shop_of_citra.id).status == SellerStatus.ACTIVE
    for _ in range(2):
        assert client.post(f"{HOLIDAY}/selesai").status_code == 303
    session.rollback()
    assert session.get_one(Seller, cast.shop_of_ani.id).status == SellerStatus.ACTIVE


def test_the_page_names_orders_that_fall_due_in_the_holiday(client: Browser, cast: Cast) -> None:
    with transaction():
        pepper = ProductFactory(seller_id=cast.shop_of_ani.id)
    group = place(cast.dewi, [pepper])
    capture(group)
    order = group.orders[0]
    signed_in(client, cast.ani)
    assert order.number not in client.get(HOLIDAY).get_data(as_text=True)
    client.post(HOLIDAY, AWAY | {"back_on": str(TODAY + timedelta(days=20))})
    page = client.get(HOLIDAY).get_data(as_text=True)
    assert order.number in page
    assert f"/penjual/pusat/pesanan/{order.id}" in page


@pytest.mark.parametrize(
    "wrong", [{"back_on": str(TODAY)}, {"orders": "maybe"}, {"first_day": ""}, {"message": "x" * 201}]
)
def test_a_holiday_that_makes_no_sense_stays_typed(client: Browser, cast: Cast, wrong: dict[str, str]) -> None:
    response = signed_in(client, cast.ani).post(HOLIDAY, AWAY | wrong)
    assert response.status_code == 422
    assert "Rencanakan libur" in response.get_data(as_text=True)
    assert session.get_one(Seller, cast.shop_of_ani.id).holiday_from is None


def test_nobody_else_may(new_client: Callable[[], Browser], cast: Cast) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.fitri.id, role=MemberRole.BOOKKEEPER)
    for user in (cast.dewi, cast.fitri):
        browser = signed_in(new_client(), user)
        for path in (HOURS, HOLIDAY, f"{HOLIDAY}/selesai"):
            assert browser.post(path, AWAY).status_code == 403
    assert session.get_one(Seller, cast.shop_of_ani.id).holiday_from is None
