"""The shape of what is typed in the steps of a listing."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, MultipleFileField, SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Optional

from app.catalog import rules
from app.catalog.forms.parcel import NO_SIDES, parcel_text, parse_parcel
from app.catalog.forms.products import NamedForm, check_price
from app.catalog.grid import Row
from app.i18n import _, lazy_gettext
from app.models.catalog import NetUnit
from app.models.stock import LARGEST_STOCK
from app.web.fields import RupiahField, WholeField, trimmed

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
PICTURES = "image/jpeg,image/png,image/webp,image/avif,image/heic,image/heif"


class BeginForm(NamedForm):
    """Photos and a name."""

    foto = MultipleFileField(lazy_gettext("Foto"), [Optional()], render_kw={"accept": PICTURES})


class PriceForm(FlaskForm):
    """The one offer of a product without choices."""

    price = RupiahField(lazy_gettext("Harga (Rp)"), [NEEDED, check_price], render_kw={"inputmode": "numeric"})
    stock = WholeField(
        lazy_gettext("Stok"), [NEEDED], lowest=0, highest=LARGEST_STOCK, render_kw={"inputmode": "numeric"}
    )
    weight = WholeField(
        lazy_gettext("Berat kirim dengan kemasan (gram)"),
        [NEEDED],
        lowest=1,
        highest=rules.HEAVIEST_GRAMS,
        render_kw={"inputmode": "numeric"},
    )
    content = WholeField(
        lazy_gettext("Isi bersih"),
        [Optional()],
        lowest=1,
        highest=rules.LARGEST_CONTENT,
        render_kw={"inputmode": "numeric"},
    )
    unit = SelectField(
        lazy_gettext("Satuan isi"), choices=[SelectChoice(unit.value, unit.value) for unit in NetUnit], default="g"
    )
    parcel = StringField(lazy_gettext("Ukuran paket (cm)"), [Optional()], filters=[trimmed])

    def validate_parcel(self, field: Field) -> None:
        """Raises ValidationError for what are not three sides."""
        if parse_parcel(field.data or "") is None:
            raise ValidationError(_("Tulis panjang x lebar x tinggi dalam cm, misalnya 30 x 20 x 10."))

    @property
    def row(self) -> Row:
        """The offer; its code stays or is made."""
        price_amount, weight_grams, on_hand = self.price.data, self.weight.data, self.stock.data
        assert price_amount is not None, "needed"
        assert weight_grams is not None, "needed"
        assert on_hand is not None, "needed"
        length_cm, width_cm, height_cm = parse_parcel(self.parcel.data or "") or NO_SIDES
        return Row(
            "",
            "",
            "",
            price_amount,
            weight_grams,
            self.content.data,
            NetUnit(self.unit.data) if self.content.data else None,
            on_hand,
            length_cm,
            width_cm,
            height_cm,
        )


def row_as_typed(row: Row | None) -> dict[str, Any]:
    """The values of a PriceForm that offers this."""
    if row is None:
        return {}
    return {
        "price": row.price_amount,
        "stock": row.on_hand,
        "weight": row.weight_grams,
        "content": row.net_content,
        "unit": (row.net_unit or NetUnit.GRAM).value,
        "parcel": parcel_text((row.length_cm, row.width_cm, row.height_cm)),
    }
