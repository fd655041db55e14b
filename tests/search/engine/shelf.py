"""Documents to put into an index, and what an index then says about them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.search.columns import Facts, Offer
from app.search.engine.base import WORD_FIELDS, Document, Engine, Snapshot
from app.search.engine.memory import MemorySnapshot
from app.search.words import key_of, pairs_of, words_of


def a_document(product_id: int, name: str, *, sku: str = "", price: int = 10_000, **fields: str) -> Document:
    """A product with this name; other fields by their names."""
    words = words_of(name)
    by_field = {"head": words[:1], "name": words, **{field: words_of(text) for field, text in fields.items()}}
    return Document(
        facts=Facts(
            product_id=product_id,
            seller_id=1,
            category_id=2,
            regency=1901,
            district=190105,
            certificates=0,
            permits=0,
            published_at=product_id * 100,
            rating=0,
            turn=0,
            name_length=len(words),
            offers=(Offer(price, 100, True),),
        ),
        name=name,
        words={field: list(dict.fromkeys(by_field.get(field, []))) for field in WORD_FIELDS},
        pairs=pairs_of(words),
        keys=[key_of(name), *([key_of(sku)] if sku else [])],
    )


def reading(documents: Iterable[Document]) -> Callable[[Sequence[int]], list[Document]]:
    """A database that has these documents."""
    kept = {document.facts.product_id: document for document in documents}
    return lambda product_ids: [kept[each] for each in product_ids if each in kept]


def put(engine: Engine, *documents: Document) -> None:
    """Update the index with these."""
    engine.update([document.facts.product_id for document in documents], reading(documents))


def now(engine: Engine) -> Snapshot:
    """The newest snapshot, which must be there."""
    snapshot = engine.snapshot()
    assert snapshot is not None
    return snapshot


def with_word(snapshot: Snapshot, word: str) -> dict[int, int]:
    """The fields, by live product, in which the word stands."""
    found = snapshot.postings(word)
    assert sorted(found.documents.tolist()) == found.documents.tolist(), "postings ascend"
    return {
        int(snapshot.columns.product_id[number]): int(bits)
        for number, bits in zip(found.documents.tolist(), found.fields.tolist(), strict=True)
        if snapshot.is_live[number]
    }


def live_ids(snapshot: Snapshot, numbers: Any = None) -> list[int]:
    """The live products among these documents, or all of them."""
    ids = snapshot.columns.product_id
    chosen = range(len(ids)) if numbers is None else numbers
    return sorted(int(ids[number]) for number in chosen if snapshot.is_live[number])


def prices(snapshot: Snapshot) -> Mapping[int, int]:
    """The price of each live product, from the columns of the offers."""
    columns = snapshot.columns
    return {
        int(columns.product_id[number]): int(price)
        for number, price in zip(columns.offer_document.tolist(), columns.offer_price.tolist(), strict=True)
        if snapshot.is_live[number]
    }


class MemoryEngine:
    """The snapshot in memory behind the same contract."""

    def __init__(self) -> None:
        self._documents: dict[int, Document] | None = None

    def snapshot(self) -> Snapshot | None:
        return None if self._documents is None else MemorySnapshot(list(self._documents.values()))

    def size(self) -> int:
        return 0

    def rebuild(self, documents: Iterable[Document]) -> int:
        self._documents = {document.facts.product_id: document for document in documents}
        return len(self._documents)

    def update(self, product_ids: Sequence[int], read: Callable[[Sequence[int]], Sequence[Document]]) -> None:
        assert self._documents is not None
        for each in product_ids:
            self._documents.pop(each, None)
        self._documents |= {document.facts.product_id: document for document in read(product_ids)}
