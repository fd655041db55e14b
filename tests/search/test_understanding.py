"""What is meant by what was typed."""

import pytest

from app.search.engine.base import Field
from app.search.lexicon import Lexicon, words_in
from app.search.synonyms import Synonyms
from app.search.understanding import Understood, understand

NAMES = frozenset(
    ("lada", "putih", "sahang", "terasi", "toboali", "kain", "cual", "pengantin", "kerupuk", "oleh", "madu", "pelawan")
) | {"belitung", "getas"}
LEXICON = Lexicon([words_in(dict.fromkeys(NAMES, 3) | {"aroma": 5}, NAMES)])
SYNONYMS = Synonyms(
    [
        ["lada putih", "sahang", "white pepper"],
        ["oleh-oleh", "suvenir"],
        ["Belitung", "Belitong"],
        ["pernikahan", "pengantin"],
    ]
)


def meant(text: str) -> Understood:
    return understand(text, LEXICON, SYNONYMS)


def typed(text: str) -> list[str]:
    return [" ".join(slot.typed) for slot in meant(text).slots]


def readings(text: str) -> set[str]:
    return {" ".join(meaning.words) for slot in meant(text).slots for meaning in slot.meanings}


def test_words_that_name_no_thing_are_left_out() -> None:
    assert typed("mau beli kain cual utk pengantin") == ["kain", "cual", "pengantin"]
    assert typed("yang") == ["yang"], "alone it is all there is"


def test_names_of_several_words_are_read_as_one() -> None:
    assert typed("white pepper") == ["white pepper"]
    assert {"lada putih", "sahang"} <= readings("white pepper")


@pytest.mark.parametrize("text", ["terassi", "trasi", "tersai", "TERASI!"])
def test_spellings_lead_to_the_word_of_the_catalogue(text: str) -> None:
    assert readings(text) == {"terasi"}


def test_only_a_guess_is_a_correction() -> None:
    assert meant("terassi").corrected == ""
    assert meant("tersai toboli").corrected == "terasi toboali"


def test_words_written_as_one_are_taken_apart() -> None:
    assert "lada putih" in readings("ladaputih")
    assert "madu pelawan" in readings("madupelawan")


def test_after_dari_comes_a_place() -> None:
    slots = meant("terasi dari toboali").slots
    assert [slot.fields == Field.PLACE | Field.MAKER for slot in slots] == [False, True]


@pytest.mark.parametrize(
    ("text", "lowest", "highest"),
    [
        ("madu di bawah 50 ribu", None, 50_000),
        ("madu dibawah 50rb", None, 50_000),
        ("madu < 50.000", None, 50_000),
        ("madu maks Rp 1,5 juta", None, 1_500_000),
        ("madu di atas 100k", 100_000, None),
        ("madu 50-100 ribu", 50_000, 100_000),
        ("madu antara 50rb dan 100rb", 50_000, 100_000),
        ("madu 30 ribuan", 27_000, 39_999),
        ("madu 250 g", None, None),
        ("madu 2024", None, None),
        ("madu di bawah 5", None, None),
        ("madu 100-50 ribu", None, None),
        ("madu di bawah 99999999999999999999 ribu", None, None),
    ],
)
def test_prices_in_words(text: str, lowest: int | None, highest: int | None) -> None:
    found = meant(text)
    assert (found.lowest_amount, found.highest_amount) == (lowest, highest)
    assert "madu" in typed(text)


def test_cheap_is_a_wish_not_a_thing() -> None:
    found = meant("oleh oleh belitong murah")
    assert found.wants_cheap
    assert typed("oleh oleh belitong murah") == ["oleh oleh", "belitong"]


def test_certificates_are_asked_of_the_facts() -> None:
    assert [slot.certificate for slot in meant("kerupuk halal p-irt").slots] == ["", "halal", "spp-irt"]


def test_the_beginning_of_the_last_word_may_become_longer_words() -> None:
    assert "pelawan" in readings("madu pela")
    assert readings("pela madu") == {"madu"}, "only the last word is still being typed"


@pytest.mark.parametrize("text", ["", "   ", "***", "qqqq zzzz", "\x00", "a" * 10_000, "rp", "<", "- -", "50 ribu"])
def test_nothing_typed_is_an_error(text: str) -> None:
    assert all(not slot.meanings for slot in meant(text).slots if slot.typed[0] in ("qqqq", "zzzz"))
