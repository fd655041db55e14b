"""What a page of results offers, and the addresses of it."""

from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask

from app.search.choices import Choices, Facets
from app.search.rules import Filters
from app.search.understanding import Understood
from tests.search.test_forms import FORM


@pytest.fixture(autouse=True)
def _within_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def choices(filters: Filters, facets: Facets | None = None) -> Choices:
    return Choices("/cari", FORM, filters, facets or {})


def test_each_chip_is_the_address_without_its_value() -> None:
    filters = Filters(
        "lada",
        frozenset({"kue"}),
        frozenset({"19.01", "19.02"}),
        lowest_amount=10_000,
        highest_weight=1_500,
        rating=4,
        is_in_stock=True,
    )
    chips = {chip.name: chip.address for chip in choices(filters).chips()}
    assert list(chips) == [
        "Kue",
        "Bangka",
        "Belitung",
        "Mulai Rp10.000",
        "Sampai 1,5 kg",
        "Nilai 4 ke atas",
        "Ada stok",
    ]
    rest = "&wilayah=bangka&wilayah=belitung&harga_min=10000&berat_maks=1500&nilai=4"
    assert (
        chips["Bangka"] == "/cari?q=lada&kategori=kue&wilayah=belitung&harga_min=10000&berat_maks=1500&stok=ada&nilai=4"
    )
    assert chips["Kue"] == f"/cari?q=lada{rest.removesuffix('&nilai=4')}&stok=ada&nilai=4"
    assert chips["Ada stok"] == f"/cari?q=lada&kategori=kue{rest}"


def test_sorting_by_fitness_is_offered_for_words_and_by_rating_where_something_has_one() -> None:
    with_words = [(link.name, link.is_current) for link in choices(Filters("lada")).orders()]
    without = [(link.name, link.is_current) for link in choices(Filters()).orders()]
    rated = choices(Filters(), {"nilai": Counter({"4": 1})}).orders()
    assert with_words[0] == ("Paling cocok", True)
    assert without == [("Terbaru", True), ("Termurah", False), ("Termahal", False)]
    assert rated[-1].address == "/cari?urut=nilai"


def test_a_value_that_finds_nothing_is_shown_only_while_it_is_chosen() -> None:
    groups = choices(Filters(categories=frozenset({"kue"})), {"wilayah": Counter({"19.02": 3})}).groups()
    shown = {group.name: [(each.value, each.found, each.is_chosen) for each in group.choices] for group in groups}
    assert shown == {"kategori": [("kue", 0, True)], "wilayah": [("belitung", 3, False)]}


def test_the_districts_of_a_chosen_regency_are_offered() -> None:
    facets = {"kecamatan": Counter({"19.01.04": 2})}
    assert "kecamatan" not in [group.name for group in choices(Filters(), facets).groups()]
    group = choices(Filters(regencies=frozenset({"19.01"})), facets).groups()[-1]
    assert [(each.value, each.found) for each in group.choices] == [("mendo-barat", 2)]


def test_a_shelf_is_put_in_by_its_link_and_taken_out_by_it() -> None:
    facets = {"kategori": Counter({"kue": 2, "bumbu": 1})}
    shelves = choices(Filters("lada", frozenset({"kue"})), facets).shelves()
    assert [(each.address, each.is_current, each.found) for each in shelves] == [
        ("/cari?q=lada", True, 2),
        ("/cari?q=lada&kategori=bumbu&kategori=kue", False, 1),
    ]


def test_a_band_sets_both_prices_and_the_one_in_use_takes_them_away() -> None:
    bands = choices(
        Filters("lada", lowest_amount=25_000, highest_amount=49_999), {"harga": Counter({"0": 4, "2": 1, "5": 2})}
    ).bands()
    assert [(each.name, each.address, each.is_current, each.found) for each in bands] == [
        ("Di bawah Rp25.000", "/cari?q=lada&harga_maks=24999", False, 4),
        ("Rp25.000–50.000", "/cari?q=lada", True, 0),
        ("Rp50.000–100.000", "/cari?q=lada&harga_min=50000&harga_maks=99999", False, 1),
        ("Rp1.000.000 ke atas", "/cari?q=lada&harga_min=1000000", False, 2),
    ]


def test_ratings_are_offered_where_something_has_one() -> None:
    assert choices(Filters(), {"nilai": Counter({"4": 0, "3": 0})}).ratings() == []
    ratings = choices(Filters(rating=5), {"nilai": Counter({"4": 1, "3": 2})}).ratings()
    assert [(each.value, each.found, each.is_chosen) for each in ratings] == [
        ("5", 0, True),
        ("4", 1, False),
        ("3", 2, False),
    ]


def test_a_price_from_the_words_is_said_unless_the_fields_name_one() -> None:
    meant = Understood(lowest_amount=25_000, highest_amount=50_000, without_price="lada")
    link = choices(Filters("lada antara 25 dan 50 ribu", is_in_stock=True)).said_price(meant)
    assert link
    assert (link.name, link.address) == ("dari Rp25.000 sampai Rp50.000", "/cari?q=lada&stok=ada")
    assert choices(Filters("lada", lowest_amount=1)).said_price(meant) is None
    assert choices(Filters("lada")).said_price(Understood()) is None
