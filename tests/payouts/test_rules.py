"""Months, masks and cells."""

from datetime import UTC, datetime

import pytest

from app.payouts import bank_file
from app.payouts.commands.exports import Transfer
from app.payouts.rules import Month, find_month, last_months, mask, month_of, plain_cell

TODAY = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)  # the first of December in Jakarta


@pytest.mark.parametrize("text", ["2026-12", "2026-01", "2026-07"])
def test_a_month_that_has_begun_is_found(text: str) -> None:
    assert str(find_month(text, today=TODAY)) == text


@pytest.mark.parametrize(
    "text", ["2027-01", "2025-12", "2026-13", "2026-00", "2026-1", "26-01", "2026-11 ", "٢٠٢٦-١١", "", "2026-11.csv"]
)
def test_another_is_not(text: str) -> None:
    assert find_month(text, today=TODAY) is None


def test_months_follow_each_other_over_the_year() -> None:
    assert (Month(2026, 12).next, Month(2027, 1).previous) == (Month(2027, 1), Month(2026, 12))
    assert [str(month) for month in last_months(datetime(2027, 1, 5, tzinfo=UTC), 3)] == [
        "2026-11",
        "2026-12",
        "2027-01",
    ]
    assert month_of(TODAY) == Month(2026, 12)


def test_a_number_is_masked_but_for_three_digits() -> None:
    assert mask("4567") == "••567"


@pytest.mark.parametrize("text", ["=1+1", "+62", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert plain_cell(text) == f"'{text}"
    assert plain_cell("PT A=B") == "PT A=B"


def test_the_file_of_the_bank_is_plain_csv_with_whole_rupiah() -> None:
    file = bank_file.written(
        [
            Transfer("120", "0140091234567", 'Ani "Lada", CV', 1_250_000, "PC-20261125-1-001"),
            Transfer("002", "33010199", "=HYPERLINK(1)", 50_000, "PC-20261125-1-002"),
        ]
    )
    assert file.splitlines() == [
        "kode_bank,nomor_rekening,nama_pemilik,jumlah,referensi",
        '120,0140091234567,"Ani ""Lada"", CV",1250000,PC-20261125-1-001',
        "002,33010199,'=HYPERLINK(1),50000,PC-20261125-1-002",
    ]
