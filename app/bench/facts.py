"""What the database knows about the products on sale, and what may be asked of it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.catalog.queries.on_sale import IS_HALAL_CERTIFIED, IS_ON_SALE
from app.db import session
from app.models.catalog import Category, Product, Variant
from app.models.region import Region, slug_of
from app.models.seller import Permit, PermitStatus, Seller

REGENCY, DISTRICT = aliased(Region), aliased(Region)
HOLDS: dict[str, Callable[[Iterable[bool]], bool]] = {
    "any": any,
    "all": all,
    "none": lambda found: not any(found),
}


@dataclass(frozen=True)
class Facts:
    """One product. Places, category and seller by slug; the price is the lowest of its variants, in rupiah."""

    id: int
    name: str
    tags: frozenset[str]
    category: str
    seller: str
    regency: str
    district: str
    permits: frozenset[str]
    is_halal: bool
    is_cold_chain: bool
    price_amount: int
    skus: frozenset[str]

    def has_name(self, words: str) -> bool:
        """Whether whole words stand in the name, in this order."""
        return f" {folded(words)} " in f" {folded(self.name)} "

    def has_tag(self, words: str) -> bool:
        """Whether the product carries exactly this tag."""
        return folded(words) in self.tags

    def says(self, words: str) -> bool:
        """Whether name or tags have the words."""
        return self.has_name(words) or self.has_tag(words)


def folded(text: str) -> str:
    """Lower-case words with one space between."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def fits(facts: Facts, where: Mapping[str, Any]) -> bool:
    """Whether every condition holds. Raises KeyError for a condition that nobody knows."""
    return all(CONDITIONS[name](facts, value) for name, value in where.items())


def _of_words(has: Callable[[Facts, str], bool], how: str) -> Callable[[Facts, Sequence[str]], bool]:
    return lambda facts, phrases: HOLDS[how](has(facts, phrase) for phrase in phrases)


CONDITIONS: dict[str, Callable[[Facts, Any], bool]] = {
    "category": lambda facts, slugs: facts.category in slugs,
    "seller": lambda facts, slugs: facts.seller in slugs,
    "regency": lambda facts, slugs: facts.regency in slugs,
    "district": lambda facts, slugs: facts.district in slugs,
    "permit": lambda facts, kinds: not facts.permits.isdisjoint(kinds),
    "sku": lambda facts, skus: not facts.skus.isdisjoint(skus),
    "halal": lambda facts, wanted: facts.is_halal is wanted,
    "is_cold_chain": lambda facts, wanted: facts.is_cold_chain is wanted,
    "price_min": lambda facts, amount: facts.price_amount >= amount,
    "price_max": lambda facts, amount: facts.price_amount <= amount,
} | {
    f"{where}_{how}": _of_words(has, how)
    for where, has in (("name", Facts.has_name), ("tags", Facts.has_tag), ("says", Facts.says))
    for how in HOLDS
}


def read() -> list[Facts]:
    """Every product on sale, in two statements."""
    permits = _permits_of_sellers()
    query = (
        select(
            Product.id,
            Product.name,
            Product.tags,
            Product.is_cold_chain,
            IS_HALAL_CERTIFIED.label("is_halal"),
            Category.slug.label("category"),
            Seller.id.label("seller_id"),
            Seller.slug.label("seller"),
            Seller.regency_code,
            REGENCY.name.label("regency"),
            Seller.district_code,
            DISTRICT.name.label("district"),
            Variant.sku,
            Variant.price_amount,
        )
        .join(Category, Category.id == Product.category_id)
        .join(Seller, Seller.id == Product.seller_id)
        .join(REGENCY, REGENCY.code == Seller.regency_code)
        .join(DISTRICT, DISTRICT.code == Seller.district_code)
        .join(Variant, Variant.product_id == Product.id)
        .where(IS_ON_SALE, Variant.archived_at.is_(None))
        .order_by(Product.id)
    )
    variants: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        variants[row.id].append(row)
    return [
        Facts(
            id=row.id,
            name=row.name,
            tags=frozenset(map(folded, row.tags)),
            category=row.category,
            seller=row.seller,
            regency=slug_of(row.regency_code, row.regency),
            district=slug_of(row.district_code, row.district),
            permits=permits[row.seller_id],
            is_halal=bool(row.is_halal),
            is_cold_chain=row.is_cold_chain,
            price_amount=min(each.price_amount for each in rows),
            skus=frozenset(each.sku for each in rows),
        )
        for rows in variants.values()
        for row in rows[:1]
    ]


def _permits_of_sellers() -> dict[int, frozenset[str]]:
    today = clock.now().astimezone(clock.JAKARTA).date()
    rows = session.execute(
        select(Permit.seller_id, Permit.kind).where(
            Permit.status == PermitStatus.ISSUED,
            Permit.archived_at.is_(None),
            or_(Permit.valid_until.is_(None), Permit.valid_until >= today),
        )
    )
    found: dict[int, frozenset[str]] = defaultdict(frozenset)
    for row in rows:
        found[row.seller_id] |= {row.kind}
    return found
