"""Sending a statement of turnover, and saying no to one."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from app.i18n import lazy_gettext
from app.web.fields import trimmed

NEEDED = InputRequired(lazy_gettext("Isian ini wajib."))


class StatementForm(FlaskForm):
    """Which year, the signed paper, and the seller's word."""

    year = RadioField(lazy_gettext("Untuk tahun pajak"), [InputRequired(lazy_gettext("Pilih tahunnya."))])
    paper = FileField(
        lazy_gettext("Surat pernyataan yang sudah ditandatangani"),
        render_kw={"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf"},
    )
    word = BooleanField(
        lazy_gettext("Saya menyatakan bahwa isi surat ini benar."),
        [InputRequired(lazy_gettext("Centang bila isinya benar."))],
    )

    def __init__(self, years: Iterable[int], **options: Any) -> None:
        super().__init__(**options)
        self.offer(list(years))

    def offer(self, years: Sequence[int]) -> None:
        """Let one of these years be chosen, the first unless another was."""
        self.year.choices = [SelectChoice(str(year), str(year)) for year in years]
        if years and not self.is_submitted():
            self.year.data = str(years[0])


class RejectionForm(FlaskForm):
    """Why the statement does not do."""

    note = TextAreaField(
        lazy_gettext("Alasan untuk penjual"),
        [NEEDED, Length(min=10, max=1000, message=lazy_gettext("Tulis 10 sampai 1000 huruf."))],
        filters=[trimmed],
        render_kw={"rows": 4},
    )
