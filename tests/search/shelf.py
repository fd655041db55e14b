"""A small shelf in memory: documents from a name and a few words, without a database."""

from app.search.columns import Facts, Offer
from app.search.engine.base import WORD_FIELDS, Document
from app.search.engine.memory import MemorySnapshot
from app.search.words import key_of, pairs_of, words_of

MORNING = 1_800_000_000


def document(product_id: int, name: str, *, price: int = 25_000, available: bool = True, **texts: str) -> Document:
    """A product of this name; `texts` are the words of other fields."""
    words = {field: words_of(texts.get(field, "")) for field in WORD_FIELDS}
    words |= {"name": words_of(name), "head": words_of(name)[:1]}
    offers = (Offer(price, 100, available),)
    facts = Facts(product_id, 1, 1, 1901, 190105, 0, 0, MORNING, 0, len(words["name"]), 100, offers)
    return Document(facts, name, words, pairs_of(words["name"]), [key_of(name), f"sku{product_id}"])


def shelf(*documents: Document) -> MemorySnapshot:
    """A snapshot of these."""
    return MemorySnapshot(documents)
