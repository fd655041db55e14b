"""Reasons to cancel, what a seller cannot supply, where a parcel is, and the account for money by transfer."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.accounts.fields import NAME, NEEDED, check_name
from app.accounts.forms.proof import PasswordForm
from app.i18n import lazy_gettext
from app.models.shipment import Shipment, ShipmentStatus
from app.sellers.banks import BANKS
from app.sellers.rules import ACCOUNT_NUMBER, digits_of
from app.web.fields import WholeField, as_reference, trimmed

REASONS_OF_BUYERS = {
    "changed_mind": lazy_gettext("Berubah pikiran"),
    "wrong_order": lazy_gettext("Salah barang, jumlah, atau alamat"),
    "too_slow": lazy_gettext("Terlalu lama"),
    "found_elsewhere": lazy_gettext("Sudah dapat di tempat lain"),
}
REASONS_OF_SELLERS = {
    "sold_out": lazy_gettext("Stok habis"),
    "damaged": lazy_gettext("Barangnya rusak"),
    "cannot_make": lazy_gettext("Tidak dapat dibuat pada waktunya"),
    "cannot_send": lazy_gettext("Tidak dapat dikirim ke alamat itu"),
}
WHERE_PARCELS_END = {
    ShipmentStatus.LOST.value: lazy_gettext("Hilang di perjalanan"),
    ShipmentStatus.RETURNED.value: lazy_gettext("Kembali ke penjual"),
}
CHOOSE = SelectChoice("", lazy_gettext("Pilih …"))
MOST_SHORTAGES = 1000
SURE = lazy_gettext("Ya, batalkan semuanya. Ini tidak dapat diurungkan.")


def only_digits(text: str | None) -> str:
    """A number as people write it, without spaces, dots and dashes."""
    return digits_of(text or "")


class CancelForm(FlaskForm):
    """Why the buyer does not want it any more."""

    reason = RadioField(
        lazy_gettext("Mengapa dibatalkan?"),
        [NEEDED],
        choices=[SelectChoice(*each) for each in REASONS_OF_BUYERS.items()],
    )


class ShortageForm(FlaskForm):
    """Why the seller cannot supply it; the numbers stand beside the form."""

    reason = RadioField(
        lazy_gettext("Mengapa?"), [NEEDED], choices=[SelectChoice(*each) for each in REASONS_OF_SELLERS.items()]
    )
    shortage = WholeField("", lowest=1, highest=MOST_SHORTAGES, widget=HiddenField.widget)
    is_sure = BooleanField(SURE)


class RefusalForm(ShortageForm):
    """The same for everything that was not sent, which nobody can undo: the seller says that it is meant."""

    is_sure = BooleanField(SURE, [InputRequired(lazy_gettext("Centang ini bila memang semuanya dibatalkan."))])


class WhichParcelForm(FlaskForm):
    """Which parcel did not arrive, and where it has ended. Pressed twice it means the same one."""

    parcel = RadioField(lazy_gettext("Paket yang mana?"), [NEEDED], coerce=int, validate_choice=False)
    status = RadioField(
        lazy_gettext("Apa yang terjadi dengan paketnya?"),
        [NEEDED],
        choices=[SelectChoice(*each) for each in WHERE_PARCELS_END.items()],
    )

    def __init__(self, parcels: Sequence[Shipment], **options: Any) -> None:
        super().__init__(**options)
        self.parcels = [each for each in parcels if each.status == ShipmentStatus.HANDED_OVER]
        self.parcel.choices = [SelectChoice(each.id, f"{each.courier} {each.tracking_number}") for each in self.parcels]


class ParcelForm(WhichParcelForm):
    """Where a parcel has ended that did not arrive, and whether what is in it can be sold again."""

    on_shelf = BooleanField(lazy_gettext("Barangnya masih bagus dan bisa dijual lagi: tambahkan ke stok"))


class ReportForm(WhichParcelForm):
    """The same in the back office, with how it is known."""

    reason = TextAreaField(
        lazy_gettext("Dari mana diketahui? Penjual dan pembeli membacanya."),
        [NEEDED, Length(min=10, max=1000, message=lazy_gettext("Tulis 10 sampai 1000 huruf."))],
        filters=[trimmed],
        render_kw={"rows": 3},
    )


class BankAccountForm(PasswordForm):
    """Where the buyer wants the money."""

    bank_code = SelectField(
        lazy_gettext("Bank"), [NEEDED], choices=[CHOOSE, *(SelectChoice(*bank) for bank in BANKS.items())]
    )
    number = StringField(
        lazy_gettext("Nomor rekening"),
        [
            NEEDED,
            Regexp(
                f"^{ACCOUNT_NUMBER.pattern}$",
                message=lazy_gettext("Nomor rekening terdiri dari 5 sampai 20 angka."),
            ),
        ],
        filters=[only_digits],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    holder_name = StringField(
        lazy_gettext("Nama pemilik rekening"),
        [NEEDED, NAME, check_name],
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )


class TransferredForm(PasswordForm):
    """What the bank calls the transfer; `seen` is the account that the admin saw."""

    reference = StringField(
        lazy_gettext("Nomor referensi dari bank"),
        [NEEDED, Length(min=4, max=120, message=lazy_gettext("Tulis 4 sampai 120 huruf."))],
        filters=[as_reference],
        render_kw={"autocomplete": "off"},
    )
    seen = HiddenField(validators=[Optional(), Length(max=80)])
