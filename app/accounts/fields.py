"""What every form asks of names, addresses and phones of people."""

from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired, Length

from app.accounts import rules
from app.i18n import _, lazy_gettext

NAME = Length(min=2, max=100, message=lazy_gettext("Tulis 2 sampai 100 huruf."))
NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))


def check_email(_form: FlaskForm, field: Field) -> None:
    """Raises ValidationError for what cannot be an address."""
    if not rules.is_email(field.data or ""):
        raise ValidationError(_("Alamat e-mail ini tidak lengkap. Contoh: dewi@contoh.id"))


def check_phone(_form: FlaskForm, field: Field) -> None:
    """Raises ValidationError for what no phone rings at; keeps the number as +62…"""
    number = rules.phone_e164(field.data or "")
    if number is None:
        raise ValidationError(_("Nomor telepon ini tidak dikenal. Contoh: 0812 3456 7890"))
    field.data = number


def check_name(_form: FlaskForm, field: Field) -> None:
    """Raises ValidationError for a name that would make our mails say something else."""
    if not rules.is_name(field.data or ""):
        raise ValidationError(_("Tulis nama saja, tanpa alamat situs. Beri spasi sesudah titik."))


def check_plain_line(_form: FlaskForm, field: Field) -> None:
    """Raises ValidationError for a line that sends people to a page."""
    if not rules.is_plain_line(field.data or ""):
        raise ValidationError(_("Tulis alamat rumah saja, tanpa alamat situs."))
