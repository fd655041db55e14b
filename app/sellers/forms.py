"""A reviewer's decision."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.i18n import lazy_gettext


class ApprovalForm(FlaskForm):
    """A note for the record, if any."""

    note = TextAreaField(lazy_gettext("Catatan"), [Optional(), Length(max=1000)])


class RejectionForm(FlaskForm):
    """The reason that the applicant reads."""

    note = TextAreaField(
        lazy_gettext("Alasan untuk pemohon"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(min=10, max=1000, message=lazy_gettext("Tulis 10 sampai 1000 huruf.")),
        ],
    )
