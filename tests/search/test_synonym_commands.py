"""Synonyms in the database: from the file, changed by admins, learned from searches, used by the next snapshot."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app import worker
from app.db import session, transaction
from app.errors import NotFound
from app.models.audit import AuditEvent
from app.models.search import SynonymGroup, SynonymSource
from app.search import commands, groups, queries
from app.search.engine import whoosh_files as index
from app.search.errors import SpellingTaken
from app.search.groups import Group
from app.search.rules import Filters
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.statements import Statements

Emitted = Callable[[str], list[dict[str, Any]]]
POT = Group("periuk tanah", ("belanga", "clay pot"), "anyaman", "dari Bangka")


@pytest.fixture
def pot(cast: Cast) -> int:
    """A product in the index."""
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Periuk Tanah")
    commands.rebuild()
    return int(product.id)


def found(text: str) -> list[int]:
    return queries.search(Filters(text), limit=24, offset=0).product_ids


def add(group: Group, cast: Cast) -> int:
    with transaction():
        return commands.add_synonyms(group, admin_id=cast.eko.id).id


def row_of(canonical: str) -> SynonymGroup:
    session.rollback()
    session.expire_all()
    return session.scalars(select(SynonymGroup).where(SynonymGroup.canonical == canonical)).one()


def test_the_file_is_brought_in_once(cast: Cast) -> None:
    with transaction():
        assert commands.seed_synonyms() == 0
    rows = session.scalars(select(SynonymGroup)).all()
    assert len(rows) == len(list(groups.groups_of_file())) > 100
    assert "sahang" in row_of("lada putih").spellings
    assert row_of("lada putih").category_slug == "bumbu-rempah"


def test_rows_an_admin_changed_stay_and_others_follow_the_file(cast: Cast) -> None:
    getas, terasi = row_of("getas").id, row_of("terasi").id
    with transaction():
        commands.change_synonyms(getas, Group("getas ikan", ("kletek",)), admin_id=cast.eko.id)
        commands.archive_synonyms(terasi, admin_id=cast.eko.id)
    with transaction():
        row_of_lada = session.scalars(select(SynonymGroup).where(SynonymGroup.canonical == "lada putih")).one()
        row_of_lada.spellings = ["an older file"]
    with transaction():
        assert commands.seed_synonyms() == 1
    assert row_of("getas ikan").spellings == ["kletek"]
    assert row_of("terasi").archived_at is not None
    assert "sahang" in row_of("lada putih").spellings
    assert session.scalars(select(SynonymGroup).where(SynonymGroup.canonical == "getas")).all() == []


def test_a_change_is_used_after_the_next_pass_of_the_index(cast: Cast, pot: int, emitted: Emitted) -> None:
    assert found("belanga") == []
    group_id = add(POT, cast)
    assert emitted("synonyms.changed") == [{"group_id": group_id}]
    assert found("belanga") == []
    worker.drain()
    assert found("belanga") == [pot]
    with transaction():
        commands.change_synonyms(group_id, Group("periuk tanah", ("kuali",)), admin_id=cast.eko.id)
    worker.drain()
    assert (found("belanga"), found("kuali")) == ([], [pot])
    with transaction():
        commands.archive_synonyms(group_id, admin_id=cast.eko.id)
    worker.drain()
    assert found("kuali") == []


def test_a_search_reads_the_synonyms_once_for_each_snapshot(pot: int, statements: Statements) -> None:
    found("periuk")
    with statements.counted() as seen:
        found("belanga")
    assert not any("synonym" in statement for statement in seen)


def test_without_an_index_synonyms_work_too(cast: Cast, pot: int) -> None:
    add(Group("periuk tanah", ("periuk lempung",)), cast)
    (index.folder() / index.CURRENT).unlink()
    assert found("periuk") == [pot]


def test_every_change_says_who_made_it(cast: Cast) -> None:
    group_id = add(POT, cast)
    with transaction():
        commands.change_synonyms(group_id, Group("periuk tanah", ("belanga",)), admin_id=cast.fitri.id)
        commands.change_synonyms(group_id, Group("periuk tanah", ("belanga",)), admin_id=cast.eko.id)
        commands.archive_synonyms(group_id, admin_id=cast.fitri.id)
    of_groups = select(AuditEvent).where(AuditEvent.subject_type == "synonym_groups").order_by(AuditEvent.id)
    events = session.scalars(of_groups).all()
    assert [event.action for event in events] == ["synonyms.added", "synonyms.changed", "synonyms.archived"]
    assert events[1].facts == {
        "canonical": "periuk tanah", "spellings": ["belanga"], "before": ["belanga", "clay pot"]
    }  # fmt: skip
    assert row_of("periuk tanah").changed_by_id == cast.fitri.id


def test_a_spelling_belongs_to_one_group(cast: Cast) -> None:
    with pytest.raises(SpellingTaken) as refused:
        add(Group("periuk", ("Sahang  Putih",)), cast)
    assert "lada putih" in str(refused.value.message)
    group_id = add(POT, cast)
    with pytest.raises(SpellingTaken), transaction():
        commands.change_synonyms(group_id, Group("periuk tanah", ("kletek",)), admin_id=cast.eko.id)


def test_what_the_file_has_twice_does_not_stand_in_the_way_of_a_change(cast: Cast) -> None:
    row = row_of("terasi")
    assert "belacan" in row.spellings, "terasi habang has it too"
    with transaction():
        commands.change_synonyms(row.id, Group("terasi", (*row.spellings, "petis udang")), admin_id=cast.eko.id)
    assert "petis udang" in row_of("terasi").spellings


def test_a_search_joins_the_group_of_its_meaning_or_makes_one(cast: Cast) -> None:
    with transaction():
        joined = commands.learn_synonym("sahangg", "Sahang Putih", admin_id=cast.eko.id)
        made = commands.learn_synonym("belanga", "periuk tanah", admin_id=cast.eko.id)
        again = commands.learn_synonym("belanga", "periuk tanah", admin_id=cast.eko.id)
    assert (joined.canonical, joined.spellings[-1], joined.source) == ("lada putih", "sahangg", SynonymSource.LEARNED)
    assert (made.spellings, made.source) == (["belanga"], SynonymSource.LEARNED)
    assert again.id == made.id
    with pytest.raises(SpellingTaken), transaction():
        commands.learn_synonym("kletek", "periuk tanah", admin_id=cast.eko.id)


def test_an_archived_group_cannot_be_changed(cast: Cast) -> None:
    group_id = add(POT, cast)
    with transaction():
        commands.archive_synonyms(group_id, admin_id=cast.eko.id)
    with pytest.raises(NotFound), transaction():
        commands.archive_synonyms(group_id, admin_id=cast.eko.id)
    add(POT, cast)
