"""The shape of a reason for not showing a listing."""

from flask_wtf import FlaskForm

from app.i18n import lazy_gettext
from app.web.kept import name_field, words_field


class ReasonForm(FlaskForm):
    """The reason as sellers read it, and what they can do."""

    title = name_field(lazy_gettext("Alasannya"))
    text = words_field(lazy_gettext("Apa yang harus dilakukan penjual"))
