"""An index in the database that is cut off, damaged and shared."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import worker
from app.bench import relevance
from app.db import db, session, transaction
from app.models.catalog import Product
from app.outbox import emit
from app.search import commands, queries, suggestions
from app.search import engine as engines
from app.search.engine import postgres, postgres_state
from app.search.engine.base import Document, Unusable
from app.search.engine.postgres import PostgresEngine
from app.search.rules import Filters
from app.search.words import stem_of, words_of
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.search.engine.shelf import a_document, live_ids, now, prices, put, reading
from tests.statements import Statements

MOST_STATEMENTS = 4  # of the index, for the first search of a process


@pytest.fixture
def shop(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """Products in a shop that keeps its index in PostgreSQL."""
    monkeypatch.setitem(app.config, "SEARCH_ENGINE", "postgres")
    engines.opened.cache_clear()
    with transaction():
        names = ("Zamrud Hijau", "Nilam Wangi", "Pelawan Merah")
        ids = {name.split()[0]: ProductFactory(seller_id=cast.shop_of_ani.id, name=name).id for name in names}
    commands.rebuild()
    yield ids
    engines.opened.cache_clear()


@pytest.fixture
def engine(app: Flask) -> PostgresEngine:
    engine = PostgresEngine()
    engine.rebuild([a_document(each, f"Lama n{each}", price=1_000) for each in range(1, 6)])
    return engine


def found(words: str) -> list[int]:
    ids = queries.search(Filters(words), limit=9, offset=0).product_ids
    session.rollback()
    return ids


def run(*statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def tables() -> set[str]:
    query = "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'search'"
    with db.engine.connect() as connection:
        return set(connection.scalars(text(query + " AND relkind = 'r'")))


def test_the_shop_finds_changes_and_suggests(shop: dict[str, int], client: Browser) -> None:
    assert found("zamrud") == found("zamrut") == found("zam") == [shop["Zamrud"]]
    assert [each.name for each in suggestions.suggestions("nilam", province_code="19")][:1] == ["Nilam Wangi"]
    with transaction():
        session.get_one(Product, shop["Nilam"]).name = "Safir Biru"
        emit("product.changed", product_id=shop["Nilam"])
    worker.drain()
    assert found("safir") == [shop["Nilam"]]
    assert found("nilam") == []
    assert "<mark>Safir</mark> Biru" in client.get("/cari?q=safir").text


def test_a_search_asks_the_index_few_times(
    shop: dict[str, int], statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(words: str) -> int:
        with statements.counted() as seen:
            found(words)
        return sum("search." in each for each in seen)

    words = "zamrud hijau nilam wangi zamrut"
    assert 2 <= asked(words) <= MOST_STATEMENTS, "the first search of a process opens the index"
    monkeypatch.setattr(postgres, "LOOK_AGAIN_SECONDS", 60)
    assert asked(words) == 0
    assert asked("pelawan merah hijau") == 1, "all new words at once"
    monkeypatch.setattr(postgres, "LOOK_AGAIN_SECONDS", 0)
    assert asked(words) == 1, "the look whether there is something new"


@pytest.mark.usefixtures("shop")
def test_only_words_that_nobody_begins_so_are_looked_for_among_trigrams(statements: Statements) -> None:
    def asked(words: str) -> int:
        with statements.counted() as seen:
            suggestions.suggestions(words, province_code="19")
        session.rollback()
        return sum("trigrams_" in each for each in seen)

    assert asked("zamrud") <= 1, "opens the index"
    assert asked("wang nilam hij") == 0
    assert asked("zamrut nilan") == 1


def test_the_schema_belongs_to_the_engine_alone(shop: dict[str, int]) -> None:
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), db.metadata) == []
        extensions = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"
        assert connection.scalars(text(extensions)).all() == ["pg_trgm"]
    run("DROP SCHEMA search CASCADE")
    assert found("pelawan") == [shop["Pelawan"]]
    assert commands.heal() == 1
    assert commands.heal() == 0
    assert live_ids(now(PostgresEngine())) == sorted(shop.values())


def test_while_one_thread_looks_the_others_search_what_there_was(
    engine: PostgresEngine, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = live_ids(now(engine))
    session.remove()
    monkeypatch.setattr(postgres, "LOOK_AGAIN_SECONDS", 0)

    def look() -> list[int]:
        with app.app_context():
            try:
                return live_ids(now(engine))
            finally:
                session.remove()

    with ThreadPoolExecutor(1) as threads:
        with db.engine.begin() as holder:
            holder.execute(text("LOCK TABLE search.generations IN ACCESS EXCLUSIVE MODE"))
            looking = threads.submit(look)
            while not holder.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                assert not looking.done()
            assert live_ids(now(engine)) == before
        assert looking.result() == before


@pytest.mark.parametrize(
    "damage",
    [
        "DROP SCHEMA search CASCADE",
        "DROP TABLE search.generations",
        "DROP TABLE search.journal",
        "ALTER TABLE search.journal DROP COLUMN document",
        "ALTER TABLE search.generations RENAME beside TO alongside",
        "DELETE FROM search.generations",
        "UPDATE search.generations SET retired_at = now()",
        "UPDATE search.generations SET beside = substr(beside, 1, 500)",
        "UPDATE search.generations SET beside = ''",
        "DROP TABLE {words}",
        "TRUNCATE {words}",
        "ALTER TABLE {words} DROP COLUMN words",
        "DROP TABLE {trigrams}",
        "TRUNCATE {trigrams}",
        "ALTER TABLE {trigrams} DROP COLUMN word",
        "DROP EXTENSION pg_trgm CASCADE",
        "UPDATE search.journal SET document = '[]'",
    ],
)
@pytest.mark.parametrize("is_open", ["open", "fresh"])
def test_damage_breaks_no_search_and_heals(damage: str, is_open: str, shop: dict[str, int]) -> None:
    commands.update([shop["Nilam"]])
    tables_of = {name.partition("_")[0]: f"search.{name}" for name in tables()}
    if is_open == "open":
        assert found("zamrud") == [shop["Zamrud"]]
    run(damage.format(**tables_of))
    if is_open == "fresh":
        engines.opened.cache_clear()
    emptied = {shop["Zamrud"], shop["Pelawan"]} if damage == "TRUNCATE {words}" else set()
    for name, product_id in shop.items():
        assert found(name) == [product_id] or product_id in emptied
    engines.opened.cache_clear()
    commands.heal()
    assert commands.heal() == 0
    assert live_ids(now(PostgresEngine())) == sorted(shop.values())
    for name, product_id in shop.items():
        assert found(name) == found(f"{name[:-1]}x") == [product_id]


@pytest.fixture
def trigrams_out_of_reach(shop: dict[str, int]) -> Iterator[None]:
    """The extension is there, in a schema where an unqualified name does not find it."""
    run("DROP EXTENSION pg_trgm CASCADE", "CREATE SCHEMA aside", "CREATE EXTENSION pg_trgm SCHEMA aside")
    yield
    session.remove()
    run("DROP SCHEMA aside CASCADE")


@pytest.mark.usefixtures("trigrams_out_of_reach")
def test_where_no_trigrams_can_be_had_slips_are_put_right_in_memory(shop: dict[str, int]) -> None:
    run("DROP SCHEMA search CASCADE")
    assert commands.heal() == 1
    assert not any(name.startswith("trigrams_") for name in tables())
    engines.opened.cache_clear()
    assert found("zamrut") == [shop["Zamrud"]]
    assert commands.heal() == 0


def test_an_update_of_a_damaged_index_builds_it_anew(shop: dict[str, int]) -> None:
    run("DROP TABLE search.journal")
    commands.update([shop["Nilam"]])
    assert live_ids(now(PostgresEngine())) == sorted(shop.values())


def test_a_writer_that_is_cut_off_leaves_what_was(engine: PostgresEngine) -> None:
    before, kept = tables(), prices(now(engine))

    def cut() -> None:
        run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    def some() -> Iterator[Document]:
        yield from [a_document(each, "Baru", price=2_000) for each in range(1, 700)]
        cut()
        yield a_document(700, "Baru")

    def read(product_ids: Sequence[int]) -> list[Document]:
        cut()
        return reading([a_document(1, "Baru", price=2_000)])(product_ids)

    session.remove()
    with pytest.raises(DBAPIError):
        engine.rebuild(some())
    session.remove()
    assert tables() == before
    with pytest.raises(DBAPIError):
        engine.update([1], read)
    session.remove()
    db.engine.dispose()
    assert prices(now(PostgresEngine())) == prices(now(engine)) == kept
    put(engine, a_document(1, "Baru", price=2_000))
    assert prices(now(PostgresEngine()))[1] == 2_000


def test_generations_nobody_reads_any_more_are_removed(engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    put(engine, a_document(1, "Baru"))
    engine.rebuild([a_document(1, "Baru")])
    assert len(tables()) == 6, "the one that was in use is kept for searches that began with it"
    monkeypatch.setattr(postgres, "SECONDS_FOR_READERS", 0)
    put(engine, a_document(2, "Baru"))
    assert len(tables()) == 4
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM search.generations")) == 1
        assert connection.scalar(text("SELECT count(*) FROM search.journal")) == 1


def test_a_long_journal_is_read_in_parts_and_asks_for_a_rebuild(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_state, "SETTLED", 3)
    monkeypatch.setattr(postgres_state, "MOST_PARTS", 4)
    for each in range(40):
        put(engine, a_document(each % 11 + 1, f"Baru n{each}", price=each))
        assert len(live_ids(now(engine))) == max(5, min(each + 1, 11))
        assert not engine.needs_rebuild()
    expected = {each % 11 + 1: each for each in range(40)}
    assert prices(now(engine)) == prices(now(PostgresEngine())) == expected
    monkeypatch.setattr(postgres, "MOST_IN_JOURNAL", 10)
    assert engine.needs_rebuild()
    engine.rebuild([a_document(1, "Baru")])
    assert not engine.needs_rebuild()


def test_a_missing_schema_is_told_and_the_session_goes_on(engine: PostgresEngine) -> None:
    run("DROP SCHEMA search CASCADE")
    with pytest.raises(Unusable):
        put(engine, a_document(1, "Baru"))
    assert engine.snapshot() is None
    assert session.scalar(text("SELECT 1")) == 1


def test_our_stems_are_those_of_the_indonesian_configuration(app: Flask) -> None:
    words = sorted({word for each in relevance.queries() for word in words_of(f"{each.text} {each.need}")})
    asked = text("SELECT word, ts_lexize('indonesian_stem', word) AS stem FROM unnest(CAST(:words AS text[])) AS word")
    stems = {row.word: row.stem[0] for row in session.execute(asked, {"words": words})}
    assert stems == {word: stem_of(word) for word in words}
