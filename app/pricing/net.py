"""What is left of a price for its seller."""

from dataclasses import dataclass

from app.pricing.commission import Commission, commission_of
from app.pricing.queries import Terms
from app.pricing.tax import Tax, tax_on


@dataclass(frozen=True)
class Net:
    """A price in rupiah and everything that comes off it."""

    price_amount: int
    commission: Commission
    tax: Tax

    @property
    def net_amount(self) -> int:
        """What the seller gets of it."""
        return self.price_amount - self.commission.amount - self.tax.amount


def net_of(terms: Terms, *, category_id: int, price_amount: int) -> Net:
    """The commission and the tax on a price of one seller."""
    commission = commission_of(
        terms.rules,
        seller_id=terms.seller_id,
        category_id=category_id,
        programme_step=terms.programme_step,
        base_amount=price_amount,
    )
    tax = tax_on(price_amount, rate_bps=terms.pph22_bps, is_exempt=terms.is_exempt)
    return Net(price_amount, commission, tax)
