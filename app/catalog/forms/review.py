"""The shape of what is typed about a listing under review."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, SelectChoice, SelectMultipleField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app.catalog.queries.reasons import OTHER, reasons
from app.i18n import _, lazy_gettext
from app.web.fields import trimmed

LONGEST_NOTE = 1000
SHORT_ENOUGH = Length(max=LONGEST_NOTE, message=lazy_gettext("Paling panjang 1000 huruf."))


class AppealForm(FlaskForm):
    """Why the seller thinks that a decision is wrong."""

    text = TextAreaField(
        lazy_gettext("Mengapa keputusan ini keliru?"),
        [
            InputRequired(lazy_gettext("Tulis alasan keberatan Anda.")),
            Length(min=10, max=LONGEST_NOTE, message=lazy_gettext("Tulis 10 sampai 1000 huruf.")),
        ],
        filters=[trimmed],
        render_kw={"rows": 4},
    )


class NoteForm(FlaskForm):
    """What an admin says about an appeal."""

    note = TextAreaField(
        lazy_gettext("Catatan untuk penjual"), [Optional(), SHORT_ENOUGH], filters=[trimmed], render_kw={"rows": 3}
    )


class RejectionForm(NoteForm):
    """Why a listing is not shown: one reason or several, and a note where they do not say it all."""

    reasons = SelectMultipleField(
        lazy_gettext("Alasan"), [InputRequired(lazy_gettext("Pilih alasannya."))], validate_choice=False
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.reasons.choices = [SelectChoice(reason.code, reason.title) for reason in reasons()]

    def validate_reasons(self, field: Field) -> None:
        """Raises ValidationError for a code that is not in the list, and for another reason that no note tells."""
        if not set(field.data or ()) <= {choice.value for choice in self.reasons.choices}:
            raise ValidationError(_("Pilih dari daftar."))
        if OTHER in field.data and not self.note.data:
            raise ValidationError(_("Tulis alasan yang lain itu dalam catatan."))
