"""Giving roles and taking them away, always with a reason."""

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from app.i18n import lazy_gettext
from app.models.account import RoleName
from app.web.fields import trimmed

ROLES = [
    (RoleName.REVIEWER.value, lazy_gettext("Pemeriksa: pengajuan, toko, pengaduan")),
    (RoleName.FINANCE.value, lazy_gettext("Keuangan: pesanan dan uang")),
    (RoleName.SUPERADMIN.value, lazy_gettext("Superadmin: semuanya, juga peran orang lain")),
    (RoleName.MENTOR.value, lazy_gettext("Mentor: mendampingi penjual yang mengizinkannya")),
    (RoleName.KIOSK.value, lazy_gettext("Kios desa: mendampingi penjual yang mengizinkannya")),
]
REASON = [
    InputRequired(lazy_gettext("Tulis alasannya.")),
    Length(min=5, max=500, message=lazy_gettext("Tulis 5 sampai 500 huruf.")),
]


class GrantForm(FlaskForm):
    """Which role, and why."""

    role = SelectField(
        lazy_gettext("Peran"),
        [InputRequired(lazy_gettext("Pilih perannya."))],
        choices=[SelectChoice(*role) for role in ROLES],
    )
    reason = StringField(lazy_gettext("Alasan"), REASON, filters=[trimmed])


class RevokeForm(FlaskForm):
    """Why a role is taken away."""

    reason = StringField(lazy_gettext("Alasan mencabut"), REASON, filters=[trimmed])
