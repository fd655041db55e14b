"""Commission: an ordered list of rules, the first that fits decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.models.order import CommissionRule
from app.money import percent_of


@dataclass(frozen=True)
class Commission:
    """The commission of one line in rupiah, and the rule it follows."""

    rule_id: int | None
    rate_bps: int
    base_amount: int
    amount: int


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
            return Commission(rule.id, rule.rate_bps, base_amount, min(amount, base_amount))
    return Commission(None, 0, base_amount, 0)
