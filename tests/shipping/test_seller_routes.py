"""A shop says where its own courier goes and whether it takes cash; its buyers see that at the checkout."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.cart.queries import Holder
from app.checkout import commands as checkout
from app.checkout.errors import CannotShip, PriceChanged
from app.checkout.queries import plan_for
from app.db import session, transaction
from app.ledger import chart
from app.ledger.check import differences
from app.ledger.queries import balances_of
from app.models.audit import AuditEvent
from app.models.order import Order, ShippingMethod, ShippingOwner
from app.models.seller import MemberRole, Seller
from app.models.shipment import CourierArea
from app.models.shipping import OfferKind, ShippingOffer
from app.regions.queries import districts
from app.shipping.commands.offers import MOST_OFFERS
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import AddressFactory, UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, complete, fill_cart, wish_for
from tests.factories.seller import SellerMemberFactory
from tests.factories.shipping import HubFactory, ShippingOfferFactory
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
    of_areas = select(AuditEvent.action).where(AuditEvent.action.startswith("courier_area")).order_by(AuditEvent.id)
    actions = session.scalars(of_areas).all()
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


def offers() -> list[ShippingOffer]:
    session.rollback()
    return list(session.scalars(select(ShippingOffer).order_by(ShippingOffer.id)))


def actions() -> list[str]:
    session.rollback()
    is_offer = AuditEvent.action.startswith("shipping_offer")
    return list(session.scalars(select(AuditEvent.action).where(is_offer).order_by(AuditEvent.id)))


FLAT = {"name": "Travel Jaya", "fee_amount": "12.000", "fastest_days": "1", "slowest_days": "2"}


def test_a_courier_for_one_price_is_added_changed_switched_off_and_on(seller: Browser, cast: Cast) -> None:
    form = {**FLAT, "free_from_amount": "Rp100.000", "area_codes": ["19.01", "19.03"]}
    assert seller.post(f"{PATH}/cara", form).status_code == 303
    (offer,) = offers()
    assert (offer.seller_id, offer.kind, offer.name) == (cast.shop_of_ani.id, OfferKind.FLAT, "Travel Jaya")
    assert (offer.fee_amount, offer.free_from_amount, offer.area_codes) == (12_000, 100_000, ["19.01", "19.03"])
    one = f"{PATH}/cara/{offer.id}"
    page = seller.get(one).get_data(as_text=True)
    assert 'value="12.000"' in page
    assert page.count(" checked") == 2
    for _ in range(2):
        assert seller.post(one, {**FLAT, "fee_amount": "9.000"}).status_code == 303
        assert seller.post(f"{one}/sakelar", {"ke": "mati"}).status_code == 303
    assert [(each.fee_amount, each.free_from_amount, each.is_on) for each in offers()] == [(9_000, None, False)]
    assert seller.post(f"{one}/sakelar", {"ke": "nyala"}).status_code == 303
    assert [step.removeprefix("shipping_offer.") for step in actions()] == [
        "added", "changed", "switched_off", "switched_on",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x"},
        {"fee_amount": "1.000.001"},
        {"fee_amount": "-1"},
        {"fastest_days": "3"},
        {"slowest_days": "61"},
        {"free_from_amount": "0"},
        {"area_codes": ["31.74"]},
    ],
)
def test_terms_that_cannot_be_are_refused(seller: Browser, wrong: dict[str, str | list[str]]) -> None:
    response = seller.post(f"{PATH}/cara", {**FLAT, **wrong})
    assert response.status_code == 422
    assert "Ada isian yang perlu diperbaiki" in response.get_data(as_text=True)
    assert offers() == []


def test_what_every_seller_offers_gets_its_row_with_the_first_change(seller: Browser, cast: Cast) -> None:
    for _ in range(2):
        assert seller.post(f"{PATH}/cara/table", {"free_from_amount": "200.000"}).status_code == 303
        assert seller.post(f"{PATH}/cara/pickup/sakelar", {"ke": "mati"}).status_code == 303
    assert [(each.kind, each.is_on, each.free_from_amount) for each in offers()] == [
        (OfferKind.TABLE, True, 200_000),
        (OfferKind.PICKUP, False, None),
    ]
    assert "Gratis mulai belanja Rp200.000" in seller.get(PATH).get_data(as_text=True)
    assert seller.post(f"{PATH}/cara/pickup/sakelar", {"ke": "mungkin"}).status_code == 422
    assert [seller.post(f"{PATH}/cara/{way}", FLAT).status_code for way in ("flat", "drone", "999")] == [404] * 3


def test_only_so_many_ways(seller: Browser, cast: Cast) -> None:
    with transaction():
        for _ in range(MOST_OFFERS):
            ShippingOfferFactory(seller_id=cast.shop_of_ani.id)
    response = seller.post(f"{PATH}/cara", FLAT)
    assert response.status_code == 422
    assert "Paling banyak 20 cara kirim" in response.get_data(as_text=True)


def test_a_hub_nearby_is_served_until_it_is_not(seller: Browser, cast: Cast) -> None:
    with transaction():
        near, far = HubFactory(name="Kios Kemuja"), HubFactory(district_code="19.03.03", name="Kios Airgegas")
    page = seller.get(PATH).get_data(as_text=True)
    assert "Kios Kemuja" in page
    assert "Kios Airgegas" not in page
    paths = [f"{PATH}/titik/{key}" for key in (near.id, near.id, far.id, 999)]
    assert [seller.post(path).status_code for path in paths] == [303, 303, 422, 404]
    (offer,) = offers()
    assert (offer.hub_id, offer.is_on) == (near.id, True)
    seller.post(f"{PATH}/cara/{offer.id}/sakelar", {"ke": "mati"})
    assert seller.post(f"{PATH}/titik/{near.id}").status_code == 303, "and served again"
    assert [each.is_on for each in offers()] == [True]


def test_the_preview_tells_what_buyers_there_are_told(seller: Browser, cast: Cast) -> None:
    page = seller.get(f"{PATH}?ke=tebet&kg=2").get_data(as_text=True)
    assert "Kec. Tebet" in page
    assert "Rp50.000" in page
    assert "Tidak ada kecamatan dengan nama itu" in seller.get(f"{PATH}?ke=atlantis&kg=1").get_data(as_text=True)
    assert "Tulis bilangan bulat dari 1 sampai 100" in seller.get(f"{PATH}?ke=tebet&kg=0").get_data(as_text=True)
    for way in ("table", "pickup"):
        seller.post(f"{PATH}/cara/{way}/sakelar", {"ke": "mati"})
    assert "Tidak ada cara yang sampai ke sana" in seller.get(f"{PATH}?ke=tebet&kg=1").get_data(as_text=True)


def test_the_order_keeps_name_owner_price_and_days_and_our_own_fee_becomes_our_income(
    new_client: Callable[[], Browser], cast: Cast
) -> None:
    with transaction():
        ours = ShippingOfferFactory(seller_id=None, name="Kapal Sebalai", fee_amount=9_000)
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    fill_cart(cast.dewi, [product])
    wish = wish_for(cast.dewi, methods={cast.shop_of_ani.id: f"courier-{ours.id}"})
    assert wish.expected_total == 59_000
    with transaction():
        group = checkout.place_order(checkout.Buyer(cast.dewi.id, "Dewi", "dewi@contoh.id"), wish)
    with transaction():
        session.get_one(ShippingOffer, ours.id).fee_amount = 99_000
    order = group.orders[0]
    assert (order.shipping_owner, order.shipping_amount) == (ShippingOwner.MARKETPLACE, 9_000)
    assert order.shipping_label == "Kapal Sebalai, perkiraan 2–4 hari"
    assert (order.fastest_days, order.slowest_days) == (2, 4)
    capture(group)
    complete(group, cast.dewi)
    session.rollback()
    accounts = chart.SHIPPING_INCOME, chart.payable(order.seller_id)
    assert list(balances_of(accounts).values()) == [-9_000, -50_000]
    assert list(differences()) == []


def test_a_price_that_changed_since_it_was_seen_stops_the_order(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
        way = ShippingOfferFactory(seller_id=cast.shop_of_ani.id)
    fill_cart(cast.dewi, [product])
    wish = wish_for(cast.dewi, methods={cast.shop_of_ani.id: f"courier-{way.id}"})
    for change, error in (({"fee_amount": 16_000}, PriceChanged), ({"is_on": False}, CannotShip)):
        with transaction():
            for name, value in change.items():
                setattr(session.get_one(ShippingOffer, way.id), name, value)
        with pytest.raises(error), transaction():
            checkout.place_order(checkout.Buyer(cast.dewi.id, "Dewi", "dewi@contoh.id"), wish)
