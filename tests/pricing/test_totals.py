"""What a checkout costs, and how a total is shared out again."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.money import split
from app.pricing.totals import GroupTotal, SellerTotal

amounts = st.integers(min_value=0, max_value=10**11)
totals = st.lists(st.tuples(amounts.filter(bool), amounts), min_size=1, max_size=20)


def total_of(parts: list[tuple[int, int]]) -> GroupTotal:
    return GroupTotal([SellerTotal(place, items, shipping) for place, (items, shipping) in enumerate(parts)])


def test_an_empty_cart_costs_nothing() -> None:
    assert GroupTotal([]).amount == 0


@given(totals)
def test_the_whole_is_goods_and_parcels_of_all_sellers(parts: list[tuple[int, int]]) -> None:
    total = total_of(parts)
    assert total.amount == total.items_amount + total.shipping_amount == sum(map(sum, parts))
    assert total.amount == sum(seller.amount for seller in total.sellers)


@given(totals, st.data())
def test_a_discount_shared_by_seller_leaves_nobody_below_zero(
    parts: list[tuple[int, int]], data: st.DataObject
) -> None:
    total = total_of(parts)
    discount = data.draw(st.integers(min_value=0, max_value=total.items_amount))
    shares = split(discount, [seller.items_amount for seller in total.sellers])
    assert sum(shares) == discount
    assert all(0 <= share <= seller.items_amount for share, seller in zip(shares, total.sellers, strict=True))


@given(amounts, st.lists(amounts, min_size=1, max_size=20).filter(any))
def test_a_larger_part_never_gets_the_smaller_share_and_a_reversal_mirrors_it(total: int, weights: list[int]) -> None:
    shares = split(total, weights)
    by_weight = pairwise(sorted(zip(weights, shares, strict=True)))
    assert all(less <= more for (light, less), (heavy, more) in by_weight if light < heavy)
    assert split(-total, weights) == [-share for share in shares]


def test_the_rest_goes_to_the_largest_remainders_and_then_to_the_earlier() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [15, 55, 30]) == [2, 5, 3]
    assert split(1, [0, 5, 5]) == [0, 1, 0]
