"""What a release of the shop says about requirements: its own file, read as columns."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.models.requirement import Evidence, Purpose
from app.requirements.rules import SHELVES

DATA = Path(__file__).parent / "data"
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("decided_by", "explanation", "where_to_get", "source", "number_label", "badge", "issuer"), ""),
    **dict.fromkeys(("effective_until", "valid_days", "filed_days")),
    **{name: [] for name in ("needed_when", "filed_counts_when", "instead", "warn_days")},
}


def read(name: str) -> dict[str, list[dict[str, Any]]]:
    """A file that comes with the shop."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def requirement_rows() -> list[dict[str, Any]]:
    """The requirements as the file has them, in their order."""
    return read("requirements.toml")["requirement"]


def facts_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a requirement of the file; what it does not mention is empty."""
    facts = {name: value for name, value in row.items() if name not in SHELVES}
    return EMPTY | facts | {"purpose": Purpose(row["purpose"]), "evidence": Evidence(row["evidence"])}
