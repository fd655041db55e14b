"""What an address of a search means, and the addresses a page of results offers."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.catalog.queries.on_sale import Shelf
from app.regions.queries import Place
from app.search.forms import SearchForm
from app.search.rules import Filters, Order

BANGKA = Place(
    "19.01",
    "bangka",
    "Bangka",
    "Kabupaten Bangka",
    "bangka",
    "",
    (Place("19.01.04", "mendo-barat", "Mendo Barat", "Kecamatan Mendo Barat", "bangka", "mendo-barat"),),
)
BELITUNG = Place("19.02", "belitung", "Belitung", "Kabupaten Belitung", "belitung")
FORM = SearchForm([Shelf("kue", "Kue", 1), Shelf("bumbu", "Bumbu", 1)], [BANGKA, BELITUNG])


def test_every_part_of_an_address_is_read_and_written_back() -> None:
    address = {
        "q": "lada",
        "kategori": ["bumbu", "kue"],
        "wilayah": ["bangka", "belitung"],
        "kecamatan": ["mendo-barat"],
        "sertifikat": ["bpom", "halal"],
        "harga_min": 10_000,
        "harga_maks": 50_000,
        "stok": "ada",
        "nilai": 4,
        "urut": "termurah",
    }
    filters = FORM.read(
        MultiDict({key: value if isinstance(value, list) else str(value) for key, value in address.items()})
    )
    assert filters.regencies == {"19.01", "19.02"}
    assert filters.districts == {"19.01.04"}
    assert filters.order is Order.CHEAPEST
    assert FORM.arguments(filters) == address


@pytest.mark.parametrize(
    ("name", "value"),
    [("kategori", "x"), ("wilayah", "tebet"), ("wilayah", "19.01"), ("kecamatan", "x"), ("sertifikat", "NIB"),
     ("harga_min", "-5"), ("harga_min", "1e5"), ("harga_maks", "9" * 30), ("harga_maks", "١٢"), ("stok", "1"),
     ("nilai", "9"), ("nilai", "x"), ("urut", "mahal"), ("urut", ""), ("q", "   ")],
)  # fmt: skip
def test_odd_values_are_ignored(name: str, value: str) -> None:
    assert FORM.read(MultiDict({name: value})) == Filters()


@pytest.mark.parametrize("text", ["25000", "25.000", "Rp25.000", " Rp 25.000 "])
def test_amounts_are_read_as_people_write_them(text: str) -> None:
    assert FORM.read(MultiDict({"harga_min": text})).lowest_amount == 25_000


def test_each_chip_is_the_address_without_its_value(app: Flask) -> None:
    filters = Filters("lada", frozenset({"kue"}), frozenset({"19.01", "19.02"}), lowest_amount=10_000, is_in_stock=True)
    with app.test_request_context():
        chips = {chip.name: chip.arguments for chip in FORM.chips(filters)}
    assert list(chips) == ["Kue", "Bangka", "Belitung", "Mulai Rp10.000", "Ada stok"]
    assert chips["Bangka"]["wilayah"] == ["belitung"]
    assert "harga_min" not in chips["Mulai Rp10.000"]
    assert chips["Ada stok"] == {
        "q": "lada",
        "kategori": ["kue"],
        "wilayah": ["bangka", "belitung"],
        "harga_min": 10_000,
    }


def test_sorting_by_fitness_is_offered_for_words_only(app: Flask) -> None:
    with app.test_request_context():
        with_words = [(link.name, link.is_current) for link in FORM.orders(Filters("lada"))]
        without = [(link.name, link.is_current) for link in FORM.orders(Filters())]
    assert with_words[0] == ("Paling cocok", True)
    assert without == [("Terbaru", True), ("Termurah", False), ("Termahal", False)]
