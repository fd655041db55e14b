"""The table of zones: it comes with the shop, and admins keep it right."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import func, insert, select

from app import audit
from app.db import session
from app.models.region import ShippingZone

TABLE = Path(__file__).parent.parent / "data" / "ongkir_zona.csv"


@dataclass(frozen=True)
class ZoneRow:
    """From an island to a regency of ours or to another province: rupiah and days."""

    origin_island: str
    destination_code: str
    zone: str
    first_kg_amount: int
    next_kg_amount: int
    fastest_days: int
    slowest_days: int


def seed_zones() -> int:
    """Add the zones when there are none; returns how many. An admin's own figures are left alone."""
    if session.scalar(select(func.count()).select_from(ShippingZone)):
        return 0
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = [_row(line) for line in csv.DictReader(lines)]
    session.execute(insert(ShippingZone), [asdict(row) for row in rows])
    return len(rows)


def save_zones(rows: Sequence[ZoneRow]) -> int:
    """Let these rows count from the next order on; others stay. Returns how many are new or different."""
    stored = {
        (zone.origin_island, zone.destination_code): zone
        for zone in session.scalars(select(ShippingZone).order_by(ShippingZone.id).with_for_update())
    }
    return sum(_save(stored.get((row.origin_island, row.destination_code)), row) for row in rows)


def _save(zone: ShippingZone | None, row: ZoneRow) -> bool:
    values = asdict(row)
    if zone is None:
        zone = ShippingZone(**values)
        session.add(zone)
        session.flush()
    elif not zone.say(values):
        return False
    audit.record("shipping_zone.set", zone, first_kg_amount=row.first_kg_amount, next_kg_amount=row.next_kg_amount)
    return True


def _row(line: dict[str, str]) -> ZoneRow:
    fastest, _dash, slowest = line["etd_hari"].partition("-")
    return ZoneRow(
        line["asal_pulau"],
        line["tujuan_kode"],
        line["zona"],
        int(line["tarif_kg_pertama"]),
        int(line["tarif_kg_berikut"]),
        int(fastest),
        int(slowest or fastest),
    )
