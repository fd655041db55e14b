"""A buyer's claim, the seller's answer, an admin's decision."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from app.accounts.fields import NEEDED
from app.i18n import _, lazy_gettext
from app.models.returns import ReturnReason
from app.money import format_rupiah
from app.pricing.shares import Share
from app.web.fields import trimmed

WRITTEN = Length(min=10, max=2000, message=lazy_gettext("Tulis 10 sampai 2000 huruf."))
REASONS = {
    ReturnReason.DAMAGED.value: lazy_gettext("Barang rusak"),
    ReturnReason.NOT_AS_DESCRIBED.value: lazy_gettext("Tidak sesuai keterangan"),
    ReturnReason.WRONG_ITEM.value: lazy_gettext("Barang yang datang salah"),
    ReturnReason.MISSING.value: lazy_gettext("Tidak sampai, atau isinya kurang"),
    ReturnReason.CHANGED_MIND.value: lazy_gettext("Berubah pikiran (ongkos kirim tidak kembali)"),
}
WITH, WITHOUT = "dengan", "tanpa"


class ClaimForm(FlaskForm):
    """What is wrong; the numbers and the photos stand beside the form."""

    reason = RadioField(
        lazy_gettext("Apa masalahnya?"), [NEEDED], choices=[SelectChoice(*each) for each in REASONS.items()]
    )
    text = TextAreaField(
        lazy_gettext("Ceritakan apa yang terjadi"), [NEEDED, WRITTEN], filters=[trimmed], render_kw={"rows": 6}
    )
    cannot_show = BooleanField(lazy_gettext("Saya tidak dapat mengirim foto"))


class AcceptForm(FlaskForm):
    """The seller agrees."""

    on_shelf = BooleanField(lazy_gettext("Barangnya kembali dan bisa dijual lagi: tambahkan ke stok"))


class ContestForm(FlaskForm):
    """The seller sees it otherwise; photos stand beside the form."""

    answer = TextAreaField(
        lazy_gettext("Mengapa Anda tidak setuju? Pembeli dan petugas membacanya."),
        [NEEDED, WRITTEN],
        filters=[trimmed],
        render_kw={"rows": 6},
    )


class RulingForm(FlaskForm):
    """What an admin grants; the numbers stand beside the form."""

    shipping = RadioField(
        lazy_gettext("Ongkos kirimnya"),
        [NEEDED],
        choices=[SelectChoice(WITH), SelectChoice(WITHOUT)],
    )
    note = TextAreaField(
        lazy_gettext("Penjelasan untuk pembeli dan penjual"),
        [NEEDED, WRITTEN],
        filters=[trimmed],
        render_kw={"rows": 4},
    )

    def name_amounts(self, share: Share) -> None:
        """Write on each choice how many rupiah go back with it."""
        whole, goods = format_rupiah(share.paid_amount), format_rupiah(share.without_shipping().paid_amount)
        self.shipping.choices = [
            SelectChoice(WITH, _("Ikut kembali: %(amount)s untuk pembeli", amount=whole)),
            SelectChoice(WITHOUT, _("Tidak kembali: %(amount)s untuk pembeli", amount=goods)),
        ]


class RejectionForm(FlaskForm):
    """Why nothing goes back."""

    note = TextAreaField(
        lazy_gettext("Alasan untuk pembeli dan penjual"), [NEEDED, WRITTEN], filters=[trimmed], render_kw={"rows": 4}
    )
