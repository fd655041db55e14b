"""What a voucher takes off each line, when it counts, and whom it costs."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.clock import now
from app.models.order import Bearer
from app.models.voucher import Voucher, VoucherKind
from app.money import portion
from app.vouchers.errors import NotForTheseShops, NotYet, Over, TakesNothing, TooSmall, UsedByYou, UsedUp
from app.vouchers.rules import Goods, check_counts, cost_account, fold_code, is_code, taken_off

DAY = timedelta(days=1)
TWO_SHOPS = [Goods(1, 2, 100_000), Goods(2, 1, 30_000), Goods(1, 1, 20_000)]


def voucher(**values: Any) -> Voucher:
    usual = {
        "kind": VoucherKind.AMOUNT,
        "amount": 15_000,
        "rate_bps": 0,
        "smallest_items_amount": 0,
        "bearer": Bearer.PLATFORM,
        "bearer_name": "",
        "most_uses_per_buyer": 1,
        "used": 0,
        "starts_at": now() - DAY,
        "ends_at": now() + DAY,
    }
    return Voucher(**{**usual, **values})


def percent(rate_bps: int, **values: Any) -> Voucher:
    return voucher(kind=VoucherKind.PERCENT, amount=0, rate_bps=rate_bps, **values)


@pytest.mark.parametrize(
    ("made", "off"),
    [
        (voucher(), [10_000, 3_000, 2_000]),
        (voucher(amount=1), [1, 0, 0]),
        (voucher(seller_id=1), [12_500, 0, 2_500]),
        (voucher(seller_id=2), [0, 15_000, 0]),
        (voucher(seller_id=3), [0, 0, 0]),
        (voucher(amount=10**9), [99_998, 29_999, 19_999]),
        (percent(1000), [10_000, 3_000, 2_000]),
        (percent(1000, cap_amount=3_000), [2_000, 600, 400]),
        (percent(1000, seller_id=2), [0, 3_000, 0]),
        (percent(10_000), [99_998, 29_999, 19_999]),
    ],
)
def test_the_amount_is_shared_by_what_the_lines_cost(made: Voucher, off: list[int]) -> None:
    assert taken_off(made, TWO_SHOPS) == pytest.approx(off, abs=1)
    assert sum(taken_off(made, TWO_SHOPS)) == sum(off)


goods = st.lists(
    st.builds(
        lambda seller, quantity, price: Goods(seller, quantity, quantity * price),
        st.integers(1, 3),
        st.integers(1, 50),
        st.integers(1, 10**7),
    ),
    min_size=1,
    max_size=20,
)
vouchers = st.builds(
    lambda amount, rate, cap, seller: (
        percent(rate, cap_amount=cap, seller_id=seller) if rate else voucher(amount=amount, seller_id=seller)
    ),
    st.integers(1, 10**9),
    st.integers(0, 10_000),
    st.none() | st.integers(1, 10**8),
    st.none() | st.integers(1, 3),
)


@given(vouchers, goods)
def test_every_piece_still_costs_a_rupiah_and_other_shops_give_nothing(made: Voucher, lines: list[Goods]) -> None:
    off = taken_off(made, lines)
    for each, taken in zip(lines, off, strict=True):
        assert 0 <= taken <= each.amount - each.quantity
        assert taken == 0 or made.seller_id in (None, each.seller_id)
        for piece in range(each.quantity):
            paid = each.amount // each.quantity - portion(taken, before=piece, after=piece + 1, whole=each.quantity)
            assert paid >= 1
    if made.cap_amount is not None:
        assert sum(off) <= made.cap_amount
    if made.kind == VoucherKind.AMOUNT:
        room = sum(each.amount - each.quantity for each in lines if made.seller_id in (None, each.seller_id))
        assert sum(off) == min(made.amount, room)


@pytest.mark.parametrize(
    ("made", "uses", "error"),
    [
        (voucher(archived_at=now()), 0, Over),
        (voucher(starts_at=now() - 3 * DAY, ends_at=now() - DAY), 0, Over),
        (voucher(starts_at=now() + DAY, ends_at=now() + 2 * DAY), 0, NotYet),
        (voucher(most_uses=3, used=3), 0, UsedUp),
        (voucher(most_uses_per_buyer=2), 2, UsedByYou),
        (voucher(seller_id=3), 0, NotForTheseShops),
        (voucher(smallest_items_amount=150_001), 0, TooSmall),
        (voucher(seller_id=2, smallest_items_amount=30_001), 0, TooSmall),
        (percent(1, seller_id=9), 0, NotForTheseShops),
    ],
)
def test_what_stops_a_voucher_is_said(app: Flask, made: Voucher, uses: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_counts(made, TWO_SHOPS, uses_of_buyer=uses, moment=now())


def test_a_voucher_that_fits_passes(app: Flask) -> None:
    for made in (
        voucher(most_uses=3, used=2),
        voucher(smallest_items_amount=150_000),
        voucher(most_uses_per_buyer=2),
        voucher(seller_id=2, smallest_items_amount=30_000),
    ):
        check_counts(made, TWO_SHOPS, uses_of_buyer=0, moment=now())


def test_goods_of_one_rupiah_cannot_become_cheaper(app: Flask) -> None:
    with pytest.raises(TakesNothing):
        check_counts(voucher(), [Goods(1, 5, 5)], uses_of_buyer=0, moment=now())


def test_a_voucher_counts_from_its_first_moment_up_to_but_not_with_its_last(app: Flask) -> None:
    made = voucher()
    check_counts(made, TWO_SHOPS, uses_of_buyer=0, moment=made.starts_at)
    with pytest.raises(Over):
        check_counts(made, TWO_SHOPS, uses_of_buyer=0, moment=made.ends_at)


@pytest.mark.parametrize(
    ("made", "account"),
    [
        (voucher(), "voucher_cost:platform"),
        (voucher(bearer=Bearer.AGENCY, bearer_name="Dinas Koperasi & UKM"), "voucher_cost:dinas-koperasi-ukm"),
        (voucher(bearer=Bearer.SELLER, seller_id=1), ""),
    ],
)
def test_the_cost_goes_to_whoever_bears_it(made: Voucher, account: str) -> None:
    assert cost_account(made) == account


@pytest.mark.parametrize(
    ("text", "code", "is_one"),
    [
        (" lada 2026 ", "LADA2026", True),
        ("panen-lada", "PANEN-LADA", True),
        ("abc", "ABC", False),
        ("-abcd", "-ABCD", False),
        ("a" * 25, "A" * 25, False),
        ("ladá-2026", "LADÁ-2026", False),
        ("", "", False),
    ],
)
def test_codes_are_read_as_people_type_them(text: str, code: str, is_one: bool) -> None:
    assert fold_code(text) == code
    assert is_code(code) is is_one
