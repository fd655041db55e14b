"""Ways to ship as their owners describe them, and a parcel to try them on."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.i18n import _, lazy_gettext
from app.models.shipping import OfferKind
from app.regions.queries import Place
from app.shipping.commands.offers import Terms
from app.web.fields import RupiahField, WholeField, trimmed

LARGEST_FEE = 1_000_000
LARGEST_THRESHOLD = 100_000_000
LONGEST_WAY_DAYS = 60
DIGITS = {"inputmode": "numeric"}
NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
FEE = NumberRange(min=0, max=LARGEST_FEE, message=lazy_gettext("Paling banyak Rp1.000.000."))


def district_choices(regencies: Sequence[Place]) -> dict[str, list[tuple[str, str]]]:
    """All kecamatan of the province under their kabupaten."""
    return {regency.full_name: [(place.code, place.name) for place in regency.districts] for regency in regencies}


class AreaForm(FlaskForm):
    """A kecamatan and the fee; nothing to pay is 0."""

    district_code = SelectField(
        lazy_gettext("Kecamatan"),
        [InputRequired(lazy_gettext("Pilih kecamatannya."))],
        coerce=str,
    )
    fee_amount = RupiahField(
        lazy_gettext("Ongkos kirim (rupiah)"), [InputRequired(lazy_gettext("Tulis ongkosnya; 0 bila gratis.")), FEE]
    )

    def __init__(self, *args: Any, regencies: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.district_code.choices = district_choices(regencies)


class FreeForm(FlaskForm):
    """From how many rupiah of goods on a way is free; empty for never."""

    free_from_amount = RupiahField(
        lazy_gettext("Gratis mulai belanja (rupiah)"),
        [
            Optional(),
            NumberRange(min=1, max=LARGEST_THRESHOLD, message=lazy_gettext("Tulis Rp1 sampai Rp100.000.000.")),
        ],
        render_kw=DIGITS,
    )

    @property
    def terms(self) -> Terms:
        """What was typed."""
        return Terms(free_from_amount=self.free_from_amount.data)


class FlatForm(FreeForm):
    """A courier for one price to some places."""

    name = StringField(
        lazy_gettext("Nama yang dilihat pembeli"),
        [NEEDED, Length(min=2, max=60, message=lazy_gettext("Tulis 2 sampai 60 huruf."))],
        filters=[trimmed],
    )
    fee_amount = RupiahField(lazy_gettext("Ongkos kirim (rupiah)"), [NEEDED, FEE], render_kw=DIGITS)
    fastest_days = WholeField(
        lazy_gettext("Paling cepat (hari)"), [NEEDED], lowest=0, highest=LONGEST_WAY_DAYS, render_kw=DIGITS
    )
    slowest_days = WholeField(
        lazy_gettext("Paling lama (hari)"), [NEEDED], lowest=0, highest=LONGEST_WAY_DAYS, render_kw=DIGITS
    )
    area_codes = SelectMultipleField(
        lazy_gettext("Hanya ke"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, *args: Any, regencies: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area_codes.choices = [(regency.code, regency.name) for regency in regencies]

    def validate_slowest_days(self, field: Field) -> None:
        """Raises ValidationError for a slowest day before the fastest."""
        if field.data is not None and field.data < (self.fastest_days.data or 0):
            raise ValidationError(_("Paling lama tidak boleh lebih cepat daripada paling cepat."))

    @property
    def terms(self) -> Terms:
        """What was typed."""
        needed = self.fee_amount.data, self.fastest_days.data, self.slowest_days.data
        fee_amount, fastest_days, slowest_days = (number or 0 for number in needed)
        return Terms(
            name=self.name.data or "",
            fee_amount=fee_amount,
            fastest_days=fastest_days,
            slowest_days=slowest_days,
            free_from_amount=self.free_from_amount.data,
            area_codes=self.area_codes.data or [],
        )


class OurForm(FlatForm):
    """A way of the marketplace: for one price, or by the table of zones, whose price and days then count."""

    kind = RadioField(
        lazy_gettext("Harga"),
        [NEEDED],
        choices=[
            SelectChoice(OfferKind.FLAT.value, lazy_gettext("Satu harga")),
            SelectChoice(OfferKind.TABLE.value, lazy_gettext("Menurut tabel zona")),
        ],
    )


class PreviewForm(FlaskForm):
    """A parcel to somewhere, to see what buyers there are told."""

    ke = StringField(lazy_gettext("Tujuan"), [NEEDED, Length(max=80)], filters=[trimmed])
    kg = WholeField(lazy_gettext("Berat (kg)"), [NEEDED], lowest=1, highest=100, render_kw=DIGITS)
