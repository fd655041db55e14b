"""The shape of what a shop says about itself."""

from flask_wtf import FlaskForm
from wtforms import Field, StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.accounts.fields import check_phone
from app.i18n import lazy_gettext
from app.web.fields import WholeField

LONGEST_STORY = 5000
LONGEST_HANDLING = 14


class ProfileForm(FlaskForm):
    """What buyers read on the page of the shop."""

    slogan = StringField(
        lazy_gettext("Slogan"),
        [Optional(), Length(max=120, message=lazy_gettext("Paling panjang 120 huruf."))],
    )
    story = TextAreaField(
        lazy_gettext("Cerita toko"),
        [Optional(), Length(max=LONGEST_STORY, message=lazy_gettext("Paling panjang 5000 huruf."))],
        render_kw={"rows": 8},
    )
    handling_days = WholeField(
        lazy_gettext("Hari kerja untuk menyiapkan kiriman"),
        [InputRequired(lazy_gettext("Isian ini wajib."))],
        lowest=1,
        highest=LONGEST_HANDLING,
        render_kw={"inputmode": "numeric"},
    )


class PhoneForm(FlaskForm):
    """The number at which we reach the shop; only its owner changes it."""

    phone = TelField(
        lazy_gettext("Nomor HP toko"),
        render_kw={"autocomplete": "tel"},
    )

    def validate_phone(self, field: Field) -> None:
        """Raises ValidationError for what no phone rings at; a shop that has a number keeps one, as +62…"""
        field.data = "".join(field.raw_data or ())
        if field.data or field.object_data:
            check_phone(self, field)
