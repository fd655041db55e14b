"""A shop says where its own courier goes and whether it takes cash; its buyers see that at the checkout."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.cart.queries import Holder
from app.checkout.queries import plan_for
from app.db import session, transaction
from app.models.audit import AuditEvent
from app.models.order import Order, ShippingMethod
from app.models.seller import MemberRole, Seller
from app.models.shipment import CourierArea
from app.regions.queries import districts
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import AddressFactory, UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.order import fill_cart
from tests.factories.seller import SellerMemberFactory
from tests.web.visitors import signed_in

PATH = "/penjual/pusat/pengiriman"
MENDO_BARAT, TANJUNGPANDAN = "19.01.04", "19.02.01"


@pytest.fixture
def seller(client: Browser, cast: Cast) -> Browser:
    return signed_in(client, cast.budi)


def areas() -> list[tuple[str, int]]:
    session.rollback()
    return [(area.district_code, area.fee_amount) for area in session.scalars(select(CourierArea))]


def add(browser: Browser, code: str, fee: str) -> int:
    return browser.post(f"{PATH}/wilayah", {"district_code": code, "fee_amount": fee}).status_code


def test_staff_names_a_kecamatan_changes_its_fee_and_takes_it_back(seller: Browser, cast: Cast) -> None:
    assert [add(seller, MENDO_BARAT, fee) for fee in ("10.000", "Rp7.500", "7500")] == [303, 303, 303]
    assert areas() == [(MENDO_BARAT, 7_500)]
    page = seller.get(PATH).get_data(as_text=True)
    assert "Mendo Barat" in page
    assert "Rp7.500" in page
    for _ in range(2):
        assert seller.post(f"{PATH}/wilayah/{MENDO_BARAT}/hapus").status_code == 303
    assert areas() == []
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("courier_area"))).all()
    assert actions == ["courier_area.set", "courier_area.set", "courier_area.removed"]


@pytest.mark.parametrize(("code", "fee"), [("31.74.01", "5.000"), ("19.01", "5.000"), ("", "5.000"), ("19.01.04", "")])
def test_other_places_and_no_fee_are_refused(seller: Browser, code: str, fee: str) -> None:
    assert add(seller, code, fee) == 422
    assert areas() == []


@pytest.mark.parametrize(("fee", "status"), [("0", 303), ("1.000.000", 303), ("1.000.001", 422), ("-1", 422)])
def test_a_fee_is_nothing_or_more_within_reason(seller: Browser, fee: str, status: int) -> None:
    assert add(seller, MENDO_BARAT, fee) == status


def test_cash_is_switched_on_and_off_by_those_who_sell(
    seller: Browser, new_client: Callable[[], Browser], cast: Cast
) -> None:
    def takes_cash() -> bool:
        session.rollback()
        return session.get_one(Seller, cast.shop_of_ani.id).takes_cash

    assert [seller.post(f"{PATH}/tunai", {"tunai": "terima"}).status_code for _ in range(2)] == [303, 303]
    assert takes_cash()
    assert seller.post(f"{PATH}/tunai", {"tunai": "mungkin"}).status_code == 422
    with transaction():
        books = UserFactory()
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=books.id, role=MemberRole.BOOKKEEPER)
    bookkeeper = signed_in(new_client(), books)
    assert bookkeeper.post(f"{PATH}/tunai", {"tunai": "tolak"}).status_code == 403
    assert "Berhenti menerima tunai" not in bookkeeper.get(PATH).get_data(as_text=True)
    assert takes_cash()
    assert seller.post(f"{PATH}/tunai", {"tunai": "tolak"}).status_code == 303
    assert not takes_cash()


def test_a_buyer_in_the_area_is_offered_the_own_courier_and_another_is_not(
    seller: Browser, new_client: Callable[[], Browser], cast: Cast
) -> None:
    add(seller, TANJUNGPANDAN, "12.000")
    with transaction():
        near = AddressFactory(user_id=cast.dewi.id, district_code=TANJUNGPANDAN, is_default=False)
        near_id = near.id
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    fill_cart(cast.dewi, [product])
    buyer, shop = signed_in(new_client(), cast.dewi), cast.shop_of_ani.id
    assert "Kurir toko sendiri" not in buyer.get("/checkout").get_data(as_text=True)
    page = buyer.get(f"/checkout?alamat={near_id}").get_data(as_text=True)
    assert "Kurir toko sendiri" in page
    assert 'value="courier" checked' in page, "the usual way stays the usual one"
    page = buyer.get(f"/checkout?alamat={near_id}&kirim-{shop}=own_courier").get_data(as_text=True)
    assert 'value="own_courier" checked' in page
    key = page.split('name="checkout_key" value="')[1].split('"')[0]
    form = {"checkout_key": key, "expected_total": 62_000, "alamat": near_id, f"kirim-{shop}": "own_courier"}
    assert buyer.post("/checkout", {**form, "alamat": cast.address_of_dewi.id}).status_code == 422
    assert buyer.post("/checkout", form).status_code == 303
    order = session.scalars(select(Order)).one()
    assert (order.shipping_method, order.shipping_amount) == (ShippingMethod.OWN_COURIER, 12_000)
    assert order.shipping_label == "Kurir toko sendiri"


def test_goods_that_may_not_go_there_go_by_no_courier_at_all(seller: Browser, cast: Cast) -> None:
    add(seller, TANJUNGPANDAN, "12.000")
    with transaction():
        fill = ProductFactory(seller_id=cast.shop_of_ani.id, is_cold_chain=True)
    fill_cart(cast.dewi, [fill])
    place = districts([TANJUNGPANDAN])[TANJUNGPANDAN]
    (plan,) = plan_for(Holder(user_id=cast.dewi.id), place=place, methods={}).sellers
    assert ([way.key for way in plan.ways], plan.choice) == (["pickup"], "pickup")
