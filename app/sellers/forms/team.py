"""Inviting people and giving them a role."""

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, RadioField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from app.accounts.rules import is_email
from app.i18n import _, lazy_gettext
from app.models.seller import MemberRole

ROLES = [
    (MemberRole.STAFF.value, lazy_gettext("Staf: melihat dan mengubah produk, stok dan pesanan")),
    (MemberRole.BOOKKEEPER.value, lazy_gettext("Pembukuan: melihat produk, pesanan dan keuangan")),
]
CHOOSE = InputRequired(lazy_gettext("Pilih perannya."))


class RoleForm(FlaskForm):
    """What somebody does in the shop."""

    role = RadioField(lazy_gettext("Peran"), [CHOOSE], choices=[SelectChoice(*role) for role in ROLES])


class InvitationForm(RoleForm):
    """Whom to invite."""

    email = EmailField(
        lazy_gettext("E-mail orang yang diundang"),
        [InputRequired(lazy_gettext("Isian ini wajib."))],
        render_kw={"autocomplete": "off"},
    )

    def validate_email(self, field: Field) -> None:
        """Raises ValidationError for what cannot be an address."""
        if not is_email(field.data):
            raise ValidationError(_("Alamat e-mail ini tidak lengkap. Contoh: budi@contoh.id"))
