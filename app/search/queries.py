"""Searching. Text of people is never parsed as a query language: it becomes words, and words become terms."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

import structlog
from sqlalchemy import or_, select
from whoosh import query
from whoosh.searching import Searcher

from app.catalog.queries import IS_ON_SALE
from app.db import session
from app.models.catalog import Category, Product
from app.models.seller import Seller
from app.search import index
from app.search.documents import synonym_groups

MOST_WORDS = 12
MOST_HITS = 1000
PREFIX_LETTERS = 3
MOST_LONGER_WORDS = 20
FUZZY_LETTERS = 5

log = structlog.get_logger()


@dataclass(frozen=True)
class Found:
    """The ids of what was found, best first, and how many there are on each shelf before a shelf was chosen."""

    product_ids: list[int]
    total: int
    shelves: dict[str, int] = field(default_factory=dict)


def search(text: str, *, category: str, limit: int, offset: int) -> Found:
    """Products whose words fit, best first; without an index the database is asked."""
    words = index.words_of(text)[:MOST_WORDS]
    if not words:
        return Found([], 0)
    try:
        with index.reading() as searcher:
            if searcher is not None:
                return _from_index(searcher, words, category, limit, offset)
        log.warning("search_index_missing")
    except Exception as error:  # a damaged file fails in any way: pickle, struct, zlib, OSError
        log.error("search_index_unusable", kind=type(error).__name__)
    return _from_database(words, category, limit, offset)


def _from_index(searcher: Searcher, words: list[str], category: str, limit: int, offset: int) -> Found:
    longer = {word: _words_beginning_with(searcher, word) for word in words}
    for attempt in (_all_of(words, longer), _nearly_all_of(words, longer), _any_of(words, longer)):
        hits = [(int(hit["id"]), hit["category"]) for hit in searcher.search(attempt, limit=MOST_HITS)]
        if hits:
            break
    shelves = Counter(shelf for _id, shelf in hits)
    chosen = [key for key, shelf in hits if not category or shelf == category]
    return Found(chosen[offset : offset + limit], len(chosen), dict(shelves))


def _words_beginning_with(searcher: Searcher, word: str) -> list[str]:
    if len(word) < PREFIX_LETTERS:
        return []
    return [term.decode() for term in islice(searcher.reader().expand_prefix("name", word), MOST_LONGER_WORDS)]


def _all_of(words: list[str], longer: dict[str, list[str]]) -> query.Query:
    others = sorted(synonym_groups().get(" ".join(words), frozenset()))
    spelled = query.And([_word(word, longer[word]) for word in words])
    return query.Or([spelled, *(query.And([_exact(word) for word in other]) for other in others)])


def _nearly_all_of(words: list[str], longer: dict[str, list[str]]) -> query.Query:
    return query.And([query.Or([_word(word, longer[word]), *_misspelled(word)]) for word in words])


def _any_of(words: list[str], longer: dict[str, list[str]]) -> query.Query:
    return query.Or([_word(word, longer[word]) for word in words])


def _word(word: str, longer: list[str]) -> query.Query:
    others = sorted(synonym_groups().get(word, frozenset()))
    return query.Or(
        [
            _exact(word),
            *(query.Term("name", each, boost=0.5) for each in longer if each != word),
            *(query.And([_exact(each) for each in other]) for other in others),
        ]
    )


def _misspelled(word: str) -> list[query.Query]:
    if len(word) < FUZZY_LETTERS:
        return []
    return [query.FuzzyTerm("name", word, maxdist=1, prefixlength=1, boost=0.3)]


def _exact(word: str) -> query.Query:
    return query.Or([query.Term(name, word) for name in index.FIELDS])


def _from_database(words: list[str], category: str, limit: int, offset: int) -> Found:
    fits = [
        or_(Product.name_folded.contains(word, autoescape=True), Product.description.contains(word, autoescape=True))
        for word in words
    ]
    rows = session.execute(
        select(Product.id, Category.slug)
        .join(Seller, Seller.id == Product.seller_id)
        .join(Category, Category.id == Product.category_id)
        .where(IS_ON_SALE, *fits)
        .order_by(Product.name_folded, Product.id)
        .limit(MOST_HITS)
    ).all()
    shelves = Counter(row.slug for row in rows)
    chosen = [row.id for row in rows if not category or row.slug == category]
    return Found(chosen[offset : offset + limit], len(chosen), dict(shelves))
