"""The shape of a reason for not showing a listing."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.i18n import lazy_gettext
from app.web.fields import trimmed

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))


class ReasonForm(FlaskForm):
    """The reason as sellers read it, and what they can do."""

    title = StringField(
        lazy_gettext("Alasannya"),
        [NEEDED, Length(min=3, max=60, message=lazy_gettext("Tulis 3 sampai 60 huruf."))],
        filters=[trimmed],
    )
    text = TextAreaField(
        lazy_gettext("Apa yang harus dilakukan penjual"),
        [NEEDED, Length(min=10, max=1000, message=lazy_gettext("Tulis 10 sampai 1000 huruf."))],
        filters=[trimmed],
        render_kw={"rows": 3},
    )
