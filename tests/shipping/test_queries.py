"""Which ways reach whom, for how much, whose they are, and that all of them cost two statements."""

from typing import Any

import pytest
from flask import Flask

from app.db import session, transaction
from app.models.order import ShippingMethod, ShippingOwner
from app.models.shipment import CourierArea
from app.models.shipping import OfferKind
from app.regions.queries import districts
from app.shipping.queries.ways import Parcel, Quote, is_key, ways
from tests.cast import Cast
from tests.factories.seller import SellerFactory
from tests.factories.shipping import HubFactory, ShippingOfferFactory
from tests.statements import Statements

JAKARTA, SUNGAILIAT, MENDO_BARAT, SIMPANG_RIMBA, TANJUNGPANDAN = (
    "31.74.01", "19.01.01", "19.01.04", "19.03.03", "19.02.01",
)  # fmt: skip
FREE_FROM = 100_000


def parcel(cast: Cast, **values: Any) -> Parcel:
    usual = {"seller_id": cast.shop_of_ani.id, "weight_grams": 300, "items_amount": 50_000}
    return Parcel(**{**usual, **values})


def found(sent: Parcel, to: str) -> list[Quote]:
    session.rollback()
    return ways([sent], to=districts([to])[to])[sent.seller_id]


def told(sent: Parcel, to: str) -> list[tuple[str, int]]:
    return [(quote.key, quote.amount) for quote in found(sent, to)]


def offer(cast: Cast, kind: OfferKind, **values: Any) -> int:
    with transaction():
        return int(ShippingOfferFactory(**{"seller_id": cast.shop_of_ani.id, "kind": kind, **values}).id)


@pytest.mark.parametrize(
    ("start", "end", "weight", "amount", "days"),
    [
        ("19.01", SUNGAILIAT, 300, 10_000, (1, 2)),
        ("19.01", JAKARTA, 300, 28_000, (3, 5)),
        ("19.01", JAKARTA, 1000, 28_000, (3, 5)),
        ("19.01", JAKARTA, 1001, 50_000, (3, 5)),
        ("19.02", JAKARTA, 300, 30_000, (3, 5)),
        ("19.01", TANJUNGPANDAN, 300, 18_000, (2, 4)),
    ],
)
def test_a_seller_who_chose_nothing_offers_the_courier_of_the_table_and_pickup(
    cast: Cast, start: str, end: str, weight: int, amount: int, days: tuple[int, int]
) -> None:
    with transaction():
        seller = SellerFactory(on_belitung=True) if start == "19.02" else cast.shop_of_ani
    pickup, courier = found(parcel(cast, seller_id=seller.id, weight_grams=weight), end)
    assert (pickup.key, pickup.amount, pickup.method) == ("pickup", 0, ShippingMethod.PICKUP)
    assert (courier.key, courier.amount, courier.owner) == ("courier", amount, ShippingOwner.SELLER)
    assert (courier.fastest_days, courier.slowest_days) == days
    assert courier.label == f"Kurir, perkiraan {days[0]}–{days[1]} hari"


def test_the_sellers_own_row_takes_the_place_of_what_everybody_offers(cast: Cast) -> None:
    offer(cast, OfferKind.TABLE, is_on=False)
    assert told(parcel(cast), JAKARTA) == [("pickup", 0)]
    offer(cast, OfferKind.PICKUP, is_on=False)
    assert told(parcel(cast), JAKARTA) == []
    flat = offer(cast, OfferKind.FLAT, name="Pos", fee_amount=15_000, fastest_days=2, slowest_days=2)
    assert told(parcel(cast), JAKARTA) == [(f"courier-{flat}", 15_000)]
    assert found(parcel(cast), JAKARTA)[0].label == "Pos, perkiraan 2 hari"


@pytest.mark.parametrize(
    ("areas", "to", "reached"),
    [
        ([], JAKARTA, True),
        (["19"], JAKARTA, False),
        (["19"], TANJUNGPANDAN, True),
        (["19.01"], SUNGAILIAT, True),
        (["19.02", "19.03.03"], SIMPANG_RIMBA, True),
        (["19.02", "19.03.03"], MENDO_BARAT, False),
    ],
)
def test_an_offer_reaches_the_places_it_names(cast: Cast, areas: list[str], to: str, reached: bool) -> None:
    flat = offer(cast, OfferKind.FLAT, area_codes=areas)
    assert (f"courier-{flat}" in dict(told(parcel(cast), to))) is reached


def test_a_way_is_free_from_its_threshold_on(cast: Cast) -> None:
    offer(cast, OfferKind.TABLE, free_from_amount=FREE_FROM)
    assert dict(told(parcel(cast, items_amount=FREE_FROM - 1), JAKARTA))["courier"] == 28_000
    assert dict(told(parcel(cast, items_amount=FREE_FROM), JAKARTA))["courier"] == 0


def test_the_own_courier_goes_where_the_seller_said_and_may_be_free_or_off(cast: Cast) -> None:
    with transaction():
        session.add(CourierArea(seller_id=cast.shop_of_ani.id, district_code=MENDO_BARAT, fee_amount=5_000))
    assert told(parcel(cast), MENDO_BARAT) == [("pickup", 0), ("own_courier", 5_000), ("courier", 10_000)]
    assert "own_courier" not in dict(told(parcel(cast), SUNGAILIAT))
    offer(cast, OfferKind.AREAS, free_from_amount=FREE_FROM)
    assert dict(told(parcel(cast, items_amount=FREE_FROM), MENDO_BARAT))["own_courier"] == 0


def test_the_marketplace_offers_to_the_buyers_of_every_seller_and_gets_the_fee(cast: Cast) -> None:
    flat = offer(cast, OfferKind.FLAT, seller_id=None, name="Sebalai", fee_amount=9_000, area_codes=["19"])
    for seller in (cast.shop_of_ani, cast.shop_of_citra):
        quote = found(parcel(cast, seller_id=seller.id), SUNGAILIAT)[1]
        assert (quote.key, quote.amount, quote.owner) == (f"courier-{flat}", 9_000, ShippingOwner.MARKETPLACE)
    assert f"courier-{flat}" not in dict(told(parcel(cast), JAKARTA))


def test_the_marketplace_offers_nothing_as_long_as_no_courier_knows_who_pays(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    flat = offer(cast, OfferKind.FLAT, seller_id=None, name="Sebalai", fee_amount=9_000)
    assert f"courier-{flat}" in dict(told(parcel(cast), SUNGAILIAT))
    monkeypatch.setitem(app.config, "COURIER_ACCOUNT", "")
    assert f"courier-{flat}" not in dict(told(parcel(cast), SUNGAILIAT))
    assert "courier" in dict(told(parcel(cast), SUNGAILIAT)), "what sellers offer does not depend on it"


def test_a_hub_serves_seller_and_buyer_of_its_regency_and_its_fee_is_the_marketplaces(cast: Cast) -> None:
    with transaction():
        hub = HubFactory(district_code=MENDO_BARAT, fee_amount=2_000)
    at_hub = offer(cast, OfferKind.HUB, hub_id=hub.id)
    quote = found(parcel(cast), SUNGAILIAT)[1]
    assert (quote.key, quote.amount, quote.owner) == (f"hub-{at_hub}", 2_000, ShippingOwner.MARKETPLACE)
    assert (quote.hub, quote.label) == (hub, f"Titik ambil {hub.name}")
    assert f"hub-{at_hub}" not in dict(told(parcel(cast), SIMPANG_RIMBA)), "the buyer would have to travel"
    far = offer(cast, OfferKind.HUB, hub_id=hub.id, seller_id=cast.shop_of_citra.id)
    assert f"hub-{far}" not in dict(told(parcel(cast, seller_id=cast.shop_of_citra.id), SUNGAILIAT)), "and the seller"
    with transaction():
        session.merge(hub).is_open = False
    assert f"hub-{at_hub}" not in dict(told(parcel(cast), SUNGAILIAT))


def test_what_may_not_go_there_can_only_be_picked_up(cast: Cast) -> None:
    offer(cast, OfferKind.FLAT)
    assert told(parcel(cast, refusal="dingin"), SUNGAILIAT) == [("pickup", 0)]


def test_all_ways_of_all_sellers_cost_two_statements(cast: Cast, statements: Statements) -> None:
    with transaction():
        sellers = [cast.shop_of_ani, *(SellerFactory() for _ in range(5))]
        for seller in sellers:
            ShippingOfferFactory(seller_id=seller.id)
            ShippingOfferFactory(seller_id=seller.id, kind=OfferKind.HUB, hub_id=HubFactory().id)
    parcels = [parcel(cast, seller_id=seller.id) for seller in sellers]
    to = districts([SUNGAILIAT])[SUNGAILIAT]
    session.rollback()
    session.expunge_all()
    with statements.counted() as seen:
        assert all(len(quotes) == 4 for quotes in ways(parcels, to=to).values())
    assert len(seen) == 2, seen


@pytest.mark.parametrize(
    ("text", "meant"),
    [("courier", True), ("hub-12", True), ("own_courier", True), ("drone", False), ("courier-", False), ("", False)],
)
def test_a_form_means_a_way_or_nothing(text: str, meant: bool) -> None:
    assert is_key(text) is meant
