"""What people write when they complain, and the answer."""

from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField, TelField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional, Regexp

from app.accounts.fields import NAME, NEEDED, check_email, check_name, check_phone
from app.i18n import lazy_gettext
from app.models.complaint import ComplaintKind
from app.web.fields import trimmed

SHORTEST_TEXT, LONGEST_TEXT = 20, 4000
WRITTEN = Length(min=SHORTEST_TEXT, max=LONGEST_TEXT, message=lazy_gettext("Tulis 20 sampai 4000 huruf."))
KINDS = [
    (ComplaintKind.ORDER.value, lazy_gettext("Pesanan atau pengiriman")),
    (ComplaintKind.PRODUCT.value, lazy_gettext("Barang yang diterima")),
    (ComplaintKind.SELLER.value, lazy_gettext("Penjual")),
    (ComplaintKind.PAYMENT.value, lazy_gettext("Pembayaran atau pengembalian uang")),
    (ComplaintKind.PRIVACY.value, lazy_gettext("Data pribadi")),
    (ComplaintKind.OTHER.value, lazy_gettext("Lainnya")),
]


class ComplaintForm(FlaskForm):
    """A complaint of anybody."""

    kind = SelectField(lazy_gettext("Tentang apa"), [NEEDED], choices=[SelectChoice(*kind) for kind in KINDS])
    name = StringField(
        lazy_gettext("Nama"),
        [NEEDED, NAME, check_name],
        filters=[trimmed],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        lazy_gettext("E-mail"), [NEEDED, check_email], filters=[trimmed], render_kw={"autocomplete": "email"}
    )
    phone = TelField(lazy_gettext("Nomor HP"), [Optional(), check_phone], render_kw={"autocomplete": "tel"})
    order_number = StringField(
        lazy_gettext("Nomor pesanan"),
        [Optional(), Regexp(r"^[A-Za-z0-9-]{4,20}$", message=lazy_gettext("Contoh nomor pesanan: SB-7K2M9QXA-1"))],
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )
    text = TextAreaField(
        lazy_gettext("Ceritakan apa yang terjadi"),
        [NEEDED, WRITTEN],
        filters=[trimmed],
        render_kw={"rows": 8},
    )


class AnswerForm(FlaskForm):
    """The one answer."""

    answer = TextAreaField(
        lazy_gettext("Jawaban untuk penulis"),
        [NEEDED, WRITTEN],
        filters=[trimmed],
        render_kw={"rows": 8},
    )
