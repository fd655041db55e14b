"""What a business is by law: its form, and its class from capital or from a year's turnover."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.models.seller import SellerApplication


@dataclass(frozen=True)
class BusinessClass:
    """A class and the most rupiah of it, from a day on (PP 7/2021, article 35)."""

    code: str
    title: str
    effective_from: date
    most_capital_amount: int
    most_turnover_amount: int


def _read() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((Path(__file__).parent / "data" / "business.toml").read_text(encoding="utf-8"))


FORMS: Mapping[str, str] = {row["code"]: row["title"] for row in _read()["form"]}
CLASSES = tuple(BusinessClass(**row) for row in _read()["class"])  # the smallest first


def class_of(*, turnover_amount: int, capital_amount: int | None, today: date) -> BusinessClass | None:
    """The smallest class that both amounts (rupiah, of a year) fit; none for a large business or before the law."""
    return next(
        (
            each
            for each in CLASSES
            if each.effective_from <= today
            and turnover_amount <= each.most_turnover_amount
            and (capital_amount or 0) <= each.most_capital_amount
        ),
        None,
    )


def class_of_application(application: SellerApplication | None, *, today: date) -> BusinessClass | None:
    """The class of an applicant's business; none as long as nobody said what it sells in a year."""
    if application is None or application.turnover_amount is None:
        return None
    return class_of(turnover_amount=application.turnover_amount, capital_amount=application.capital_amount, today=today)
