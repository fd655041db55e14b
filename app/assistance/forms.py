"""What helpers and admins type about assistance."""

from flask_wtf import FlaskForm
from wtforms import EmailField, StringField, TelField
from wtforms.validators import InputRequired, Length, Regexp

from app.accounts.fields import NAME, NEEDED, check_email, check_name, check_phone
from app.i18n import lazy_gettext
from app.web.fields import trimmed


def _digits(text: str | None) -> str:
    return "".join((text or "").split())


class AskForm(FlaskForm):
    """Somebody who has an account."""

    email = EmailField(lazy_gettext("E-mail"), [NEEDED, check_email], render_kw={"autocomplete": "off"})


class NewcomerForm(FlaskForm):
    """Somebody who has none; both forms stand on one page."""

    email = EmailField(
        lazy_gettext("E-mail"), [NEEDED, check_email], id="newcomer-email", render_kw={"autocomplete": "off"}
    )

    name = StringField(
        lazy_gettext("Nama"), [NEEDED, NAME, check_name], filters=[trimmed], render_kw={"autocomplete": "off"}
    )
    phone = TelField(lazy_gettext("Nomor HP"), [NEEDED, check_phone], render_kw={"autocomplete": "off"})


class CodeForm(FlaskForm):
    """The digits from the mail."""

    code = StringField(
        lazy_gettext("Kode dari surat"),
        [NEEDED, Regexp(r"^[0-9]{6}$", message=lazy_gettext("Kodenya enam angka, seperti di surat."))],
        filters=[_digits],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12"},
    )


class EndForm(FlaskForm):
    """Why an admin ends it."""

    reason = StringField(
        lazy_gettext("Alasan mengakhiri"),
        [
            InputRequired(lazy_gettext("Tulis alasannya.")),
            Length(min=5, max=500, message=lazy_gettext("Tulis 5 sampai 500 huruf.")),
        ],
        filters=[trimmed],
    )
