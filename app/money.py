"""Whole rupiah: the only arithmetic on money in the house. Rates are basis points (1 bps = 0.01 %)."""

from collections.abc import Sequence

BPS = 10_000
MINUS = "\u2212"
LARGEST_AMOUNT = 2**53  # beyond this JSON readers lose rupiah


def format_rupiah(amount: int) -> str:
    """Rp125.000, with a minus sign in front for negative amounts: not a hyphen, which is read as nothing."""
    return f"{MINUS if amount < 0 else ''}Rp{abs(amount):,}".replace(",", ".")


def format_percent(bps: int) -> str:
    """0,5% for 50 basis points."""
    whole, rest = divmod(bps, 100)
    return f"{whole},{rest:02}".rstrip("0").rstrip(",") + "%" if rest else f"{whole}%"


def percent_of(amount: int, bps: int) -> int:
    """The share of an amount at a rate in basis points, rounded half away from zero."""
    share, rest = divmod(abs(amount) * bps, BPS)
    share += 1 if rest * 2 >= BPS else 0
    return share if amount >= 0 else -share


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Divide a total by weights with the largest remainder, so that the parts sum to the total.

    Equal remainders favour the earlier part. Raises ValueError for no weight above zero or a negative one.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be zero or more and sum to more than zero")
    sign = -1 if total < 0 else 1
    shares = [divmod(abs(total) * weight, whole) for weight in weights]
    missing = abs(total) - sum(share for share, _rest in shares)
    by_rest = sorted(range(len(weights)), key=lambda place: (-shares[place][1], place))
    extra = set(by_rest[:missing])
    return [sign * (share + (place in extra)) for place, (share, _rest) in enumerate(shares)]


def portion(total: int, *, before: int, after: int, whole: int) -> int:
    """What the pieces number `before` to `after` of a whole get of a total; all portions sum to the total."""
    return total * after // whole - total * before // whole
