"""Groups of synonyms as admins describe them."""

import re
from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.i18n import _, lazy_gettext
from app.search.groups import Group, each_once, folded
from app.web.fields import trimmed

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
LONGEST_SPELLING, MOST_SPELLINGS, LONGEST_TEXT = 60, 40, 3000
SHORT = Length(max=LONGEST_SPELLING, message=lazy_gettext("Paling panjang 60 huruf."))
BETWEEN = re.compile(r"[\n;,]")
NO_SHELF = ""


def check_has_letters(_form: object, field: Field) -> None:
    """Raises ValidationError for signs and digits alone."""
    if not any(letter.isalpha() for letter in folded(field.data or "")):
        raise ValidationError(_("Tulis dengan huruf."))


class SynonymForm(FlaskForm):
    """A thing and its other names."""

    canonical = StringField(lazy_gettext("Nama bakunya"), [NEEDED, SHORT, check_has_letters], filters=[trimmed])
    spellings = TextAreaField(
        lazy_gettext("Sebutan lain"),
        [NEEDED, Length(max=LONGEST_TEXT, message=lazy_gettext("Terlalu panjang."))],
        filters=[trimmed],
        render_kw={"rows": "8", "spellcheck": "false"},
    )
    category = SelectField(lazy_gettext("Kategori"), [Optional()])
    note = StringField(
        lazy_gettext("Catatan"),
        [Optional(), Length(max=200, message=lazy_gettext("Paling panjang 200 huruf."))],
        filters=[trimmed],
    )

    def offer(self, shelves: Mapping[str, str]) -> None:
        """The categories to choose from."""
        names = {NO_SHELF: _("Tanpa kategori"), **shelves}
        self.category.choices = [SelectChoice(slug, name) for slug, name in names.items()]

    def validate_spellings(self, field: Field) -> None:
        """Raises ValidationError for none, too many, or one that nobody types."""
        found = self._spellings(field)
        if not found:
            raise ValidationError(_("Tulis sedikitnya satu sebutan yang berbeda dari nama bakunya."))
        if len(found) > MOST_SPELLINGS:
            raise ValidationError(_("Paling banyak %(most)s sebutan.", most=MOST_SPELLINGS))
        if any(len(text) > LONGEST_SPELLING for text in found):
            raise ValidationError(_("Satu sebutan paling panjang %(most)s huruf.", most=LONGEST_SPELLING))

    @property
    def group(self) -> Group:
        """What was typed."""
        name = " ".join((self.canonical.data or "").split())
        return Group(name, self._spellings(self.spellings), self.category.data or None, self.note.data or "")

    def _spellings(self, field: Field) -> tuple[str, ...]:
        return each_once(BETWEEN.split(field.data or ""), but=self.canonical.data or "")


class LearnForm(FlaskForm):
    """What people type, and what they mean by it."""

    text = StringField(lazy_gettext("Yang dicari orang"), [NEEDED, SHORT, check_has_letters], filters=[trimmed])
    meaning = StringField(lazy_gettext("Sebutan lain dari"), [NEEDED, SHORT, check_has_letters], filters=[trimmed])

    def validate_meaning(self, field: Field) -> None:
        """Raises ValidationError for the same words."""
        if folded(field.data or "") == folded(self.text.data or ""):
            raise ValidationError(_("Artinya harus kata yang lain."))
