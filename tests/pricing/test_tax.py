"""PPh 22 (PMK 37/2025): half a percent of gross sales, nothing while it is off, nothing of exempt sellers."""

import pytest

from app.pricing.tax import Tax, tax_on


@pytest.mark.parametrize(
    ("gross", "rate", "is_exempt", "tax"),
    [
        (100_000, 0, False, Tax("none", 0)),
        (100_000, 0, True, Tax("none", 0)),
        (100_000, 50, False, Tax("pph22", 500)),
        (100, 50, False, Tax("pph22", 1)),
        (99, 50, False, Tax("pph22", 0)),
        (100_000, 50, True, Tax("pph22_exempt", 0)),
        (1, 10_000, False, Tax("pph22", 1)),
    ],
)
def test_the_tax_on_gross_sales(gross: int, rate: int, is_exempt: bool, tax: Tax) -> None:
    assert tax_on(gross, rate_bps=rate, is_exempt=is_exempt) == tax
