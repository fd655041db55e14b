"""A product as the index sees it."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.catalog.queries.on_sale import IS_ON_SALE
from app.db import session
from app.models.catalog import Product
from app.models.seller import Seller
from app.search.index import words_of

SYNONYMS = Path(__file__).parent / "data" / "sinonim.csv"


def documents(product_ids: Sequence[int] | None) -> list[dict[str, str]]:
    """The documents of these products (None: of all); a product that is not on sale has none."""
    query = (
        select(Product)
        .join(Seller, Seller.id == Product.seller_id)
        .where(IS_ON_SALE)
        .options(joinedload(Product.category), joinedload(Product.seller).joinedload(Seller.regency))
    )
    if product_ids is not None:
        query = query.where(Product.id.in_(product_ids))
    return [_document(product) for product in session.scalars(query.order_by(Product.id))]


@cache
def synonym_groups() -> dict[str, frozenset[tuple[str, ...]]]:
    """Each spelling (its words joined by a space) and the other spellings of the same thing."""
    groups: dict[str, set[tuple[str, ...]]] = {}
    with SYNONYMS.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            columns = ("kanonik", "sinonim_id", "bangka_belitung", "inggris", "salah_ketik")
            texts = [text for column in columns for text in line[column].split(";") if text.strip()]
            spellings = {tuple(words_of(text)) for text in texts}
            for spelling in spellings:
                groups.setdefault(" ".join(spelling), set()).update(spellings - {spelling})
    return {spelling: frozenset(others) for spelling, others in groups.items()}


def _document(product: Product) -> dict[str, str]:
    return {
        "id": str(product.id),
        "category": product.category.slug,
        "seller": str(product.seller_id),
        "name": product.name,
        "tags": " ".join((product.category.name, product.category.name_en, *product.tags)),
        "shop": f"{product.seller.name} {product.seller.regency.name}",
        "body": product.description,
    }
