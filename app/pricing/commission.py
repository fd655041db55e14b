"""Commission: an ordered list of rules, the first that fits decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.models.order import CommissionRule
from app.money import percent_of


@dataclass(frozen=True)
class Commission:
    """The commission of one line in rupiah, and the rule it follows."""

    rule: CommissionRule | None
    base_amount: int
    amount: int

    @property
    def rule_id(self) -> int | None:
        """Which rule, if one fits."""
        return self.rule.id if self.rule else None

    @property
    def rate_bps(self) -> int:
        """The percentage of the rule in hundredths of a percent."""
        return self.rule.rate_bps if self.rule else 0


def commission_of(
    rules: Sequence[CommissionRule], *, seller_id: int, category_id: int, programme_step: int, base_amount: int
) -> Commission:
    """What the first fitting rule takes of a line, never more than the line; nothing when no rule fits."""
    for rule in rules:
        fits = (
            rule.seller_id in (None, seller_id)
            and rule.category_id in (None, category_id)
            and rule.programme_step in (None, programme_step)
        )
        if fits:
            amount = max(percent_of(base_amount, rule.rate_bps) + rule.fixed_amount, rule.floor_amount)
            if rule.cap_amount is not None:
                amount = min(amount, rule.cap_amount)
            return Commission(rule, base_amount, min(amount, base_amount))
    return Commission(None, base_amount, 0)


def shadows(rules: Sequence[CommissionRule]) -> dict[int, int]:
    """The ids of rules that can never decide, each with the place of the earlier rule that always does; from one."""
    found: dict[int, int] = {}
    for number, rule in enumerate(rules):
        place = next((place for place, earlier in enumerate(rules[:number], 1) if _covers(earlier, rule)), None)
        if place is not None:
            found[rule.id] = place
    return found


def _covers(earlier: CommissionRule, rule: CommissionRule) -> bool:
    wider = (
        earlier.seller_id in (None, rule.seller_id)
        and earlier.category_id in (None, rule.category_id)
        and earlier.programme_step in (None, rule.programme_step)
    )
    ends_later = earlier.valid_until is None or (
        rule.valid_until is not None and rule.valid_until <= earlier.valid_until
    )
    return wider and earlier.valid_from <= rule.valid_from and ends_later
