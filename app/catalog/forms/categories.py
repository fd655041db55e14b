"""The shape of a category."""

import re
from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app.catalog.commands.categories import Shelf
from app.i18n import _, lazy_gettext
from app.models.catalog import Category
from app.sellers.rules import slug_of
from app.web.fields import trimmed

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
SHORT = Length(min=3, max=80, message=lazy_gettext("Tulis 3 sampai 80 huruf."))
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
AT_THE_TOP = ""


class CategoryForm(FlaskForm):
    """Its name in both languages, its address, where it stands, and whether it is for food."""

    name = StringField(lazy_gettext("Nama"), [NEEDED, SHORT], filters=[trimmed])
    name_en = StringField(lazy_gettext("Nama dalam bahasa Inggris"), [NEEDED, SHORT], filters=[trimmed])
    slug = StringField(
        lazy_gettext("Alamat"),
        [Optional(), Length(max=80, message=lazy_gettext("Paling panjang 80 huruf."))],
        filters=[trimmed],
    )
    parent = SelectField(lazy_gettext("Di bawah"), [Optional()], validate_choice=False)
    is_food = BooleanField(lazy_gettext("Makanan atau minuman"))

    def __init__(self, parents: Sequence[Category], **options: Any) -> None:
        super().__init__(**options)
        self.parent_ids = {str(each.id): each.id for each in parents}
        self.parent.choices = [
            SelectChoice(AT_THE_TOP, _("Berdiri sendiri")),
            *(SelectChoice(str(each.id), each.name) for each in parents),
        ]

    def validate_name(self, field: Field) -> None:
        """Raises ValidationError for digits and signs alone."""
        if not any(letter.isalpha() for letter in field.data or ""):
            raise ValidationError(_("Tulis dengan huruf."))

    def validate_slug(self, field: Field) -> None:
        """Raises ValidationError for what is no part of an address."""
        if field.data and SLUG.fullmatch(field.data) is None:
            raise ValidationError(_("Pakai huruf kecil, angka, dan tanda hubung, misalnya bumbu-rempah."))

    def validate_parent(self, field: Field) -> None:
        """Raises ValidationError for one that is not in the list."""
        if field.data and field.data not in self.parent_ids:
            raise ValidationError(_("Pilih dari daftar."))

    @property
    def shelf(self) -> Shelf:
        """What was typed; an address is made of the name where there is none."""
        name = " ".join((self.name.data or "").split())
        parent_id = self.parent_ids[self.parent.data] if self.parent.data else None
        return Shelf(name, self.name_en.data or "", self.slug.data or slug_of(name), parent_id, self.is_food.data)
