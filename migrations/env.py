"""Runs the migrations: all of them in one transaction, one process at a time, on both databases."""

import sqlite3
from pathlib import Path
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import BigInteger, Connection, DateTime, text

MIGRATION_LOCK = 5_324_210  # any fixed number; on PostgreSQL the second process waits here

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _autogen_context: Any) -> str | bool:
    """Keep app.models out of migration files: they outlive the models."""
    if kind == "type" and isinstance(getattr(item, "impl", None), DateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, BigInteger) and getattr(item, "_variant_mapping", None):
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def leave_head_note(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """A file that both of two branches change: git shows the conflict that Alembic would show at run time."""
    for directive in directives:
        Path(context.script.dir, ".current-head").write_text(directive.rev_id + "\n", encoding="utf-8")


def run(connection: Connection) -> None:
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:  # a rebuilt table must not cascade; inside a transaction SQLite ignores this pragma
        _raw(connection).execute("PRAGMA foreign_keys=OFF")
    connection = connection.execution_options(sebalai_begin_immediate=True)
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        render_item=render_item,
        process_revision_directives=leave_head_note,
        transactional_ddl=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        if not on_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.run_migrations()
        if on_sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
            raise RuntimeError("a migration left rows that point nowhere")
    if on_sqlite:
        _raw(connection).execute("PRAGMA foreign_keys=ON")


def _raw(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


with db.engine.connect() as open_connection:
    run(open_connection)
