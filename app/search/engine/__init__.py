"""Where the index is kept: Whoosh files on this machine."""

from functools import cache
from pathlib import Path

from app.search.engine.base import Engine
from app.search.engine.whoosh import WhooshEngine
from app.settings import setting


def engine() -> Engine:
    """The engine of this installation."""
    return _engine(Path(setting("DATA_DIR")))


@cache
def _engine(_data_dir: Path) -> Engine:
    return WhooshEngine()
