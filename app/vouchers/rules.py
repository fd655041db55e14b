"""When a voucher counts, and what it takes off each line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.ledger.chart import voucher_cost
from app.models.order import Bearer
from app.models.voucher import Voucher, VoucherKind
from app.money import percent_of, split
from app.sellers.rules import slug_of
from app.vouchers.errors import NotForTheseShops, NotYet, Over, TakesNothing, TooSmall, UsedByYou, UsedUp

CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{2,22})[A-Z0-9]", re.ASCII)
PLATFORM = Bearer.PLATFORM.value


@dataclass(frozen=True)
class Goods:
    """One line of a checkout; the amount is rupiah for all its pieces."""

    seller_id: int
    quantity: int
    amount: int


def fold_code(text: str) -> str:
    """A code as it is kept: capital letters, no spaces."""
    return "".join(text.split()).upper()


def is_code(text: str) -> bool:
    """Whether a text could be a code: 4 to 24 letters, digits and dashes."""
    return CODE.fullmatch(text) is not None


def check_counts(voucher: Voucher, goods: Sequence[Goods], *, uses_of_buyer: int, moment: datetime) -> None:
    """Raises Over, NotYet, UsedUp, UsedByYou, NotForTheseShops, TooSmall or TakesNothing, in this order."""
    if voucher.archived_at is not None or moment >= voucher.ends_at:
        raise Over
    if moment < voucher.starts_at:
        raise NotYet(starts_at=voucher.starts_at)
    if voucher.most_uses is not None and voucher.used >= voucher.most_uses:
        raise UsedUp
    if uses_of_buyer >= voucher.most_uses_per_buyer:
        raise UsedByYou
    counted = [each for each in goods if _is_for(voucher, each)]
    if not counted:
        raise NotForTheseShops
    if sum(each.amount for each in counted) < voucher.smallest_items_amount:
        raise TooSmall(smallest_amount=voucher.smallest_items_amount)
    if not any(taken_off(voucher, goods)):
        raise TakesNothing


def taken_off(voucher: Voucher, goods: Sequence[Goods]) -> list[int]:
    """Rupiah that a voucher takes off each line; every piece still costs one rupiah at least."""
    room = [each.amount - each.quantity if _is_for(voucher, each) else 0 for each in goods]
    wanted = voucher.amount
    if voucher.kind == VoucherKind.PERCENT:
        wanted = percent_of(sum(each.amount for each in goods if _is_for(voucher, each)), voucher.rate_bps)
    if voucher.cap_amount is not None:
        wanted = min(wanted, voucher.cap_amount)
    total = min(wanted, sum(room))
    return split(total, room) if total else [0] * len(room)


def cost_account(voucher: Voucher) -> str:
    """The account of the books that a voucher costs; none when the seller simply gets less."""
    if voucher.bearer == Bearer.SELLER:
        return ""
    return str(voucher_cost(slug_of(voucher.bearer_name) if voucher.bearer == Bearer.AGENCY else PLATFORM))


def _is_for(voucher: Voucher, goods: Goods) -> bool:
    return voucher.seller_id in (None, goods.seller_id)
