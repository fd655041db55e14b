"""How templates write money, times and weights."""

from datetime import date, datetime

from flask import Flask

from app.clock import JAKARTA
from app.money import format_rupiah

MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def tanggal(value: datetime | date) -> str:
    """24 Nov 2026, in Jakarta."""
    day = value.astimezone(JAKARTA) if isinstance(value, datetime) else value
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def waktu(value: datetime) -> str:
    """24 Nov 2026, 14.05 WIB."""
    return f"{tanggal(value)}, {value.astimezone(JAKARTA):%H.%M} WIB"


def gram(value: int) -> str:
    """850 g, 1,2 kg."""
    if value < 1000:
        return f"{value} g"
    return f"{value / 1000:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " kg"


def init_app(app: Flask) -> None:
    """Give the filters to templates."""
    app.jinja_env.filters.update(rupiah=format_rupiah, tanggal=tanggal, waktu=waktu, gram=gram)
