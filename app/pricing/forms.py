"""The terms of trade as admins type them, and a price that somebody wants to know more about."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.i18n import _, lazy_gettext
from app.models.catalog import Category
from app.pricing import queries
from app.pricing.commands import NewRule
from app.pricing.net import Net, net_of
from app.pricing.settings import (
    FIGURES,
    PAYOUT_HOLD_DAYS,
    PAYOUT_MINIMUM_AMOUNT,
    PPH22_BPS,
    PPH22_EXEMPT_TURNOVER,
    Unit,
)
from app.web.fields import (
    DayField,
    PercentField,
    RupiahField,
    WholeField,
    check_not_far,
    parse_percent,
    parse_rupiah,
    parse_whole,
    trimmed,
)

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
REASON = Length(min=5, max=500, message=lazy_gettext("Tulis 5 sampai 500 huruf."))
DIGITS = {"inputmode": "numeric"}
SHOPS = {"list": "shops", "autocomplete": "off"}
HIGHEST_STEP = 6
NAMES: Mapping[str, Any] = {
    PPH22_BPS: lazy_gettext("Tarif PPh 22 dari penjualan kotor (persen, 0 berarti tidak dipungut)"),
    PPH22_EXEMPT_TURNOVER: lazy_gettext("Batas omzet setahun yang bebas PPh 22 (rupiah)"),
    PAYOUT_HOLD_DAYS: lazy_gettext("Saldo ditahan sesudah pesanan selesai (hari)"),
    PAYOUT_MINIMUM_AMOUNT: lazy_gettext("Pencairan paling sedikit (rupiah)"),
}


class FigureForm(FlaskForm):
    """Another value of a figure, from a day on."""

    name = SelectField(
        lazy_gettext("Pengaturan"), [NEEDED], choices=[SelectChoice(name, text) for name, text in NAMES.items()]
    )
    value = StringField(lazy_gettext("Nilai baru"), [NEEDED], filters=[trimmed])
    starts_on = DayField(lazy_gettext("Berlaku mulai"), [NEEDED, check_not_far])
    reason = TextAreaField(lazy_gettext("Alasan"), [NEEDED, REASON], filters=[trimmed], render_kw={"rows": 2})

    def validate_value(self, _field: Field) -> None:
        """Raises ValidationError for what is no value of the chosen figure."""
        if self.name.data in FIGURES and self.number is None:
            figure = FIGURES[self.name.data]
            raise ValidationError(
                {
                    Unit.BPS: _("Tulis persen dari 0 sampai 100, misalnya 0,5."),
                    Unit.RUPIAH: _("Tulis rupiah utuh, misalnya 50.000."),
                    Unit.DAYS: _(
                        "Tulis jumlah hari dari %(lowest)s sampai %(highest)s.",
                        lowest=figure.lowest,
                        highest=figure.highest,
                    ),
                }[figure.unit]
            )

    @property
    def number(self) -> int | None:
        """The value in the unit of its figure."""
        figure, text = FIGURES[self.name.data], self.value.data or ""
        if figure.unit == Unit.BPS:
            return parse_percent(text)
        if figure.unit == Unit.RUPIAH:
            return parse_rupiah(text)
        return parse_whole(text, lowest=figure.lowest, highest=figure.highest)


class RuleForm(FlaskForm):
    """A new commission rule."""

    shop = StringField(lazy_gettext("Toko"), [Optional(), Length(max=120)], filters=[trimmed], render_kw=SHOPS)
    category = SelectField(lazy_gettext("Kategori"), [Optional()])
    programme_step = WholeField(
        lazy_gettext("Langkah program"), [Optional()], lowest=0, highest=HIGHEST_STEP, render_kw=DIGITS
    )
    rate = PercentField(lazy_gettext("Komisi (persen)"), [NEEDED], render_kw={"inputmode": "decimal"})
    fixed = RupiahField(lazy_gettext("Ditambah tetap per baris pesanan (Rp)"), [Optional()], render_kw=DIGITS)
    floor = RupiahField(lazy_gettext("Paling sedikit (Rp)"), [Optional()], render_kw=DIGITS)
    cap = RupiahField(lazy_gettext("Paling banyak (Rp)"), [Optional()], render_kw=DIGITS)
    starts_on = DayField(lazy_gettext("Berlaku mulai"), [NEEDED, check_not_far])
    last_day = DayField(lazy_gettext("Hari terakhir"), [Optional(), check_not_far])
    note = TextAreaField(lazy_gettext("Alasan"), [NEEDED, REASON], filters=[trimmed], render_kw={"rows": 2})

    def __init__(self, categories: Sequence[Category], **options: Any) -> None:
        super().__init__(**options)
        self.category.choices = [
            SelectChoice("", _("Semua kategori")),
            *(SelectChoice(str(each.id), each.name) for each in categories),
        ]
        self.seller_id: int | None = None

    def validate_shop(self, field: Field) -> None:
        """Raises ValidationError for a shop that is not there."""
        if field.data:
            self.seller_id = _seller_id(field.data)

    def validate_cap(self, field: Field) -> None:
        """Raises ValidationError for a ceiling under the floor."""
        if field.data is not None and field.data < (self.floor.data or 0):
            raise ValidationError(_("Batas paling banyak tidak boleh di bawah batas paling sedikit."))

    def validate_last_day(self, field: Field) -> None:
        """Raises ValidationError for an end before the beginning."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("Hari terakhir tidak boleh sebelum hari pertama."))

    @property
    def new_rule(self) -> NewRule:
        """What was typed."""
        starts_on, rate_bps = self.starts_on.data, self.rate.data
        assert isinstance(starts_on, date), "needed"
        assert rate_bps is not None, "needed"
        return NewRule(
            seller_id=self.seller_id,
            category_id=int(self.category.data) if self.category.data else None,
            programme_step=self.programme_step.data,
            rate_bps=rate_bps,
            fixed_amount=self.fixed.data or 0,
            floor_amount=self.floor.data or 0,
            cap_amount=self.cap.data,
            starts_on=starts_on,
            last_day=self.last_day.data,
            note=self.note.data or "",
        )


class EndForm(FlaskForm):
    """Why a rule ends."""

    reason = StringField(lazy_gettext("Alasan mengakhiri"), [NEEDED, REASON], filters=[trimmed])


class PriceForm(FlaskForm):
    """A price on a shelf."""

    class Meta:
        csrf = False

    kategori = SelectField(lazy_gettext("Kategori"), [NEEDED])
    harga = RupiahField(lazy_gettext("Harga (Rp)"), [NEEDED], render_kw=DIGITS)

    def __init__(self, categories: Sequence[Category], **options: Any) -> None:
        super().__init__(**options)
        self.kategori.choices = [SelectChoice(str(each.id), each.name) for each in categories]

    def net_of(self, terms: queries.Terms) -> Net:
        """What is left of the price for a seller."""
        price_amount = self.harga.data
        assert price_amount is not None, "needed"
        return net_of(terms, category_id=int(self.kategori.data), price_amount=price_amount)


class ShopPriceForm(PriceForm):
    """A price of a shop."""

    toko = StringField(lazy_gettext("Toko"), [NEEDED, Length(max=120)], filters=[trimmed], render_kw=SHOPS)

    def __init__(self, categories: Sequence[Category], **options: Any) -> None:
        super().__init__(categories, **options)
        self.seller_id = 0

    def validate_toko(self, field: Field) -> None:
        """Raises ValidationError for a shop that is not there."""
        self.seller_id = _seller_id(field.data)


def _seller_id(text: str) -> int:
    """Raises ValidationError for a shop that is not there."""
    seller = queries.find_seller(text.rsplit("/", 1)[-1])
    if seller is None:
        raise ValidationError(_("Toko ini tidak ada. Pilih dari daftar, atau tulis bagian akhir alamatnya."))
    return seller.id
