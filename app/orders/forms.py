"""What a seller types when a parcel leaves."""

from typing import ClassVar

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from app.i18n import lazy_gettext
from app.models.order import LONGEST_NOTE, MOST_NOTES
from app.web.fields import WholeField, trimmed
from app.web.inputs import LARGEST_ID


def one_line_ends(text: str) -> str:
    """A filter: browsers end lines with two characters, people count one."""
    return text.replace("\r\n", "\n")


class ShipForm(FlaskForm):
    """Courier and tracking number."""

    courier = StringField(
        lazy_gettext("Kurir"),
        [
            DataRequired(lazy_gettext("Tulis nama kurirnya.")),
            Length(max=60, message=lazy_gettext("Paling panjang 60 huruf.")),
        ],
        filters=[trimmed],
    )
    tracking_number = StringField(
        lazy_gettext("Nomor resi"),
        [
            DataRequired(lazy_gettext("Tulis nomor resinya.")),
            Regexp(
                r"^[A-Za-z0-9][A-Za-z0-9 ./-]{2,38}$",
                message=lazy_gettext("Nomor resi terdiri dari 3 sampai 39 huruf dan angka."),
            ),
        ],
        filters=[trimmed],
    )


class PartForm(ShipForm):
    """The same for a parcel with some of the goods: which parcel was prepared when the page was shown."""

    parcel = WholeField("", lowest=0, highest=LARGEST_ID, widget=HiddenField.widget)


class NeededWhereShown:
    """Pages show the field only where it is needed; whether it is right, the command says."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, _form: FlaskForm, _field: Field) -> None:
        """An empty one is no mistake of the form."""


class PickupForm(FlaskForm):
    """The buyer came and told the code, or the shop's own courier went and there is nothing to type."""

    code = StringField(
        lazy_gettext("Kode pembeli"),
        [NeededWhereShown(), Length(max=20, message=lazy_gettext("Kodenya enam huruf dan angka."))],
        filters=[trimmed],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class NoteForm(FlaskForm):
    """Some words to the buyer; `position` counts which note of the order it is."""

    text = TextAreaField(
        lazy_gettext("Pesan untuk pembeli"),
        [
            DataRequired(lazy_gettext("Tulis pesannya.")),
            Length(max=LONGEST_NOTE, message=lazy_gettext("Paling panjang 500 huruf.")),
        ],
        filters=[trimmed, one_line_ends],
        render_kw={"rows": 3, "maxlength": LONGEST_NOTE},
    )
    position = WholeField("", lowest=1, highest=MOST_NOTES + 1, widget=HiddenField.widget)
