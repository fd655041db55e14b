"""How words are folded, and which spellings are the same."""

import pytest

from app.search.words import key_of, pairs_of, skeleton_of, stem_of, words_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kopi O Manggar", ["kopi", "o", "manggar"]),
        ("oleh-oleh", ["oleh", "oleh"]),
        ("CAFÉ", ["cafe"]),
        ("250g / 1_kg", ["250g", "1", "kg"]),
        ("🌶 “lada”", ["lada"]),
        ("\u202elada\x00", ["lada"]),
        ("", []),
    ],
)
def test_a_text_becomes_words(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("terassi", "terasi"),
        ("trasi", "terasi"),
        ("krupuk", "kerupuk"),
        ("plawan", "pelawan"),
        ("blitung", "belitung"),
        ("doerian", "durian"),
        ("tjual", "cual"),
        ("djahe", "jahe"),
        ("gettas", "getas"),
    ],
)
def test_old_spelling_doubled_letters_and_a_silent_e_change_nothing(one: str, other: str) -> None:
    assert skeleton_of(one) == skeleton_of(other)


def test_different_words_keep_different_skeletons() -> None:
    assert skeleton_of("lada") != skeleton_of("laba")
    assert skeleton_of("getas") != skeleton_of("gelas")


def test_neighbours_written_as_one_and_whole_names_as_keys() -> None:
    assert pairs_of(["otak", "otak", "beku"]) == ["otakotak", "otakbeku"]
    assert key_of("LKM18-04") == key_of("lkm 18 04") == "lkm1804"


def test_snowball_errs_on_words_of_the_trade() -> None:
    assert stem_of("menenun") != "tenun", "so its stems count only where the catalogue has them"
