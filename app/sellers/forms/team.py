"""Inviting people and giving them a role."""

from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from app.accounts.fields import NEEDED, check_email
from app.i18n import lazy_gettext
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
        [NEEDED, check_email],
        render_kw={"autocomplete": "off"},
    )
