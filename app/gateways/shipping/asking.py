"""One question over HTTP to somebody who knows couriers, and answers that may be anything."""

import re
from collections.abc import Mapping
from typing import Any

import requests

from app.gateways.shipping.base import CouriersUnavailable, KeysRefused
from app.money import LARGEST_AMOUNT

REFUSED = (401, 402, 403)
DAYS = re.compile(r"(\d{1,3})(?:\s*-\s*(\d{1,3}))?\s*(?:days?|hari)?", re.IGNORECASE | re.ASCII)
LONGEST_DAYS = 60


def ask(
    method: str, url: str, *, headers: Mapping[str, str], seconds: float, **sent: Any
) -> tuple[int, dict[str, Any]]:
    """The status and the object that was answered. Raises CouriersUnavailable, KeysRefused."""
    try:
        answer = requests.request(method, url, headers=dict(headers), timeout=seconds, allow_redirects=False, **sent)
        said = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise CouriersUnavailable(type(error).__name__) from error
    if answer.status_code in REFUSED:
        raise KeysRefused(str(answer.status_code))
    if answer.status_code >= 500 or answer.status_code == 429 or not isinstance(said, dict):
        raise CouriersUnavailable(str(answer.status_code))
    return answer.status_code, said


def amount_in(value: object) -> int | None:
    """Whole rupiah above zero; None for anything else."""
    is_amount = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_AMOUNT
    return value if is_amount else None  # type: ignore[return-value]


def days_in(text: object) -> tuple[int, int] | None:
    """The fastest and the slowest day from "2 - 3 days" or "4"; None for hours, nothing, and nonsense."""
    match = DAYS.fullmatch(str(text).strip())
    if match is None:
        return None
    fastest = int(match[1])
    slowest = int(match[2] or fastest)
    return (fastest, slowest) if fastest <= slowest <= LONGEST_DAYS else None


def text_in(value: object, *, longest: int = 60) -> str:
    """A name as they write it; nothing for what is none."""
    return value.strip()[:longest] if isinstance(value, str) else ""
