"""The shape of what a seller types about products."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from app.catalog import rules
from app.catalog.claims import Claims
from app.i18n import _, lazy_gettext
from app.models.cart import LARGEST_QUANTITY
from app.models.catalog import Category, HalalStatus
from app.web.fields import WholeField

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
LONGEST_DESCRIPTION = 5000
MOST_TAGS, LONGEST_TAG = 10, 30
FEWEST_LETTERS = 3
LONGEST_SHELF_LIFE, LONGEST_MAKING = 3650, 90
NOT_SAID = ""
HALAL = {
    NOT_SAID: lazy_gettext("Tidak disebut"),
    HalalStatus.CERTIFIED.value: lazy_gettext("Bersertifikat halal"),
    HalalStatus.IN_PROCESS.value: lazy_gettext("Sertifikat halal dalam proses"),
    HalalStatus.NON_HALAL.value: lazy_gettext("Tidak halal"),
}


def one_line(text: str | None) -> str:
    """A text without line breaks and doubled spaces."""
    return " ".join((text or "").split())


def check_price(_form: FlaskForm, field: Field) -> None:
    """Raises ValidationError for a price outside our bounds; what is no price was refused already."""
    if field.data is not None and not rules.LOWEST_PRICE <= field.data <= rules.LARGEST_PRICE:
        raise ValidationError(_("Harga paling sedikit Rp100 dan paling banyak Rp1.000.000.000."))


def lines(text: str | None) -> str:
    """A text with plain line breaks, as it was before a browser sent it."""
    return (text or "").replace("\r\n", "\n").strip()


class NamedForm(FlaskForm):
    """What a product is called."""

    name = StringField(
        lazy_gettext("Nama produk"),
        [NEEDED, Length(min=3, max=120, message=lazy_gettext("Tulis 3 sampai 120 huruf."))],
        filters=[one_line],
    )

    def validate_name(self, field: Field) -> None:
        """Raises ValidationError for digits and signs alone."""
        if sum(letter.isalpha() for letter in field.data or "") < FEWEST_LETTERS:
            raise ValidationError(_("Sebut barangnya dengan huruf."))


class _ProductForm(NamedForm):
    """What every product says."""

    category = SelectField(lazy_gettext("Kategori"), [NEEDED], validate_choice=False)

    def __init__(self, categories: Sequence[Category], **options: Any) -> None:
        super().__init__(**options)
        self.category_ids = {each.slug: each.id for each in categories}
        self.category.choices = [
            SelectChoice(NOT_SAID, _("Pilih…")),
            *(SelectChoice(each.slug, each.name) for each in categories),
        ]

    def validate_category(self, field: Field) -> None:
        """Raises ValidationError for a shelf that is not there."""
        if field.data not in self.category_ids:
            raise ValidationError(_("Pilih salah satu kategori."))


class AboutForm(_ProductForm):
    """What a product is."""

    description = TextAreaField(
        lazy_gettext("Keterangan"),
        [Optional(), Length(max=LONGEST_DESCRIPTION, message=lazy_gettext("Paling panjang 5000 huruf."))],
        filters=[lines],
        render_kw={"rows": 8},
    )
    is_food = BooleanField(lazy_gettext("Makanan atau minuman"))
    halal = RadioField(
        lazy_gettext("Kehalalan"),
        choices=[SelectChoice(value, label) for value, label in HALAL.items()],
        default=NOT_SAID,
        validate_choice=False,
    )
    tags = StringField(lazy_gettext("Kata kunci"), [Optional(), Length(max=400)], filters=[one_line])

    def validate_halal(self, field: Field) -> None:
        """Raises ValidationError for a word that is none of ours."""
        if (field.data or NOT_SAID) not in HALAL:
            raise ValidationError(_("Pilih salah satu."))

    def validate_tags(self, field: Field) -> None:
        """Raises ValidationError for too many or too long ones."""
        tags = tags_in(field.data)
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            raise ValidationError(_("Paling banyak 10 kata kunci, masing-masing paling panjang 30 huruf."))

    @property
    def about(self) -> dict[str, Any]:
        """These claims by their names."""
        return {
            "name": self.name.data,
            "category_id": self.category_ids[self.category.data],
            "description": self.description.data,
            "tags": tags_in(self.tags.data),
            "is_food": self.is_food.data,
            "halal": HalalStatus(self.halal.data) if self.halal.data else None,
        }


class SendingForm(FlaskForm):
    """How a product is made and sent."""

    is_handmade = BooleanField(lazy_gettext("Buatan tangan"))
    is_cold_chain = BooleanField(lazy_gettext("Harus dijaga dingin atau beku"))
    shelf_life_days = WholeField(
        lazy_gettext("Masa simpan (hari)"),
        [Optional()],
        lowest=1,
        highest=LONGEST_SHELF_LIFE,
        render_kw={"inputmode": "numeric"},
    )
    made_to_order_days = WholeField(
        lazy_gettext("Dibuat sesudah dipesan (hari)"),
        [Optional()],
        lowest=0,
        highest=LONGEST_MAKING,
        render_kw={"inputmode": "numeric"},
    )
    minimum_quantity = WholeField(
        lazy_gettext("Paling sedikit dibeli (buah)"),
        [Optional()],
        lowest=1,
        highest=LARGEST_QUANTITY,
        render_kw={"inputmode": "numeric"},
    )
    ships_only_to = SelectMultipleField(lazy_gettext("Hanya dikirim ke"), validate_choice=False)
    ships_not_to = SelectMultipleField(lazy_gettext("Tidak dikirim ke"), validate_choice=False)

    def __init__(self, regencies: Mapping[str, str], provinces: Mapping[str, str], **options: Any) -> None:
        super().__init__(**options)
        self.offer(regencies, provinces)

    def offer(self, regencies: Mapping[str, str], provinces: Mapping[str, str]) -> None:
        """The places to choose from."""
        self.ships_only_to.choices = [SelectChoice(code, name) for code, name in regencies.items()]
        self.ships_not_to.choices = [SelectChoice(code, name) for code, name in {**regencies, **provinces}.items()]

    def validate_ships_only_to(self, field: Field) -> None:
        """Raises ValidationError for a place that is none of the regencies."""
        _check_is_offered(field)

    def validate_ships_not_to(self, field: Field) -> None:
        """Raises ValidationError for a place that is not in the list."""
        _check_is_offered(field)

    @property
    def sending(self) -> dict[str, Any]:
        """These claims by their names."""
        return {
            "is_handmade": self.is_handmade.data,
            "is_cold_chain": self.is_cold_chain.data,
            "shelf_life_days": self.shelf_life_days.data,
            "made_to_order_days": self.made_to_order_days.data or 0,
            "minimum_quantity": self.minimum_quantity.data or 1,
            "ships_only_to": tuple(sorted(set(self.ships_only_to.data or ()))),
            "ships_not_to": tuple(sorted(set(self.ships_not_to.data or ()))),
        }


class ClaimsForm(AboutForm, SendingForm):
    """Everything a product says about itself."""

    def __init__(
        self,
        categories: Sequence[Category],
        regencies: Mapping[str, str],
        provinces: Mapping[str, str],
        **options: Any,
    ) -> None:
        AboutForm.__init__(self, categories, regencies=regencies, provinces=provinces, **options)

    @property
    def claims(self) -> Claims:
        """What the product is going to say."""
        return Claims(**self.about, **self.sending)


class AltForm(FlaskForm):
    """What a picture shows, in words."""

    alt = StringField(
        lazy_gettext("Isi foto dalam kata"),
        [NEEDED, Length(max=200, message=lazy_gettext("Paling panjang 200 huruf."))],
        filters=[one_line],
    )


def claims_as_typed(claims: Claims, categories: Sequence[Category]) -> dict[str, Any]:
    """The values of a ClaimsForm that says this."""
    slugs = {each.id: each.slug for each in categories}
    return {
        "name": claims.name,
        "category": slugs.get(claims.category_id, NOT_SAID),
        "description": claims.description,
        "is_food": claims.is_food,
        "halal": claims.halal.value if claims.halal else NOT_SAID,
        "is_handmade": claims.is_handmade,
        "is_cold_chain": claims.is_cold_chain,
        "shelf_life_days": claims.shelf_life_days,
        "made_to_order_days": claims.made_to_order_days or None,
        "ships_only_to": list(claims.ships_only_to),
        "ships_not_to": list(claims.ships_not_to),
        "minimum_quantity": claims.minimum_quantity,
        "tags": ", ".join(claims.tags),
    }


def tags_in(text: str | None) -> tuple[str, ...]:
    """Words between commas, each once."""
    return tuple(dict.fromkeys(tag for part in (text or "").split(",") if (tag := one_line(part))))


def _check_is_offered(field: Field) -> None:
    if not set(field.data or ()) <= {choice.value for choice in field.choices}:
        raise ValidationError(_("Pilih dari daftar."))
