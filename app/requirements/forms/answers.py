"""The words that reviewers keep ready."""

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields import SelectChoice

from app.i18n import lazy_gettext
from app.models.requirement import AnswerKind
from app.web.kept import NEEDED, name_field, words_field

KINDS = {
    AnswerKind.APPLICATION_QUESTION: lazy_gettext("Pertanyaan kepada pemohon toko"),
    AnswerKind.APPLICATION_REJECTION: lazy_gettext("Penolakan pengajuan toko"),
    AnswerKind.PERMIT_REJECTION: lazy_gettext("Penolakan izin"),
    AnswerKind.LISTING_REJECTION: lazy_gettext("Penolakan produk"),
}


class AnswerForm(FlaskForm):
    """A short name for the list, and the words as they are sent."""

    title = name_field(lazy_gettext("Nama pendek"))
    text = words_field(lazy_gettext("Kata-katanya"))


class NewAnswerForm(AnswerForm):
    """What the words are for, beside them."""

    kind = SelectField(
        lazy_gettext("Untuk"), [NEEDED], choices=[SelectChoice(kind.value, title) for kind, title in KINDS.items()]
    )
