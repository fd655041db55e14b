"""Fills the regions from the data that comes with the shop."""

import csv
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, insert, select

from app.db import session
from app.models.region import Region

DATA = Path(__file__).parent / "data"
FILES = ("wilayah_indonesia.csv", "wilayah_babel.csv")


def seed_regions() -> int:
    """Add the regions that are not there yet; returns how many."""
    rows = {row["code"]: row for row in _rows()}
    if session.scalar(select(func.count()).select_from(Region)) == len(rows):
        return 0
    known = set(session.scalars(select(Region.code)))
    new = sorted((row for code, row in rows.items() if code not in known), key=lambda row: str(row["code"]))
    if new:
        session.execute(insert(Region), new)
    return len(new)


def _rows() -> Iterator[dict[str, str | int | float | None]]:
    for name in FILES:
        with (DATA / name).open(encoding="utf-8", newline="") as lines:
            for line in csv.DictReader(lines):
                yield {
                    "code": line["code"],
                    "parent_code": line["parent_code"] or None,
                    "level": int(line["level"]),
                    "name": line["name"],
                    "kind": line["type"],
                    "postal_code": line["postal_code"],
                    "latitude": float(line["lat"]) if line["lat"] else None,
                    "longitude": float(line["lng"]) if line["lng"] else None,
                }
