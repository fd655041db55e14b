"""Changing the terms of trade: figures from a day on, and the ordered list of commission rules."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import audit
from app.actor import current_actor
from app.clock import beginning_of, day_of, now
from app.db import session
from app.models.base import acted_by
from app.models.order import CommissionRule
from app.models.payout import DatedSetting
from app.pricing import queries
from app.pricing.errors import HoldTooShort, InThePast, OutOfBounds, RuleHasEnded
from app.pricing.settings import FIGURES, lowest_of

DAY = timedelta(days=1)
TICK = timedelta(seconds=1)
NOWHERE = -1  # a position no rule has, while two change places


@dataclass(frozen=True)
class NewRule:
    """What a rule takes, in basis points and rupiah, and of whom; an empty field means everybody."""

    seller_id: int | None
    category_id: int | None
    programme_step: int | None
    rate_bps: int
    fixed_amount: int
    floor_amount: int
    cap_amount: int | None
    starts_on: date
    last_day: date | None
    note: str


def set_figure(name: str, value: int, *, starts_on: date, because: str) -> DatedSetting:
    """Another value from a day on, from this moment when it is today; of several for one day the last one counts.

    Raises InThePast, OutOfBounds, HoldTooShort, KeyError for a name that is not known.
    """
    figure = FIGURES[name]
    if not figure.lowest <= value <= figure.highest:
        raise OutOfBounds(lowest=figure.lowest, highest=figure.highest)
    if value < lowest_of(name):
        raise HoldTooShort(lowest=lowest_of(name))
    start = _start_of(starts_on)
    before = queries.last_value_between(name, start, beginning_of(starts_on) + DAY)
    valid_from = start if before is None else before + TICK
    setting = DatedSetting(name=name, value=value, valid_from=valid_from, **acted_by(current_actor(), because))
    session.add(setting)
    session.flush()
    audit.record("figure.set", setting, because=because, name=name, value=value, valid_from=valid_from.isoformat())
    return setting


def add_rule(new: NewRule) -> CommissionRule:
    """A rule at the end of the list, from a day on. Raises InThePast."""
    rules = queries.lock_rules()
    rule = CommissionRule(
        position=max((each.position for each in rules), default=0) + 1,
        seller_id=new.seller_id,
        category_id=new.category_id,
        programme_step=new.programme_step,
        rate_bps=new.rate_bps,
        fixed_amount=new.fixed_amount,
        floor_amount=new.floor_amount,
        cap_amount=new.cap_amount,
        note=new.note,
        valid_from=_start_of(new.starts_on),
        valid_until=None if new.last_day is None else _end_of(new.last_day),
    )
    session.add(rule)
    session.flush()
    audit.record(
        "commission_rule.added",
        rule,
        because=new.note,
        seller_id=new.seller_id,
        category_id=new.category_id,
        programme_step=new.programme_step,
        rate_bps=new.rate_bps,
        fixed_amount=new.fixed_amount,
        floor_amount=new.floor_amount,
        cap_amount=new.cap_amount,
    )
    return rule


def end_rule(rule_id: int, *, because: str) -> CommissionRule:
    """The rule counts no more from this moment on; orders placed before keep it. Raises NotFound, RuleHasEnded."""
    rule = _live(queries.find_rule(queries.lock_rules(), rule_id))
    rule.valid_until = now()
    audit.record("commission_rule.ended", rule, because=because)
    return rule


def move_rule_up(rule_id: int, *, seen_position: int) -> None:
    """Change places with the rule before it, unless it moved since it was seen. Raises NotFound, RuleHasEnded."""
    rules = queries.lock_rules()
    rule = _live(queries.find_rule(rules, rule_id))
    earlier = [each for each in rules if each.position < rule.position and queries.has_not_ended(each, now())]
    if not earlier or rule.position != seen_position:
        return
    other, first = earlier[-1], earlier[-1].position
    for each, position in ((rule, NOWHERE), (other, seen_position), (rule, first)):
        each.position = position
        session.flush()
    audit.record("commission_rule.moved", rule, before=seen_position, after=first)


def _live(rule: CommissionRule) -> CommissionRule:
    if not queries.has_not_ended(rule, now()):
        raise RuleHasEnded
    return rule


def _start_of(day: date) -> datetime:
    today = day_of(now()).date()
    if day < today:
        raise InThePast
    return now() if day == today else beginning_of(day)


def _end_of(day: date) -> datetime:
    if day < day_of(now()).date():
        raise InThePast
    return beginning_of(day) + DAY
