"""The database session and the only commit in the house."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, SessionTransaction

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 15_000  # a writer waits its turn this long before a request fails
LEAST_SIMILARITY = 0.19  # pg_trgm, for app.search: two wrong letters of eight leave a fifth of a word's trigrams
POSTGRES_OPTIONS = (
    "-c statement_timeout=20000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=60000 -c timezone=UTC"
    f" -c pg_trgm.similarity_threshold={LEAST_SIMILARITY}"
)

db = SQLAlchemy(metadata=MetaData(naming_convention=NAMING), session_options={"expire_on_commit": False})
session = db.session

_WRITING = "sebalai_writing"
_IMMEDIATE = "sebalai_begin_immediate"


def init_app(app: Flask) -> None:
    """Bind the session to the configured database; pools heal after a database restart."""
    options: dict[str, Any] = {"pool_pre_ping": True, "hide_parameters": True}  # errors are logged, people are not
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        options |= {
            "connect_args": {"options": POSTGRES_OPTIONS},
            "pool_size": app.config["WEB_THREADS"],
            "max_overflow": 2,
        }
    else:
        options |= {"connect_args": {"check_same_thread": False}}
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)


@contextmanager
def transaction() -> Iterator[None]:
    """Do everything inside or nothing; rows read before are read again inside.

    Ends the read transaction (reading `current_user` opened one) and takes the write lock at once on SQLite.
    Raises RuntimeError when nested.
    """
    if in_transaction():
        raise RuntimeError("transaction() does not nest: a command never opens one")
    session.rollback()
    session.info[_WRITING] = True
    try:
        session.connection(execution_options={_IMMEDIATE: True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_WRITING, None)


def in_transaction() -> bool:
    """Whether the caller runs inside transaction()."""
    return bool(session.info.get(_WRITING))


def is_reading_or_writing() -> bool:
    """Whether any database transaction is open: no network call may be made then."""
    return session().in_transaction()


def dialect_name() -> str:
    """`sqlite` or `postgresql`."""
    return db.engine.dialect.name


def insert_unless_there(model: type[Any], *, unique: Sequence[str] | None = None) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that adds nothing, and returns nothing, when a row with the same unique columns is there already."""
    insert = postgresql.insert if dialect_name() == "postgresql" else sqlite.insert
    return insert(model).on_conflict_do_nothing(index_elements=unique)


def insert_or_add(
    model: type[Any], *, unique: Sequence[str], added: Sequence[str]
) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of figures that adds them to the row with the same unique columns when it is there already."""
    insert = postgresql.insert if dialect_name() == "postgresql" else sqlite.insert
    table = model.__table__
    statement = insert(table)
    sums = {name: table.c[name] + statement.excluded[name] for name in added}
    return statement.on_conflict_do_update(index_elements=unique, set_=sums)


@event.listens_for(Session, "before_flush")
def _refuse_writes_outside_transaction(target: Session, _context: object, _instances: object) -> None:
    if _WRITING not in target.info and (target.new or target.dirty or target.deleted):
        raise RuntimeError("rows may change only inside transaction()")


@event.listens_for(Session, "after_soft_rollback")
def _forget_rows_of_a_failed_transaction(target: Session, _previous: SessionTransaction) -> None:
    target.expire_all()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # an acknowledged order survives a power cut
        "foreign_keys=ON",
        "recursive_triggers=ON",  # INSERT OR REPLACE must not slip past the append-only guards
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    # A deferred BEGIN fails with SQLITE_BUSY when it turns into a writer; writers take the lock first.
    immediate = connection.get_execution_options().get(_IMMEDIATE)
    dbapi = connection.connection.dbapi_connection
    assert isinstance(dbapi, sqlite3.Connection)
    dbapi.execute("BEGIN IMMEDIATE" if immediate else "BEGIN")
