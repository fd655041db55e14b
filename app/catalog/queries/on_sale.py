"""Products for pages: list rows in one statement, the product page in a few."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.clock import day_of, now
from app.db import session
from app.errors import NotFound
from app.kept import kept
from app.models.catalog import Category, CategorySlug, HalalStatus, Product, ProductImage, ProductStatus, Variant
from app.models.media import Media, MediaStatus
from app.models.region import Region, short_name
from app.models.seller import Permit, PermitStatus, Seller
from app.models.stock import StockItem
from app.sellers.queries.shops import HAS_A_PAGE, TAKES_ORDERS

AT_ONCE = 24  # products that one statement asks for: statements of few lengths are put together once each
AVAILABLE = StockItem.on_hand - StockItem.reserved
IS_ON_SALE = and_(Product.status == ProductStatus.PUBLISHED, TAKES_ORDERS)
HAS_A_PLACE = and_(Product.status == ProductStatus.PUBLISHED, HAS_A_PAGE)  # also while its shop is away
TODAY = bindparam("today", callable_=lambda: day_of(now()).date(), type_=Date)  # read whenever a statement runs
IS_SHOWN = (
    Permit.seller_id == Seller.id,
    Permit.status == PermitStatus.ISSUED,
    Permit.archived_at.is_(None),
    or_(Permit.valid_until.is_(None), Permit.valid_until >= TODAY),
)
IS_GI = and_(  # the geographical indication of Muntok White Pepper: a holder's white pepper
    exists().where(Permit.kind == "IG", *IS_SHOWN),
    Product.name_folded.contains("lada putih"),
)

IS_HALAL_CERTIFIED = and_(  # said by the product, and its maker has the certificate
    Product.halal == HalalStatus.CERTIFIED,
    exists().where(Permit.kind == "Halal", *IS_SHOWN),
)

IS_HUNG = ProductImage.archived_at.is_(None), ProductImage.waits_since.is_(None)

Shown = aliased(Media)


class CardOrder(StrEnum):
    """How a list of products is sorted; the value is the word in its address."""

    NEWEST = "terbaru"
    CHEAPEST = "termurah"
    DEAREST = "termahal"


class Card(NamedTuple):
    """A product in a list. The price is the lowest of its variants, in rupiah."""

    id: int
    slug: str
    name: str
    price_amount: int
    has_many_prices: bool
    seller_name: str
    regency_name: str
    picture_id: str | None
    picture_alt: str
    is_halal_certified: bool
    is_handmade: bool
    is_gi: bool
    is_sold_out: bool
    is_example: bool
    rating_count: int
    rating_sum: int
    description: str

    @property
    def rating(self) -> float:
        """Stars out of five, where anybody gave some."""
        return self.rating_sum / self.rating_count


@dataclass(frozen=True)
class Shelf:
    """A category and how many products are on sale in it."""

    slug: str
    name: str
    products: int


@dataclass(frozen=True)
class CategoryName:
    """A category as lists of filters know it."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True)
class Picture:
    """A picture that is ready to be shown."""

    id: str
    alt: str


def newest_cards(*, limit: int, offset: int = 0) -> list[Card]:
    """What came last."""
    return _cards(_cards_query().limit(limit).offset(offset))


def cards_of_category(category_id: int, *, limit: int, offset: int) -> list[Card]:
    """What stands on a shelf or below it, newest first."""
    return _cards(_cards_query().where(is_on_shelf(category_id)).limit(limit).offset(offset))


def is_on_shelf(category_id: int) -> ColumnElement[bool]:
    """The condition that a product stands on a shelf or on one below it."""
    shelves_of_it = or_(Category.id == category_id, Category.parent_id == category_id)
    return Product.category_id.in_(select(Category.id).where(shelves_of_it).correlate(None))


def cards_of_seller(seller_id: int, *, order: CardOrder = CardOrder.NEWEST, limit: int, offset: int = 0) -> list[Card]:
    """What a shop sells, sorted; while it is away too, since its own page stays up."""
    query = _cards_query(HAS_A_PLACE).where(Product.seller_id == seller_id).order_by(None).order_by(*_sorted_by(order))
    return _cards(query.limit(limit).offset(offset))


def cards_of_place(is_there: ColumnElement[bool], *, limit: int, offset: int) -> list[Card]:
    """What the shops of a place sell, newest first."""
    return _cards(_cards_query().where(is_there).limit(limit).offset(offset))


def cards_by_slug(slugs: Sequence[str]) -> list[Card]:
    """The products of these addresses in this order; what is not on sale is left out."""
    found = {card.slug: card for card in _cards(_cards_query().where(Product.slug.in_(slugs)))}
    return [found[slug] for slug in slugs if slug in found]


def cards_by_id(product_ids: Sequence[int]) -> list[Card]:
    """These products in this order; what is not on sale is left out."""
    if not product_ids:
        return []
    filled = [*product_ids, *[product_ids[0]] * (-len(product_ids) % AT_ONCE)]
    values = {f"id_{place}": key for place, key in enumerate(filled)}
    found = {card.id: card for card in _cards(_cards_by_id(len(filled)), values)}
    return [found[key] for key in product_ids if key in found]


def related_cards(product: Product, *, limit: int) -> list[Card]:
    """Other products of the same category, the same shop's first."""
    query = _cards_query().where(Product.category_id == product.category_id, Product.id != product.id)
    same_shop = (Product.seller_id == product.seller_id).desc()
    return _cards(query.order_by(None).order_by(same_shop, Product.published_at.desc(), Product.id).limit(limit))


def count_of_seller(seller_id: int) -> int:
    """How many products the page of a shop shows."""
    query = select(func.count(Product.id)).join(Seller, Seller.id == Product.seller_id)
    return session.scalar(query.where(HAS_A_PLACE, Product.seller_id == seller_id)) or 0


def count_on_sale(*conditions: ColumnElement[bool]) -> int:
    """How many products are on sale under these conditions."""
    query = select(func.count(Product.id)).join(Seller, Seller.id == Product.seller_id).where(IS_ON_SALE, *conditions)
    return session.scalar(query) or 0


def shelves() -> list[Shelf]:
    """All categories in their order, with what is on sale."""
    on_sale = func.count(Seller.id)
    rows = session.execute(
        select(Category.slug, Category.name, on_sale.label("products"))
        .outerjoin(Product, and_(Product.category_id == Category.id, Product.status == ProductStatus.PUBLISHED))
        .outerjoin(Seller, and_(Seller.id == Product.seller_id, TAKES_ORDERS))
        .where(Category.archived_at.is_(None))
        .group_by(Category.id)
        .order_by(Category.position)
    )
    return [Shelf(row.slug, row.name, row.products) for row in rows]


@kept
def categories() -> tuple[CategoryName, ...]:
    """All categories in their order."""
    query = select(Category.id, Category.slug, Category.name).where(Category.archived_at.is_(None))
    return tuple(CategoryName(*row) for row in session.execute(query.order_by(Category.position)))


def get_category(slug: str) -> Category:
    """A category by its address. Raises NotFound."""
    category = session.scalar(select(Category).where(Category.slug == slug, Category.archived_at.is_(None)))
    if category is None:
        raise NotFound
    return category


def find_former_category(slug: str) -> Category | None:
    """What this address of a category leads to now.

    The one that had it once; for one that was put away, the one it stood below if that is there, else itself.
    """
    former = select(CategorySlug.category_id).where(CategorySlug.slug == slug)
    category = session.scalar(select(Category).where(or_(Category.slug == slug, Category.id.in_(former))))
    if category is None or category.archived_at is None or category.parent_id is None:
        return category
    parent = session.get_one(Category, category.parent_id)
    return category if parent.archived_at else parent


def get_product_on_sale(slug: str) -> Product:
    """A product with category, shop, permits and variants with their stock, while its shop is away too.

    Raises NotFound.
    """
    product = session.scalar(
        select(Product)
        .join(Seller, Seller.id == Product.seller_id)
        .where(Product.slug == slug, HAS_A_PLACE)
        .options(
            joinedload(Product.category),
            joinedload(Product.seller).options(
                joinedload(Seller.district), joinedload(Seller.regency), selectinload(Seller.permits)
            ),
            selectinload(Product.variants).joinedload(Variant.stock),
        )
    )
    if product is None or not product.variants:
        raise NotFound
    return product


def pictures_of(product_id: int) -> list[Picture]:
    """The pictures that are ready, in their order."""
    rows = session.execute(
        select(Media.id, Media.alt)
        .join(ProductImage, ProductImage.media_id == Media.id)
        .where(ProductImage.product_id == product_id, *IS_HUNG)
        .where(Media.status == MediaStatus.READY)
        .order_by(ProductImage.position)
    )
    return [Picture(row.id, row.alt) for row in rows]


def product_ids_of_seller(seller_id: int) -> Sequence[int]:
    """Everything a seller ever listed."""
    return session.scalars(select(Product.id).where(Product.seller_id == seller_id).order_by(Product.id)).all()


def product_ids_of_shelf(category_id: int) -> Sequence[int]:
    """Everything that is shown on a shelf."""
    is_there = Product.category_id == category_id, Product.status == ProductStatus.PUBLISHED
    return session.scalars(select(Product.id).where(*is_there).order_by(Product.id)).all()


def product_ids_of_variants(variant_ids: Sequence[int]) -> Sequence[int]:
    """The products of these variants."""
    return session.scalars(select(Variant.product_id).where(Variant.id.in_(variant_ids)).distinct()).all()


def first_picture_id() -> Any:
    """The first ready picture of the product of the surrounding statement."""
    return (
        select(Media.id)
        .join(ProductImage, ProductImage.media_id == Media.id)
        .where(ProductImage.product_id == Product.id, *IS_HUNG)
        .where(Media.status == MediaStatus.READY)
        .order_by(ProductImage.position)
        .limit(1)
        .correlate(Product)
        .scalar_subquery()
    )


def of_variants(expression: Any) -> Any:
    """Something about the variants on offer of the product of the surrounding statement."""
    return (
        select(expression)
        .select_from(Variant)
        .join(StockItem, StockItem.variant_id == Variant.id)
        .where(Variant.product_id == Product.id, Variant.archived_at.is_(None))
        .correlate(Product)
        .scalar_subquery()
    )


def _sorted_by(order: CardOrder) -> tuple[Any, ...]:
    newest = (Product.published_at.desc(), Product.id.desc())
    lowest = of_variants(func.min(Variant.price_amount))
    columns = {CardOrder.NEWEST: (), CardOrder.CHEAPEST: (lowest,), CardOrder.DEAREST: (lowest.desc(),)}
    return (*columns[order], *newest)


def _cards_query(condition: ColumnElement[bool] = IS_ON_SALE) -> Select[*tuple[Any, ...]]:
    lowest = of_variants(func.min(Variant.price_amount))
    highest, available = of_variants(func.max(Variant.price_amount)), of_variants(func.sum(AVAILABLE))
    newest = Product.published_at.desc(), Product.id.desc()
    return _cards_with(lowest, highest, available, condition).where(lowest.is_not(None)).order_by(*newest)


def _cards_with(
    lowest: Any, highest: Any, available: Any, condition: ColumnElement[bool] = IS_ON_SALE
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Product.id,
            Product.slug,
            Product.name,
            lowest.label("price_amount"),
            highest.label("highest_amount"),
            available.label("available"),
            Seller.name.label("seller_name"),
            Region.name.label("regency_name"),
            Shown.id.label("picture_id"),
            Shown.alt.label("picture_alt"),
            IS_HALAL_CERTIFIED.label("is_halal_certified"),
            Product.is_handmade,
            IS_GI.label("is_gi"),
            Product.is_example,
            Product.rating_count,
            Product.rating_sum,
            Product.description,
        )
        .join(Seller, Seller.id == Product.seller_id)
        .join(Region, Region.code == Seller.regency_code)
        .outerjoin(Shown, Shown.id == first_picture_id())
        .where(condition)
    )


@cache
def _cards_by_id(count: int) -> Select[*tuple[Any, ...]]:
    """Put together once: that takes longer than the database needs for it. What variants say is read in one pass."""
    product_ids = [bindparam(f"id_{place}", type_=Product.id.type) for place in range(count)]
    offers = (
        select(
            Variant.product_id,
            func.min(Variant.price_amount).label("lowest"),
            func.max(Variant.price_amount).label("highest"),
            func.sum(AVAILABLE).label("available"),
        )
        .join(StockItem, StockItem.variant_id == Variant.id)
        .where(Variant.product_id.in_(product_ids), Variant.archived_at.is_(None))
        .group_by(Variant.product_id)
        .subquery()
    )
    cards = _cards_with(offers.c.lowest, offers.c.highest, offers.c.available)
    return cards.join(offers, offers.c.product_id == Product.id)


def _cards(query: Select[*tuple[Any, ...]], values: dict[str, Any] | None = None) -> list[Card]:
    rows = session.connection().execute(query, values or {}).all()  # columns: the ORM would only take its time
    return [
        Card(
            id=key,
            slug=slug,
            name=name,
            price_amount=lowest,
            has_many_prices=lowest != highest,
            seller_name=seller,
            regency_name=short_name(regency),
            picture_id=picture,
            picture_alt=alt or "",
            is_halal_certified=bool(is_halal),
            is_handmade=is_handmade,
            is_gi=bool(is_gi),
            is_sold_out=available <= 0,
            is_example=is_example,
            rating_count=rating_count,
            rating_sum=rating_sum,
            description=description,
        )
        for (
            key, slug, name, lowest, highest, available, seller, regency, picture, alt,
            is_halal, is_handmade, is_gi, is_example, rating_count, rating_sum, description,
        ) in rows
    ]  # fmt: skip
