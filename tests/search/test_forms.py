"""What an address of a search means."""

import pytest
from werkzeug.datastructures import MultiDict

from app.catalog.queries.on_sale import CategoryName
from app.regions.queries import Place
from app.search.forms import SearchForm, is_chosen
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
FORM = SearchForm([CategoryName(1, "kue", "Kue"), CategoryName(2, "bumbu", "Bumbu")], [BANGKA, BELITUNG])


def test_every_part_of_an_address_is_read_and_written_back() -> None:
    address = {
        "q": "lada",
        "kategori": ["bumbu", "kue"],
        "wilayah": ["bangka", "belitung"],
        "kecamatan": ["mendo-barat"],
        "sertifikat": ["bpom", "halal"],
        "harga_min": 10_000,
        "harga_maks": 50_000,
        "berat_min": 100,
        "berat_maks": 2_500,
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
    assert not any(is_chosen(value) for value in FORM.arguments(Filters()).values())


@pytest.mark.parametrize(
    ("name", "value"),
    [("kategori", "x"), ("wilayah", "tebet"), ("wilayah", "19.01"), ("kecamatan", "x"), ("sertifikat", "NIB"),
     ("harga_min", "-5"), ("harga_min", "1e5"), ("harga_maks", "9" * 30), ("harga_maks", "١٢"), ("stok", "1"),
     ("berat_min", "ringan"), ("berat_maks", "-1"),
     ("nilai", "9"), ("nilai", "x"), ("urut", "mahal"), ("urut", ""), ("q", "   ")],
)  # fmt: skip
def test_odd_values_are_ignored(name: str, value: str) -> None:
    assert FORM.read(MultiDict({name: value})) == Filters()


@pytest.mark.parametrize("text", ["25000", "25.000", "Rp25.000", " Rp 25.000 "])
def test_amounts_are_read_as_people_write_them(text: str) -> None:
    assert FORM.read(MultiDict({"harga_min": text})).lowest_amount == 25_000


def test_signs_that_nobody_sees_are_left_out_and_the_rest_is_cut() -> None:
    assert FORM.read(MultiDict({"q": "\0la\x1bda\u202e\n"})).text == "la da"
    assert FORM.read(MultiDict({"q": "lada 🌶" * 5_000})).text == ("lada 🌶" * 5_000)[:200].strip()
