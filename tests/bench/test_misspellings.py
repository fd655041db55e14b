from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bench.misspellings import SLIPS, misspell, neighbours

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=12).filter(lambda word: len(set(word)) > 1)


@given(WORDS, st.integers(), st.sampled_from(sorted(SLIPS)))
def test_one_slip_is_one_slip(word: str, seed: int, kind: str) -> None:
    slipped = misspell(word, kind, Random(seed))
    assert slipped is not None
    assert slipped != word
    assert len(slipped) - len(word) == {"drop": -1, "double": 1, "swap": 0, "neighbour": 0}[kind]
    changed = [(old, new) for old, new in zip(word, slipped, strict=False) if old != new]
    if kind == "swap":
        assert sorted(slipped) == sorted(word)
        assert len(changed) == 2
    if kind == "neighbour":
        ((old, new),) = changed
        assert new in neighbours(old)
    if kind == "drop":
        assert slipped in {word[:at] + word[at + 1 :] for at in range(len(word))}
    if kind == "double":
        assert slipped in {word[:at] + letter + word[at:] for at, letter in enumerate(word)}


@pytest.mark.parametrize("kind", SLIPS)
def test_the_same_seed_slips_the_same_way(kind: str) -> None:
    first, again = (misspell("kerupuk kemplang", kind, Random(7)) for _time in range(2))
    assert first == again
    assert len({misspell("kerupuk kemplang", kind, Random(seed)) for seed in range(50)}) > 5


@pytest.mark.parametrize("query", ["lada", "kopi susu", "12345 2 kg", "oleh2"])
def test_short_words_and_numbers_stay(query: str) -> None:
    assert misspell(query, "drop", Random(1)) is None


def test_only_the_long_word_slips() -> None:
    for seed in range(50):
        slipped = misspell("Teh tayu CELUP 20", "swap", Random(seed))
        assert slipped is not None
        assert slipped.startswith("teh tayu ")
        assert slipped.endswith(" 20")


def test_keys_know_what_stands_around_them() -> None:
    assert sorted(neighbours("g")) == ["b", "f", "h", "t", "v", "y"]
    assert sorted(neighbours("q")) == ["a", "w"]
    assert neighbours("é") == []
