"""Searching: one function takes filters and gives ids, total and facets."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from app import clock
from app.catalog.queries.on_sale import IS_GI, IS_HALAL_CERTIFIED, IS_ON_SALE
from app.db import session
from app.models.catalog import Category, Product, Variant
from app.models.seller import Permit, PermitStatus, Seller
from app.models.stock import StockItem
from app.search import matching, rules
from app.search.rules import Filters, Listing, Offer, Order

HALAL, GI = "halal", "ig"  # these say something about a product, the permits something about its maker
PERMITS = {"BPOM": "bpom", "SPP-IRT": "spp-irt", "PKRT": "pkrt", "Merek": "merek"}
CERTIFICATES = (HALAL, GI, *PERMITS.values())


@dataclass(frozen=True)
class Found:
    """The ids of one page of results, how many there are in all, and the counts of each facet's values."""

    product_ids: list[int]
    total: int
    facets: dict[str, Counter[str]]


def search(filters: Filters, *, limit: int, offset: int) -> Found:
    """What fits the words and passes the filters; without words, everything on sale, the newest first."""
    hits = matching.product_ids(filters.text) if filters.text else None
    sieved = rules.sieve(_listings(hits), filters)
    order = Order.NEWEST if hits is None and filters.order is Order.RELEVANT else filters.order
    ordered = rules.sort(sieved.listings, order)
    return Found([each.product_id for each in ordered[offset : offset + limit]], len(ordered), sieved.facets)


def _listings(hits: Sequence[int] | None) -> list[Listing]:
    """The products that were hit, in that order, or all that are on sale; read from the database as they are now."""
    certificates = _certificates_of_sellers()
    query = (
        select(
            Product.id,
            func.coalesce(Product.published_at, Product.created_at).label("published_at"),
            IS_HALAL_CERTIFIED.label("is_halal"),
            IS_GI.label("is_gi"),
            Category.slug.label("category"),
            Seller.id.label("seller_id"),
            Seller.regency_code,
            Seller.district_code,
            Variant.price_amount,
            (StockItem.on_hand - StockItem.reserved).label("available"),
        )
        .join(Seller, Seller.id == Product.seller_id)
        .join(Category, Category.id == Product.category_id)
        .join(Variant, Variant.product_id == Product.id)
        .join(StockItem, StockItem.variant_id == Variant.id)
        .where(IS_ON_SALE, Variant.archived_at.is_(None))
        .order_by(Product.id.desc())
    )
    if hits is not None:
        query = query.where(Product.id.in_(hits))
    found: dict[int, Listing] = {}
    for row in session.execute(query):
        if row.id not in found:
            own = [slug for slug, is_so in ((HALAL, row.is_halal), (GI, row.is_gi)) if is_so]
            place = (row.regency_code, row.district_code)
            found[row.id] = Listing(
                row.id, row.category, *place, certificates[row.seller_id].union(own), row.published_at
            )
        found[row.id].offers.append(Offer(row.price_amount, row.available))
    return list(found.values()) if hits is None else [found[hit] for hit in hits if hit in found]


def _certificates_of_sellers() -> dict[int, frozenset[str]]:
    today = clock.now().astimezone(clock.JAKARTA).date()
    rows = session.execute(
        select(Permit.seller_id, Permit.kind).where(
            Permit.kind.in_(PERMITS),
            Permit.status == PermitStatus.ISSUED,
            Permit.archived_at.is_(None),
            or_(Permit.valid_until.is_(None), Permit.valid_until >= today),
        )
    )
    found: dict[int, frozenset[str]] = defaultdict(frozenset)
    for row in rows:
        found[row.seller_id] |= {PERMITS[row.kind]}
    return found
