"""What about a requirement is data of the law: its dates and what sellers read."""

from flask_wtf import FlaskForm
from wtforms import Field, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app.i18n import _, lazy_gettext
from app.requirements.commands.requirements import Said
from app.web.fields import DayField, check_not_far, trimmed

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
SHORT_ENOUGH = Length(max=1000, message=lazy_gettext("Paling panjang 1000 huruf."))


class RequirementForm(FlaskForm):
    """What it is, where to get it, the law behind it, and its first and last day."""

    explanation = TextAreaField(
        lazy_gettext("Penjelasan"), [Optional(), SHORT_ENOUGH], filters=[trimmed], render_kw={"rows": 4}
    )
    where_to_get = TextAreaField(
        lazy_gettext("Di mana mendapatkannya"), [Optional(), SHORT_ENOUGH], filters=[trimmed], render_kw={"rows": 3}
    )
    source = TextAreaField(
        lazy_gettext("Dasar hukumnya"), [NEEDED, SHORT_ENOUGH], filters=[trimmed], render_kw={"rows": 2}
    )
    effective_from = DayField(lazy_gettext("Berlaku mulai"), [NEEDED, check_not_far])
    effective_until = DayField(lazy_gettext("Berlaku sampai"), [Optional(), check_not_far])

    def validate_effective_until(self, field: Field) -> None:
        """Raises ValidationError for an end before the beginning."""
        if field.data and self.effective_from.data and field.data < self.effective_from.data:
            raise ValidationError(_("Pilih hari sesudah hari mulainya."))

    @property
    def said(self) -> Said:
        """What was typed."""
        assert self.effective_from.data is not None, "needed"
        return Said(
            explanation=self.explanation.data or "",
            where_to_get=self.where_to_get.data or "",
            source=self.source.data or "",
            effective_from=self.effective_from.data,
            effective_until=self.effective_until.data,
        )
