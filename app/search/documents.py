"""A product as the index sees it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.catalog.queries.on_sale import AVAILABLE, IS_GI, IS_HALAL_CERTIFIED, IS_ON_SALE
from app.db import session
from app.models.catalog import Category, Product, Variant
from app.models.region import Region
from app.models.seller import Permit, PermitStatus, Seller
from app.models.stock import StockItem
from app.search.columns import Facts, Offer, number_of_place
from app.search.engine.base import Document
from app.search.rules import BIT_OF, GI, HALAL, PERMITS
from app.search.words import key_of, pairs_of, words_of

Regency = aliased(Region)
District = aliased(Region)
AT_ONCE = 500


def documents(product_ids: Sequence[int]) -> list[Document]:
    """The documents of these products; one that is not on sale has none."""
    permits, variants = _permits(), _variants(product_ids)
    rows = session.execute(
        select(
            Product.id,
            Product.seller_id,
            Product.category_id,
            Product.name,
            Product.description,
            Product.tags,
            func.coalesce(Product.published_at, Product.created_at).label("published_at"),
            Product.rating_count,
            Product.rating_sum,
            Category.name.label("category"),
            Category.name_en.label("category_en"),
            Seller.name.label("maker"),
            Seller.regency_code,
            Seller.district_code,
            Seller.search_turn,
            Regency.name.label("regency"),
            District.name.label("district"),
            IS_HALAL_CERTIFIED.label("is_halal"),
            IS_GI.label("is_gi"),
        )
        .join(Category, Category.id == Product.category_id)
        .join(Seller, Seller.id == Product.seller_id)
        .join(Regency, Regency.code == Seller.regency_code)
        .join(District, District.code == Seller.district_code)
        .where(IS_ON_SALE, Product.id.in_(product_ids))
        .order_by(Product.id)
    )
    return [_document(row, variants[row.id], permits[row.seller_id]) for row in rows if variants[row.id]]


def all_documents() -> Iterator[Document]:
    """The documents of everything on sale, read in parts; between the parts no transaction is open."""
    last = 0
    while True:
        part = select(Product.id).join(Seller, Seller.id == Product.seller_id).where(IS_ON_SALE, Product.id > last)
        ids = session.scalars(part.order_by(Product.id).limit(AT_ONCE)).all()
        found = documents(ids)
        session.rollback()
        if not ids:
            return
        yield from found
        last = ids[-1]


def _variants(product_ids: Sequence[int]) -> defaultdict[int, list[Row[*tuple[Any, ...]]]]:
    rows = session.execute(
        select(
            Variant.product_id,
            Variant.sku,
            Variant.option1_value,
            Variant.option2_value,
            Variant.price_amount,
            Variant.weight_grams,
            AVAILABLE.label("available"),
        )
        .join(StockItem, StockItem.variant_id == Variant.id)
        .where(Variant.product_id.in_(product_ids), Variant.archived_at.is_(None))
        .order_by(Variant.position, Variant.id)
    )
    found: defaultdict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        found[row.product_id].append(row)
    return found


def _permits() -> defaultdict[int, int]:
    """The certificates of every maker that are valid today, as bits."""
    today = clock.now().astimezone(clock.JAKARTA).date()
    rows = session.execute(
        select(Permit.seller_id, Permit.kind).where(
            Permit.kind.in_(PERMITS),
            Permit.status == PermitStatus.ISSUED,
            Permit.archived_at.is_(None),
            or_(Permit.valid_until.is_(None), Permit.valid_until >= today),
        )
    )
    found: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        found[row.seller_id] |= BIT_OF[PERMITS[row.kind]]
    return found


def _document(row: Row[*tuple[Any, ...]], variants: Sequence[Row[*tuple[Any, ...]]], permits: int) -> Document:
    name, maker = words_of(row.name), words_of(row.maker)
    labels, shelf = [words_of(text) for text in row.tags], words_of(f"{row.category} {row.category_en}")
    places = [words_of(row.regency), words_of(row.district)]
    choices = [word for each in variants for word in words_of(f"{each.option1_value} {each.option2_value}")]
    bits = permits | (BIT_OF[HALAL] if row.is_halal else 0) | (BIT_OF[GI] if row.is_gi else 0)
    return Document(
        facts=Facts(
            product_id=row.id,
            seller_id=row.seller_id,
            category_id=row.category_id,
            regency=number_of_place(row.regency_code),
            district=number_of_place(row.district_code),
            certificates=bits,
            permits=bits.bit_count(),
            published_at=int(row.published_at.timestamp()),
            rating=row.rating_sum * 100 // row.rating_count if row.rating_count else 0,
            name_length=min(len(name), 255),
            turn=row.search_turn,
            offers=tuple(Offer(each.price_amount, each.weight_grams, each.available > 0) for each in variants),
        ),
        name=row.name,
        words={
            "head": name[:1],
            "name": _once(name),
            "tags": _once(chain(*labels)),
            "shelf": _once(shelf),
            "maker": _once(maker),
            "place": _once(chain(*places)),
            "body": _once([*words_of(row.description), *choices]),
        },
        pairs=_once(pair for words in (name, maker, *labels, *places) for pair in pairs_of(words)),
        keys=_once([key_of(row.name), *(key_of(each.sku) for each in variants)]),
    )


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
