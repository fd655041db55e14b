"""The example catalogue, loaded once: the facts of its products."""

import pytest
from flask import Flask
from sqlalchemy import text

from app.bench import facts
from app.bench.facts import Facts
from app.db import db, session, transaction
from app.demo import catalogue as example
from app.regions import commands as regions
from tests.databases import Database


@pytest.fixture(scope="module")
def catalogue(shared_app: Flask, database: Database) -> list[Facts]:
    with shared_app.app_context():
        session.remove()
        db.engine.dispose()
        database.renew()
        with transaction():
            regions.seed_regions()
            example.seed_shelves()
        with transaction():
            example.seed_shops()
        with transaction():  # as after any large load: PostgreSQL plans by what it knows of the tables
            session.execute(text("ANALYZE"))
        found = facts.read()
        session.remove()
        db.engine.dispose()
    return found
