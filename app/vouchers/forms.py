"""Vouchers as sellers and admins describe them."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, RadioField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.i18n import _, lazy_gettext
from app.models.order import Bearer
from app.models.voucher import VoucherKind
from app.sellers.rules import slug_of
from app.vouchers.commands import Offer
from app.vouchers.rules import PLATFORM, fold_code, is_code
from app.web.fields import DayField, PercentField, RupiahField, WholeField, check_not_far, trimmed

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
DIGITS = {"inputmode": "numeric"}
MOST_USES, MOST_USES_PER_BUYER = 1_000_000, 1000


class VoucherForm(FlaskForm):
    """A new voucher."""

    code = StringField(
        lazy_gettext("Kode"),
        [NEEDED],
        filters=[lambda text: fold_code(text or "")],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": "40"},
    )
    label = StringField(
        lazy_gettext("Untuk apa"),
        [NEEDED, Length(min=3, max=100, message=lazy_gettext("Tulis 3 sampai 100 huruf."))],
        filters=[trimmed],
    )
    kind = RadioField(
        lazy_gettext("Bentuk potongan"),
        [NEEDED],
        choices=[
            SelectChoice(VoucherKind.AMOUNT.value, lazy_gettext("Sejumlah rupiah")),
            SelectChoice(VoucherKind.PERCENT.value, lazy_gettext("Persen dari harga barang")),
        ],
    )
    amount = RupiahField(lazy_gettext("Potongan (Rp)"), [Optional()], render_kw=DIGITS)
    rate = PercentField(lazy_gettext("Potongan (persen)"), [Optional()], render_kw={"inputmode": "decimal"})
    cap = RupiahField(lazy_gettext("Potongan paling banyak (Rp)"), [Optional()], render_kw=DIGITS)
    smallest = RupiahField(lazy_gettext("Belanja barang paling sedikit (Rp)"), [Optional()], render_kw=DIGITS)
    most_uses = WholeField(
        lazy_gettext("Berapa kali bisa dipakai"), [Optional()], lowest=1, highest=MOST_USES, render_kw=DIGITS
    )
    most_uses_per_buyer = WholeField(
        lazy_gettext("Berapa kali per pembeli"), [NEEDED], lowest=1, highest=MOST_USES_PER_BUYER, render_kw=DIGITS
    )
    first_day = DayField(lazy_gettext("Hari pertama"), [NEEDED, check_not_far])
    last_day = DayField(lazy_gettext("Hari terakhir"), [NEEDED, check_not_far])

    def validate_code(self, field: Field) -> None:
        """Raises ValidationError for what cannot be a code."""
        if not is_code(field.data):
            raise ValidationError(_("Kode terdiri dari 4 sampai 24 huruf A–Z, angka, dan tanda hubung di tengah."))

    def validate_cap(self, field: Field) -> None:
        """Raises ValidationError for a ceiling of nothing."""
        if field.data == 0:
            raise ValidationError(_("Kosongkan bila tanpa batas."))

    def validate_kind(self, field: Field) -> None:
        """Raises ValidationError when the choice has no value above zero."""
        value = self.rate if field.data == VoucherKind.PERCENT.value else self.amount
        if not value.data:
            raise ValidationError(_("Isi juga potongannya di bawah ini, lebih dari nol."))

    def validate_last_day(self, field: Field) -> None:
        """Raises ValidationError for an end before the beginning."""
        if field.data and self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(_("Hari terakhir tidak boleh sebelum hari pertama."))

    @property
    def offer(self) -> Offer:
        """What was typed."""
        first_day, last_day = self.first_day.data, self.last_day.data
        assert isinstance(first_day, date), "needed"
        assert isinstance(last_day, date), "needed"
        kind = VoucherKind(self.kind.data)
        is_percent = kind == VoucherKind.PERCENT
        return Offer(
            code=self.code.data or "",
            label=self.label.data or "",
            kind=kind,
            amount=0 if is_percent else self.amount.data or 0,
            rate_bps=self.rate.data or 0 if is_percent else 0,
            cap_amount=self.cap.data if is_percent else None,
            smallest_items_amount=self.smallest.data or 0,
            most_uses=self.most_uses.data,
            most_uses_per_buyer=self.most_uses_per_buyer.data or 1,
            first_day=first_day,
            last_day=last_day,
        )


class HouseVoucherForm(VoucherForm):
    """A voucher that the platform or an agency bears."""

    bearer = RadioField(
        lazy_gettext("Siapa yang menanggung"),
        [NEEDED],
        choices=[
            SelectChoice(Bearer.PLATFORM.value, lazy_gettext("Sebalai")),
            SelectChoice(Bearer.AGENCY.value, lazy_gettext("Sebuah OPD atau lembaga")),
        ],
    )
    agency_name = StringField(
        lazy_gettext("Nama OPD atau lembaga"),
        [Optional(), Length(min=3, max=100, message=lazy_gettext("Tulis 3 sampai 100 huruf."))],
        filters=[trimmed],
    )

    def validate_bearer(self, field: Field) -> None:
        """Raises ValidationError for an agency without a name, or one whose costs would be taken for ours."""
        name: Any = self.agency_name.data
        if field.data == Bearer.AGENCY.value and (not name or slug_of(name) == PLATFORM):
            raise ValidationError(_("Tulis nama lembaga yang menanggungnya."))
