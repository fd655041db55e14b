"""Why a shop is suspended or reopened."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.i18n import lazy_gettext
from app.web.fields import trimmed


class StandingForm(FlaskForm):
    """The reason that the owners read."""

    reason = TextAreaField(
        lazy_gettext("Alasan untuk pemilik toko"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(min=10, max=1000, message=lazy_gettext("Tulis 10 sampai 1000 huruf.")),
        ],
        filters=[trimmed],
        render_kw={"rows": 4},
    )
