"""The steps of an application, and a reviewer's decision."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput

from app.accounts.fields import NAME, NEEDED, check_name, check_phone, check_plain_line
from app.clock import JAKARTA, now
from app.i18n import _, lazy_gettext
from app.models.region import Region
from app.regions.queries import Place
from app.requirements.rules import State
from app.sellers import rules
from app.sellers.banks import BANKS
from app.sellers.business import FORMS
from app.web.fields import RupiahField, WholeField, trimmed

WORDS_FOR_THE_APPLICANT = (
    InputRequired(lazy_gettext("Tulis beberapa kata untuk pemohon.")),
    Length(min=10, max=1000, message=lazy_gettext("Tulis 10 sampai 1000 huruf.")),
)
WORDS_FOR_THE_RECORD = (
    InputRequired(lazy_gettext("Tulis alasannya.")),
    Length(min=10, max=1000, message=lazy_gettext("Tulis 10 sampai 1000 huruf.")),
)
CHOOSE = SelectChoice("", lazy_gettext("Pilih …"))
DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


def only_digits(text: str | None) -> str | None:
    """A number as people write it, without spaces, dots and dashes."""
    return rules.digits_of(text) if text else text


class WhoForm(FlaskForm):
    """The person. A saved NIK never comes back to the screen; an empty field keeps it."""

    def __init__(self, *, has_nik: bool, **options: object) -> None:
        super().__init__(**options)
        self.has_nik = has_nik
        self.nik.flags.required = not has_nik

    legal_name = StringField(
        lazy_gettext("Nama lengkap sesuai KTP"),
        [NEEDED, NAME, check_name],
        filters=[trimmed],
        render_kw={"autocomplete": "name"},
    )
    phone = TelField(lazy_gettext("Nomor HP"), [NEEDED, Length(max=40), check_phone], render_kw={"autocomplete": "tel"})
    nik = StringField(lazy_gettext("NIK"), [Length(max=40)], filters=[only_digits], render_kw=DIGITS)

    def validate_nik(self, field: Field) -> None:
        """Raises ValidationError for digits that cannot be the NIK of an adult."""
        if not field.data and not self.has_nik:
            raise ValidationError(_("Isian ini wajib."))
        if field.data and not rules.is_nik(field.data, today=now().astimezone(JAKARTA).date()):
            raise ValidationError(_("Angka ini tidak tersusun seperti NIK. Periksa ke-16 angkanya di KTP Anda."))


class WhatForm(FlaskForm):
    """The business."""

    shop_name = StringField(
        lazy_gettext("Nama toko"),
        [NEEDED, Length(min=2, max=60, message=lazy_gettext("Tulis 2 sampai 60 huruf."))],
        filters=[trimmed],
        render_kw={"autocomplete": "organization"},
    )
    product_summary = TextAreaField(
        lazy_gettext("Apa yang Anda jual?"),
        [NEEDED, Length(min=10, max=1000, message=lazy_gettext("Tulis 10 sampai 1000 huruf."))],
        filters=[trimmed],
        render_kw={"rows": 3},
    )
    story = TextAreaField(
        lazy_gettext("Cerita usaha Anda"),
        [Optional(), Length(max=4000, message=lazy_gettext("Paling panjang 4000 huruf."))],
        filters=[trimmed],
        render_kw={"rows": 6},
    )
    business_form = SelectField(
        lazy_gettext("Bentuk usaha"), [NEEDED], choices=[CHOOSE, *(SelectChoice(*form) for form in FORMS.items())]
    )
    workers = WholeField(
        lazy_gettext("Berapa orang bekerja, bersama Anda?"),
        [NEEDED],
        lowest=1,
        highest=100_000,
        render_kw={"inputmode": "numeric"},
    )
    turnover_amount = RupiahField(
        lazy_gettext("Omzet setahun, kira-kira (Rp)"), [NEEDED], render_kw={"inputmode": "numeric"}
    )
    capital_amount = RupiahField(
        lazy_gettext("Modal usaha, tanpa tanah dan bangunan (Rp)"), [Optional()], render_kw={"inputmode": "numeric"}
    )
    nib = StringField(
        lazy_gettext("NIB"),
        [Optional(), Length(max=40), Regexp(r"^[0-9]{13}$", message=lazy_gettext("NIB terdiri dari 13 angka."))],
        filters=[only_digits],
        render_kw=DIGITS,
    )

    def validate_shop_name(self, field: Field) -> None:
        """Raises ValidationError for what no sign could say."""
        if not rules.is_shop_name(field.data):
            raise ValidationError(_("Tulis nama dengan huruf, tanpa alamat situs."))


class WhereForm(FlaskForm):
    """The place. Villages belong to a district: they can be chosen once the district is known."""

    def __init__(self, *, regencies: Sequence[Place], villages: Sequence[Region], **options: object) -> None:
        super().__init__(**options)
        self.district_code.choices = [
            CHOOSE,
            *(
                SelectChoice(part.code, part.name, optgroup=regency.full_name)
                for regency in regencies
                for part in regency.districts
            ),
        ]
        self.village_code.choices = [CHOOSE, *(SelectChoice(village.code, village.name) for village in villages)]
        self.has_villages = self.village_code.flags.required = bool(villages)

    district_code = SelectField(lazy_gettext("Kecamatan"), [NEEDED])
    village_code = SelectField(lazy_gettext("Desa atau kelurahan"), [Optional()], validate_choice=False)
    street = StringField(
        lazy_gettext("Jalan, nomor, RT/RW atau dusun"),
        [NEEDED, Length(min=3, max=200, message=lazy_gettext("Tulis 3 sampai 200 huruf.")), check_plain_line],
        filters=[trimmed],
        render_kw={"autocomplete": "address-line1"},
    )


class BankForm(FlaskForm):
    """Where the money goes. A saved number never comes back to the screen; an empty field keeps it."""

    def __init__(self, *, has_account: bool, **options: object) -> None:
        super().__init__(**options)
        self.has_account = has_account
        self.bank_account.flags.required = not has_account

    bank_code = SelectField(
        lazy_gettext("Bank"), [NEEDED], choices=[CHOOSE, *(SelectChoice(*bank) for bank in BANKS.items())]
    )
    bank_account = StringField(
        lazy_gettext("Nomor rekening"), [Length(max=40)], filters=[only_digits], render_kw=DIGITS
    )
    bank_holder = StringField(
        lazy_gettext("Nama pemilik rekening"),
        [NEEDED, NAME, check_name],
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )

    def validate_bank_account(self, field: Field) -> None:
        """Raises ValidationError for what no bank uses as a number."""
        if not field.data and not self.has_account:
            raise ValidationError(_("Isian ini wajib."))
        if field.data and rules.ACCOUNT_NUMBER.fullmatch(field.data) is None:
            raise ValidationError(_("Nomor rekening terdiri dari 5 sampai 20 angka."))


class DocumentsForm(FlaskForm):
    """Files come beside the form; it only carries the token."""


class SubmitForm(FlaskForm):
    """The agreements without which nothing can be reviewed."""

    seller_terms = BooleanField(lazy_gettext("Saya menyetujui syarat penjual"), [NEEDED])
    seller_verification = BooleanField(lazy_gettext("Saya setuju data saya diolah untuk pemeriksaan"), [NEEDED])


class ApprovalForm(FlaskForm):
    """A note for the record, if any."""

    note = TextAreaField(lazy_gettext("Catatan"), [Optional(), Length(max=1000)], filters=[trimmed])


class RejectionForm(FlaskForm):
    """The reason that the applicant reads."""

    note = TextAreaField(lazy_gettext("Alasan untuk pemohon"), WORDS_FOR_THE_APPLICANT, filters=[trimmed])


class WaiverForm(FlaskForm):
    """Why the applicant need not show something."""

    code = HiddenField(validators=[InputRequired()])
    reason = TextAreaField(lazy_gettext("Alasan"), WORDS_FOR_THE_RECORD, filters=[trimmed], render_kw={"rows": 2})


class RevocationForm(FlaskForm):
    """Why the applicant must show something after all."""

    code = HiddenField(validators=[InputRequired()])
    reason = TextAreaField(lazy_gettext("Mengapa dicabut?"), WORDS_FOR_THE_APPLICANT, filters=[trimmed])


class QuestionForm(FlaskForm):
    """What is missing: which requirements, and in words that the applicant reads."""

    def __init__(self, checklist: Sequence[State] = (), **options: object) -> None:
        super().__init__(**options)
        self.wanted.choices = [SelectChoice(each.requirement.code, each.requirement.title) for each in checklist]

    wanted = SelectMultipleField(
        lazy_gettext("Yang diminta"),
        [Optional()],
        option_widget=CheckboxInput(),
    )

    note = TextAreaField(
        lazy_gettext("Apa yang kurang? Pemohon membacanya."), WORDS_FOR_THE_APPLICANT, filters=[trimmed]
    )
