"""What people may mean while they type: products, what many looked for, categories, shops and kabupaten."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import bindparam, literal, select, union_all

from app.catalog.queries.on_sale import IS_ON_SALE
from app.db import session
from app.models.catalog import Category, Product
from app.models.region import Region, short_name, slug_of
from app.models.seller import Seller, SellerStatus
from app.search import learning
from app.search.columns import Numbers
from app.search.engine.base import Field, Snapshot, Unusable
from app.search.names import Names, names_in
from app.search.queries import newest_snapshot
from app.search.synonyms import synonyms
from app.search.understanding import NO_THINGS
from app.search.words import words_of

PRODUCT, TEXT, CATEGORY, SHOP, REGENCY = "product", "text", "category", "shop", "regency"
MOST_PRODUCTS, MOST_OTHERS = 6, 3
MOST_WORDS = 6
MOST_LONGER_WORDS = 8
PUBLIC = union_all(
    select(literal(PRODUCT).label("kind"), Product.id, Product.slug, Product.name)
    .join(Seller, Seller.id == Product.seller_id)
    .where(IS_ON_SALE, Product.id.in_(bindparam("product_ids", expanding=True))),
    select(literal(SHOP), Seller.id, Seller.slug, Seller.name).where(
        Seller.status == SellerStatus.ACTIVE, Seller.id.in_(bindparam("seller_ids", expanding=True))
    ),
)


@dataclass(frozen=True)
class Suggestion:
    """Something that can be opened; the slug of a text is the text."""

    kind: str
    slug: str
    name: str


@dataclass(frozen=True)
class _Places:
    """Everything but products that can be suggested; shops by their ids."""

    names: Names
    suggestions: list[Suggestion]
    seller_ids: list[int | None]


_places: WeakKeyDictionary[Snapshot, _Places] = WeakKeyDictionary()


def suggestions(text: str, *, province_code: str) -> list[Suggestion]:
    """At most eighteen: products first. One statement; nothing for a text without words."""
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return []
    snapshot = newest_snapshot(text)
    if snapshot not in _places:
        _places[snapshot] = _read_places(province_code)
    places = _places[snapshot]
    begun = " ".join(words)
    try:
        product_ids = snapshot.names_beginning_with(begun, limit=MOST_PRODUCTS) or _in_any_order(snapshot, words)
    except Unusable:
        product_ids = []
    numbers = np.unique(places.names.name_number[places.names.beginning_with(begun)]).tolist()
    found = [(places.suggestions[number], places.seller_ids[number]) for number in numbers]
    shops = [seller_id for _each, seller_id in found if seller_id is not None][:MOST_OTHERS]
    public = _public(product_ids, shops)
    others = [each for each, seller_id in found if seller_id is None or (SHOP, seller_id) in public]
    return [
        *(public[PRODUCT, each] for each in product_ids if (PRODUCT, each) in public),
        *_popular(begun, snapshot),
        *(each for kind in (CATEGORY, SHOP, REGENCY) for each in [o for o in others if o.kind == kind][:MOST_OTHERS]),
    ]


def _popular(begun: str, snapshot: Snapshot) -> list[Suggestion]:
    """What many looked for and found that begins so: only words that the shop uses itself, never a slip of many."""
    texts = (text for text in learning.popular_texts() if text.startswith(begun) and text != begun)
    own = (text for text in texts if all(_is_ours(word, snapshot) for word in text.split()))
    return [Suggestion(TEXT, text, text) for text in islice(own, MOST_OTHERS)]


def _is_ours(word: str, snapshot: Snapshot) -> bool:
    return bool(snapshot.lexicon.frequency(word)) or word in NO_THINGS or word in synonyms(snapshot).words


def _in_any_order(snapshot: Snapshot, words: Sequence[str]) -> list[int]:
    """Products whose names have words that begin with each of these, or are a slip of the fingers away."""
    lexicon = snapshot.lexicon
    begun = {word: lexicon.names_beginning_with(word, limit=MOST_LONGER_WORDS) for word in words}
    unknown = [word for word, longer in begun.items() if not longer and not lexicon.frequency(word)]
    lexicon.expect(unknown)
    found = snapshot.is_live
    for word, longer in begun.items():
        others = longer
        if word in unknown:
            others = [*lexicon.alike(word), *(each for each, _slips in lexicon.nearest(word, limit=1))]
        has_it = np.zeros(len(found), dtype=np.bool_)
        for each in (word, *others):
            has_it[_with_name(snapshot, each)] = True
        found = found & has_it
    newest = np.sort(snapshot.columns.product_id[found])[::-1][:MOST_PRODUCTS]
    return [int(each) for each in newest]


def _with_name(snapshot: Snapshot, word: str) -> Numbers:
    postings = snapshot.postings(word)
    return postings.documents[(postings.fields & np.uint8(Field.NAME)) > 0]


def _public(product_ids: Sequence[int], seller_ids: Sequence[int]) -> dict[tuple[str, int], Suggestion]:
    """Those of them that the public may see now."""
    if not product_ids and not seller_ids:
        return {}
    rows = session.execute(PUBLIC, {"product_ids": product_ids, "seller_ids": seller_ids})
    return {(row.kind, row.id): Suggestion(row.kind, row.slug, row.name) for row in rows}


def _read_places(province_code: str) -> _Places:
    categories = session.execute(select(Category.slug, Category.name).where(Category.archived_at.is_(None)))
    shops = session.execute(
        select(Seller.id, Seller.slug, Seller.name)
        .where(Seller.status == SellerStatus.ACTIVE)
        .order_by(Seller.name_folded, Seller.id)
    ).all()
    regencies = session.execute(select(Region.code, Region.name).where(Region.parent_code == province_code)).all()
    found = [
        *(Suggestion(CATEGORY, row.slug, row.name) for row in categories),
        *(Suggestion(SHOP, row.slug, row.name) for row in shops),
        *(Suggestion(REGENCY, slug_of(row.code, row.name), short_name(row.name)) for row in regencies),
    ]
    seller_ids = (
        [None] * (len(found) - len(shops) - len(regencies)) + [row.id for row in shops] + [None] * len(regencies)
    )
    return _Places(names_in([each.name for each in found]), found, seller_ids)
