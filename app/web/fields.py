"""Form fields that read what people type here, and nothing else."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from wtforms import DateField, Field, StringField, ValidationError

from app.clock import day_of, now
from app.i18n import _
from app.money import BPS, LARGEST_AMOUNT, format_percent, format_rupiah

RUPIAH = re.compile(r"(?:Rp\.?\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,-|,00)?", re.IGNORECASE | re.ASCII)
WHOLE = re.compile(r"\d{1,15}", re.ASCII)
FARTHEST = timedelta(days=3653)
PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*%?", re.ASCII)


def parse_rupiah(text: str) -> int | None:
    """Whole rupiah from "Rp 1.250.000" or "1250000"; None for anything else, such as "1,5" or "-5"."""
    match = RUPIAH.fullmatch(text.strip())
    if match is None or len(match[1]) > 20:
        return None
    amount = int(match[1].replace(".", ""))
    return amount if amount <= LARGEST_AMOUNT else None


def parse_whole(text: str, *, lowest: int, highest: int) -> int | None:
    """A whole number in a range, written with the digits 0–9; None for anything else."""
    stripped = text.strip()
    if WHOLE.fullmatch(stripped) is None:
        return None
    number = int(stripped)
    return number if lowest <= number <= highest else None


def parse_percent(text: str) -> int | None:
    """Basis points from "7,5" or "7,5 %", at most 100 %; None for anything else."""
    match = PERCENT.fullmatch(text.strip())
    if match is None:
        return None
    bps = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    return bps if bps <= BPS else None


def trimmed(text: str | None) -> str:
    """A filter for text fields: what was typed without its outer spaces, so that spaces alone are nothing."""
    return (text or "").strip()


def as_reference(text: str | None) -> str:
    """A filter for a bank's reference: as it is compared, in capitals and with single spaces."""
    return " ".join((text or "").upper().split())


def check_not_far(_form: object, field: Field) -> None:
    """Raises ValidationError for a day that nobody can have meant."""
    if field.data and abs(field.data - day_of(now()).date()) > FARTHEST:
        raise ValidationError(_("Pilih hari yang lebih dekat."))


class DayField(DateField):
    """A day as browsers send it; `data` is the date."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the day. Raises ValidationError."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValidationError(_("Pilih tanggalnya.")) from error


class RupiahField(StringField):
    """An amount in rupiah; `data` is the whole number."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the amount. Raises ValidationError."""
        self.raw = str(valuelist[0]) if valuelist else ""
        self.data = parse_rupiah(self.raw)
        if self.data is None:
            raise ValidationError(_("Tulis harga dalam rupiah utuh, misalnya 25.000."))

    def _value(self) -> str:
        if self.data is None:
            return getattr(self, "raw", "")
        return format_rupiah(self.data).removeprefix("Rp")


class WholeField(StringField):
    """A whole number between two bounds; `data` is the number."""

    def __init__(self, label: Any = None, validators: Any = None, *, lowest: int, highest: int, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.lowest, self.highest = lowest, highest

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the number. Raises ValidationError."""
        self.raw = str(valuelist[0]) if valuelist else ""
        self.data = parse_whole(self.raw, lowest=self.lowest, highest=self.highest)
        if self.data is None:
            raise ValidationError(
                _("Tulis bilangan bulat dari %(lowest)s sampai %(highest)s.", lowest=self.lowest, highest=self.highest)
            )

    def _value(self) -> str:
        return getattr(self, "raw", "") if self.data is None else str(self.data)


class PercentField(StringField):
    """A rate in percent; `data` is in basis points."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the rate. Raises ValidationError."""
        self.raw = str(valuelist[0]) if valuelist else ""
        self.data = parse_percent(self.raw)
        if self.data is None:
            raise ValidationError(_("Tulis persen dari 0 sampai 100, paling banyak dua angka di belakang koma."))

    def _value(self) -> str:
        return getattr(self, "raw", "") if self.data is None else format_percent(self.data).removesuffix("%")
