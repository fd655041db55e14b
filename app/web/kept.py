"""The shape of words with a short name, which admins keep as rows of a page."""

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.i18n import LazyString, lazy_gettext
from app.web.fields import trimmed

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))


def name_field(label: LazyString) -> StringField:
    """What the words are called."""
    fits = Length(min=3, max=60, message=lazy_gettext("Tulis 3 sampai 60 huruf."))
    return StringField(label, [NEEDED, fits], filters=[trimmed])


def words_field(label: LazyString) -> TextAreaField:
    """The words as people read them."""
    fits = Length(min=10, max=1000, message=lazy_gettext("Tulis 10 sampai 1000 huruf."))
    return TextAreaField(label, [NEEDED, fits], filters=[trimmed], render_kw={"rows": 4})
