from flask import Flask
from sqlalchemy import func, select

from app.bench import imports
from app.db import session, transaction
from app.demo import catalogue
from app.models.bulk import ImportRow, Outcome
from app.models.catalog import Product
from app.regions import commands as regions


def test_every_table_lands_whole_and_every_part_has_its_seconds(app: Flask) -> None:
    with transaction():
        regions.seed_regions()
        catalogue.seed_shelves()
    figures = imports.measure(app, 3)
    parts = {"new": {"check_s", "run_s"}, "offers": {"check_s", "run_s"}, "claims": {"check_s", "run_s"}}
    assert {name: set(figures[name]) - {"ratio"} for name in (*parts, "shown")} == parts | {"shown": {"run_s"}}
    assert figures["yardstick_ms"] > 0
    counted = session.execute(select(ImportRow.outcome, func.count()).group_by(ImportRow.outcome))
    assert dict(map(tuple, counted)) == {Outcome.CREATED: 3, Outcome.CHANGED: 9}
    assert all(text.endswith(" Baru.") for text in session.scalars(select(Product.description)))
