"""What about a requirement is data of the law: its dates, for whom and how long it holds, and what sellers read."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    Field,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from app.i18n import _, lazy_gettext
from app.models.catalog import Category, HalalStatus
from app.models.requirement import Evidence, Purpose, Requirement
from app.requirements.commands.requirements import Said, said_of
from app.requirements.rules import LONGEST_WARNING, SHELVES, SHORT, Needs
from app.web.fields import DayField, WholeField, check_not_far, trimmed

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
SHORT_ENOUGH = Length(max=1000, message=lazy_gettext("Paling panjang 1000 huruf."))
LONGEST, MOST_WARNINGS = 36_500, 6
DIGITS = {"inputmode": "numeric"}
WHENS = {
    "always": lazy_gettext("Untuk semua barang"),
    "goods": lazy_gettext("Untuk barang seperti yang dipilih di bawah ini"),
    "never": lazy_gettext("Tidak wajib, hanya ditawarkan"),
}
WHENS_OF_APPLICANTS = {
    "always": lazy_gettext("Wajib sebelum toko dibuka"),
    "never": lazy_gettext("Boleh menyusul"),
}
FOOD = {"": lazy_gettext("Apa saja"), "1": lazy_gettext("Makanan dan minuman"), "0": lazy_gettext("Bukan makanan")}
COLD = {
    "": lazy_gettext("Disimpan bagaimana saja"),
    "1": lazy_gettext("Disimpan beku atau dingin"),
    "0": lazy_gettext("Tidak disimpan beku atau dingin"),
}
UNSAID = "unsaid"
HALAL = {
    UNSAID: lazy_gettext("Belum disebut"),
    HalalStatus.CERTIFIED.value: lazy_gettext("Bersertifikat halal"),
    HalalStatus.IN_PROCESS.value: lazy_gettext("Sertifikat halal dalam proses"),
    HalalStatus.NON_HALAL.value: lazy_gettext("Tidak halal"),
}
GOODS = ("is_food", "is_cold_chain", "keeps_days", "halal", "names", "tags")
BETWEEN = re.compile(r"[\n;,]")
MOST_WORDS, LONGEST_WORD = 20, 60
YES_OR_NO = {"": None, "1": True, "0": False}
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
    number_label = StringField(
        lazy_gettext("Sebutan nomornya"),
        [Optional(), Length(max=60, message=lazy_gettext("Paling panjang 60 huruf."))],
        filters=[trimmed],
    )
    issuer = StringField(
        lazy_gettext("Penerbitnya"),
        [Optional(), Length(max=120, message=lazy_gettext("Paling panjang 120 huruf."))],
        filters=[trimmed],
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
    needed_when = RadioField(lazy_gettext("Kapan perlu"), [NEEDED])
    is_food = RadioField(lazy_gettext("Barangnya"), choices=[SelectChoice(*each) for each in FOOD.items()])
    is_cold_chain = RadioField(lazy_gettext("Penyimpanannya"), choices=[SelectChoice(*each) for each in COLD.items()])
    keeps_days = WholeField(
        lazy_gettext("Tahan paling sedikit (hari)"), [Optional()], lowest=1, highest=SHORT, render_kw=DIGITS
    )
    halal = SelectMultipleField(
        lazy_gettext("Keterangan halalnya"), choices=[SelectChoice(*each) for each in HALAL.items()]
    )
    names = TextAreaField(lazy_gettext("Atau namanya menyebut"), [Optional()], render_kw={"rows": 3})
    tags = TextAreaField(lazy_gettext("Atau kata kuncinya"), [Optional()], render_kw={"rows": 3})
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
            data=vars(self.before)
            | typed_needs(self.before.needed_when)
            | {"warn_days": days, "evidence": requirement.evidence.value},
            **options,
        )
        choices = {each.id: each.name for each in shelves}
        choices |= {row.category_id: row.category.name for row in requirement.categories}
        for name in SHELVES:
            self[name].choices = [SelectChoice(*each) for each in choices.items()]
        is_permit = requirement.purpose == Purpose.PERMIT
        is_shown = is_permit and requirement.evidence == Evidence.VERIFIED
        is_shown_by_applicants = requirement.purpose == Purpose.ONBOARDING and bool(requirement.decided_by)
        is_sayable = self.before.needed_when is not None
        whens = WHENS if is_permit else WHENS_OF_APPLICANTS
        self.needed_when.choices = [SelectChoice(*each) for each in whens.items()]
        has = {
            "number_label": is_shown,
            "issuer": is_shown and bool(requirement.badge),
            "evidence": is_shown_by_applicants and requirement.evidence in DECIDES,
            "needed_when": is_sayable and (is_permit or is_shown_by_applicants),
            **dict.fromkeys(GOODS, is_sayable and is_permit),
            "valid_days": is_shown,
            "filed_days": is_shown and bool(requirement.filed_counts_when),
            "warn_days": is_shown,
            "needed_for": is_permit,
            "exempt_for": is_permit,
        }
        for name, is_there in has.items():
            if not is_there:
                del self[name]

    def labels_of(self, changed: Collection[str]) -> list[str]:
        """What the fields that keep some of what is said are called here."""
        return [str(self[name].label.text) for name in vars(self.before) if name in changed and name in self]

    def validate_effective_until(self, field: Field) -> None:
        """Raises ValidationError for an end before the beginning."""
        if field.data and self.effective_from.data and field.data < self.effective_from.data:
            raise ValidationError(_("Pilih hari sesudah hari mulainya."))

    def validate_needed_when(self, field: Field) -> None:
        """Raises ValidationError where nothing says what the goods are."""
        if field.data == "goods" and "is_food" in self and self._needs == Needs():
            raise ValidationError(_("Pilih di bawah ini barangnya seperti apa."))

    def validate_names(self, field: Field) -> None:
        """Raises ValidationError for too many, too short or too long ones."""
        _check_words(field)

    def validate_tags(self, field: Field) -> None:
        """Raises ValidationError for too many, too short or too long ones."""
        _check_words(field)

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
        typed: dict[str, Any] = {name: self[name].data for name in vars(self.before) if name in self}
        if "needed_when" in self:
            typed["needed_when"] = self._needs
        for name in SHELVES.keys() & typed.keys():
            typed[name] = tuple(sorted(typed[name] or ()))
        if "evidence" in typed:
            typed["evidence"] = Evidence(typed["evidence"])
        if "warn_days" in typed:
            days = {int(each) for each in re.findall(r"\d+", typed["warn_days"] or "")}
            typed["warn_days"] = tuple(sorted(days, reverse=True))
        return replace(self.before, **typed)

    @property
    def _needs(self) -> Needs:
        if self.needed_when.data != "goods":
            return Needs(is_always=self.needed_when.data == "always")
        return Needs(
            is_food=YES_OR_NO.get(self.is_food.data),
            is_cold_chain=YES_OR_NO.get(self.is_cold_chain.data),
            keeps_days=self.keeps_days.data,
            halal=tuple("" if each == UNSAID else each for each in self.halal.data or ()),
            names=_words(self.names.data),
            tags=_words(self.tags.data),
        )


def when_in_words(requirement: Requirement) -> str:
    """When it is needed, as people read it."""
    needs = said_of(requirement).needed_when
    whens = WHENS if requirement.purpose == Purpose.PERMIT else WHENS_OF_APPLICANTS
    if needs is None:
        return _("dengan ketentuan khusus yang diatur dalam aplikasi")
    if needs.is_always or needs == Needs():
        return str(whens["always" if needs.is_always else "never"])
    typed = typed_needs(needs)
    parts = [
        str(named[typed[name]]).lower() for name, named in (("is_food", FOOD), ("is_cold_chain", COLD)) if typed[name]
    ]
    if needs.keeps_days is not None:
        parts.append(_("tahan %(days)s hari atau lebih", days=needs.keeps_days))
    if needs.halal:
        parts.append(
            _("keterangan halal: %(said)s", said=_(" atau ").join(str(HALAL[each]).lower() for each in typed["halal"]))
        )
    ways = [
        ", ".join(parts),
        _("nama menyebut %(words)s", words=", ".join(needs.names)) if needs.names else "",
        _("kata kunci %(words)s", words=", ".join(needs.tags)) if needs.tags else "",
    ]
    return _("; atau ").join(way for way in ways if way)


def typed_needs(needs: Needs | None) -> dict[str, Any]:
    """As the form shows it."""
    if needs is None:
        return {}
    names = {value: name for name, value in YES_OR_NO.items()}
    is_fixed = needs.is_always or needs == Needs()
    return {
        "needed_when": ("always" if needs.is_always else "never") if is_fixed else "goods",
        "is_food": names[needs.is_food],
        "is_cold_chain": names[needs.is_cold_chain],
        "keeps_days": needs.keeps_days,
        "halal": [each or UNSAID for each in needs.halal],
        "names": "\n".join(needs.names),
        "tags": "\n".join(needs.tags),
    }


def _words(text: str | None) -> tuple[str, ...]:
    parts = (" ".join(each.casefold().split()) for each in BETWEEN.split(text or ""))
    return tuple(dict.fromkeys(each for each in parts if each))


def _check_words(field: Field) -> None:
    words = _words(field.data)
    if len(words) > MOST_WORDS or any(not 3 <= len(each) <= LONGEST_WORD for each in words):
        raise ValidationError(_("Paling banyak 20, masing-masing 3 sampai 60 huruf."))
