"""The zones that come with the shop."""

from flask import Flask
from sqlalchemy import select, update

from app.db import session, transaction
from app.models.region import PROVINCE, REGENCY, Region, ShippingZone
from app.regions.commands import seed_regions
from app.shipping.commands import zones
from app.shipping.queries.ways import zones_to
from app.shipping.rules import BANGKA, BELITUNG


def seed() -> int:
    with transaction():
        return zones.seed_zones()


def test_zones_reach_every_place_from_both_islands_and_figures_of_an_admin_stay(app: Flask) -> None:
    with transaction():
        seed_regions()
    assert seed() > 0
    is_home = Region.parent_code == "19"
    regencies = session.scalars(select(Region.code).where(Region.level == REGENCY, is_home)).all()
    provinces = session.scalars(select(Region.code).where(Region.level == PROVINCE, Region.code != "19")).all()
    for destination in [*regencies, *(f"{code}.01" for code in provinces)]:
        assert set(zones_to(destination)) == {BANGKA, BELITUNG}, destination
    with transaction():
        session.execute(update(ShippingZone).values(first_kg_amount=1))
    assert seed() == 0
    assert set(session.scalars(select(ShippingZone.first_kg_amount))) == {1}
