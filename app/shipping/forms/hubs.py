"""Hubs as admins describe them."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TelField
from wtforms.validators import Length

from app.accounts.fields import check_phone
from app.i18n import lazy_gettext
from app.regions.queries import Place
from app.shipping.commands.hubs import HubFacts
from app.shipping.forms.offers import DIGITS, FEE, NEEDED, district_choices
from app.web.fields import RupiahField, trimmed

LINE = Length(min=3, max=120, message=lazy_gettext("Tulis 3 sampai 120 huruf."))


class HubForm(FlaskForm):
    """Where a hub is, when it is open and what it takes."""

    name = StringField(lazy_gettext("Nama"), [NEEDED, LINE], filters=[trimmed])
    street = StringField(lazy_gettext("Alamat"), [NEEDED, LINE], filters=[trimmed])
    district_code = SelectField(lazy_gettext("Kecamatan"), [NEEDED], coerce=str)
    phone = TelField(lazy_gettext("Nomor HP"), [NEEDED, Length(max=40), check_phone])
    hours = StringField(lazy_gettext("Jam buka"), [NEEDED, LINE], filters=[trimmed])
    fee_amount = RupiahField(lazy_gettext("Ongkos per kiriman (rupiah)"), [NEEDED, FEE], render_kw=DIGITS)

    def __init__(self, *args: Any, regencies: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.district_code.choices = district_choices(regencies)

    @property
    def facts(self) -> HubFacts:
        """What was typed."""
        return HubFacts(
            name=self.name.data or "",
            street=self.street.data or "",
            district_code=self.district_code.data,
            phone=self.phone.data or "",
            hours=self.hours.data or "",
            fee_amount=self.fee_amount.data or 0,
        )
