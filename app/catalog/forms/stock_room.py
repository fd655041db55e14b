"""What a seller types in the stock room."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from app.catalog.commands.stock_room import COUNTED, Sold
from app.catalog.queries.stock_room import StockRow
from app.i18n import _, lazy_gettext
from app.web.fields import DayField, RupiahField, WholeField, check_not_far, trimmed

NEEDED = DataRequired(lazy_gettext("Isian ini diperlukan."))
MOST_AT_ONCE = 10_000
REASONS_TO_COUNT = {
    COUNTED: lazy_gettext("hitung ulang"),
    "new goods came in": lazy_gettext("barang masuk"),
    "the goods are spoiled": lazy_gettext("rusak"),
    "the goods are gone": lazy_gettext("hilang"),
    "used by the shop itself": lazy_gettext("dipakai sendiri"),
}


class CountForm(FlaskForm):
    """Why what was counted is not what was written."""

    because = SelectField(
        lazy_gettext("Mengapa berubah?"),
        [NEEDED],
        choices=[SelectChoice(*reason) for reason in REASONS_TO_COUNT.items()],
        default=COUNTED,
    )


class OfflineSaleForm(FlaskForm):
    """What was sold outside the marketplace, of what is on the shelf."""

    variant = SelectField(lazy_gettext("Barang"), [NEEDED], coerce=int, validate_choice=False)
    quantity = WholeField(
        lazy_gettext("Jumlah"), [NEEDED], lowest=1, highest=MOST_AT_ONCE, render_kw={"inputmode": "numeric"}
    )
    unit_price = RupiahField(lazy_gettext("Harga satuan (Rp)"), [NEEDED], render_kw={"inputmode": "numeric"})
    sold_on = DayField(lazy_gettext("Tanggal"), [NEEDED, check_not_far])
    form_key = HiddenField(validators=[NEEDED, Length(max=64)])

    def __init__(self, rows: Sequence[StockRow], **options: Any) -> None:
        super().__init__(**options)
        self.variant.choices = [SelectChoice(row.variant_id, _choice_text(row)) for row in rows]

    @property
    def sold(self) -> Sold:
        """What was typed, once it was found to be sound."""
        return Sold(self.variant.data, self.quantity.data or 0, self.unit_price.data or 0, self.sold_on.data)


class CancelSaleForm(FlaskForm):
    """Why a sale is taken back."""

    reason = StringField(
        lazy_gettext("Mengapa dibatalkan?"),
        [NEEDED, Length(max=150, message=lazy_gettext("Paling panjang 150 huruf."))],
        filters=[trimmed],
    )


class LowMarkForm(FlaskForm):
    """From how few pieces on the seller wants to know; empty is the usual."""

    low_at = StringField(lazy_gettext("Beri tahu bila sisanya"), [Length(max=7)], filters=[trimmed])


def _choice_text(row: StockRow) -> str:
    name = f"{row.name} ({row.label})" if row.label else row.name
    return _("%(name)s, ada %(count)s", name=name, count=row.available)
