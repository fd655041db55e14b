"""The list of shops in the back office."""

from collections.abc import Callable

import pytest

from app.db import session, transaction
from app.models.account import RoleName, User, UserRole
from app.models.seller import Seller, SellerStatus
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory, UserRoleFactory
from tests.factories.seller import SellerFactory

BrowserOf = Callable[[User], Browser]


@pytest.fixture
def rina(cast: Cast) -> User:
    with transaction():
        rina: User = UserFactory(name="Rina", email="rina@contoh.id")
        UserRoleFactory(user_id=rina.id, role=RoleName.REVIEWER)
    return rina


def test_shops_are_found_by_name_and_status(browser_of: BrowserOf, cast: Cast, rina: User) -> None:
    with transaction():
        SellerFactory(name="Kue Rintak 100%", status=SellerStatus.SUSPENDED)
    browser = browser_of(rina)

    def names(query: str) -> list[str]:
        page = browser.get(f"/admin/penjual{query}").get_data(as_text=True)
        return [name for name in ("Kemuja", "Airgegas", "Rintak") if f"{name}" in page.split("<table")[-1]]

    assert names("") == ["Kemuja", "Airgegas", "Rintak"]
    assert names("?q=LADA") == ["Kemuja", "Airgegas"]
    assert names("?q=0%25") == ["Rintak"]
    assert names("?status=suspended") == ["Rintak"]
    assert names("?status=active&q=kemuja") == ["Kemuja"]
    assert "Tidak ada toko" in browser.get("/admin/penjual?q=tidak-ada").get_data(as_text=True)


def test_a_reviewer_suspends_and_reopens_with_a_reason_that_stays(
    browser_of: BrowserOf, cast: Cast, rina: User
) -> None:
    browser, path = browser_of(rina), f"/admin/penjual/{cast.shop_of_ani.id}"
    assert "Bekukan toko" in browser.get(path).get_data(as_text=True)
    for reason in ("", " " * 20, "pendek", "x" * 1001):
        assert browser.post(f"{path}/bekukan", {"reason": reason}).status_code == 422
    assert session.get_one(Seller, cast.shop_of_ani.id).status == SellerStatus.ACTIVE
    for _ in range(2):
        assert browser.post(f"{path}/bekukan", {"reason": "Menjual barang terlarang."}).location == path
    page = browser.get(path).get_data(as_text=True)
    assert page.count("Menjual barang terlarang.") == 1
    assert "Rina" in page
    assert browser.post(f"{path}/buka-lagi", {"reason": "Barangnya sudah ditarik."}).location == path
    assert "Barangnya sudah ditarik." in browser.get(path).get_data(as_text=True)
    assert session.get_one(Seller, cast.shop_of_ani.id).status == SellerStatus.ACTIVE


def test_a_decision_that_came_too_late_says_so(browser_of: BrowserOf, cast: Cast, rina: User) -> None:
    with transaction():
        session.get_one(Seller, cast.shop_of_ani.id).move_to(SellerStatus.CLOSED, because="test")
    path = f"/admin/penjual/{cast.shop_of_ani.id}"
    refused = browser_of(rina).post(f"{path}/bekukan", {"reason": "Menjual barang terlarang."})
    assert refused.status_code == 409
    assert "keadaannya sudah berubah" in refused.get_data(as_text=True)


def test_only_reviewers_come_in(browser_of: BrowserOf, client: Browser, cast: Cast, rina: User) -> None:
    with transaction():
        finance = UserFactory()
        UserRoleFactory(user_id=finance.id, role=RoleName.FINANCE)
    path = f"/admin/penjual/{cast.shop_of_ani.id}"
    for user in (finance, cast.ani, cast.dewi):
        browser = browser_of(user)
        assert [browser.get(each).status_code for each in ("/admin/penjual", path)] == [403, 403]
        assert browser.post(f"{path}/bekukan", {"reason": "Menjual barang terlarang."}).status_code == 403
    assert client.get(path).location.startswith("/masuk")
    assert session.get_one(Seller, cast.shop_of_ani.id).status == SellerStatus.ACTIVE


def test_a_reviewer_who_lost_the_role_is_out_at_the_next_request(browser_of: BrowserOf, cast: Cast, rina: User) -> None:
    browser = browser_of(rina)
    assert browser.get("/admin/penjual").status_code == 200
    with transaction():
        role = session.get_one(UserRole, (rina.id, RoleName.REVIEWER))
        role.revoked_at = role.created_at
    assert browser.get("/admin/penjual").status_code == 403
