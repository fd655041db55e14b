"""What about a requirement is data of the law: its dates, for whom and how long it holds, and what sellers read."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectChoice, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app.i18n import _, lazy_gettext
from app.models.catalog import Category
from app.models.requirement import Evidence, Purpose, Requirement
from app.requirements.commands.requirements import SHELVES, Said, said_of
from app.requirements.rules import LONGEST_WARNING
from app.web.fields import DayField, WholeField, check_not_far, trimmed

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
SHORT_ENOUGH = Length(max=1000, message=lazy_gettext("Paling panjang 1000 huruf."))
LONGEST, MOST_WARNINGS = 36_500, 6
DIGITS = {"inputmode": "numeric"}
DECIDES = {
    Evidence.VERIFIED: lazy_gettext("Pemeriksa, dari dokumennya"),
    Evidence.ATTESTED: lazy_gettext("Cukup dinyatakan pemohon"),
}


class RequirementForm(FlaskForm):
    """What it is, where to get it, the law behind it, who decides, its first and last day, and what it holds for.

    Only what such a requirement has can be filled in.
    """

    title = StringField(
        lazy_gettext("Nama"),
        [NEEDED, Length(min=3, max=120, message=lazy_gettext("Tulis 3 sampai 120 huruf."))],
        filters=[trimmed],
    )
    explanation = TextAreaField(
        lazy_gettext("Penjelasan"), [Optional(), SHORT_ENOUGH], filters=[trimmed], render_kw={"rows": 4}
    )
    where_to_get = TextAreaField(
        lazy_gettext("Di mana mendapatkannya"), [Optional(), SHORT_ENOUGH], filters=[trimmed], render_kw={"rows": 3}
    )
    source = TextAreaField(
        lazy_gettext("Dasar hukumnya"), [NEEDED, SHORT_ENOUGH], filters=[trimmed], render_kw={"rows": 2}
    )
    evidence = RadioField(
        lazy_gettext("Siapa yang memutuskan"), [NEEDED], choices=[SelectChoice(*each) for each in DECIDES.items()]
    )
    effective_from = DayField(lazy_gettext("Berlaku mulai"), [NEEDED, check_not_far])
    effective_until = DayField(lazy_gettext("Berlaku sampai"), [Optional(), check_not_far])
    valid_days = WholeField(
        lazy_gettext("Dokumennya berlaku (hari sejak terbit)"),
        [Optional()],
        lowest=1,
        highest=LONGEST,
        render_kw=DIGITS,
    )
    filed_days = WholeField(
        lazy_gettext("Tanda terima pengajuan berlaku (hari)"),
        [InputRequired(lazy_gettext("Tulis berapa hari: tanpa itu tanda terima tanpa tanggal tidak pernah berakhir."))],
        lowest=1,
        highest=LONGEST,
        render_kw=DIGITS,
    )
    warn_days = StringField(lazy_gettext("Penjual diingatkan (hari sebelum berakhir)"), [Optional(), Length(max=40)])
    needed_for = SelectMultipleField(lazy_gettext("Selalu perlu untuk"), coerce=int, validate_choice=False)
    exempt_for = SelectMultipleField(lazy_gettext("Tidak perlu untuk"), coerce=int, validate_choice=False)
    because = StringField(
        lazy_gettext("Mengapa diubah?"),
        [NEEDED, Length(min=5, max=300, message=lazy_gettext("Tulis 5 sampai 300 huruf."))],
        filters=[trimmed],
    )

    def __init__(self, requirement: Requirement, shelves: Sequence[Category], **options: Any) -> None:
        self.before = said_of(requirement)
        days = ", ".join(map(str, self.before.warn_days))
        super().__init__(
            data=vars(self.before) | {"warn_days": days, "evidence": requirement.evidence.value}, **options
        )
        choices = {each.id: each.name for each in shelves}
        choices |= {row.category_id: row.category.name for row in requirement.categories}
        for name in SHELVES:
            self[name].choices = [SelectChoice(*each) for each in choices.items()]
        is_permit = requirement.purpose == Purpose.PERMIT
        is_shown = is_permit and requirement.evidence == Evidence.VERIFIED
        has = {
            "evidence": requirement.purpose == Purpose.ONBOARDING
            and requirement.evidence in DECIDES
            and bool(requirement.decided_by),
            "valid_days": is_shown,
            "filed_days": is_shown and bool(requirement.filed_counts_when),
            "warn_days": is_shown,
            "needed_for": is_permit,
            "exempt_for": is_permit,
        }
        for name, is_there in has.items():
            if not is_there:
                del self[name]

    def validate_effective_until(self, field: Field) -> None:
        """Raises ValidationError for an end before the beginning."""
        if field.data and self.effective_from.data and field.data < self.effective_from.data:
            raise ValidationError(_("Pilih hari sesudah hari mulainya."))

    def validate_warn_days(self, field: Field) -> None:
        """Raises ValidationError for what are no days, too many or too far."""
        words = re.split(r"[\s,;]+", (field.data or "").strip(" ,;"))
        is_sound = words == [""] or all(each.isdecimal() and 1 <= int(each) <= LONGEST_WARNING for each in words)
        if not is_sound or len(words) > MOST_WARNINGS:
            raise ValidationError(_("Tulis paling banyak enam bilangan dari 1 sampai 365, misalnya 60, 30, 7."))

    def validate_exempt_for(self, field: Field) -> None:
        """Raises ValidationError for a category that is in and out, or not in the list."""
        chosen = [*(field.data or ()), *(self.needed_for.data or ())]
        if len(chosen) != len(set(chosen)) or not set(chosen) <= {each.value for each in field.choices}:
            raise ValidationError(_("Pilih setiap kategori di satu tempat saja."))

    @property
    def said(self) -> Said:
        """What was typed; what such a requirement does not have stays."""
        typed = {name: self[name].data for name in vars(self.before) if name in self}
        for name in SHELVES.keys() & typed.keys():
            typed[name] = tuple(sorted(typed[name] or ()))
        if "evidence" in typed:
            typed["evidence"] = Evidence(typed["evidence"])
        if "warn_days" in typed:
            days = {int(each) for each in re.findall(r"\d+", typed["warn_days"] or "")}
            typed["warn_days"] = tuple(sorted(days, reverse=True))
        return replace(self.before, **typed)
