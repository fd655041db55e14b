"""The index that many machines share: full text in PostgreSQL.

An index is a generation: a table of its documents' words and one of the trigrams of names, which never change, with
columns, words and names beside them, and a journal of what was replaced since. Every process keeps the columns and the
replaced documents in memory, reads on in the journal, and asks PostgreSQL for the documents of words and for the names
that look like a word that nobody knows. Where a database takes no pg_trgm, they are found in memory.
"""

import io
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice

import numpy as np
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.db import db, session
from app.search.columns import Facts, columns_of
from app.search.engine import beside
from app.search.engine.base import Document, Snapshot, Unusable
from app.search.engine.beside import Beside
from app.search.engine.parts import BODY, fields_of
from app.search.engine.postgres_part import lexemes_of
from app.search.engine.postgres_reading import leave_failed_transaction
from app.search.engine.postgres_state import State, state_after
from app.search.engine.postgres_words import has_trigrams, stems_of, store_trigrams
from app.search.lexicon import words_in
from app.search.names import names_in

TABLES = (
    "CREATE TABLE search.generations (id text PRIMARY KEY, beside bytea, version bigint, retired_at timestamptz)",
    """CREATE TABLE search.journal (
        generation text, product_id bigint, version bigint, document json, PRIMARY KEY (generation, product_id))""",
    "CREATE INDEX ix_journal_version ON search.journal (generation, version)",
)
COLUMNS = "generations.beside,generations.id,generations.retired_at,generations.version,journal.document"
COLUMNS += ",journal.generation,journal.product_id,journal.version"
NAMES = """SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
    WHERE nspname = 'search' AND relkind = 'r'"""
WRITE = """
    INSERT INTO search.journal (generation, product_id, version, document)
    VALUES (:generation, :product_id, :version, :document)
    ON CONFLICT (generation, product_id) DO UPDATE SET version = excluded.version, document = excluded.document"""
REBUILDING, WRITING = 5_324_211, 5_324_212  # advisory locks, any fixed numbers
SECONDS_FOR_READERS = 60  # a replaced generation is kept longer than any search takes
LOOK_AGAIN_SECONDS = 0.5
AT_ONCE = 500
MOST_IN_JOURNAL = 5_000  # products: every process has them in memory


class PostgresEngine:
    """Reads the state at most twice a second, each time from where it stopped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._state: State | None = None

    def snapshot(self) -> Snapshot | None:
        if time.monotonic() - self._looked_at >= LOOK_AGAIN_SECONDS:
            is_first = self._state is None
            if self._lock.acquire(blocking=is_first):  # while one thread reads on, the others search what there was
                try:
                    if time.monotonic() - self._looked_at >= LOOK_AGAIN_SECONDS:
                        self._look()
                finally:
                    self._lock.release()
        state = self._state
        return state.snapshot if state else None

    def size(self) -> int:
        query = (
            "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'search' AND c.relkind = 'r'"
        )
        with db.engine.connect() as connection:
            return int(connection.scalar(text(query)) or 0)

    def needs_rebuild(self) -> bool:
        try:
            snapshot = self.snapshot()
            state = self._state
            if snapshot is None or state is None or len(state.journal.place) > MOST_IN_JOURNAL:
                return True
            return not state.base.is_there()
        except Unusable:
            return True

    def rebuild(self, documents: Iterable[Document]) -> int:
        with self._writing(WRITING) as connection:
            _lay_tables(connection)
        with self._writing(REBUILDING) as connection:
            for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
                connection.execute(text(f"SET LOCAL {limit} = 0"))
            name = secrets.token_hex(6)
            before = _current(connection)
            count = _fill(connection, name, documents)
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITING})
            _switch(connection, name, before)
        return count

    def update(self, product_ids: Sequence[int], read: Callable[[Sequence[int]], Sequence[Document]]) -> None:
        try:
            with self._writing(WRITING) as connection:
                current = _current(connection)
                if current is None:
                    raise Unusable
                found = {document.facts.product_id: document for document in read(product_ids)}
                session.rollback()
                rows = [
                    {
                        "generation": current[0],
                        "version": current[1] + 1,
                        "product_id": product_id,
                        "document": beside.stored_document(found[product_id]) if product_id in found else None,
                    }
                    for product_id in set(product_ids)
                ]
                if rows:
                    connection.execute(text(WRITE), rows)
                connection.execute(
                    text("UPDATE search.generations SET version = version + 1 WHERE id = :id"), {"id": current[0]}
                )
                _forget_retired(connection)
        except DBAPIError as error:
            if _is_about_tables(error):
                raise Unusable from error
            raise

    @contextmanager
    def _writing(self, lock: int) -> Iterator[Connection]:
        """A transaction of its own in which nobody else does the same."""
        with db.engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock})
            yield connection
        self._looked_at = float("-inf")

    def _look(self) -> None:
        newest = None
        try:
            newest = state_after(self._state)  # which stays for the other threads until then
        except DBAPIError as error:
            leave_failed_transaction()
            if not _is_about_tables(error):
                raise
        finally:
            self._state, self._looked_at = newest, time.monotonic()


def _current(connection: Connection) -> tuple[str, int] | None:
    query = "SELECT id, version FROM search.generations WHERE retired_at IS NULL"
    row = connection.execute(text(query)).one_or_none()
    return (row.id, row.version) if row else None


def _lay_tables(connection: Connection) -> None:
    """Make the tables where they are missing, or were made by another version of the shop."""
    if connection.scalar(text("SELECT to_regnamespace('search')")) is None:
        connection.execute(text("CREATE SCHEMA search"))
    query = (
        "SELECT string_agg(c, ',' ORDER BY c COLLATE \"C\") FROM (SELECT table_name || '.' || column_name AS c"
        " FROM information_schema.columns WHERE table_schema = 'search'"
        " AND table_name IN ('generations', 'journal')) own"
    )
    if connection.scalar(text(query)) != COLUMNS:
        for name in connection.scalars(text(NAMES)).all():
            connection.execute(text(f"DROP TABLE search.{name}"))
        for statement in TABLES:
            connection.execute(text(statement))


def _fill(connection: Connection, name: str, documents: Iterable[Document]) -> int:
    """Write a new generation, which nobody sees before it is switched to; returns how many documents it has."""
    connection.execute(text(f"CREATE TABLE search.words_{name} (document integer, words tsvector)"))
    facts: list[Facts] = []
    names: list[str] = []
    frequencies: dict[str, int] = {}
    fields: dict[str, int] = {}
    rest = iter(documents)
    while some := list(islice(rest, AT_ONCE)):
        raw = connection.connection.cursor()
        with raw.copy(f"COPY search.words_{name} FROM STDIN") as copy:
            for number, document in enumerate(some, start=len(facts)):
                copy.write_row((number, " ".join(f"'{lexeme}'" for lexeme in lexemes_of(document))))
        for document in some:
            facts.append(document.facts)
            names.append(document.name)
            for word, bits in fields_of(document).items():
                frequencies[word] = frequencies.get(word, 0) + 1
                fields[word] = fields.get(word, 0) | bits
    connection.execute(text(f"CREATE INDEX ON search.words_{name} USING gin (words) WITH (fastupdate = off)"))
    connection.execute(text(f"ANALYZE search.words_{name}"))
    is_name = frozenset(word for word, bits in fields.items() if bits & ~BODY)
    words = words_in(frequencies, is_name, partial(stems_of, connection))
    if has_trigrams(connection):
        store_trigrams(connection, f"search.trigrams_{name}", words)
    file = io.BytesIO()
    bits_of_words = np.array([fields[word] for word in words.words], dtype=np.uint8)
    beside.write(file, Beside(columns_of(facts), words, names_in(names)), fields=bits_of_words)
    insert = "INSERT INTO search.generations VALUES (:id, :beside, 0, now())"
    connection.execute(text(insert), {"id": name, "beside": file.getvalue()})
    return len(facts)


def _switch(connection: Connection, name: str, before: tuple[str, int] | None) -> None:
    """Put the new generation in the place of the one in use, with what was replaced while it was built."""
    last = _current(connection)
    if last is not None:
        connection.execute(text("UPDATE search.generations SET retired_at = now() WHERE id = :id"), {"id": last[0]})
        copy = (
            "INSERT INTO search.journal SELECT :name, product_id, version, document FROM search.journal"
            " WHERE generation = :last AND version > :before"
        )
        since = before[1] if before and before[0] == last[0] else -1
        connection.execute(text(copy), {"name": name, "last": last[0], "before": since})
    connection.execute(
        text("UPDATE search.generations SET retired_at = NULL, version = :version WHERE id = :id"),
        {"id": name, "version": last[1] if last else 0},
    )
    _forget_retired(connection)


def _forget_retired(connection: Connection) -> None:
    """Remove what no search can be reading any more."""
    old = "DELETE FROM search.generations WHERE retired_at < now() - make_interval(secs => :seconds)"
    connection.execute(text(old), {"seconds": SECONDS_FOR_READERS})
    kept = set(connection.scalars(text("SELECT id FROM search.generations")).all())
    for name in sorted(set(connection.scalars(text(NAMES)).all()) - {"generations", "journal"}):
        _kind, _, generation = name.partition("_")
        if generation not in kept:
            connection.execute(text("DELETE FROM search.journal WHERE generation = :id"), {"id": generation})
            connection.execute(text(f"DROP TABLE search.{name}"))


def _is_about_tables(error: DBAPIError) -> bool:
    """Whether tables are missing, different or damaged (SQLSTATE classes 3F, 42, XX), not the server away."""
    return str(getattr(error.orig, "sqlstate", "") or "")[:2] in ("3F", "42", "XX")
