"""What people type is read, and nothing else."""

import pytest

from app.web.fields import parse_percent


@pytest.mark.parametrize(
    ("text", "bps"),
    [
        ("10", 1000),
        ("7,5", 750),
        ("7.25 %", 725),
        ("0,05", 5),
        ("100%", 10_000),
        ("100,01", None),
        ("101", None),
        ("-1", None),
        ("7,555", None),
        ("\u0667", None),
        ("", None),
    ],
)
def test_a_rate_in_percent_becomes_basis_points(text: str, bps: int | None) -> None:
    assert parse_percent(text) == bps
