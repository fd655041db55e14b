"""The same promises on every engine."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import pytest
from flask import Flask

from app.bench import relevance
from app.bench.misspellings import SLIPS
from app.db import session
from app.search.engine.base import Document, Engine, Field, Unusable
from app.search.engine.memory import MemorySnapshot
from app.search.words import words_of
from tests.search.engine.shelf import a_document, live_ids, now, prices, put, reading, with_word

LADA = a_document(1, "Lada Putih Muntok", sku="LD-01", tags="bumbu", body="pedas dan harum", price=40_000)
TEH = a_document(2, "Teh Lada Hijau", maker="Kebun Putih", place="bangka selatan", body="teh", price=15_000)
KOPI = a_document(3, "Kopi Tunjuk", shelf="minuman", body="disangrai", price=25_000)

RUSIP = a_document(4, "Rusip Teri")


@pytest.fixture
def filled(engine: Engine) -> Engine:
    assert engine.rebuild(iter([LADA, TEH, KOPI])) == 3
    return engine


def test_postings_say_in_which_fields_a_word_stands(filled: Engine) -> None:
    snapshot = now(filled)
    assert with_word(snapshot, "lada") == {1: Field.HEAD | Field.NAME, 2: Field.NAME}
    assert with_word(snapshot, "putih") == {1: Field.NAME, 2: Field.MAKER}
    assert with_word(snapshot, "teh") == {2: Field.HEAD | Field.NAME | Field.BODY}
    assert with_word(snapshot, "selatan") == {2: Field.PLACE}
    assert with_word(snapshot, "minuman") == {3: Field.SHELF}
    assert with_word(snapshot, "bumbu") == {1: Field.TAGS}
    assert with_word(snapshot, "nihil") == {}
    assert snapshot.postings("nihil").documents.dtype.kind == "i"


def test_what_was_announced_is_answered_alike(filled: Engine) -> None:
    snapshot = now(filled)
    snapshot.expect({"lada", "nihil"}, ["ladaputih"], "ladaputihmuntok")
    assert with_word(snapshot, "lada") == {1: Field.HEAD | Field.NAME, 2: Field.NAME}
    assert live_ids(snapshot, snapshot.with_pair("ladaputih")) == [1]


def test_neighbours_and_whole_names_are_found_as_one_word(filled: Engine) -> None:
    snapshot = now(filled)
    assert live_ids(snapshot, snapshot.with_pair("ladaputih")) == [1]
    assert live_ids(snapshot, snapshot.with_pair("putihlada")) == []
    assert live_ids(snapshot, snapshot.with_key("tehladahijau")) == [2]
    assert live_ids(snapshot, snapshot.with_key("ld01")) == [1]
    assert live_ids(snapshot, snapshot.with_key("lada")) == []
    assert live_ids(snapshot, snapshot.with_key("")) == []


def test_the_lexicon_counts_documents_and_knows_what_is_alike(filled: Engine) -> None:
    put(filled, a_document(4, "Terasi Toboali"), a_document(5, "Terasi Udang"))
    lexicon = now(filled).lexicon
    assert (lexicon.frequency("lada"), lexicon.frequency("pedas"), lexicon.frequency("nihil")) == (2, 1, 0)
    assert lexicon.alike("trassi") == {"terasi"}
    assert lexicon.names_beginning_with("t", limit=2) == ["terasi", "teh"]
    assert lexicon.nearest("terazi", limit=3) == [("terasi", 1)]
    assert lexicon.nearest("pedaz", limit=3) == [], "a word that stands only in descriptions corrects nothing"


def test_slips_of_the_fingers_are_put_right_alike(engine: Engine) -> None:
    texts = " ".join(f"{each.text} {each.need}" for each in relevance.queries())
    words = sorted({word for word in words_of(texts) if word.isalpha()})
    documents = [a_document(each, word) for each, word in enumerate(words)]
    engine.rebuild(documents[::2])
    put(engine, *documents[1::2])
    session.rollback()
    dice = Random(7)
    once = {slip(word, dice) for word in words if len(word) > 4 for slip in SLIPS.values()}
    twice = {slip(word, dice) for word in once if len(word) > 7 for slip in SLIPS.values()}
    lexicon, plain = now(engine).lexicon, MemorySnapshot(documents).lexicon
    typed = sorted(once | twice)
    lexicon.expect(typed[::2])
    for each in typed:
        assert lexicon.nearest(each, limit=99) == plain.nearest(each, limit=99)


def test_names_are_found_by_the_beginning_of_any_word_whole_beginnings_first(filled: Engine) -> None:
    put(filled, a_document(4, "Lada Hitam"), a_document(5, "Sambal Lada"))
    snapshot = now(filled)
    assert snapshot.names_beginning_with("lada", limit=9) == [4, 1, 5, 2]
    assert snapshot.names_beginning_with("lada", limit=1) == [4]
    assert snapshot.names_beginning_with("lada pu", limit=9) == [1]
    assert snapshot.names_beginning_with("ada", limit=9) == []


def test_columns_are_aligned_with_the_numbers_of_documents(filled: Engine) -> None:
    snapshot = now(filled)
    assert live_ids(snapshot) == [1, 2, 3]
    assert prices(snapshot) == {1: 40_000, 2: 15_000, 3: 25_000}
    assert len(snapshot.columns) == len(snapshot.is_live)
    place = snapshot.columns.product_id.tolist().index(2)
    assert (snapshot.columns.lowest_price[place], snapshot.columns.published_at[place]) == (15_000, 200)
    assert (snapshot.columns.name_length[place], snapshot.columns.district[place]) == (3, 190105)


def test_an_update_replaces_what_a_product_was(filled: Engine) -> None:
    put(filled, a_document(1, "Lada Hitam", sku="LD-02", price=50_000))
    snapshot = now(filled)
    assert with_word(snapshot, "hitam") == {1: Field.NAME}
    assert with_word(snapshot, "muntok") == {}
    assert prices(snapshot)[1] == 50_000
    assert live_ids(snapshot) == [1, 2, 3]
    assert live_ids(snapshot, snapshot.with_key("ld01")) == []
    assert live_ids(snapshot, snapshot.with_key("ld02")) == [1]
    assert snapshot.names_beginning_with("muntok", limit=9) == []


def test_what_is_gone_disappears_and_may_come_back(filled: Engine) -> None:
    filled.update([2, 99], reading([]))
    assert live_ids(now(filled)) == [1, 3]
    assert with_word(now(filled), "teh") == {}
    put(filled, TEH)
    assert live_ids(now(filled)) == [1, 2, 3]


def test_the_same_product_twice_in_a_batch_is_there_once(filled: Engine) -> None:
    filled.update([3, 3, 4, 4], reading([KOPI, a_document(4, "Kopi Susu")]))
    assert live_ids(now(filled)) == [1, 2, 3, 4]
    assert sorted(with_word(now(filled), "kopi")) == [3, 4]


def test_an_empty_index_finds_nothing_and_can_grow(engine: Engine) -> None:
    assert engine.rebuild([]) == 0
    snapshot = now(engine)
    assert len(snapshot.columns) == len(snapshot.is_live) == 0
    assert with_word(snapshot, "lada") == {}
    assert snapshot.with_pair("ladaputih").tolist() == snapshot.with_key("lada").tolist() == []
    assert snapshot.names_beginning_with("lada", limit=3) == []
    assert snapshot.lexicon.nearest("ladda", limit=3) == []
    put(engine, LADA)
    assert live_ids(now(engine)) == [1]
    engine.update([1], reading([]))
    assert live_ids(now(engine)) == []


def test_words_of_any_script_and_length_are_words(engine: Engine) -> None:
    long = "x" * 5_000
    documents = [a_document(1, "Kué Café 月餅"), a_document(2, "ß ſ İ 42"), a_document(3, "***", body=long)]
    engine.rebuild(documents)
    snapshot = now(engine)
    assert list(with_word(snapshot, "kue")) == [1]
    assert list(with_word(snapshot, "月餅")) == [1]
    assert list(with_word(snapshot, "42")) == [2]
    assert live_ids(snapshot, snapshot.with_key("kuecafe月餅")) == [1]
    assert live_ids(snapshot) == [1, 2, 3]
    for word in ("'", "\\", "a' | 'b", "%", "\U0001f336", "﷽" * 200):
        assert with_word(snapshot, word) == {}


def test_a_snapshot_stays_as_it_was(kept_engine: Engine) -> None:
    kept_engine.rebuild([LADA, TEH, KOPI])
    before = now(kept_engine)
    put(kept_engine, a_document(1, "Garam"), a_document(4, "Lada Hitam"))
    kept_engine.update([2], reading([]))
    assert with_word(before, "lada") == {1: Field.HEAD | Field.NAME, 2: Field.NAME}
    assert live_ids(before) == [1, 2, 3]
    assert before.names_beginning_with("lada", limit=9) == [1, 2]
    assert list(with_word(now(kept_engine), "lada")) == [4]


def test_a_rebuild_switches_while_a_reader_goes_on_with_its_snapshot(kept_engine: Engine) -> None:
    kept_engine.rebuild([LADA, TEH, KOPI])
    before = now(kept_engine)
    assert kept_engine.rebuild([KOPI]) == 1
    assert with_word(before, "lada") == {1: Field.HEAD | Field.NAME, 2: Field.NAME}
    assert live_ids(before, before.with_key("ld01")) == [1]
    assert live_ids(now(kept_engine)) == [3]
    assert with_word(now(kept_engine), "lada") == {}


def test_there_is_no_snapshot_and_no_update_without_an_index(kept_engine: Engine) -> None:
    assert kept_engine.snapshot() is None
    with pytest.raises(Unusable):
        put(kept_engine, LADA)
    kept_engine.rebuild([LADA])
    assert live_ids(now(kept_engine)) == [1]


def test_another_process_sees_an_update_within_two_seconds(kept_engine: Engine) -> None:
    kept_engine.rebuild([LADA])
    other = type(kept_engine)()
    assert live_ids(now(other)) == [1]
    put(kept_engine, TEH)
    end = time.monotonic() + 2
    while live_ids(now(other)) != [1, 2]:
        session.rollback()
        assert time.monotonic() < end
        time.sleep(0.02)
    kept_engine.rebuild([KOPI])
    end = time.monotonic() + 2
    while live_ids(now(other)) != [3]:
        session.rollback()
        assert time.monotonic() < end
        time.sleep(0.02)


def test_many_small_updates_keep_documents_and_columns_right(kept_engine: Engine) -> None:
    kept_engine.rebuild([a_document(each, f"Awal n{each}") for each in range(1, 41)])
    other = type(kept_engine)()
    dice = np.random.default_rng(5)
    truth = {each: (f"n{each}", 10_000) for each in range(1, 41)}
    for round_number in range(300):
        product_id = int(dice.integers(1, 60))
        if dice.random() < 0.2:
            kept_engine.update([product_id], reading([]))
            truth.pop(product_id, None)
        else:
            word, price = f"r{round_number}", 1_000 + round_number
            put(kept_engine, a_document(product_id, f"Barang {word}", price=price))
            truth[product_id] = word, price
        if round_number % 50 == 0:
            assert prices(now(other)).keys() <= set(range(1, 61))
    for engine in (kept_engine, type(kept_engine)()):
        snapshot = now(engine)
        assert prices(snapshot) == {each: price for each, (_word, price) in truth.items()}
        for product_id, (word, _price) in truth.items():
            assert list(with_word(snapshot, word)) == [product_id]
        assert live_ids(snapshot) == sorted(truth)
        numbers = snapshot.columns.offer_document
        assert snapshot.columns.lowest_price[numbers].tolist() == snapshot.columns.offer_price.tolist()


def test_readers_in_threads_are_right_while_one_writes(kept_engine: Engine, app: Flask) -> None:
    """Every state has each product once, with the price that stands in its name."""
    kept_engine.rebuild([a_document(each, "Barang p1000", price=1_000) for each in range(1, 21)])
    done = threading.Event()

    def look() -> int:
        looked = 0
        while not done.is_set():
            with app.app_context():
                snapshot = now(kept_engine)
                assert live_ids(snapshot) == list(range(1, 21))
                for product_id, price in prices(snapshot).items():
                    assert product_id in with_word(snapshot, f"p{price}")
                session.remove()
            looked += 1
        return looked

    with ThreadPoolExecutor(4) as threads:
        readers = [threads.submit(look) for _ in range(4)]
        try:
            for step in range(30):
                price = 2_000 + step
                some = [a_document(each, f"Barang p{price}", price=price) for each in range(1 + step % 20, 21)]
                put(kept_engine, *some)
                if step % 10 == 9:
                    kept_engine.rebuild([a_document(each, f"Barang p{price}", price=price) for each in range(1, 21)])
        finally:
            done.set()
    assert all(reader.result() > 0 for reader in readers)


def test_who_writes_while_an_index_is_built_does_not_wait_and_nothing_is_lost(kept_engine: Engine, app: Flask) -> None:
    kept_engine.rebuild([LADA, RUSIP])
    reached, written = threading.Event(), threading.Event()

    def slowly() -> Iterator[Document]:
        yield LADA
        yield RUSIP
        reached.set()
        assert written.wait(10)
        yield KOPI

    def update() -> None:
        with app.app_context():
            reached.wait(10)
            put(kept_engine, TEH)
            kept_engine.update([RUSIP.facts.product_id], lambda _product_ids: [])
            assert live_ids(now(kept_engine)) == [1, 2], "seen at once"
            written.set()
            session.remove()

    with ThreadPoolExecutor(1) as threads:
        writer = threads.submit(update)
        kept_engine.rebuild(slowly())
        writer.result()
    assert live_ids(now(kept_engine)) == [1, 2, 3]


def test_nothing_older_is_written_after_something_newer(kept_engine: Engine, app: Flask) -> None:
    kept_engine.rebuild([LADA])
    in_the_shop = [a_document(1, "Lama")]
    is_read = threading.Event()

    def slowly(product_ids: Sequence[int]) -> list[Document]:
        found = list(in_the_shop)
        is_read.set()
        time.sleep(0.3)
        return found

    def first() -> None:
        with app.app_context():
            kept_engine.update([1], slowly)
            session.remove()

    with ThreadPoolExecutor(1) as threads:
        writer = threads.submit(first)
        is_read.wait(10)
        in_the_shop[:] = [a_document(1, "Baru")]
        kept_engine.update([1], lambda _product_ids: list(in_the_shop))
        writer.result()
    assert list(with_word(now(kept_engine), "baru")) == [1]
