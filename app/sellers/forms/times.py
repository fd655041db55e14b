"""When a shop is open, and when it is away."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, RadioField, StringField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.accounts.fields import check_plain_line
from app.i18n import _, lazy_gettext
from app.models.seller import HolidayOrders, Seller
from app.sellers.opening import DAYS, WEEK, Hours
from app.web.fields import DayField, check_not_far, trimmed

HOLIDAY_ORDERS = (
    (HolidayOrders.REFUSED.value, lazy_gettext("Tidak: barang tidak dapat dipesan sampai toko buka lagi")),
    (HolidayOrders.LATER.value, lazy_gettext("Ya: pesanan dikirim sesudah toko buka lagi, pembeli diberi tahu")),
)


class DayForm(Form):
    """One weekday; without times it is closed."""

    opens = TimeField(lazy_gettext("Buka"), [Optional()])
    closes = TimeField(lazy_gettext("Tutup"), [Optional()])

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Whether it is a day: both times or none, in their order."""
        is_right: bool = super().validate(extra_validators)
        opens, closes = self.opens.data, self.closes.data
        if not is_right or (opens is None and closes is None):
            return is_right
        if opens is None or closes is None:
            self.closes.errors = [_("Isi jam buka dan jam tutup, atau kosongkan keduanya bila tutup.")]
        elif opens >= closes:
            self.closes.errors = [_("Jam tutup harus sesudah jam buka.")]
        return not self.closes.errors


class HoursForm(FlaskForm):
    """The week of a shop."""

    days = FieldList(FormField(DayForm), min_entries=WEEK, max_entries=WEEK)

    @classmethod
    def of(cls, seller: Seller) -> "HoursForm":
        """The form with the hours that the shop has told."""
        told = {each.weekday: each for each in seller.hours}
        times = [
            {"opens": _time(told[day].opens), "closes": _time(told[day].closes)} if day in told else {}
            for day in range(WEEK)
        ]
        return cls(formdata=None, data={"days": times})

    def hours(self) -> list[Hours]:
        """What was typed."""
        entries = enumerate(entry.form for entry in self.days)
        return [
            Hours(day, _minute(entry.opens.data), _minute(entry.closes.data))
            for day, entry in entries
            if entry.opens.data is not None
        ]

    @property
    def named(self) -> list[tuple[str, FormField]]:
        """The days with their names."""
        return [(str(DAYS[day]), entry) for day, entry in enumerate(self.days)]


class HolidayForm(FlaskForm):
    """From when until when a shop is away, what buyers read, and what happens to orders."""

    first_day = DayField(lazy_gettext("Libur mulai"), [InputRequired(lazy_gettext("Pilih tanggalnya.")), check_not_far])
    back_on = DayField(lazy_gettext("Buka lagi"), [InputRequired(lazy_gettext("Pilih tanggalnya.")), check_not_far])
    orders = RadioField(
        lazy_gettext("Bolehkah pembeli memesan selama libur?"),
        [InputRequired(lazy_gettext("Pilih salah satu."))],
        choices=[SelectChoice(*each) for each in HOLIDAY_ORDERS],
    )
    message = StringField(
        lazy_gettext("Pesan untuk pembeli"),
        [Optional(), Length(max=200, message=lazy_gettext("Paling panjang 200 huruf.")), check_plain_line],
        filters=[trimmed],
    )


def _minute(value: time) -> int:
    return value.hour * 60 + value.minute


def _time(minute: int) -> time:
    return time(min(minute, 24 * 60 - 1) // 60, min(minute, 24 * 60 - 1) % 60)
