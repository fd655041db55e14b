"""A Whoosh index that is being built beside the one in use, and what was written meanwhile.

Who writes notes it in the folder of the new index too; the builder adds it before the switch, so that nobody waits.
"""

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.search.engine import beside
from app.search.engine.base import Document
from app.search.engine.whoosh_files import folder, locked, new_name, writing

BUILDER = "builder.lock"
MISSED = "missed"


@contextmanager
def building() -> Iterator[Path]:
    """A folder for a new index, once nobody else builds one; it is removed where that fails."""
    with locked(BUILDER):
        path = folder() / new_name()
        with writing():
            path.mkdir()
            (path / MISSED).touch()
        try:
            yield path
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise


def drafts() -> list[Path]:
    """Where an index is being built now. What a killed builder left is none: it lost its lock."""
    with (folder() / BUILDER).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return [path.parent for path in folder().glob(f"*/{MISSED}")]
    return []


def note(draft: Path, product_ids: Sequence[int], found: Mapping[int, Document]) -> None:
    """Leave the builder what these products are now; one that is not found is gone."""
    rows = [
        json.dumps([each, beside.stored_document(found[each]) if each in found else None], ensure_ascii=False)
        for each in product_ids
    ]
    with (draft / MISSED).open("a", encoding="utf-8") as file:
        file.write("".join(f"\n{row}" for row in rows))


def missed(draft: Path) -> dict[int, Document | None]:
    """What was noted, the newest of each product; a line that was cut off is told again by the next worker."""
    found: dict[int, Document | None] = {}
    for line in (draft / MISSED).read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            product_id, stored = json.loads(line)
        except ValueError:
            continue
        found[product_id] = None if stored is None else beside.document_of(json.loads(stored))
    return found
