"""What people write when they complain, and the answer."""

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, SelectField, StringField, TelField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.accounts.rules import is_email, is_name, phone_e164
from app.i18n import _, lazy_gettext
from app.models.complaint import ComplaintKind

SHORTEST_TEXT, LONGEST_TEXT = 20, 4000
NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
WRITTEN = Length(min=SHORTEST_TEXT, max=LONGEST_TEXT, message=lazy_gettext("Tulis 20 sampai 4000 huruf."))
KINDS = [
    (ComplaintKind.ORDER.value, lazy_gettext("Pesanan atau pengiriman")),
    (ComplaintKind.PRODUCT.value, lazy_gettext("Barang yang diterima")),
    (ComplaintKind.SELLER.value, lazy_gettext("Penjual")),
    (ComplaintKind.PAYMENT.value, lazy_gettext("Pembayaran atau pengembalian uang")),
    (ComplaintKind.PRIVACY.value, lazy_gettext("Data pribadi")),
    (ComplaintKind.OTHER.value, lazy_gettext("Lainnya")),
]


def _without_outer_spaces(text: str | None) -> str:
    return (text or "").strip()


class ComplaintForm(FlaskForm):
    """A complaint of anybody."""

    kind = SelectField(lazy_gettext("Tentang apa"), [NEEDED], choices=[SelectChoice(*kind) for kind in KINDS])
    name = StringField(
        lazy_gettext("Nama"),
        [NEEDED, Length(min=2, max=100, message=lazy_gettext("Tulis 2 sampai 100 huruf."))],
        filters=[_without_outer_spaces],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        lazy_gettext("E-mail"), [NEEDED], filters=[_without_outer_spaces], render_kw={"autocomplete": "email"}
    )
    phone = TelField(lazy_gettext("Nomor HP"), [Optional()], render_kw={"autocomplete": "tel"})
    order_number = StringField(
        lazy_gettext("Nomor pesanan"),
        [Optional(), Regexp(r"^[A-Za-z0-9-]{4,20}$", message=lazy_gettext("Contoh nomor pesanan: SB-7K2M9QXA-1"))],
        filters=[_without_outer_spaces],
        render_kw={"autocomplete": "off"},
    )
    text = TextAreaField(
        lazy_gettext("Ceritakan apa yang terjadi"),
        [NEEDED, WRITTEN],
        filters=[_without_outer_spaces],
        render_kw={"rows": 8},
    )

    def validate_name(self, field: Field) -> None:
        """Raises ValidationError for a name that would make our mails say something else."""
        if not is_name(field.data):
            raise ValidationError(_("Tulis nama saja, tanpa alamat situs."))

    def validate_email(self, field: Field) -> None:
        """Raises ValidationError for what cannot be an address."""
        if not is_email(field.data):
            raise ValidationError(_("Alamat e-mail ini tidak lengkap. Contoh: dewi@contoh.id"))

    def validate_phone(self, field: Field) -> None:
        """Raises ValidationError for what no phone rings at; keeps the number as +62…"""
        number = phone_e164(field.data)
        if number is None:
            raise ValidationError(_("Nomor telepon ini tidak dikenal. Contoh: 0812 3456 7890"))
        field.data = number


class AnswerForm(FlaskForm):
    """The one answer."""

    answer = TextAreaField(
        lazy_gettext("Jawaban untuk penulis"),
        [NEEDED, WRITTEN],
        filters=[_without_outer_spaces],
        render_kw={"rows": 8},
    )
