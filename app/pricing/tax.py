"""PPh 22 that a marketplace takes for the tax office (PMK 37/2025): a rate of gross sales, nothing of exempt sellers.

Article 8: 0.5% of what the invoice says, without VAT. A person whose turnover of the year stays within Rp500 million is
not taxed once the statement of it is here (articles 6 and 10).
"""

from dataclasses import dataclass

from app.money import percent_of

NONE, TAXED, EXEMPT = "none", "pph22", "pph22_exempt"


@dataclass(frozen=True)
class Tax:
    """How a sale is treated, and the tax on it in rupiah."""

    treatment: str
    amount: int


def tax_on(gross_amount: int, *, rate_bps: int, is_exempt: bool) -> Tax:
    """The tax on gross sales at a rate in basis points; a rate of zero means that it is off."""
    if not rate_bps:
        return Tax(NONE, 0)
    return Tax(EXEMPT, 0) if is_exempt else Tax(TAXED, percent_of(gross_amount, rate_bps))
