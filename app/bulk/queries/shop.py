"""What a shop has now, for tables and pictures."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.bulk.plan import Owned
from app.bulk.shelf import Names, Shelf
from app.catalog import stock
from app.catalog.claims import read_claims
from app.catalog.queries.cases import IS_NOT_ONLY_ABOUT_WAITING
from app.catalog.queries.cases import OPEN as UNDECIDED
from app.catalog.queries.own import waiting_skus
from app.catalog.queries.words import words_in_force
from app.catalog.rules import MOST_PICTURES
from app.db import session
from app.models.catalog import Category, Product, ProductImage, ProductRevision, ProductStatus, RevisionStatus, Variant
from app.models.moderation import ModerationCase
from app.regions import queries as regions
from app.settings import setting


def addresses_of(product_ids: Iterable[int | None]) -> dict[int, str]:
    """The keys under which tables know products."""
    wanted = {product_id for product_id in product_ids if product_id}
    return {row.id: row.slug for row in session.execute(select(Product.id, Product.slug).where(Product.id.in_(wanted)))}


def names() -> Names:
    """What people call shelves and places now."""
    categories = session.scalars(select(Category).order_by(Category.position)).all()
    open_ones = [category for category in categories if category.archived_at is None]
    return Names(
        {each.id: each.name for each in categories},
        open_ones,
        regions.regency_names(setting("PROVINCE_CODE")),
        regions.province_names(),
        words_in_force(),
    )


def shelves(seller_id: int) -> list[Shelf]:
    """Everything of the shop that is not archived."""
    return _shelves(Product.seller_id == seller_id)


def count_unpriced(seller_id: int) -> int:
    """Drafts that no table holds: a line is a variant, and they have none yet."""
    unpriced = (
        select(func.count())
        .select_from(Product)
        .where(
            Product.seller_id == seller_id,
            Product.status != ProductStatus.ARCHIVED,
            ~exists().where(Variant.product_id == Product.id, Variant.archived_at.is_(None)),
        )
    )
    return session.scalar(unpriced) or 0


def lock_shelves(seller_id: int, product_ids: Collection[int]) -> dict[int, Shelf]:
    """Some products of the shop for changing, by their ids; pieces of them cannot be promised meanwhile."""
    own = Product.seller_id == seller_id, Product.id.in_(product_ids)
    session.scalars(select(Product.id).where(*own).order_by(Product.id).with_for_update()).all()
    stock.promised(session.scalars(select(Variant.id).join(Variant.product).where(*own)).all())
    return {shelf.product.id: shelf for shelf in _shelves(*own)}


def owned_skus(seller_id: int, skus: Collection[str] | None = None) -> dict[str, Owned]:
    """Whose codes of the shop are whose: all of them, or some; those that wait for a reviewer among them."""
    is_live = (Variant.archived_at.is_(None) & (Product.status != ProductStatus.ARCHIVED)).label("is_live")
    query = select(Variant.sku, Variant.product_id, is_live).join(Variant.product)
    query = query.where(Variant.seller_id == seller_id)
    rows = session.execute(query if skus is None else query.where(Variant.sku.in_(skus)))
    waiting = {sku: Owned(product_id, is_live=True) for sku, product_id in waiting_skus(seller_id).items()}
    return waiting | {row.sku: Owned(row.product_id, bool(row.is_live)) for row in rows}


def products_by_sku(seller_id: int) -> dict[str, int]:
    """Products that can take a picture, by the codes of their variants."""
    return {sku: owned.product_id for sku, owned in owned_skus(seller_id).items() if owned.is_live}


def room_for_pictures(seller_id: int) -> dict[int, int]:
    """How many more pictures products can take, by their ids; those without any are not among them."""
    counted = (
        select(ProductImage.product_id, func.count().label("n"))
        .join(Product, Product.id == ProductImage.product_id)
        .where(Product.seller_id == seller_id, ProductImage.archived_at.is_(None))
        .group_by(ProductImage.product_id)
    )
    return {row.product_id: max(MOST_PICTURES - row.n, 0) for row in session.execute(counted)}


def _shelves(*conditions: ColumnElement[bool]) -> list[Shelf]:
    """Products with their variants, read again, in three statements however many there are."""
    whole = (
        select(Variant)
        .join(Variant.product)
        .where(*conditions, Variant.archived_at.is_(None), Product.status != ProductStatus.ARCHIVED)
        .options(contains_eager(Variant.product), joinedload(Variant.stock))
        .order_by(Variant.product_id, Variant.position, Variant.id)
        .execution_options(populate_existing=True)
    )
    by_product: dict[Product, list[Variant]] = {}
    for variant in session.scalars(whole):
        by_product.setdefault(variant.product, []).append(variant)
    for product, variants in by_product.items():
        set_committed_value(product, "variants", variants)
    drafts, looked_at = _drafts(*conditions), _looked_at(*conditions)
    return [
        Shelf(
            product,
            read_claims(drafts.get(product.id, {}), product),
            read_claims(looked_at[product.id], product) if product.id in looked_at else None,
        )
        for product in by_product
    ]


def _drafts(*conditions: ColumnElement[bool]) -> dict[int, dict[str, Any]]:
    """What sellers are writing about products, where that is not what buyers read."""
    written = (
        select(ProductRevision.product_id, ProductRevision.claims)
        .join(Product, Product.id == ProductRevision.product_id)
        .where(*conditions, ProductRevision.status == RevisionStatus.DRAFT)
        .order_by(ProductRevision.number)
    )
    return {row.product_id: row.claims for row in session.execute(written)}


def _looked_at(*conditions: ColumnElement[bool]) -> dict[int, dict[str, Any]]:
    """What a person reads now about products."""
    waiting = select(ModerationCase.product_id, ModerationCase.claims).join(
        Product, Product.id == ModerationCase.product_id
    )
    is_read = *conditions, ModerationCase.status.in_(UNDECIDED), IS_NOT_ONLY_ABOUT_WAITING
    return {row.product_id: row.claims for row in session.execute(waiting.where(*is_read))}
