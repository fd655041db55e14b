"""The guards inside the database, as data for both dialects.

Batch mode on SQLite drops triggers silently: a migration that rebuilds a guarded table calls `create` again.
"""

APPEND_ONLY = ("journal_entries", "postings", "audit_events", "state_changes", "stock_movements")
# INSERT OR REPLACE deletes a row without asking its triggers unless the connection asks for that: refuse it before
SAME_ROW = {
    **dict.fromkeys(APPEND_ONLY, "id = NEW.id"),
    "journal_entries": "id = NEW.id OR reference = NEW.reference",
}

_SQLITE = {
    **{
        f"{table}_refuse_{event.lower()}": f"""
        CREATE TRIGGER {table}_refuse_{event.lower()} BEFORE {event} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table in APPEND_ONLY
        for event in ("UPDATE", "DELETE")
    },
    **{
        f"{table}_refuse_replace": f"""
        CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""  # noqa: S608 - our own names
        for table, same in SAME_ROW.items()
    },
    "journal_entries_seal": """
        CREATE TRIGGER journal_entries_seal BEFORE INSERT ON journal_entries
        WHEN (SELECT COUNT(*) < 2 OR SUM(amount) <> 0 FROM postings WHERE entry_id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'an entry needs two or more postings that sum to zero'); END""",
    "postings_seal": """
        CREATE TRIGGER postings_seal BEFORE INSERT ON postings
        WHEN EXISTS (SELECT 1 FROM journal_entries WHERE id = NEW.entry_id)
        BEGIN SELECT RAISE(ABORT, 'the entry is sealed'); END""",
}

_POSTGRES_FUNCTIONS = {
    "refuse_change": """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
    "seal_journal_entry": """
        CREATE FUNCTION seal_journal_entry() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(NEW.id);
            IF (SELECT COUNT(*) < 2 OR SUM(amount) <> 0 FROM postings WHERE entry_id = NEW.id) THEN
                RAISE EXCEPTION 'an entry needs two or more postings that sum to zero';
            END IF;
            RETURN NEW;
        END $$""",
    "seal_posting": """
        CREATE FUNCTION seal_posting() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(NEW.entry_id);
            IF EXISTS (SELECT 1 FROM journal_entries WHERE id = NEW.entry_id) THEN
                RAISE EXCEPTION 'the entry is sealed';
            END IF;
            RETURN NEW;
        END $$""",
}
_POSTGRES = {
    **{
        f"{table}_refuse_change": f"""
        CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION refuse_change()"""
        for table in APPEND_ONLY
    },
    **{
        f"{table}_refuse_truncate": f"""
        CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""
        for table in APPEND_ONLY
    },
    "journal_entries_seal": """
        CREATE TRIGGER journal_entries_seal BEFORE INSERT ON journal_entries
        FOR EACH ROW EXECUTE FUNCTION seal_journal_entry()""",
    "postings_seal": """
        CREATE TRIGGER postings_seal BEFORE INSERT ON postings
        FOR EACH ROW EXECUTE FUNCTION seal_posting()""",
}


def names(dialect: str) -> set[str]:
    """The names of all guards."""
    return set(_SQLITE if dialect == "sqlite" else _POSTGRES)


def create(dialect: str) -> list[str]:
    """The statements that put the guards up."""
    if dialect == "sqlite":
        return list(_SQLITE.values())
    return [*_POSTGRES_FUNCTIONS.values(), *_POSTGRES.values()]


def of_table(dialect: str, table: str) -> list[str]:
    """The statements that put the guards of one table up again, after SQLite has rebuilt it."""
    if dialect != "sqlite":
        return []
    return [statement for name, statement in _SQLITE.items() if name.startswith(f"{table}_")]


def drop(dialect: str) -> list[str]:
    """The statements that take the guards down."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name in _SQLITE]
    return [f"DROP FUNCTION {name} CASCADE" for name in _POSTGRES_FUNCTIONS]
