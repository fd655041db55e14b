"""What admins type about transfers by hand."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.i18n import lazy_gettext
from app.web.fields import trimmed


class RejectForm(FlaskForm):
    """Why a proof is rejected, which the buyer reads."""

    reason = TextAreaField(
        lazy_gettext("Alasan untuk pembeli"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(min=10, max=500, message=lazy_gettext("Tulis 10 sampai 500 huruf.")),
        ],
        filters=[trimmed],
        render_kw={"rows": 3},
    )
