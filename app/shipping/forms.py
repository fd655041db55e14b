"""Where a shop's own courier goes."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import InputRequired, NumberRange

from app.i18n import lazy_gettext
from app.regions.queries import Place
from app.web.fields import RupiahField

LARGEST_FEE = 1_000_000


class AreaForm(FlaskForm):
    """A kecamatan and the fee; nothing to pay is 0."""

    district_code = SelectField(
        lazy_gettext("Kecamatan"),
        [InputRequired(lazy_gettext("Pilih kecamatannya."))],
        coerce=str,
    )
    fee_amount = RupiahField(
        lazy_gettext("Ongkos kirim (rupiah)"),
        [
            InputRequired(lazy_gettext("Tulis ongkosnya; 0 bila gratis.")),
            NumberRange(min=0, max=LARGEST_FEE, message=lazy_gettext("Paling banyak Rp1.000.000.")),
        ],
    )

    def __init__(self, *args: Any, regencies: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.district_code.choices = {
            regency.full_name: [(place.code, place.name) for place in regency.districts] for regency in regencies
        }
