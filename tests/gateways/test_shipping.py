"""One contract for everybody who knows couriers: the table, Biteship and RajaOngkir (the latter two over HTTP)."""

import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from app.gateways.shipping.asking import days_in
from app.gateways.shipping.base import (
    CouriersUnavailable,
    KeysRefused,
    ParcelState,
    Place,
    PlaceUnknown,
    RateProvider,
    RateRequest,
)
from app.gateways.shipping.biteship import Biteship
from app.gateways.shipping.couriers import CODES, code_of
from app.gateways.shipping.rajaongkir import RajaOngkir
from app.models.region import ShippingZone
from app.shipping.zone_table import ZoneTable
from tests.fakes.couriers import KEY, FakeBiteship, FakeCouriers, FakeRajaOngkir, Service
from tests.fakes.server import Trouble

SECONDS = 0.3
KEMUJA = Place("19.01.04", "33173", "Mendo Barat", "Kabupaten Bangka", "Kepulauan Bangka Belitung")
TEBET = Place("31.74.01", "12820", "Tebet", "Kota Administrasi Jakarta Selatan", "Daerah Khusus Ibukota Jakarta")
NOWHERE = Place("99.99.99", "00000", "Antah", "Kabupaten Berantah", "Nusa")
ZONES = {"bangka": ShippingZone(first_kg_amount=32_000, next_kg_amount=32_000, fastest_days=2, slowest_days=3)}
BITESHIP, RAJAONGKIR = "biteship", "rajaongkir"


@pytest.fixture(scope="module")
def fakes() -> Iterator[dict[str, FakeCouriers]]:
    with FakeBiteship() as biteship, FakeRajaOngkir() as rajaongkir:
        yield {BITESHIP: biteship, RAJAONGKIR: rajaongkir}


@pytest.fixture(params=[BITESHIP, RAJAONGKIR])
def fake(request: pytest.FixtureRequest, fakes: dict[str, FakeCouriers]) -> FakeCouriers:
    fakes[request.param].reset()
    return fakes[request.param]


@pytest.fixture
def far(fake: FakeCouriers) -> RateProvider:
    """A provider over HTTP with the right key."""
    if isinstance(fake, FakeBiteship):
        return Biteship(KEY, api_base=fake.url, timeout_seconds=SECONDS)
    return RajaOngkir(KEY, api_base=fake.url, timeout_seconds=SECONDS)


@pytest.fixture(params=["table", BITESHIP, RAJAONGKIR])
def provider(request: pytest.FixtureRequest, fakes: dict[str, FakeCouriers]) -> RateProvider:
    if request.param == "table":
        return ZoneTable(ZONES)
    fakes[request.param].reset()
    if request.param == BITESHIP:
        return Biteship(KEY, api_base=fakes[BITESHIP].url, timeout_seconds=SECONDS)
    return RajaOngkir(KEY, api_base=fakes[RAJAONGKIR].url, timeout_seconds=SECONDS)


def test_rates_are_whole_rupiah_and_days_and_a_heavier_parcel_is_dearer(app: object, provider: RateProvider) -> None:
    light = provider.rates(RateRequest(KEMUJA, TEBET, 1000))
    heavy = provider.rates(RateRequest(KEMUJA, TEBET, 1001))
    assert light
    assert [(rate.courier, rate.service) for rate in light] == [(rate.courier, rate.service) for rate in heavy]
    for one, two in zip(light, heavy, strict=True):
        assert 0 < one.amount < two.amount
        assert 0 <= one.fastest_days <= one.slowest_days
        assert one.name


def test_a_parcel_nobody_has_seen_is_in_no_state(provider: RateProvider) -> None:
    assert provider.track("jne", "JNE-404") == ParcelState.UNKNOWN


def test_each_service_is_told_once_and_what_counts_in_hours_is_left_out(fake: FakeCouriers, far: RateProvider) -> None:
    found = {rate.courier: rate for rate in far.rates(RateRequest(KEMUJA, TEBET, 1500))}
    assert {code: rate.amount for code, rate in found.items()} == {"jne": 64_000, "sicepat": 82_000, "jnt": 58_000}
    assert (found["jnt"].fastest_days, found["jnt"].slowest_days) == (3, 5)
    assert (found["sicepat"].fastest_days, found["sicepat"].slowest_days) == (1, 1)
    assert found["jne"].name.upper() == "JNE REG"


def test_no_courier_goes_there(fake: FakeCouriers, far: RateProvider) -> None:
    fake.services = ()
    assert list(far.rates(RateRequest(KEMUJA, TEBET, 1000))) == []


def test_a_place_they_do_not_know_is_said_so(far: RateProvider) -> None:
    with pytest.raises(PlaceUnknown):
        far.rates(RateRequest(KEMUJA, NOWHERE, 1000))


@pytest.mark.parametrize("state", ParcelState)
def test_the_state_of_a_parcel_is_told(fake: FakeCouriers, far: RateProvider, state: ParcelState) -> None:
    fake.parcels["jne", "JP 1/2"] = state
    assert far.track("jne", "JP 1/2") == state
    assert far.track("pos", "JP 1/2") == ParcelState.UNKNOWN, "another courier's number is another parcel"


@pytest.mark.parametrize("trouble", [Trouble.ERROR, Trouble.BUSY, Trouble.RESET, Trouble.LOST])
def test_trouble_is_worth_another_question(fake: FakeCouriers, far: RateProvider, trouble: Trouble) -> None:
    fake.fail_next(trouble, trouble)
    with pytest.raises(CouriersUnavailable):
        far.rates(RateRequest(KEMUJA, TEBET, 1000))
    with pytest.raises(CouriersUnavailable):
        far.track("jne", "JNE-1")
    assert far.rates(RateRequest(KEMUJA, TEBET, 1000)), "the line holds again"


def test_silence_ends_after_the_time_out(fake: FakeCouriers, far: RateProvider) -> None:
    fake.fail_next(Trouble.TIMEOUT)
    began = time.monotonic()
    with pytest.raises(CouriersUnavailable):
        far.track("jne", "JNE-1")
    assert time.monotonic() - began < 3 * SECONDS


def test_a_slow_answer_is_an_answer(fake: FakeCouriers, far: RateProvider) -> None:
    fake.parcels["jne", "JNE-1"] = ParcelState.DELIVERED
    fake.fail_next(Trouble.SLOW)
    assert far.track("jne", "JNE-1") == ParcelState.DELIVERED


@pytest.mark.parametrize(
    "nonsense", [b"<html>", b"[]", b"null", b'{"success": true}', b'{"data": {"delivered": true}}', b'{"pricing": 7}']
)
def test_nonsense_is_no_rate_and_no_delivery(fake: FakeCouriers, far: RateProvider, nonsense: bytes) -> None:
    fake.nonsense = nonsense
    with pytest.raises(CouriersUnavailable):
        far.rates(RateRequest(KEMUJA, TEBET, 1000))
    with suppress(CouriersUnavailable):
        assert far.track("jne", "JNE-1") == ParcelState.UNKNOWN


@pytest.mark.parametrize("amount", [0, -1, 12_500.5, "12500", None, True, 10**18])
def test_an_amount_that_is_no_amount_makes_no_rate(fake: FakeCouriers, far: RateProvider, amount: object) -> None:
    fake.services = (Service("jne", "reg", amount), Service("pos", "kilat", 9_000))  # type: ignore[arg-type]
    assert [rate.courier for rate in far.rates(RateRequest(KEMUJA, TEBET, 1000))] == ["pos"]


def test_a_key_they_do_not_know_is_for_an_admin(fake: FakeCouriers, far: RateProvider) -> None:
    fake.key = "kunci lain"
    with pytest.raises(KeysRefused):
        far.rates(RateRequest(KEMUJA, TEBET, 1000))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2 - 3", (2, 3)), ("2-3 day", (2, 3)), ("1", (1, 1)), ("4 hari", (4, 4)), ("", None), ("3 - 2", None),
        ("2 - 3 hours", None), ("besok", None), (None, None), ("999", None),
    ],
)  # fmt: skip
def test_days_are_read_as_they_are_written(text: object, days: tuple[int, int] | None) -> None:
    assert days_in(text) == days


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("JNE", "jne"), ("jne reg", "jne"), ("J&T", "jnt"), ("J&T Express", "jnt"), ("Pos Indonesia", "pos"),
        ("SiCepat", "sicepat"), ("Ninja Xpress", "ninja"), ("Travel Jaya", None), ("", None), ("Ambil sendiri", None),
    ],
)  # fmt: skip
def test_couriers_are_known_by_what_sellers_write(written: str, code: str | None) -> None:
    assert code_of(written) == code
    assert code is None or code in CODES
