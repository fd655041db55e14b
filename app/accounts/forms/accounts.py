"""The shape of what people type about themselves."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, Field, PasswordField, StringField, TelField, ValidationError
from wtforms.validators import EqualTo, Length, Optional, Regexp

from app.accounts import rules
from app.accounts.fields import NAME, NEEDED, check_email, check_name, check_phone, check_plain_line
from app.i18n import _, lazy_gettext
from app.web.fields import trimmed

SIZE = Length(
    min=rules.SHORTEST_PASSWORD,
    max=rules.LONGEST_PASSWORD,
    message=lazy_gettext("Kata sandi paling sedikit 10 huruf."),
)


class RegisterForm(FlaskForm):
    """A newcomer."""

    name = StringField(
        lazy_gettext("Nama"), [NEEDED, NAME, check_name], filters=[trimmed], render_kw={"autocomplete": "name"}
    )
    email = EmailField(lazy_gettext("E-mail"), [NEEDED, check_email], render_kw={"autocomplete": "email"})
    phone = TelField(lazy_gettext("Nomor HP"), [NEEDED, check_phone], render_kw={"autocomplete": "tel"})
    password = PasswordField(lazy_gettext("Kata sandi"), [NEEDED, SIZE], render_kw={"autocomplete": "new-password"})
    terms = BooleanField(lazy_gettext("Saya setuju dengan syarat"), [NEEDED])
    privacy = BooleanField(lazy_gettext("Saya setuju data saya diolah"), [NEEDED])
    news = BooleanField(lazy_gettext("Kirimi saya kabar dan promosi lewat e-mail"))

    def validate_password(self, field: Field) -> None:
        """Raises ValidationError for a password anybody would try first."""
        if rules.is_guessable(field.data, email=self.email.data or ""):
            raise ValidationError(
                _("Kata sandi ini terlalu mudah ditebak. Pakai beberapa kata yang tidak berhubungan.")
            )


class SignInForm(FlaskForm):
    """Somebody who comes back."""

    email = EmailField(lazy_gettext("E-mail"), [NEEDED, Length(max=254)], render_kw={"autocomplete": "username"})
    password = PasswordField(
        lazy_gettext("Kata sandi"), [NEEDED, Length(max=200)], render_kw={"autocomplete": "current-password"}
    )


class ForgotForm(FlaskForm):
    """Somebody who lost the password."""

    email = EmailField(lazy_gettext("E-mail"), [NEEDED, check_email], render_kw={"autocomplete": "username"})


class NewPasswordForm(FlaskForm):
    """A new password, twice."""

    def __init__(self, *, owner: str) -> None:
        super().__init__()
        self.owner = owner

    password = PasswordField(
        lazy_gettext("Kata sandi baru"), [NEEDED, SIZE], render_kw={"autocomplete": "new-password"}
    )
    again = PasswordField(
        lazy_gettext("Ulangi kata sandi baru"),
        [NEEDED, EqualTo("password", lazy_gettext("Kedua kata sandi tidak sama."))],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_password(self, field: Field) -> None:
        """Raises ValidationError for a password anybody would try first."""
        if rules.is_guessable(field.data, email=self.owner):
            raise ValidationError(_("Kata sandi ini terlalu mudah ditebak."))


class OwnAccountForm(NewPasswordForm):
    """The first password of an account that a helper began, and what its owner agrees to."""

    terms = BooleanField(lazy_gettext("Saya setuju dengan syarat"), [NEEDED])
    privacy = BooleanField(lazy_gettext("Saya setuju data saya diolah"), [NEEDED])
    news = BooleanField(lazy_gettext("Kirimi saya kabar dan promosi lewat e-mail"))


class ChangePasswordForm(NewPasswordForm):
    """A new password by somebody who knows the old one."""

    old = PasswordField(
        lazy_gettext("Kata sandi sekarang"), [NEEDED, Length(max=200)], render_kw={"autocomplete": "current-password"}
    )


class ChangeEmailForm(FlaskForm):
    """A new address by somebody who knows the password."""

    email = EmailField(lazy_gettext("Alamat e-mail baru"), [NEEDED, check_email], render_kw={"autocomplete": "email"})
    password = PasswordField(
        lazy_gettext("Kata sandi sekarang"), [NEEDED, Length(max=200)], render_kw={"autocomplete": "current-password"}
    )


class ProfileForm(FlaskForm):
    """Name and phone."""

    name = StringField(
        lazy_gettext("Nama"), [NEEDED, NAME, check_name], filters=[trimmed], render_kw={"autocomplete": "name"}
    )
    phone = TelField(lazy_gettext("Nomor HP"), [NEEDED, check_phone], render_kw={"autocomplete": "tel"})


class AddressForm(FlaskForm):
    """Where parcels go; the district is found by name and then chosen."""

    recipient_name = StringField(
        lazy_gettext("Nama penerima"), [NEEDED, NAME, check_name], filters=[trimmed], render_kw={"autocomplete": "name"}
    )
    phone = TelField(lazy_gettext("Nomor HP penerima"), [NEEDED, check_phone], render_kw={"autocomplete": "tel"})
    street = StringField(
        lazy_gettext("Alamat (jalan, nomor, RT/RW, desa)"),
        [NEEDED, Length(min=5, max=200, message=lazy_gettext("Tulis 5 sampai 200 huruf.")), check_plain_line],
        filters=[trimmed],
        render_kw={"autocomplete": "address-line1"},
    )
    postal_code = StringField(
        lazy_gettext("Kode pos"),
        [Optional(), Regexp(r"^[0-9]{5}$", message=lazy_gettext("Kode pos terdiri dari 5 angka."))],
        filters=[trimmed],
        render_kw={"autocomplete": "postal-code", "inputmode": "numeric"},
    )
    district = StringField(lazy_gettext("Kecamatan"), [Optional(), Length(max=100)])
    district_code = StringField(lazy_gettext("Pilih kecamatan"), [Optional(), Regexp(r"^\d\d\.\d\d\.\d\d$")])
