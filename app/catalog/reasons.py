"""Why a listing is not shown: codes with what a seller reads and does, as data."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent / "data" / "alasan.toml"
OTHER = "lain"  # says nothing by itself: needs a note


@dataclass(frozen=True)
class Reason:
    """A reason, and what there is to do about it."""

    code: str
    title: str
    advice: str


@cache
def reasons() -> dict[str, Reason]:
    """All reasons by their codes, in the order of the form."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return {code: Reason(code, row["title"], row["advice"]) for code, row in rows.items()}


def reasons_with(codes: Sequence[str]) -> list[Reason]:
    """The reasons of a case; a code that is no more in the file is left out."""
    return [reason for code, reason in reasons().items() if code in codes]
