"""Watched words: found where they are meant, and not where they mean something else."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.errors import OwnTrade
from app.catalog.commands import words as commands
from app.catalog.errors import WordTaken
from app.catalog.queries import words as queries
from app.catalog.queries.words import Entry
from app.catalog.words import hits, text_of
from app.clock import day_of, now
from app.db import session, transaction
from app.demo import catalogue
from app.errors import NotFound
from app.models.moderation import ListingWord, WordKind
from tests.cast import Cast
from tests.factories.moderation import ListingWordFactory
from tests.factories.seller import SellerMemberFactory

TODAY = day_of(now()).date()


def entry(word: str = "sisik naga", **values: object) -> Entry:
    rest = {"kind": WordKind.WATCHED, "spellings": (), "exceptions": (), "advice": "Jelaskan.", "source": "UU 1/2026"}
    return Entry(word=word, **{**rest, "valid_from": TODAY, "valid_until": None, **values})  # type: ignore[arg-type]


def found(name: str, description: str = "", tags: tuple[str, ...] = ()) -> list[tuple[str, bool]]:
    return [(hit.word.word, hit.is_in_head) for hit in hits(queries.words_in_force(), text_of(name, tags, description))]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Gelang Akar Bahar asli", "akar bahar"),
        ("GELANG AKAR-BAHAR", "akar bahar"),
        ("gelang akar  bahar", "akar bahar"),
        ("Akar baharnya asli", "akar bahar"),
        ("Telur penyu rebus", "penyu"),
        ("Daging kima kering", "kima"),
        ("Pasir timah 1 kg", "pasir timah"),
    ],
)
def test_goods_that_nobody_may_sell_are_found_however_they_are_written(app: Flask, name: str, word: str) -> None:
    assert (word, True) in found(name)


@pytest.mark.parametrize(
    "name",
    [
        "Kain cual motif penyu",
        "Gantungan kunci bentuk penyu dan motif kima",
        "Penyuluhan tani",
        "Kimah",
        "Miniatur pewter penyu",
        "Obatan",
        "Boneka putri duyung",
    ],
)
def test_what_only_looks_alike_is_not(app: Flask, name: str) -> None:
    assert found(name) == []


def test_an_allowed_phrase_does_not_hide_the_word_beside_it(app: Flask) -> None:
    assert found("Cincin motif penyu dari sisik penyu") == [("penyu", True)]


def test_words_of_two_sentences_do_not_make_a_phrase(app: Flask) -> None:
    assert found("Getas", "Dibuat dari akar. Bahar yang membuatnya.") == []
    assert found("Getas", "Ada akar bahar di sini") == [("akar bahar", False)]


def test_nobody_has_to_look_at_the_example_catalogue(app: Flask) -> None:
    words = queries.words_in_force()
    products = [product for shop in catalogue.read()["toko"] for product in shop["produk"]]
    assert len(products) > 250
    found = {
        (hit.word.word, each["nama"])
        for each in products
        for hit in hits(words, text_of(each["nama"], each["tag"], each["deskripsi"]))
        if hit.word.kind != WordKind.HEALTH_CLAIM or each["pangan"]
    }
    assert found == set()


def test_a_word_counts_from_its_first_day_through_its_last(cast: Cast) -> None:
    day = timedelta(days=1)
    with transaction():
        for name, begins, ends in (
            ("esok naga", TODAY + day, None),
            ("kemarin naga", date(2020, 1, 1), TODAY - day),
            ("kini naga", TODAY, TODAY),
        ):
            commands.add_word(entry(name, valid_from=begins, valid_until=ends), admin_id=cast.eko.id)
    assert [found(f"Cincin {name} naga") for name in ("esok", "kemarin", "kini")] == [[], [], [("kini naga", True)]]


def test_the_file_comes_in_once_and_leaves_alone_what_an_admin_changed(cast: Cast) -> None:
    assert all(each.source and each.advice for each in queries.entries_of_file())
    with transaction():
        assert commands.seed_words() == 0
    row = session.scalars(select(ListingWord).where(ListingWord.word == "kima")).one()
    with transaction():
        commands.change_word(row.id, entry("kima", advice="Tidak boleh."), admin_id=cast.eko.id)
    with transaction():
        assert commands.seed_words() == 0
    assert queries.get_word(row.id).advice == "Tidak boleh."


def test_a_word_is_in_the_list_once_and_an_archived_one_is_found_no_more(cast: Cast) -> None:
    with transaction():
        row = commands.add_word(entry(), admin_id=cast.eko.id)
    with pytest.raises(WordTaken), transaction():
        commands.add_word(entry("Sisik Naga"), admin_id=cast.eko.id)
    for _ in range(2):
        with transaction():
            commands.archive_word(row.id, admin_id=cast.eko.id)
    assert found("Sisik naga") == []
    with pytest.raises(NotFound), transaction():
        commands.change_word(row.id, entry("sisik"), admin_id=cast.eko.id)


def test_whoever_sells_leaves_the_list_alone(cast: Cast) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_citra.id, user_id=cast.eko.id)
        row = ListingWordFactory()
    for change in (
        lambda: commands.add_word(entry(), admin_id=cast.eko.id),
        lambda: commands.change_word(row.id, entry(), admin_id=cast.eko.id),
        lambda: commands.archive_word(row.id, admin_id=cast.eko.id),
    ):
        with pytest.raises(OwnTrade), transaction():
            change()
