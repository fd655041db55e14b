"""Vouchers of the platform and of agencies, made by finance admins."""

from collections.abc import Callable

import pytest

from app.db import transaction
from app.models.account import RoleName, User
from app.models.order import Bearer
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory, UserRoleFactory
from tests.factories.voucher import VoucherFactory
from tests.vouchers.test_seller_routes import form, vouchers

PAGE = "/admin/voucher"
SignIn = Callable[[User], Browser]


@pytest.fixture
def finance(cast: Cast, browser_of: SignIn) -> Browser:
    with transaction():
        person = UserFactory()
        UserRoleFactory(user_id=person.id, role=RoleName.FINANCE)
    return browser_of(person)


def test_the_platform_and_agencies_bear_what_they_give(finance: Browser) -> None:
    for values in (
        {"bearer": "platform", "agency_name": "tidak dipakai"},
        {"bearer": "agency", "agency_name": "Dinas Koperasi Babel", "code": "DINAS-2026"},
    ):
        assert finance.post(PAGE, form(**values)).location == PAGE
    ours, theirs = vouchers()
    assert (ours.bearer, ours.bearer_name, ours.seller_id) == (Bearer.PLATFORM, "", None)
    assert (theirs.bearer, theirs.bearer_name, theirs.seller_id) == (Bearer.AGENCY, "Dinas Koperasi Babel", None)
    page = finance.get(PAGE).get_data(as_text=True)
    assert "Dinas Koperasi Babel" in page
    assert "DINAS-2026" in page


@pytest.mark.parametrize("name", ["", "Platform", "ab"])
def test_an_agency_has_a_name_of_its_own(finance: Browser, name: str) -> None:
    response = finance.post(PAGE, form(bearer="agency", agency_name=name))
    assert response.status_code == 422
    assert vouchers() == []


@pytest.mark.parametrize("bearer", ["seller", "buyer", ""])
def test_nobody_else_can_be_made_to_bear_it(finance: Browser, bearer: str) -> None:
    assert finance.post(PAGE, form(bearer=bearer)).status_code == 422
    assert vouchers() == []


def test_reviewers_and_sellers_stay_outside(cast: Cast, browser_of: SignIn) -> None:
    with transaction():
        reviewer = UserFactory()
        UserRoleFactory(user_id=reviewer.id, role=RoleName.REVIEWER)
    for person in (reviewer, cast.ani):
        browser = browser_of(person)
        assert browser.get(PAGE).status_code == 403
        assert browser.post(PAGE, form(bearer="platform")).status_code == 403
    assert vouchers() == []


def test_a_sellers_voucher_is_not_theirs_to_end(cast: Cast, finance: Browser) -> None:
    with transaction():
        own = VoucherFactory(created_by_id=cast.ani.id, of_seller=True, seller_id=cast.shop_of_ani.id)
        ours = VoucherFactory(created_by_id=cast.eko.id)
    assert finance.post(f"{PAGE}/{own.code}/akhiri").status_code == 404
    for _ in range(2):
        assert finance.post(f"{PAGE}/{ours.code}/akhiri").location == PAGE
    assert [each.archived_at is None for each in vouchers()] == [True, False]
