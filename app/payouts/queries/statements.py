"""The statement of a seller for a month: it opens where the one before closed, and every line comes from the books."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from app.payouts.queries.entries import Entry, entries_between, payable_before
from app.payouts.rules import Month

COLUMNS = tuple(field.name for field in fields(Entry) if field.name.endswith("_amount"))


@dataclass(frozen=True)
class Statement:
    """A month in whole rupiah; what is below zero the seller owes."""

    month: Month
    opening_amount: int
    entries: Sequence[Entry]

    @property
    def sums(self) -> dict[str, int]:
        """What each column sums to; all of them together are the change of the month."""
        return {name: sum(getattr(entry, name) for entry in self.entries) for name in COLUMNS}

    @property
    def gone_before(self) -> int:
        """What buyers of this month's completed orders got back before, which is in no column."""
        return sum(entry.gone_before for entry in self.entries)

    @property
    def closing_amount(self) -> int:
        """What the month ends with."""
        return self.opening_amount + sum(entry.amount for entry in self.entries)


def statement_of(seller_id: int, month: Month) -> Statement:
    """All that changed a seller's earnings in a month."""
    opening_amount = payable_before(seller_id, month.begin)
    return Statement(month, opening_amount, entries_between(seller_id, month.begin, month.end))
