"""What finance writes down when a gateway hands money over, and when a courier is paid."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, PasswordField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange

from app.accounts.fields import NEEDED
from app.i18n import LazyString, _, lazy_gettext
from app.web.fields import RupiahField, as_reference, trimmed

LONGEST_REFERENCE = 120
SHORTEST_REASON = 5


class DayField(DateField):
    """A day; the sentence of the refusal is ours."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the day. Raises ValueError."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Tulis tanggal, misalnya 2026-11-25.")) from error


def _short_field(label: LazyString) -> StringField:
    return StringField(
        label,
        [NEEDED, Length(min=1, max=LONGEST_REFERENCE, message=lazy_gettext("Tulis 1 sampai 120 huruf."))],
        filters=[as_reference],
        render_kw={"autocomplete": "off"},
    )


class SettlementForm(FlaskForm):
    """One line of the bank's statement."""

    gateway = SelectField(lazy_gettext("Gerbang bayar"), [NEEDED], choices=[])
    settled_on = DayField(lazy_gettext("Tanggal masuk rekening"), [NEEDED])
    amount = RupiahField(
        lazy_gettext("Jumlah masuk rekening"), [NEEDED], render_kw={"inputmode": "numeric", "autocomplete": "off"}
    )
    fee_amount = RupiahField(
        lazy_gettext("Biaya yang dipotong"), [NEEDED], render_kw={"inputmode": "numeric", "autocomplete": "off"}
    )
    reference = _short_field(lazy_gettext("Nomor referensi di rekening koran"))

    is_matched = BooleanField(lazy_gettext("Sudah dicocokkan dengan laporan gerbang bayar"))
    report = StringField(
        lazy_gettext("Laporan yang mana, dan mengapa lebih dari yang ada"),
        [Length(max=190, message=lazy_gettext("Tulis 5 sampai 190 huruf."))],
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )

    password = PasswordField(
        lazy_gettext("Kata sandi Anda"), [Length(max=200)], render_kw={"autocomplete": "current-password"}
    )

    def validate_password(self, field: Field) -> None:
        """Raises ValidationError where the match is claimed and nobody shows who claims it."""
        if self.is_matched.data and not field.data:
            raise ValidationError(_("Tulis kata sandi Anda."))

    def validate_report(self, field: Field) -> None:
        """Raises ValidationError where the match is claimed and nothing says with what."""
        if self.is_matched.data and len(field.data or "") < SHORTEST_REASON:
            raise ValidationError(_("Tulis laporan yang mana, misalnya nomor dan tanggalnya."))

    def ask_for_match(self) -> None:
        """Neither what it was matched with nor the password is called optional any more."""
        for field in (self.report, self.password):
            field.flags.required = True

    @property
    def matched_with(self) -> str:
        """What it was compared with, or nothing."""
        return str(self.report.data or "") if self.is_matched.data else ""


class MovementForm(FlaskForm):
    """One line of the bank's statement that is neither a sale's nor a parcel's."""

    what = SelectField(lazy_gettext("Uang untuk apa"), [NEEDED], choices=[])
    moved_on = DayField(lazy_gettext("Tanggal di rekening koran"), [NEEDED])
    amount = RupiahField(
        lazy_gettext("Jumlah"),
        [NEEDED, NumberRange(min=1, message=lazy_gettext("Tulis jumlah lebih dari nol."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    reference = _short_field(lazy_gettext("Nomor referensi di rekening koran"))
    note = StringField(
        lazy_gettext("Keterangan"),
        [NEEDED, Length(min=SHORTEST_REASON, max=190, message=lazy_gettext("Tulis 5 sampai 190 huruf."))],
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )


class ReversalForm(FlaskForm):
    """Why something that was typed counts for nothing."""

    reason = StringField(
        lazy_gettext("Mengapa dibatalkan"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(min=SHORTEST_REASON, max=190, message=lazy_gettext("Tulis 5 sampai 190 huruf.")),
        ],
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )


class BillForm(FlaskForm):
    """A bill that was paid for parcels of the marketplace."""

    payee = _short_field(lazy_gettext("Dibayar kepada"))
    reference = _short_field(lazy_gettext("Nomor tagihan"))
    amount = RupiahField(
        lazy_gettext("Jumlah yang dibayar"),
        [NEEDED, NumberRange(min=1, message=lazy_gettext("Tulis jumlah lebih dari nol."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    paid_on = DayField(lazy_gettext("Tanggal dibayar"), [NEEDED])
