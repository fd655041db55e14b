"""One migrated database, as new for each test: a copied file on SQLite, emptied and filled again on PostgreSQL."""

import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

MIGRATED, KEPT = "migrated", "kept"

# Dropping or making anything changes the sum; a test that did so gets a new database after it.
SHAPE = text("""
    SELECT (SELECT sum(oid::bigint) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
           (SELECT sum(oid::bigint) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'),
           (SELECT sum(oid::bigint) FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
           (SELECT count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
             WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped)
""")
LEAVE = text("""
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
""")
DROP_OTHER_SCHEMAS = """
    DO $$ DECLARE other name; BEGIN
        FOR other IN SELECT nspname FROM pg_namespace
            WHERE nspname NOT IN ('public', 'information_schema', 'migrated', 'kept') AND nspname NOT LIKE 'pg\\_%'
        LOOP EXECUTE format('DROP SCHEMA %I CASCADE', other); END LOOP;
    END $$
"""
REMEMBER = """
    DO $$ DECLARE one name; has_rows boolean; BEGIN
        DROP SCHEMA IF EXISTS {schema} CASCADE;
        CREATE SCHEMA {schema};
        FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one) INTO has_rows;
            IF has_rows THEN EXECUTE format('CREATE TABLE {schema}.%I AS TABLE public.%I', one, one); END IF;
        END LOOP;
        CREATE TABLE {schema}." counters" AS
            SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public';
    END $$
"""
RECALL = """
    DO $$ DECLARE one name; BEGIN
        SET LOCAL session_replication_role = replica;
        FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('DELETE FROM public.%I', one);
        END LOOP;
        FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' AND tablename <> ' counters' LOOP
            EXECUTE format('INSERT INTO public.%I SELECT * FROM {schema}.%I', one, one);
        END LOOP;
        PERFORM setval(format('public.%I', sequencename)::regclass, coalesce(last_value, 1), last_value IS NOT NULL)
            FROM {schema}." counters";
    END $$
"""


@event.listens_for(Engine, "connect")
def _fit_sqlite_for_tests(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Rows that nobody ordered come as PostgreSQL may give them, not as they were written; no disk is waited for."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects=ON")
        connection.execute("PRAGMA synchronous=OFF")


class Database:
    """`url` is what the shop connects to; `leave` it before it is renewed or kept.

    Copying a database of PostgreSQL takes longer than most tests, so its rows are put back instead. That switches
    triggers and foreign keys off, which only a superuser may do; for others a new copy is made each time.
    """

    def __init__(self, folder: Path, worker: str, server: str) -> None:
        self.folder = folder
        self.server: URL | None = None
        if server.startswith("postgres"):
            self.server = make_url(server).set(drivername="postgresql+psycopg")
        self.template = f"sebalai_template_{worker}"
        self.copy = f"sebalai_test_{worker}"
        self.kept = f"sebalai_kept_{worker}"
        self._shape: tuple[object, ...] | None = None
        self._copies: Engine | None = None
        self._is_superuser = False

    def url(self, name: str) -> str:
        if self.server is None:
            return f"sqlite:///{self.folder / name}.db"
        return self.server.set(database=name).render_as_string(hide_password=False)

    def leave(self, engine: Engine) -> None:
        """Disconnect from what will be copied; where rows are put back, only those who still do something must go."""
        if not self._is_superuser:
            engine.dispose()

    def create_template(self) -> None:
        if self.server is not None:
            with self._connected(self.server) as server:
                server.execute(text(f'CREATE DATABASE "{self.template}"'))
                self._is_superuser = server.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))

    def remember_template(self) -> None:
        """The template is migrated: from now on it can be copied."""
        if self._is_superuser:
            with self._connected_to(self.template) as template:
                template.execute(text(REMEMBER.format(schema=MIGRATED)))

    def keep(self) -> None:
        """Remember the copy as it is now, for `renew_from_kept`."""
        if self._is_superuser:
            with self._at_copy() as copy:
                copy.execute(text(REMEMBER.format(schema=KEPT)))
        else:
            self._copy(self.copy, self.kept)

    def renew_from_kept(self) -> None:
        if not self._refilled(KEPT):
            self._copy(self.kept, self.copy)

    def renew(self) -> None:
        if not self._refilled(MIGRATED):
            self._copy(self.template, self.copy)
            if self._is_superuser:
                with self._at_copy() as copy:
                    self._shape = tuple(copy.execute(SHAPE).one())

    def drop(self) -> None:
        if self.server is not None:
            self._leave_copy()
            with self._connected(self.server) as server:
                for name in (self.copy, self.template, self.kept):
                    server.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def _refilled(self, schema: str) -> bool:
        if self._shape is None:
            return False
        with self._at_copy() as copy:
            if tuple(copy.execute(SHAPE).one()) != self._shape:
                return False
            copy.execute(LEAVE)
            copy.execute(text(DROP_OTHER_SCHEMAS))
            copy.execute(text(RECALL.format(schema=schema)))
        return True

    def _copy(self, origin: str, target: str) -> None:
        if self.server is None:
            for leftover in self.folder.glob(f"{target}.db*"):
                leftover.unlink()
            shutil.copyfile(self.folder / f"{origin}.db", self.folder / f"{target}.db")
            return
        self._leave_copy()
        with self._connected(self.server) as server:
            server.execute(text(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)'))
            server.execute(text(f'CREATE DATABASE "{target}" TEMPLATE "{origin}"'))

    def _at_copy(self) -> Connection:
        """Over one connection for all tests: each new one reads the catalogue of PostgreSQL first."""
        if self._copies is None:
            assert self.server is not None
            url = self.server.set(database=self.copy)
            self._copies = create_engine(url, isolation_level="AUTOCOMMIT", pool_size=1, pool_pre_ping=True)
        return self._copies.connect()

    def _leave_copy(self) -> None:
        if self._copies is not None:
            self._copies.dispose()

    def _connected_to(self, name: str) -> Connection:
        assert self.server is not None
        return self._connected(self.server.set(database=name))

    def _connected(self, url: URL) -> Connection:
        return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect()
