"""Each engine on a place of its own."""

import os
from pathlib import Path

import pytest
from flask import Flask

from app.search.engine.base import Engine
from app.search.engine.postgres import PostgresEngine
from app.search.engine.whoosh import WhooshEngine
from tests.search.engine.shelf import MemoryEngine

POSTGRES = ["postgres"] if os.environ.get("DATABASE_URL", "").startswith("postgres") else []
ENGINES = {"whoosh": WhooshEngine, "memory": MemoryEngine, "postgres": PostgresEngine}
KEPT = ["whoosh", *POSTGRES]


@pytest.fixture
def whoosh_place(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without an index."""
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture(params=["memory", *KEPT])
def engine(request: pytest.FixtureRequest, whoosh_place: Path) -> Engine:
    """Every engine in turn, without an index."""
    made: Engine = ENGINES[request.param]()
    return made


@pytest.fixture(params=KEPT)
def kept_engine(request: pytest.FixtureRequest, whoosh_place: Path) -> Engine:
    """Every engine that keeps its index for other processes."""
    made: Engine = ENGINES[request.param]()
    return made


collect_ignore = [] if POSTGRES else ["test_postgres_life.py"]
