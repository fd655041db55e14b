"""How templates write money, times and weights."""

from datetime import date, datetime, timedelta

import phonenumbers
from flask import Flask

from app.clock import JAKARTA
from app.money import MINUS, format_percent, format_rupiah
from app.web.reasons import alasan, alasan_sengketa

WEEKDAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
HOME_COUNTRY = 62
SPANS = (
    (timedelta(days=1), "hari"),
    (timedelta(hours=1), "jam"),
    (timedelta(minutes=1), "menit"),
    (timedelta(seconds=1), "detik"),
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def tanggal(value: datetime | date) -> str:
    """24 Nov 2026, in Jakarta."""
    day = value.astimezone(JAKARTA) if isinstance(value, datetime) else value
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def waktu(value: datetime) -> str:
    """24 Nov 2026, 14.05 WIB."""
    return f"{tanggal(value)}, {value.astimezone(JAKARTA):%H.%M} WIB"


def hari(value: datetime) -> str:
    """Sel 24, in Jakarta."""
    day = value.astimezone(JAKARTA)
    return f"{WEEKDAYS[day.weekday()]} {day.day}"


def rupiah_singkat(amount: int) -> str:
    """180rb, 1,2jt: for charts, where a round number says enough; the table beside them has the rupiah."""
    if amount < 0:
        return f"{MINUS}{rupiah_singkat(-amount)}"
    if amount < 1_000_000:
        return f"{amount // 1000}rb" if amount >= 1000 else str(amount)
    millions, tenths = divmod(amount // 100_000, 10)
    return f"{millions},{tenths}jt" if tenths else f"{millions}jt"


def menit(span: timedelta) -> int:
    """Whole minutes."""
    return span // timedelta(minutes=1)


def lama(span: timedelta) -> str:
    """45 detik, 5 menit, 3 jam, 2 hari: how long something takes or waits."""
    for unit, name in SPANS:
        if span >= unit:
            return f"{span // unit} {name}"
    return "0 detik"


def telepon(number: str | None) -> str:
    """0812-3456-7890 for a number of this country, +60 12-345 6789 for another."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number)
    is_ours = parsed.country_code == HOME_COUNTRY
    kind = phonenumbers.PhoneNumberFormat.NATIONAL if is_ours else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, kind)


def rekening(last_digits: str) -> str:
    """••345: the number of a bank account, wherever people look."""
    return f"••{last_digits[-3:]}"


def gram(value: int) -> str:
    """850 g, 1,2 kg."""
    if value < 1000:
        return f"{value} g"
    return f"{value / 1000:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " kg"


def init_app(app: Flask) -> None:
    """Give the filters to templates."""
    app.jinja_env.filters.update(
        rupiah=format_rupiah,
        persen=format_percent,
        rupiah_singkat=rupiah_singkat,
        tanggal=tanggal,
        hari=hari,
        waktu=waktu,
        menit=menit,
        lama=lama,
        telepon=telepon,
        rekening=rekening,
        gram=gram,
        alasan=alasan,
        alasan_sengketa=alasan_sengketa,
    )
