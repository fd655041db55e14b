"""Where the index is kept: Whoosh files on this machine, or the PostgreSQL that many machines share."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from app.search.engine.base import Engine
from app.search.engine.postgres import PostgresEngine
from app.search.engine.whoosh import WhooshEngine
from app.settings import setting

ENGINES: dict[str, Callable[[], Engine]] = {"whoosh": WhooshEngine, "postgres": PostgresEngine}


def engine() -> Engine:
    """The engine of this installation."""
    return opened(setting("SEARCH_ENGINE"), Path(setting("DATA_DIR")), setting("DATABASE_URL"))


@cache
def opened(name: str, _data_dir: Path, _database_url: str) -> Engine:
    """The engine of this name for this installation, opened once in a process."""
    return ENGINES[name]()
