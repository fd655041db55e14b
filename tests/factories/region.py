"""A small Indonesia: two islands of the province, and Jakarta."""

from app.db import insert_unless_there, session
from app.models.region import Region, ShippingZone
from tests.factories import RowFactory

ROWS = (
    ("19", None, 1, "Kepulauan Bangka Belitung", "provinsi", ""),
    ("19.01", "19", 2, "Kabupaten Bangka", "kabupaten", ""),
    ("19.01.01", "19.01", 3, "Sungailiat", "kecamatan", "33211"),
    ("19.01.04", "19.01", 3, "Mendo Barat", "kecamatan", "33173"),
    ("19.01.04.2008", "19.01.04", 4, "Kemuja", "desa", "33173"),
    ("19.01.01.1001", "19.01.01", 4, "Sungailiat", "kelurahan", "33211"),
    ("19.02", "19", 2, "Kabupaten Belitung", "kabupaten", ""),
    ("19.02.01", "19.02", 3, "Tanjungpandan", "kecamatan", "33411"),
    ("19.03", "19", 2, "Kabupaten Bangka Selatan", "kabupaten", ""),
    ("19.03.03", "19.03", 3, "Airgegas", "kecamatan", "33782"),
    ("31", None, 1, "Daerah Khusus Ibukota Jakarta", "provinsi", ""),
    ("31.74", "31", 2, "Kota Administrasi Jakarta Selatan", "kota", ""),
    ("31.74.01", "31.74", 3, "Tebet", "kecamatan", "12820"),
)
ZONES = (
    ("bangka", "19.01", "babel_dalam_pulau", 10_000, 7_000, 1, 2),
    ("bangka", "19.03", "babel_dalam_pulau", 10_000, 7_000, 1, 2),
    ("bangka", "19.02", "babel_antar_pulau", 18_000, 12_000, 2, 4),
    ("bangka", "31", "jawa", 28_000, 22_000, 3, 5),
    ("belitung", "19.02", "babel_dalam_pulau", 10_000, 7_000, 1, 2),
    ("belitung", "19.01", "babel_antar_pulau", 18_000, 12_000, 2, 4),
    ("belitung", "31", "jawa", 30_000, 24_000, 3, 5),
)


class RegionFactory(RowFactory):
    class Meta:
        model = Region
        sqlalchemy_get_or_create = ("code",)


def small_indonesia() -> None:
    """All regions and zones that tests send parcels through; in two statements, for most tests begin here."""
    regions = ("code", "parent_code", "level", "name", "kind", "postal_code")
    zones = ("origin_island", "destination_code", "zone", "first_kg_amount", "next_kg_amount")
    for model, unique, names, rows in (
        (Region, ["code"], regions, ROWS),
        (ShippingZone, ["origin_island", "destination_code"], (*zones, "fastest_days", "slowest_days"), ZONES),
    ):
        session.execute(insert_unless_there(model, unique=unique), [dict(zip(names, row, strict=True)) for row in rows])
