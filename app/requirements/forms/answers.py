"""The words that reviewers keep ready."""

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from app.i18n import lazy_gettext
from app.models.requirement import AnswerKind
from app.web.fields import trimmed

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))
KINDS = {
    AnswerKind.APPLICATION_QUESTION: lazy_gettext("Pertanyaan kepada pemohon toko"),
    AnswerKind.APPLICATION_REJECTION: lazy_gettext("Penolakan pengajuan toko"),
    AnswerKind.PERMIT_REJECTION: lazy_gettext("Penolakan izin"),
    AnswerKind.LISTING_REJECTION: lazy_gettext("Penolakan produk"),
}


class AnswerForm(FlaskForm):
    """A short name for the list, and the words as they are sent."""

    title = StringField(
        lazy_gettext("Nama pendek"),
        [NEEDED, Length(min=3, max=60, message=lazy_gettext("Tulis 3 sampai 60 huruf."))],
        filters=[trimmed],
    )
    text = TextAreaField(
        lazy_gettext("Kata-katanya"),
        [NEEDED, Length(min=10, max=1000, message=lazy_gettext("Tulis 10 sampai 1000 huruf."))],
        filters=[trimmed],
        render_kw={"rows": 4},
    )


class NewAnswerForm(AnswerForm):
    """What the words are for, beside them."""

    kind = SelectField(
        lazy_gettext("Untuk"), [NEEDED], choices=[SelectChoice(kind.value, title) for kind, title in KINDS.items()]
    )
