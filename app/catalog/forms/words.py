"""The shape of a watched word."""

import re
from datetime import date

from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectChoice, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app.catalog.queries.words import Entry
from app.i18n import _, lazy_gettext
from app.models.moderation import WordKind
from app.web.fields import DayField, check_not_far, trimmed

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
LONGEST, LONGEST_LIST, MOST = 60, 2000, 40
BETWEEN = re.compile(r"[\n;,]")
KINDS = {
    WordKind.PROHIBITED: lazy_gettext("Barang terlarang: ditolak seketika"),
    WordKind.HEALTH_CLAIM: lazy_gettext("Pernyataan kesehatan: pada makanan, ditinjau dulu"),
    WordKind.WATCHED: lazy_gettext("Diawasi: ditinjau dulu"),
}


class WordForm(FlaskForm):
    """A word, its spellings, where it means something else, what sellers read, and how long it counts."""

    kind = RadioField(
        lazy_gettext("Jenis"),
        [NEEDED],
        choices=[SelectChoice(kind.value, label) for kind, label in KINDS.items()],
        default=WordKind.WATCHED.value,
    )
    word = StringField(
        lazy_gettext("Kata"),
        [NEEDED, Length(max=LONGEST, message=lazy_gettext("Paling panjang 60 huruf."))],
        filters=[trimmed],
    )
    spellings = TextAreaField(
        lazy_gettext("Ejaan dan sebutan lain"), [Optional()], filters=[trimmed], render_kw={"rows": 4}
    )
    exceptions = TextAreaField(
        lazy_gettext("Kecuali dalam ungkapan"), [Optional()], filters=[trimmed], render_kw={"rows": 4}
    )
    advice = TextAreaField(
        lazy_gettext("Yang dibaca penjual"),
        [NEEDED, Length(max=500, message=lazy_gettext("Paling panjang 500 huruf."))],
        filters=[trimmed],
        render_kw={"rows": 3},
    )
    source = StringField(
        lazy_gettext("Dasar hukumnya"),
        [NEEDED, Length(max=300, message=lazy_gettext("Paling panjang 300 huruf."))],
        filters=[trimmed],
    )
    valid_from = DayField(lazy_gettext("Berlaku mulai"), [NEEDED])
    valid_until = DayField(lazy_gettext("Berlaku sampai"), [Optional(), check_not_far])

    def validate_word(self, field: Field) -> None:
        """Raises ValidationError for signs and digits alone."""
        if not any(letter.isalpha() for letter in field.data or ""):
            raise ValidationError(_("Tulis dengan huruf."))

    def validate_spellings(self, field: Field) -> None:
        """Raises ValidationError for too many or too long ones."""
        _check_list(field)

    def validate_exceptions(self, field: Field) -> None:
        """Raises ValidationError for too many or too long ones."""
        _check_list(field)

    def validate_valid_until(self, field: Field) -> None:
        """Raises ValidationError for an end before the beginning."""
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError(_("Pilih hari sesudah hari mulainya."))

    @property
    def entry(self) -> Entry:
        """What was typed."""
        begins: date | None = self.valid_from.data
        assert begins is not None, "needed"
        return Entry(
            WordKind(self.kind.data),
            " ".join((self.word.data or "").split()),
            _parts(self.spellings.data),
            _parts(self.exceptions.data),
            self.advice.data or "",
            self.source.data or "",
            begins,
            self.valid_until.data,
        )


def _check_list(field: Field) -> None:
    parts = _parts(field.data)
    if len(parts) > MOST or any(len(part) > LONGEST for part in parts):
        raise ValidationError(_("Paling banyak 40, masing-masing paling panjang 60 huruf."))


def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for each in BETWEEN.split(text or "") if (part := " ".join(each.split()))))
