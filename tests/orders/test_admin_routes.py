"""All orders, for those who look after the money."""

from collections.abc import Callable

import pytest

from app.db import transaction
from app.models.account import RoleName
from app.models.order import Order
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory, UserRoleFactory
from tests.factories.order import capture
from tests.orders.conftest import SignIn


@pytest.fixture
def addresses(waiting: Order) -> tuple[str, str]:
    return "/admin/pesanan", f"/admin/pesanan/{waiting.group.number}"


def test_strangers_sellers_and_reviewers_stay_out(
    new_client: Callable[[], Browser], sign_in: SignIn, cast: Cast, addresses: tuple[str, str]
) -> None:
    with transaction():
        reviewer = UserFactory()
        UserRoleFactory(user_id=reviewer.id, role=RoleName.REVIEWER)
    for address in addresses:
        assert new_client().get(address).status_code == 303
        for person in (cast.dewi, cast.ani, reviewer):
            assert sign_in(person).get(address).status_code == 403


def test_finance_sees_every_order_and_its_steps(sign_in: SignIn, cast: Cast, waiting: Order) -> None:
    with transaction():
        finance = UserFactory()
        UserRoleFactory(user_id=finance.id, role=RoleName.FINANCE)
    capture(waiting.group)
    browser = sign_in(finance)
    assert waiting.group.number in browser.get("/admin/pesanan").get_data(as_text=True)
    page = browser.get(f"/admin/pesanan/{waiting.group.number}").get_data(as_text=True)
    assert "Dibayar" in page
    assert waiting.number in page
    for words in (waiting.group.buyer_name, waiting.group.buyer_email, waiting.group.street, "Gerbang bayar contoh"):
        assert words in page
    assert browser.get("/admin/pesanan/SB-NONE").status_code == 404


def test_orders_are_found_by_number_and_status(sign_in: SignIn, cast: Cast, waiting: Order) -> None:
    browser = sign_in(cast.eko)
    number = waiting.group.number
    expected = {
        f"nomor={number[:6].lower()}": True,
        "nomor=%25": False,
        "nomor=SB-_": False,
        "status=awaiting_payment": True,
        "status=paid": False,
        "status=palsu": True,
    }
    found = {query: number in browser.get(f"/admin/pesanan?{query}").get_data(as_text=True) for query in expected}
    assert found == expected


def test_the_back_office_only_looks(sign_in: SignIn, cast: Cast, addresses: tuple[str, str]) -> None:
    browser = sign_in(cast.eko)
    assert [browser.post(address).status_code for address in addresses] == [405, 405]
