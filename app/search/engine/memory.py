"""A few documents in memory: what is asked while there is no index."""

from collections.abc import Sequence

import numpy as np

from app.search.engine.base import Document
from app.search.engine.parts import MemoryPart, PartedSnapshot


class MemorySnapshot(PartedSnapshot):
    """A snapshot of these documents."""

    def __init__(self, documents: Sequence[Document]) -> None:
        super().__init__([MemoryPart(documents)], np.ones(len(documents), dtype=np.bool_))
