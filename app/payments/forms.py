"""What admins type about transfers by hand."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.accounts.fields import NEEDED, check_plain_line
from app.accounts.forms.proof import PasswordForm
from app.i18n import LazyString, lazy_gettext
from app.web.fields import as_reference, trimmed


def reference_field(label: LazyString) -> StringField:
    """What the bank calls a transfer."""
    return StringField(
        label,
        [NEEDED, Length(min=3, max=60, message=lazy_gettext("Tulis 3 sampai 60 huruf.")), check_plain_line],
        filters=[as_reference],
        render_kw={"autocomplete": "off"},
    )


class AcceptForm(FlaskForm):
    """What the bank calls the money that came."""

    bank_reference = StringField(
        lazy_gettext("Nomor referensi uang masuk di mutasi rekening"),
        [NEEDED, Length(min=3, max=120, message=lazy_gettext("Tulis 3 sampai 120 huruf."))],
        filters=[as_reference],
        render_kw={"autocomplete": "off"},
    )


class DisputeForm(FlaskForm):
    """How it is known that a dispute ended."""

    reason = StringField(
        lazy_gettext("Dari mana Anda tahu"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(min=5, max=190, message=lazy_gettext("Tulis 5 sampai 190 huruf.")),
        ],
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )


class SentBackForm(PasswordForm):
    """How the bank's statement shows that a transfer of ours came back, by an admin who shows to know the password."""

    bank_reference = reference_field(lazy_gettext("Nomor referensi uang kembali di mutasi rekening"))
    reason = StringField(
        lazy_gettext("Mengapa kembali, menurut bank"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(min=5, max=120, message=lazy_gettext("Tulis 5 sampai 120 huruf.")),
        ],
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )
    transfer = HiddenField(validators=[Optional(), Length(max=120)])


class RejectForm(FlaskForm):
    """Why a proof is rejected, which the buyer reads."""

    reason = TextAreaField(
        lazy_gettext("Alasan untuk pembeli"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(min=10, max=500, message=lazy_gettext("Tulis 10 sampai 500 huruf.")),
        ],
        filters=[trimmed],
        render_kw={"rows": 3},
    )
