"""What a settlement must be, when a comparison is due, and what fits between us and a gateway."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.books.errors import NothingHandedOver, OddDay
from app.clock import day_of

LONGEST_AGO = timedelta(days=366)
QUIET_HOUR = 2  # in Jakarta


@dataclass(frozen=True)
class Sent:
    """Money that went back: under which key, how much in rupiah, and whether it has arrived."""

    key: str
    amount: int
    has_arrived: bool
    reference: str = ""


@dataclass(frozen=True)
class Facts:
    """What one side says of a payment. Amounts in rupiah; the fee is None while it is not known."""

    intent: str
    has_money: bool
    amount: int
    currency: str
    fee_amount: int | None = None
    refunds: Sequence[Sent] = ()
    disputes: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    sent_by_hand: Set[str] = frozenset()  # what the gateway calls refunds that are settled with its own
    decided_by_hand: Set[str] = frozenset()  # disputes whose end the gateway never tells


@dataclass(frozen=True)
class Finding:
    """One thing that did not fit."""

    kind: str
    facts: str
    payment_id: int | None = None


def check_settlement(amount: int, fee_amount: int, settled_on: date, today: date) -> None:
    """Money or a fee, on a day that can be. Raises NothingHandedOver, OddDay."""
    if amount + fee_amount == 0:
        raise NothingHandedOver
    check_day(settled_on, today)


def check_day(settled_on: date, today: date) -> None:
    """A day on which money can have moved. Raises OddDay."""
    if not today - LONGEST_AGO <= settled_on <= today:
        raise OddDay


def months_owed(owed_amount: int, withheld: Sequence[tuple[datetime, int]]) -> list[tuple[datetime | None, int]]:
    """From which months what is owed comes, the newest first: the oldest was paid first. None is before all of them."""
    found: list[tuple[datetime | None, int]] = []
    left_amount = owed_amount
    for month, amount in sorted(withheld, reverse=True):
        if (part := min(amount, left_amount)) > 0:
            found.append((month, part))
            left_amount -= part
    return [*found, (None, left_amount)] if left_amount > 0 else found


def is_run_due(last_started_at: datetime | None, moment: datetime) -> bool:
    """Whether today's comparison has not begun: it does at two in the morning in Jakarta, or as soon as it can."""
    begins = day_of(moment) + timedelta(hours=QUIET_HOUR)
    if begins > moment:
        begins -= timedelta(days=1)
    return last_started_at is None or last_started_at < begins


def compare(payment_id: int, ours: Facts, theirs: Facts | None) -> list[Finding]:
    """Everything that does not fit; `theirs` is None where the gateway knows no money and no method yet."""
    return [Finding(f"gateway_{kind}", facts, payment_id) for kind, facts in _differing(ours, theirs)]


def _differing(ours: Facts, theirs: Facts | None) -> Iterator[tuple[str, str]]:
    if theirs is None or not theirs.has_money:
        if ours.has_money:
            yield "captured_here", f"amount={ours.amount}"
        return
    for name in ("intent", "amount", "currency"):
        here, there = getattr(ours, name), getattr(theirs, name)
        if here != there:
            yield name, f"here={here} there={there}"
    if not ours.has_money:
        yield "captured_there", f"amount={theirs.amount}"
        return
    if theirs.fee_amount is not None and theirs.fee_amount != ours.fee_amount:
        yield "fee", f"here={ours.fee_amount} there={theirs.fee_amount}"
    yield from _differing_refunds(ours.refunds, theirs.refunds)
    yield from _differing_disputes(ours.disputes, theirs.disputes, besides=ours.decided_by_hand)


def _differing_refunds(ours: Sequence[Sent], theirs: Sequence[Sent]) -> Iterator[tuple[str, str]]:
    here = {sent.key: sent for sent in ours}
    there = {sent.key: sent for sent in theirs if sent.key}
    for sent in theirs:
        known = here.get(sent.key) if sent.key else None
        if known is None or (sent.has_arrived and not known.has_arrived):
            yield "refund_there", f"reference={sent.reference} key={sent.key} amount={sent.amount}"
        elif known.amount != sent.amount:
            yield "refund_amount", f"key={sent.key} here={known.amount} there={sent.amount}"
    for sent in ours:
        if sent.has_arrived and not (sent.key in there and there[sent.key].has_arrived):
            yield "refund_here", f"key={sent.key} amount={sent.amount}"
    sums = [sum(sent.amount for sent in side if sent.has_arrived) for side in (ours, theirs)]
    if sums[0] != sums[1]:
        yield "refund_sum", f"here={sums[0]} there={sums[1]}"


def _differing_disputes(
    ours: Mapping[str, tuple[int, str]], theirs: Mapping[str, tuple[int, str]], *, besides: Set[str]
) -> Iterator[tuple[str, str]]:
    for reference in sorted((ours.keys() | theirs.keys()) - besides):
        here, there = ours.get(reference), theirs.get(reference)
        if here is None:
            yield "dispute_there", f"dispute={reference} amount={theirs[reference][0]}"
        elif there is None:
            yield "dispute_here", f"dispute={reference} amount={here[0]}"
        elif here != there:
            yield "dispute_differs", f"dispute={reference} here={here[0]},{here[1]} there={there[0]},{there[1]}"
