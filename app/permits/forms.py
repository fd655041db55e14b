"""Showing a permit, and the answers to one."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import FileField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.i18n import lazy_gettext
from app.models.requirement import Proof, Requirement
from app.web.fields import DayField, check_not_far, trimmed

REASON = (
    InputRequired(lazy_gettext("Isian ini wajib.")),
    Length(min=10, max=1000, message=lazy_gettext("Tulis 10 sampai 1000 huruf.")),
)


class PermitForm(FlaskForm):
    """What kind of paper it is, its number and dates, and the paper."""

    proof = RadioField(
        lazy_gettext("Apa yang Anda punya?"),
        [InputRequired(lazy_gettext("Pilih salah satu."))],
        choices=[
            SelectChoice(Proof.ISSUED.value, lazy_gettext("Sudah terbit")),
            SelectChoice(Proof.FILED.value, lazy_gettext("Baru diajukan, ada tanda terimanya")),
        ],
        default=Proof.ISSUED.value,
    )
    number = StringField(
        lazy_gettext("Nomor"),
        [
            InputRequired(lazy_gettext("Isian ini wajib.")),
            Length(min=3, max=60, message=lazy_gettext("Tulis 3 sampai 60 huruf.")),
        ],
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )
    issued_on = DayField(
        lazy_gettext("Tanggal terbit atau tanggal pengajuan"),
        [InputRequired(lazy_gettext("Pilih tanggalnya.")), check_not_far],
    )
    valid_until = DayField(lazy_gettext("Berlaku sampai"), [Optional(), check_not_far])
    camera = FileField(lazy_gettext("Potret dengan kamera"), render_kw={"accept": "image/*", "capture": "environment"})
    paper = FileField(
        lazy_gettext("Foto atau PDF"),
        render_kw={
            "accept": "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf",
            "multiple": True,
        },
    )

    def __init__(self, requirement: Requirement, **options: Any) -> None:
        super().__init__(**options)
        self.takes_filed = bool(requirement.filed_counts_when)
        if requirement.number_label:
            self.number.label.text = requirement.number_label
        if not self.takes_filed:
            del self.proof

    @property
    def kind(self) -> Proof:
        """Issued, unless an application that was filed may be shown and is."""
        return Proof(self.proof.data) if self.takes_filed else Proof.ISSUED


class AcceptanceForm(FlaskForm):
    """Until when it is valid, as the paper says, and a note for the record."""

    valid_until = DayField(lazy_gettext("Berlaku sampai"), [Optional(), check_not_far])
    note = TextAreaField(
        lazy_gettext("Catatan"), [Optional(), Length(max=1000)], filters=[trimmed], render_kw={"rows": 2}
    )


class RejectionForm(FlaskForm):
    """Why it does not do, in words for the seller."""

    note = TextAreaField(lazy_gettext("Alasan untuk penjual"), REASON, filters=[trimmed], render_kw={"rows": 4})


class WaiverForm(FlaskForm):
    """Why the shop need not show it, and until when."""

    reason = TextAreaField(lazy_gettext("Alasan"), REASON, filters=[trimmed], render_kw={"rows": 3})
    valid_until = DayField(lazy_gettext("Sampai tanggal"), [Optional(), check_not_far])


class RevocationForm(FlaskForm):
    """Why the shop must show it after all, in words for the seller."""

    reason = TextAreaField(lazy_gettext("Mengapa dicabut?"), REASON, filters=[trimmed])
