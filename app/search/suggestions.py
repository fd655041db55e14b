"""What people may mean while they type: products, categories, shops and kabupaten by the beginnings of their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, literal, or_, select, union_all

from app.catalog.queries.on_sale import IS_ON_SALE
from app.db import session
from app.models.catalog import Category, Product
from app.models.region import Region, short_name, slug_of
from app.models.seller import Seller, SellerStatus
from app.search.words import words_of

PRODUCT, CATEGORY, SHOP, REGENCY = "product", "category", "shop", "regency"
MOST_PRODUCTS, MOST_OTHERS = 6, 3
MOST_WORDS = 6
BEFORE_A_WORD = (" ", "-", "(", "/", "&")


@dataclass(frozen=True)
class Suggestion:
    """Something that can be opened."""

    kind: str
    slug: str
    name: str


def suggestions(text: str, *, province_code: str) -> list[Suggestion]:
    """At most fifteen: products first. Two statements; nothing for a text without words."""
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return []
    return [*_products(words), *_others(words, province_code)]


def _products(words: Sequence[str]) -> list[Suggestion]:
    name = Product.name_folded
    rows = session.execute(
        select(Product.slug, Product.name)
        .join(Seller, Seller.id == Product.seller_id)
        .where(IS_ON_SALE, *_each_begins_a_word(name, words))
        .order_by(_begins_with_it(name, words), name, Product.id)
        .limit(MOST_PRODUCTS)
    )
    return [Suggestion(PRODUCT, row.slug, row.name) for row in rows]


def _others(words: Sequence[str], province_code: str) -> list[Suggestion]:
    name = Seller.name_folded
    shops = (
        select(Seller.slug, Seller.name)
        .where(Seller.status == SellerStatus.ACTIVE, *_each_begins_a_word(name, words))
        .order_by(_begins_with_it(name, words), name, Seller.id)
        .limit(MOST_OTHERS)
        .subquery()
    )
    rows = session.execute(
        union_all(
            select(literal(CATEGORY).label("kind"), Category.slug.label("key"), Category.name.label("name")).where(
                Category.archived_at.is_(None)
            ),
            select(literal(SHOP), shops.c.slug, shops.c.name),
            select(literal(REGENCY), Region.code, Region.name).where(Region.parent_code == province_code),
        )
    ).all()
    found = {CATEGORY: list[Suggestion](), SHOP: list[Suggestion](), REGENCY: list[Suggestion]()}
    for row in rows:
        if row.kind == REGENCY:
            slug = slug_of(row.key, row.name)
            if _fits(f"{row.name} {slug}", words):
                found[REGENCY].append(Suggestion(REGENCY, slug, short_name(row.name)))
        elif row.kind == SHOP or _fits(row.name, words):
            found[row.kind].append(Suggestion(row.kind, row.key, row.name))
    return [each for kind in (CATEGORY, SHOP, REGENCY) for each in found[kind][:MOST_OTHERS]]


def _fits(name: str, words: Sequence[str]) -> bool:
    own = words_of(name)
    return all(any(each.startswith(word) for each in own) for word in words)


def _each_begins_a_word(column: Any, words: Sequence[str]) -> list[ColumnElement[bool]]:
    return [
        or_(
            column.startswith(word, autoescape=True),
            *(column.contains(mark + word, autoescape=True) for mark in BEFORE_A_WORD),
        )
        for word in words
    ]


def _begins_with_it(column: Any, words: Sequence[str]) -> Any:
    return case((column.startswith(words[0], autoescape=True), 0), else_=1)
