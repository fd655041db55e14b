"""The shape of a password that is asked again."""

from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import Length

from app.accounts.fields import NEEDED
from app.i18n import lazy_gettext


class PasswordForm(FlaskForm):
    """The password once more."""

    password = PasswordField(
        lazy_gettext("Kata sandi Anda"), [NEEDED, Length(max=200)], render_kw={"autocomplete": "current-password"}
    )
