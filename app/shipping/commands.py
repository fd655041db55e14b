"""Where parcels go: the table of zones that comes with the shop, and where sellers' own couriers go."""

import csv
from pathlib import Path

from sqlalchemy import func, insert, select

from app import audit
from app.db import session
from app.models.region import ShippingZone
from app.models.seller import Seller
from app.models.shipment import CourierArea

TABLE = Path(__file__).parent / "data" / "ongkir_zona.csv"


def seed_zones() -> int:
    """Add the zones when there are none; returns how many. An admin's own figures are left alone."""
    if session.scalar(select(func.count()).select_from(ShippingZone)):
        return 0
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = [_row(line) for line in csv.DictReader(lines)]
    session.execute(insert(ShippingZone), rows)
    return len(rows)


def go_to(seller_id: int, district_code: str, *, fee_amount: int) -> CourierArea:
    """The seller's own courier goes to this kecamatan for so many rupiah from now on."""
    area = _lock_area(seller_id, district_code)
    if area is None:
        area = CourierArea(seller_id=seller_id, district_code=district_code, fee_amount=fee_amount)
        session.add(area)
        session.flush()
    elif area.fee_amount == fee_amount:
        return area
    area.fee_amount = fee_amount
    audit.record("courier_area.set", area, district_code=district_code, fee_amount=fee_amount)
    return area


def stay_away_from(seller_id: int, district_code: str) -> None:
    """The seller's own courier does not go there any more; quiet when it never did."""
    area = _lock_area(seller_id, district_code)
    if area is not None:
        audit.record("courier_area.removed", area, district_code=district_code)
        session.delete(area)


def _lock_area(seller_id: int, district_code: str) -> CourierArea | None:
    session.scalars(select(Seller.id).where(Seller.id == seller_id).with_for_update(key_share=True)).one()
    own = CourierArea.seller_id == seller_id, CourierArea.district_code == district_code
    return session.scalar(select(CourierArea).where(*own).execution_options(populate_existing=True))


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
