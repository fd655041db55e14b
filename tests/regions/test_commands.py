"""The regions that come with the shop."""

from flask import Flask
from sqlalchemy import delete, func, select

from app.db import session, transaction
from app.models.region import DISTRICT, PROVINCE, Region
from app.regions import commands


def seed() -> int:
    with transaction():
        return commands.seed_regions()


def test_all_of_indonesia_is_added_once_and_what_is_missing_comes_back(app: Flask) -> None:
    added = seed()
    assert added == session.scalar(select(func.count()).select_from(Region))
    assert session.scalar(select(func.count()).where(Region.level == PROVINCE)) == 38
    assert (
        session.scalars(select(Region.code).where(Region.level == DISTRICT, Region.parent_code.is_(None))).all() == []
    )
    at_home = Region.level == DISTRICT, Region.code.startswith("19.")
    assert session.scalar(select(func.count()).where(*at_home)) == 47
    assert session.scalars(select(Region.code).where(*at_home, Region.postal_code == "")).all() == []
    assert seed() == 0
    with transaction():
        session.execute(delete(Region).where(Region.code == "19.01.01.1001"))
    assert seed() == 1
