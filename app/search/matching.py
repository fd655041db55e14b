"""Which products a text means. Text of people is never parsed as a query language: it becomes words, words terms."""

from itertools import islice

import structlog
from sqlalchemy import or_, select
from whoosh import query
from whoosh.searching import Searcher

from app.catalog.queries.on_sale import IS_ON_SALE
from app.db import session
from app.models.catalog import Product
from app.models.seller import Seller
from app.search import index
from app.search.documents import synonym_groups

MOST_WORDS = 12
MOST_HITS = 20_000  # twice the catalogue we build for; a statement takes 32,766 values on SQLite
PREFIX_LETTERS = 3
MOST_LONGER_WORDS = 20
FUZZY_LETTERS = 5

log = structlog.get_logger()


def product_ids(text: str) -> list[int]:
    """All products whose words fit, best first; without an index the database is asked."""
    words = list(dict.fromkeys(index.words_of(text)))[:MOST_WORDS]
    if not words:
        return []
    try:
        with index.reading() as searcher:
            if searcher is not None:
                return _from_index(searcher, words)
        log.warning("search_index_missing")
    except Exception as error:  # a damaged file fails in any way: pickle, struct, zlib, OSError
        log.error("search_index_unusable", kind=type(error).__name__)
    return _from_database(words)


def _from_index(searcher: Searcher, words: list[str]) -> list[int]:
    longer = {word: _words_beginning_with(searcher, word) for word in words}
    for attempt in (_all_of(words, longer), _nearly_all_of(words, longer), _any_of(words, longer)):
        hits = [int(hit["id"]) for hit in searcher.search(attempt, limit=MOST_HITS)]
        if hits:
            return hits
    return []


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


def _from_database(words: list[str]) -> list[int]:
    fits = [
        or_(Product.name_folded.contains(word, autoescape=True), Product.description.contains(word, autoescape=True))
        for word in words
    ]
    rows = session.scalars(
        select(Product.id)
        .join(Seller, Seller.id == Product.seller_id)
        .where(IS_ON_SALE, *fits)
        .order_by(Product.name_folded, Product.id)
        .limit(MOST_HITS)
    )
    return list(rows)
