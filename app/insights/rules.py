"""Periods, shares, days on which nothing was there, and the tips that follow from the figures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import day_of
from app.i18n import _
from app.money import format_rupiah

PERIODS = (7, 30, 90)
USUAL_PERIOD = 30
SMALLEST_GROUP = 5  # buyers: fewer could be recognised
WEEKS = 4  # of the figures that a tip follows from


@dataclass(frozen=True)
class Period:
    """Days in Jakarta from one moment until before another."""

    begin: datetime
    end: datetime


@dataclass(frozen=True)
class ProductFigures:
    """One product in a period: people who looked and who put it in a cart, orders, pieces and rupiah that were paid.

    `empty_days` are days on which a choice of it could not be bought because nothing was left.
    """

    product_id: int
    name: str
    is_on_sale: bool
    is_older: bool
    views: int
    carted: int
    orders: int
    pieces: int
    amount: int
    available: int
    empty_days: int = 0


@dataclass(frozen=True)
class Empty:
    """A time in which nothing of a variant was left; without an end it lasts."""

    product_id: int
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Tip:
    """One plain sentence, and the figures that made us say it."""

    name: str
    sentence: str
    because: str


Rule = Callable[[Sequence[ProductFigures]], Tip | None]


def last_days(moment: datetime, days: int) -> Period:
    """So many days, today as far as it has gone."""
    return Period(day_of(moment) - timedelta(days=days - 1), moment)


def weeks_before(moment: datetime) -> Period:
    """The whole weeks before this one: a tip stays the same from Monday to Sunday."""
    monday = day_of(moment) - timedelta(days=day_of(moment).weekday())
    return Period(monday - timedelta(weeks=WEEKS), monday)


def empty_days(times: Iterable[Empty], period: Period) -> dict[int, int]:
    """Whole days of a period without stock by product; two choices that are empty together count as one."""
    of_product: dict[int, list[tuple[datetime, datetime]]] = {}
    for each in times:
        begin, end = max(each.since, period.begin), min(each.until or period.end, period.end)
        if begin < end:
            of_product.setdefault(each.product_id, []).append((begin, end))
    return {product_id: _length(spans) // timedelta(days=1) for product_id, spans in of_product.items()}


def best(figures: Iterable[ProductFigures], *, limit: int) -> list[ProductFigures]:
    """What brought in most."""
    sold = [each for each in figures if each.amount]
    return sorted(sold, key=lambda each: (-each.amount, each.product_id))[:limit]


def dead(figures: Iterable[ProductFigures], *, limit: int) -> list[ProductFigures]:
    """What was on sale all the time and nobody bought, the most looked at first."""
    unsold = [each for each in figures if each.is_on_sale and each.is_older and not each.orders]
    return sorted(unsold, key=lambda each: (-each.views, each.product_id))[:limit]


def share_of(part: int, whole: int) -> int:
    """Basis points in whole percents, half a percent rounded up; nothing of nothing is nothing."""
    return (part * 200 + whole) // (whole * 2) * 100 if whole else 0


def best_ran_out(figures: Sequence[ProductFigures]) -> Tip | None:
    """A product that sells was empty for three days or more."""
    empty = [each for each in figures if each.orders and each.empty_days >= 3]
    if not empty:
        return None
    one = max(empty, key=lambda each: (each.amount, each.product_id))
    return Tip(
        "best_ran_out",
        _("Siapkan stok %(name)s lebih banyak: pembeli mencarinya saat habis.", name=one.name),
        _(
            "Habis %(days)s hari dalam empat minggu, padahal terjual %(pieces)s (%(amount)s).",
            days=one.empty_days,
            pieces=one.pieces,
            amount=format_rupiah(one.amount),
        ),
    )


def seen_not_carted(figures: Sequence[ProductFigures]) -> Tip | None:
    """Fifty people looked and nobody put it in a cart."""
    unwanted = [each for each in figures if each.is_on_sale and each.views >= 50 and not each.carted]
    if not unwanted:
        return None
    one = max(unwanted, key=lambda each: (each.views, each.product_id))
    return Tip(
        "seen_not_carted",
        _("Ganti foto pertama %(name)s, atau periksa harganya.", name=one.name),
        _("Dilihat %(views)s orang dalam empat minggu, tidak ada yang memasukkannya ke keranjang.", views=one.views),
    )


def carted_not_paid(figures: Sequence[ProductFigures]) -> Tip | None:
    """Ten people put it in a cart, and fewer than one in five paid."""
    left = [each for each in figures if each.carted >= 10 and each.orders * 5 < each.carted]
    if not left:
        return None
    one = max(left, key=lambda each: (each.carted - each.orders, each.product_id))
    return Tip(
        "carted_not_paid",
        _("Coba voucher atau gratis ongkir untuk %(name)s: banyak yang berhenti di keranjang.", name=one.name),
        _(
            "Masuk keranjang %(carted)s kali, dibayar %(orders)s kali dalam empat minggu.",
            carted=one.carted,
            orders=one.orders,
        ),
    )


def sells_well_to_few(figures: Sequence[ProductFigures]) -> Tip | None:
    """One in ten who look buys, and fewer than two hundred have looked."""
    loved = [each for each in figures if 20 <= each.views < 200 and each.orders * 10 >= each.views]
    if not loved:
        return None
    one = max(loved, key=lambda each: (share_of(each.orders, each.views), each.product_id))
    return Tip(
        "sells_well_to_few",
        _("Bagikan %(name)s lewat WhatsApp: yang melihat banyak yang membeli.", name=one.name),
        _("Dari %(views)s orang yang melihat, %(orders)s membeli.", views=one.views, orders=one.orders),
    )


def nobody_looks(figures: Sequence[ProductFigures]) -> Tip | None:
    """Something was on sale for four weeks and not one person looked at it."""
    unseen = [each for each in figures if each.is_on_sale and each.is_older and not each.views]
    if not unseen:
        return None
    one = min(unseen, key=lambda each: each.product_id)
    return Tip(
        "nobody_looks",
        _("Lengkapi nama dan keterangan %(name)s supaya ketemu di pencarian.", name=one.name),
        _("%(count)s produk tidak dilihat siapa pun selama empat minggu.", count=len(unseen)),
    )


RULES: Sequence[Rule] = (best_ran_out, carted_not_paid, seen_not_carted, sells_well_to_few, nobody_looks)


def tip_of_the_week(figures: Sequence[ProductFigures], moment: datetime) -> Tip | None:
    """One of the tips that hold; another week takes the next of them."""
    tips = [tip for rule in RULES if (tip := rule(figures)) is not None]
    return tips[(day_of(moment).date().toordinal() - 1) // 7 % len(tips)] if tips else None


def _length(spans: list[tuple[datetime, datetime]]) -> timedelta:
    """How long at least one of the spans lasts."""
    total, reached = timedelta(), None
    for begin, end in sorted(spans):
        start = begin if reached is None else max(begin, reached)
        total += max(end - start, timedelta())
        reached = end if reached is None else max(reached, end)
    return total
