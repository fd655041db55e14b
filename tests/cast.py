"""The known people: Ani sells, Budi helps her, Citra sells too, Dewi buys, Eko and Fitri are admins, Gita helps."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from app.accounts.commands import accounts
from app.db import session, transaction
from app.models.account import Address, RoleName, User
from app.models.seller import MemberRole, Seller
from tests.browser import Browser
from tests.factories.account import AddressFactory, UserFactory, UserRoleFactory
from tests.factories.region import small_indonesia
from tests.factories.seller import SellerFactory, SellerMemberFactory


@dataclass
class Cast:
    """Who is there, with their shops (Ani's and Citra's) and Dewi's address in Jakarta."""

    ani: User
    budi: User
    citra: User
    dewi: User
    eko: User
    fitri: User
    shop_of_ani: Seller
    shop_of_citra: Seller
    address_of_dewi: Address
    gita: User


@pytest.fixture
def cast(app: Flask) -> Cast:
    return gather()


def gather() -> Cast:
    """Put the people into an empty database."""
    with transaction():
        small_indonesia()
        ani, budi, citra, dewi, eko, fitri, gita = (
            UserFactory(name=name.title(), email=f"{name}@contoh.id")
            for name in ("ani", "budi", "citra", "dewi", "eko", "fitri", "gita")
        )
        for admin in (eko, fitri):
            UserRoleFactory(user_id=admin.id, role=RoleName.SUPERADMIN)
        UserRoleFactory(user_id=gita.id, role=RoleName.MENTOR)
        shop_of_ani = SellerFactory(name="Lada Kemuja Makmur", slug="lada-kemuja-makmur")
        shop_of_citra = SellerFactory(name="Lada Delas Airgegas", slug="lada-airgegas-delas", district_code="19.03.03")
        SellerMemberFactory(seller_id=shop_of_ani.id, user_id=ani.id)
        SellerMemberFactory(seller_id=shop_of_ani.id, user_id=budi.id, role=MemberRole.STAFF)
        SellerMemberFactory(seller_id=shop_of_citra.id, user_id=citra.id)
        address_of_dewi = AddressFactory(user_id=dewi.id)
    cast = Cast(ani, budi, citra, dewi, eko, fitri, shop_of_ani, shop_of_citra, address_of_dewi, gita)
    session.rollback()
    return cast


@pytest.fixture
def browser_of(new_client: Callable[[], Browser]) -> Callable[[User], Browser]:
    """A browser of its own in which this person is signed in."""

    def signed_in(user: User) -> Browser:
        with transaction():
            token = accounts.open_session(user.id)
        browser = new_client()
        browser.sign_in(token)
        return browser

    return signed_in
