"""A place is found by its code or by what people call it."""

import pytest

from app.db import session, transaction
from app.errors import NotFound
from app.models.region import short_name
from app.regions import commands, queries
from tests.cast import Cast
from tests.factories.region import RegionFactory
from tests.statements import Statements

SLUGS = ["bangka", "bangka-barat", "bangka-selatan", "bangka-tengah", "belitung", "belitung-timur", "pangkalpinang"]


def found(text: str) -> list[str]:
    codes = [district.code for district in queries.find_districts(text, home_province="19")]
    session.rollback()
    return codes


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Kabupaten Bangka Selatan", "Bangka Selatan"),
        ("Kota Pangkal Pinang", "Pangkal Pinang"),
        ("Kota Administrasi Jakarta Selatan", "Jakarta Selatan"),
        ("Kabupaten Kotawaringin Barat", "Kotawaringin Barat"),
        ("Bangka", "Bangka"),
    ],
)
def test_a_regency_is_called_as_people_call_it(name: str, short: str) -> None:
    assert short_name(name) == short


def test_a_district_knows_its_regency_province_and_postal_code(cast: Cast) -> None:
    tebet = queries.districts(["31.74.01"])["31.74.01"]
    assert (tebet.regency_code, tebet.postal_code) == ("31.74", "12820")
    assert tebet.full_name == "Kec. Tebet, Kota Administrasi Jakarta Selatan, Daerah Khusus Ibukota Jakarta"


@pytest.mark.parametrize("code", ["31.74", "31", "99.99.99", "", "31.74.01' OR 1=1"])
def test_only_districts_are_districts(cast: Cast, code: str) -> None:
    assert queries.districts([code]) == {}


def test_many_districts_cost_one_statement_and_unknown_codes_are_left_out(cast: Cast, statements: Statements) -> None:
    with statements.counted() as seen:
        places = queries.districts(["19.01.01", "19.02.01", "99.99.99"])
    assert set(places) == {"19.01.01", "19.02.01"}
    assert len(seen) == 1


@pytest.mark.parametrize("text", ["tebet", "  TEBET ", "teb", "jakarta tebet", "Tebet, Jakarta Selatan", "Kec. Tebet"])
def test_a_district_is_found_in_the_words_of_the_buyer(cast: Cast, text: str) -> None:
    assert found(text) == ["31.74.01"]


def test_a_district_is_found_by_the_name_we_show(cast: Cast) -> None:
    assert found(queries.districts(["31.74.01"])["31.74.01"].full_name) == ["31.74.01"]


def test_a_regency_brings_its_districts(cast: Cast) -> None:
    assert found("bangka selatan")[0] == "19.03.03"


def test_a_regency_comes_before_the_province_that_bears_its_name(cast: Cast) -> None:
    assert found("belitung")[0] == "19.02.01"


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "teb%", "kec.", "tebet sungailiat", "\\"])
def test_signs_and_contradictions_find_nothing(cast: Cast, text: str) -> None:
    assert found(text) == []


def test_the_very_name_comes_first_and_then_home(cast: Cast) -> None:
    with transaction():
        for code, parent_code, name in (
            ("31.74.02", "31.74", "Air"),
            ("31.74.03", "31.74", "Air Putih"),
            ("19.03.09", "19.03", "Air Bara"),
            ("19.03.10", "19.03", "Pulau Air"),
        ):
            RegionFactory(code=code, parent_code=parent_code, level=3, name=name, kind="kecamatan")
    assert found("air") == ["31.74.02", "19.03.03", "19.03.09", "31.74.03", "19.03.10"]


def test_a_search_for_everything_answers_with_twenty(cast: Cast) -> None:
    with transaction():
        for number in range(11, 41):
            RegionFactory(code=f"19.03.{number}", parent_code="19.03", level=3, name=f"Desa {number}", kind="kecamatan")
    assert len(found("a")) == queries.MOST_MATCHES


def test_the_addresses_of_all_kabupaten_are_those_printed_on_packaging(cast: Cast) -> None:
    with transaction():
        commands.seed_regions()
    regencies = queries.regencies("19")
    assert [place.slug for place in regencies] == SLUGS
    assert all(place.district_slug for regency in regencies for place in regency.districts)
    addresses = [(part.regency_slug, part.district_slug) for place in regencies for part in place.districts]
    assert len(addresses) == len(set(addresses)) == 47


def test_a_kabupaten_knows_its_kecamatan_by_name(cast: Cast) -> None:
    bangka = queries.place_named(queries.regencies("19"), "bangka")
    assert (bangka.code, bangka.name, bangka.full_name) == ("19.01", "Bangka", "Kabupaten Bangka")
    assert [part.slug for part in bangka.districts] == ["mendo-barat", "sungailiat"]


def test_places_of_other_provinces_are_not_among_them(cast: Cast) -> None:
    with pytest.raises(NotFound):
        queries.place_named(queries.regencies("19"), "jakarta-selatan")
