"""A seller's own products: the list, one with all its parts, its revisions."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.catalog.claims import Claims, claims_of, read_claims
from app.catalog.queries import on_sale as queries
from app.catalog.queries.cases import OPEN
from app.clock import now
from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.catalog import (
    Category,
    Product,
    ProductImage,
    ProductRevision,
    ProductStatus,
    RevisionStatus,
    Variant,
)
from app.models.media import Media, MediaStatus
from app.models.moderation import ModerationCase
from app.models.seller import Seller
from app.pricing.net import Net, net_of
from app.pricing.queries import terms_of
from app.settings import setting

IS_SHOWN = and_(*queries.IS_HUNG, Media.status != MediaStatus.FAILED)


@dataclass(frozen=True)
class OwnRow:
    """A product in the seller's list. Prices in rupiah, `available` in pieces."""

    id: int
    slug: str
    name: str
    status: ProductStatus
    lowest_amount: int | None
    highest_amount: int | None
    available: int
    variants: int
    pictures: int
    picture_id: str | None
    has_draft: bool
    is_looked_at: bool


@dataclass(frozen=True)
class Saying:
    """One revision and who signed it last."""

    revision: ProductRevision
    signed_by: str


def own_products(
    seller_id: int, statuses: Collection[ProductStatus], *, text: str, limit: int, offset: int
) -> list[OwnRow]:
    """Products by name, in one statement."""
    draft = exists().where(ProductRevision.product_id == Product.id, ProductRevision.status == RevisionStatus.DRAFT)
    looked_at = exists().where(ModerationCase.product_id == Product.id, ModerationCase.status.in_(OPEN))
    pictures = (
        select(func.count())
        .select_from(ProductImage)
        .join(Media, Media.id == ProductImage.media_id)
        .where(IS_SHOWN, ProductImage.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Product.id,
            Product.slug,
            Product.name,
            Product.status,
            queries.of_variants(func.min(Variant.price_amount)).label("lowest_amount"),
            queries.of_variants(func.max(Variant.price_amount)).label("highest_amount"),
            queries.of_variants(func.sum(queries.AVAILABLE)).label("available"),
            queries.of_variants(func.count(Variant.id)).label("variants"),
            pictures.label("pictures"),
            queries.first_picture_id().label("picture_id"),
            draft.label("has_draft"),
            looked_at.label("is_looked_at"),
        )
        .where(*_own(seller_id, text), Product.status.in_(statuses))
        .order_by(Product.name_folded, Product.id)
        .limit(limit)
        .offset(offset)
    )
    return [OwnRow(**row._asdict() | {"available": row.available or 0}) for row in rows]


def count_own_products(seller_id: int, *, text: str) -> Counter[ProductStatus]:
    """How many products there are in each status."""
    rows = session.execute(
        select(Product.status, func.count().label("n")).where(*_own(seller_id, text)).group_by(Product.status)
    )
    return Counter({row.status: row.n for row in rows})


def get_own_product(product_id: int, seller_id: int) -> Product:
    """A product that is not archived, with category, variants, stock and pictures. Raises NotFound."""
    return _found(session.scalar(_whole(product_id, seller_id)))


def lock_own_product(product_id: int, seller_id: int) -> Product:
    """The same for changing. Raises NotFound."""
    locked = _whole(product_id, seller_id).with_for_update(of=Product)
    return _found(session.scalar(locked.execution_options(populate_existing=True)))


def lock_even_archived(product_id: int, seller_id: int) -> Product:
    """A product whatever its state. Raises NotFound."""
    own = Product.id == product_id, Product.seller_id == seller_id
    return _found(session.scalar(select(Product).where(*own).with_for_update()))


def lock_shop(seller_id: int) -> Seller:
    """The shop, so that two forms of it come one after the other; orders may be placed meanwhile."""
    return session.scalars(select(Seller).where(Seller.id == seller_id).with_for_update(key_share=True)).one()


def room_for_products(seller_id: int) -> int:
    """How many more products the shop may have."""
    there = select(func.count()).where(Product.seller_id == seller_id, Product.status != ProductStatus.ARCHIVED)
    most: int = setting("MOST_PRODUCTS")
    return max(most - (session.scalar(there) or 0), 0)


def open_categories() -> Sequence[Category]:
    """The shelves a product can stand on."""
    return session.scalars(select(Category).where(Category.archived_at.is_(None)).order_by(Category.position)).all()


def find_draft_named(seller_id: int, name_folded: str) -> Product | None:
    """A draft of the shop by its name."""
    return session.scalar(
        select(Product)
        .where(Product.seller_id == seller_id, Product.name_folded == name_folded)
        .where(Product.status == ProductStatus.DRAFT)
        .options(selectinload(Product.variants).joinedload(Variant.stock))
        .limit(1)
    )


def find_revision(product_id: int, status: RevisionStatus) -> ProductRevision | None:
    """The draft or the live revision of a product."""
    return session.scalar(
        select(ProductRevision)
        .where(ProductRevision.product_id == product_id, ProductRevision.status == status)
        .order_by(ProductRevision.number.desc())
        .limit(1)
    )


def claims_being_edited(product: Product) -> Claims:
    """What the seller is working on: the open draft, or what the product says."""
    draft = find_revision(product.id, RevisionStatus.DRAFT)
    return claims_of(product) if draft is None else read_claims(draft.claims, product)


def last_revision_number(product_id: int) -> int:
    """The number of the newest revision, 0 without one."""
    query = select(func.max(ProductRevision.number)).where(ProductRevision.product_id == product_id)
    return session.scalar(query) or 0


def history_of(product_id: int, *, limit: int) -> list[Saying]:
    """Revisions, the newest first."""
    rows = session.execute(
        select(ProductRevision, User.name)
        .outerjoin(User, User.id == ProductRevision.actor_id)
        .where(ProductRevision.product_id == product_id)
        .order_by(ProductRevision.number.desc())
        .limit(limit)
    )
    return [Saying(revision, name or "") for revision, name in rows]


def skus_of_shop(seller_id: int, *, besides_product_id: int) -> set[str]:
    """Codes that other products of the shop bear, bore or wait to bear, and archived variants of this one."""
    is_other = (Variant.product_id != besides_product_id) | Variant.archived_at.is_not(None)
    waiting = {sku for sku, product_id in waiting_skus(seller_id).items() if product_id != besides_product_id}
    return waiting.union(session.scalars(select(Variant.sku).where(Variant.seller_id == seller_id, is_other)))


def waiting_skus(seller_id: int) -> dict[str, int]:
    """Codes in the tables of choices that wait for a reviewer, with the ids of their products."""
    is_own = Product.seller_id == seller_id, Product.status != ProductStatus.ARCHIVED
    tables = select(Product.id, Product.choices_waiting).where(*is_own, Product.choices_waiting.is_not(None))
    is_kept = ((product_id, kept) for product_id, kept in session.execute(tables) if kept)  # JSON has a null of its own
    return {row["sku"]: product_id for product_id, kept in is_kept for row in kept["rows"]}


def earnings(product: Product, amounts: Collection[int]) -> dict[int, Net]:
    """What is left of these prices by the terms of this moment."""
    terms = terms_of([product.seller_id], now())[product.seller_id]
    return {amount: net_of(terms, category_id=product.category_id, price_amount=amount) for amount in amounts}


def _own(seller_id: int, text: str) -> list[ColumnElement[bool]]:
    return [
        Product.seller_id == seller_id,
        *(Product.name_folded.contains(word, autoescape=True) for word in text.casefold().split()[:5]),
    ]


def _whole(product_id: int, seller_id: int) -> Select[Product]:
    return (
        select(Product)
        .where(Product.id == product_id, Product.seller_id == seller_id, Product.status != ProductStatus.ARCHIVED)
        .options(
            joinedload(Product.category),
            joinedload(Product.seller),
            selectinload(Product.variants).joinedload(Variant.stock),
            selectinload(Product.images).joinedload(ProductImage.media),
        )
    )


def _found(product: Product | None) -> Product:
    if product is None:
        raise NotFound
    return product
