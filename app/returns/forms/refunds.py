"""How a refund ends that its gateway does not end."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, IntegerField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from app.accounts.fields import NEEDED
from app.accounts.forms.proof import PasswordForm
from app.i18n import _, lazy_gettext
from app.models.payment import RefundChannel
from app.web.fields import trimmed

BY_DISPUTE, BY_HAND = RefundChannel.DISPUTE.value, RefundChannel.BY_HAND.value
REASON: dict[str, Any] = {
    "validators": [NEEDED, Length(min=10, max=190, message=lazy_gettext("Tulis 10 sampai 190 huruf."))],
    "filters": [trimmed],
    "render_kw": {"rows": 2},
}


class EndingForm(PasswordForm):
    """How the buyer got the money, and how that is known."""

    way = RadioField(
        lazy_gettext("Bagaimana pembeli menerimanya?"),
        [NEEDED],
        choices=[
            SelectChoice(BY_DISPUTE, lazy_gettext("Diambil bank pembeli lewat sengketa yang kalah")),
            SelectChoice(BY_HAND, lazy_gettext("Dikembalikan langsung di dasbor gerbang bayar")),
        ],
    )
    name = StringField(
        lazy_gettext("Nama pengembalian di gerbang bayar"),
        [Optional(), Length(max=120)],
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )
    reason = TextAreaField(lazy_gettext("Alasan, dan buktinya"), **REASON)

    def validate_way(self, field: Field) -> None:
        """Raises ValidationError for a dashboard without what the refund is called there."""
        if field.data == BY_HAND and not self.name.data:
            raise ValidationError(_("Untuk cara ini tulis juga nama pengembaliannya di bawah, misalnya re_123."))


class AdvanceForm(PasswordForm):
    """We pay for a seller, and why."""

    is_sure = BooleanField(lazy_gettext("Ya, kita talangi dari uang kita; toko berutang kepada kita"), [NEEDED])
    reason = TextAreaField(lazy_gettext("Alasannya"), **REASON)


class NotGivenBackForm(PasswordForm):
    """How it is known that cash was not given back, and how often the refund had moved when that was decided."""

    moves = IntegerField(widget=HiddenInput(), validators=[NEEDED])
    reason = TextAreaField(lazy_gettext("Alasan, dan buktinya"), **REASON)


class ReasonForm(FlaskForm):
    """Why an admin decides so."""

    reason = TextAreaField(lazy_gettext("Alasannya"), **REASON)
