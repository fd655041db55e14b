"""What a shop promises."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from app.i18n import lazy_gettext
from app.web.fields import trimmed

WORDS = (Optional(), Length(min=10, max=2000, message=lazy_gettext("Tulis 10 sampai 2000 huruf, atau kosongkan.")))


def plain(text: str | None) -> str:
    """A filter for texts of several lines, as every browser sends them the same."""
    return trimmed(text).replace("\r\n", "\n")


class PoliciesForm(FlaskForm):
    """Three plain texts; what is empty is not shown."""

    shipping_policy = TextAreaField(lazy_gettext("Pengiriman"), WORDS, filters=[plain], render_kw={"rows": 4})
    returns_policy = TextAreaField(
        lazy_gettext("Pengembalian dan penukaran"), WORDS, filters=[plain], render_kw={"rows": 4}
    )
    made_to_order_policy = TextAreaField(
        lazy_gettext("Pesanan khusus (dibuat sesudah dipesan)"), WORDS, filters=[plain], render_kw={"rows": 4}
    )
