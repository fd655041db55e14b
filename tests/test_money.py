"""Rupiah: parts sum to the whole for every total and all weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.money import BPS, format_percent, format_rupiah, percent_of, split

amounts = st.integers(min_value=-(10**12), max_value=10**12)
weights = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=40).filter(any)


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "Rp0"), (999, "Rp999"), (125_000, "Rp125.000"), (-1_250_000, "−Rp1.250.000")]
)
def test_rupiah_are_written_the_indonesian_way(amount: int, text: str) -> None:
    assert format_rupiah(amount) == text


@pytest.mark.parametrize(
    ("amount", "bps", "share"), [(10_000, 50, 50), (101, 50, 1), (99, 50, 0), (-101, 50, -1), (100, 50, 1), (7, 0, 0)]
)
def test_shares_are_rounded_half_away_from_zero(amount: int, bps: int, share: int) -> None:
    assert percent_of(amount, bps) == share


@given(amounts, weights)
def test_parts_sum_to_the_whole_and_are_off_by_less_than_one(total: int, parts: list[int]) -> None:
    shares = split(total, parts)
    assert sum(shares) == total
    for share, weight in zip(shares, parts, strict=True):
        assert abs(share * sum(parts) - total * weight) < sum(parts)


@given(amounts, st.integers(min_value=0, max_value=BPS))
def test_a_share_is_never_more_than_the_whole(amount: int, bps: int) -> None:
    assert abs(percent_of(amount, bps)) <= abs(amount)


@pytest.mark.parametrize("parts", [[], [0, 0], [1, -1, 5]])
def test_weights_that_divide_nothing_are_refused(parts: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(100, parts)


@pytest.mark.parametrize(
    ("bps", "text"), [(0, "0%"), (50, "0,5%"), (5, "0,05%"), (1000, "10%"), (1025, "10,25%"), (10_000, "100%")]
)
def test_rates_are_written_as_people_write_them(bps: int, text: str) -> None:
    assert format_percent(bps) == text
