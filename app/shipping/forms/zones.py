"""One row of the table of zones."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, ValidationError

from app.i18n import _, lazy_gettext
from app.shipping.commands.zones import ZoneRow
from app.shipping.forms.offers import DIGITS, FEE, LONGEST_WAY_DAYS, NEEDED
from app.web.fields import RupiahField, WholeField


class ZoneForm(FlaskForm):
    """Rupiah and days."""

    first_kg_amount = RupiahField(lazy_gettext("Kilogram pertama (rupiah)"), [NEEDED, FEE], render_kw=DIGITS)
    next_kg_amount = RupiahField(lazy_gettext("Tiap kilogram berikut (rupiah)"), [NEEDED, FEE], render_kw=DIGITS)
    fastest_days = WholeField(
        lazy_gettext("Paling cepat (hari)"), [NEEDED], lowest=0, highest=LONGEST_WAY_DAYS, render_kw=DIGITS
    )
    slowest_days = WholeField(
        lazy_gettext("Paling lama (hari)"), [NEEDED], lowest=0, highest=LONGEST_WAY_DAYS, render_kw=DIGITS
    )

    def validate_slowest_days(self, field: Field) -> None:
        """Raises ValidationError for a slowest day before the fastest."""
        if field.data is not None and field.data < (self.fastest_days.data or 0):
            raise ValidationError(_("Paling lama tidak boleh lebih cepat daripada paling cepat."))

    def row(self, origin_island: str, destination_code: str, zone: str) -> ZoneRow:
        """What was typed about this row."""
        figures: tuple[Any, ...] = (
            self.first_kg_amount.data, self.next_kg_amount.data, self.fastest_days.data, self.slowest_days.data
        )  # fmt: skip
        return ZoneRow(origin_island, destination_code, zone, *figures)
