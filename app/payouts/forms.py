"""The shape of bank accounts and of decisions about payouts."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.accounts.fields import NAME, NEEDED, check_name
from app.accounts.forms.proof import PasswordForm
from app.i18n import _, lazy_gettext
from app.payments.forms import reference_field
from app.sellers.banks import BANKS
from app.sellers.rules import ACCOUNT_NUMBER, digits_of
from app.web.fields import trimmed

CHOOSE = SelectChoice("", lazy_gettext("Pilih …"))


def only_digits(text: str | None) -> str:
    """A number as people write it, without spaces, dots and dashes."""
    return digits_of(text or "")


class AccountForm(PasswordForm):
    """Another bank account; `seen` is the account the owner saw while typing."""

    bank_code = SelectField(
        lazy_gettext("Bank"), [NEEDED], choices=[CHOOSE, *(SelectChoice(*bank) for bank in BANKS.items())]
    )
    number = StringField(
        lazy_gettext("Nomor rekening"),
        [NEEDED, Length(max=40)],
        filters=[only_digits],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    holder_name = StringField(
        lazy_gettext("Nama pemilik rekening"),
        [NEEDED, NAME, check_name],
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )
    seen = HiddenField(validators=[Optional(), Regexp(r"^[0-9]{1,18}$")])

    def validate_number(self, field: Field) -> None:
        """Raises ValidationError for what no bank uses as a number."""
        if ACCOUNT_NUMBER.fullmatch(field.data) is None:
            raise ValidationError(_("Nomor rekening terdiri dari 5 sampai 20 angka."))


class ExportForm(PasswordForm):
    """The password, and that somebody looked at the bank where the books show too little."""

    is_sure = BooleanField(lazy_gettext("Saya sudah melihat saldo di bank: uangnya ada"))


class ReasonForm(FlaskForm):
    """Why, in words that the owners of the shop read."""

    reason = StringField(
        lazy_gettext("Alasan, dibaca pemilik toko"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(min=5, max=190, message=lazy_gettext("Tulis 5 sampai 190 huruf.")),
        ],
        filters=[trimmed],
    )


class PaidForm(FlaskForm):
    """What the bank calls the transfer."""

    bank_reference = reference_field(lazy_gettext("Nomor referensi bank"))


class AfterAllForm(PaidForm, PasswordForm):
    """What the bank calls a transfer that was marked as failed, and why it was."""

    reason = StringField(
        lazy_gettext("Mengapa ternyata dibayar"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(min=5, max=190, message=lazy_gettext("Tulis 5 sampai 190 huruf.")),
        ],
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )
