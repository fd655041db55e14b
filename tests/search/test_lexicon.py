"""Which words of the catalogue are alike."""

import pytest

from app.search.lexicon import Lexicon, slips_allowed, words_in

NAMES = {"lada": 9, "laba": 1, "terasi": 4, "tenggiri": 3, "keripik": 5, "keripiknya": 1, "tenun": 2, "tenunan": 3}
LEXICON = Lexicon(
    [
        words_in(NAMES | {"pedas": 7}, frozenset(NAMES)),
        words_in({"lada": 2, "kelapa": 1}, frozenset({"lada", "kelapa"})),
    ]
)


def test_frequencies_of_all_parts_add_up() -> None:
    assert LEXICON.frequency("lada") == 11
    assert LEXICON.frequency("paku") == 0


def test_spellings_of_one_skeleton_are_alike() -> None:
    assert LEXICON.alike("terassi") == LEXICON.alike("trasi") == {"terasi"}
    assert LEXICON.alike("terasi") == set()


def test_a_stem_counts_only_where_it_is_a_word_of_the_catalogue() -> None:
    assert LEXICON.related("tenunan") == {"tenun"}
    assert LEXICON.related("keripik") == set(), "Snowball makes ripik of it, which nobody sells"


def test_beginnings_are_completed_by_the_most_frequent_names() -> None:
    assert LEXICON.names_beginning_with("la", limit=5) == ["lada", "laba"]
    assert LEXICON.names_beginning_with("ped", limit=5) == [], "a word of descriptions only"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("tersai", "terasi"), ("teraso", "terasi"), ("ladda", "lada"), ("tengiri", "tenggiri"), ("keripiik", "keripik")],
)
def test_one_slip_of_the_fingers_is_forgiven(typed: str, meant: str) -> None:
    assert LEXICON.nearest(typed, limit=3)[0][0] == meant


def test_short_words_numbers_and_far_words_are_not_corrected() -> None:
    assert (slips_allowed("mie"), slips_allowed("lada"), slips_allowed("kemplang")) == (0, 1, 2)
    for typed in ("mie", "250", "b2b4", "qqqqqq"):
        assert LEXICON.nearest(typed, limit=3) == []
