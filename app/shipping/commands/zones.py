"""The table of zones: it comes with the shop, and admins keep it right."""

import csv
from pathlib import Path

from sqlalchemy import func, insert, select

from app.db import session
from app.models.region import ShippingZone

TABLE = Path(__file__).parent.parent / "data" / "ongkir_zona.csv"


def seed_zones() -> int:
    """Add the zones when there are none; returns how many. An admin's own figures are left alone."""
    if session.scalar(select(func.count()).select_from(ShippingZone)):
        return 0
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = [_row(line) for line in csv.DictReader(lines)]
    session.execute(insert(ShippingZone), rows)
    return len(rows)


def _row(line: dict[str, str]) -> dict[str, str | int]:
    fastest, _dash, slowest = line["etd_hari"].partition("-")
    return {
        "origin_island": line["asal_pulau"],
        "destination_code": line["tujuan_kode"],
        "zone": line["zona"],
        "first_kg_amount": int(line["tarif_kg_pertama"]),
        "next_kg_amount": int(line["tarif_kg_berikut"]),
        "fastest_days": int(fastest),
        "slowest_days": int(slowest or fastest),
    }
