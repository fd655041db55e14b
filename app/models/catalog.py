"""What is sold: categories, products with their revisions, variants, pictures."""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import (
    ActedOn,
    Base,
    Code,
    CreatedAt,
    Id,
    Key,
    Line,
    Rupiah,
    Words,
    choice,
)
from app.models.media import Media
from app.models.seller import Seller
from app.models.state import Stateful
from app.models.stock import StockItem

LIVE_VARIANT = text("archived_at IS NULL")


class ProductStatus(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    ARCHIVED = "archived"


class HalalStatus(StrEnum):
    CERTIFIED = "certified"
    IN_PROCESS = "in_process"
    NON_HALAL = "non_halal"


class NetUnit(StrEnum):
    GRAM = "g"
    MILLILITRE = "ml"


class RevisionStatus(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    LIVE = "live"
    REPLACED = "replaced"
    REJECTED = "rejected"


class Category(Base):
    """A shelf of the shop; `parent_id` allows shelves within shelves. `is_food`: what stands on it or below is food."""

    __tablename__ = "categories"

    id: Mapped[Id]
    parent_id: Mapped[Key | None] = mapped_column(ForeignKey("categories.id"))
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[Line]
    name_en: Mapped[Line]
    is_food: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    archived_at: Mapped[datetime | None]


class CategorySlug(Base):
    """An address that a category had once; it leads to the one it has now."""

    __tablename__ = "category_slugs"

    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    category_id: Mapped[Key] = mapped_column(ForeignKey("categories.id"))
    created_at: Mapped[CreatedAt]


class Product(Stateful, Base):
    """Something a seller makes, with one or more variants along at most two axes.

    `is_category_guessed` until a person has looked at the category that the name suggested. `ships_only_to` holds codes
    of regencies, `ships_not_to` codes of provinces or regencies. `minimum_quantity` counts pieces of all its variants.
    `permits_due_at` is until when it may be sold without a permit that it lacks, none while it lacks none.
    `no_food_agreed_at` is when a reviewer agreed that it is no food although its shelf is one of food.
    `choices_waiting` is the table of choices that a reviewer looks at before buyers choose from it.
    """

    __tablename__ = "products"
    __table_args__ = (
        Index(None, "seller_id", "status"),
        Index(None, "category_id", "status"),
        CheckConstraint("option1_name <> '' OR option2_name = ''", name="second_axis_needs_first"),
        CheckConstraint("made_to_order_days >= 0", name="made_to_order_days"),
        CheckConstraint("minimum_quantity BETWEEN 1 AND 999", name="minimum_quantity"),
        CheckConstraint(
            "rating_count >= 0 AND rating_sum BETWEEN rating_count AND 5 * rating_count",
            name="rating",
        ),
    )
    TRANSITIONS: ClassVar[Mapping[ProductStatus, Set[ProductStatus]]] = {
        ProductStatus.DRAFT: {ProductStatus.IN_REVIEW, ProductStatus.ARCHIVED},
        ProductStatus.IN_REVIEW: {ProductStatus.PUBLISHED, ProductStatus.DRAFT},
        ProductStatus.PUBLISHED: {ProductStatus.UNPUBLISHED, ProductStatus.ARCHIVED},
        ProductStatus.UNPUBLISHED: {ProductStatus.PUBLISHED, ProductStatus.ARCHIVED},
    }

    id: Mapped[Id]
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    category_id: Mapped[Key] = mapped_column(ForeignKey("categories.id"))
    slug: Mapped[str] = mapped_column(String(160), unique=True)
    name: Mapped[Line]
    name_folded: Mapped[Line]
    description: Mapped[Words] = mapped_column(default="")
    status: Mapped[ProductStatus] = mapped_column(choice(ProductStatus, "status"), default=ProductStatus.DRAFT)
    option1_name: Mapped[Code] = mapped_column(default="")
    option2_name: Mapped[Code] = mapped_column(default="")
    choices_waiting: Mapped[dict[str, Any] | None]
    tags: Mapped[list[str]] = mapped_column(default=list)
    is_food: Mapped[bool] = mapped_column(default=False)
    is_handmade: Mapped[bool] = mapped_column(default=False)
    is_cold_chain: Mapped[bool] = mapped_column(default=False)
    halal: Mapped[HalalStatus | None] = mapped_column(choice(HalalStatus, "halal"))
    shelf_life_days: Mapped[int | None]
    made_to_order_days: Mapped[int] = mapped_column(default=0)
    minimum_quantity: Mapped[int] = mapped_column(default=1)
    ships_only_to: Mapped[list[str]] = mapped_column(default=list)
    ships_not_to: Mapped[list[str]] = mapped_column(default=list)
    is_category_guessed: Mapped[bool] = mapped_column(default=False)
    rating_count: Mapped[int] = mapped_column(default=0)
    rating_sum: Mapped[int] = mapped_column(default=0)
    is_example: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[CreatedAt]
    published_at: Mapped[datetime | None]
    permits_due_at: Mapped[datetime | None]
    no_food_agreed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]

    seller: Mapped[Seller] = relationship(viewonly=True)
    category: Mapped[Category] = relationship(viewonly=True)
    variants: Mapped[list["Variant"]] = relationship(
        order_by="Variant.position",
        primaryjoin="and_(Product.id == Variant.product_id, Variant.archived_at.is_(None))",
        viewonly=True,
    )
    images: Mapped[list["ProductImage"]] = relationship(
        order_by="ProductImage.position",
        primaryjoin="and_(Product.id == ProductImage.product_id, ProductImage.archived_at.is_(None))",
        viewonly=True,
    )


class ProductRevision(ActedOn, Base):
    """What a product claimed at one time; an edit under review is another revision, the live one stays up."""

    __tablename__ = "product_revisions"
    __table_args__ = (UniqueConstraint("product_id", "number"),)

    id: Mapped[Id]
    product_id: Mapped[Key] = mapped_column(ForeignKey("products.id"))
    number: Mapped[int]
    status: Mapped[RevisionStatus] = mapped_column(choice(RevisionStatus, "status"))
    claims: Mapped[dict[str, Any]]
    created_at: Mapped[CreatedAt]


class Variant(Base):
    """What is put in a cart: one price, one weight to ship, one net content. Amounts in rupiah, weights in grams.

    The parcel it is sent in has three sides in centimetres, or none is known.
    """

    __tablename__ = "variants"
    __table_args__ = (
        UniqueConstraint("seller_id", "sku"),
        Index(
            "uq_variants_options",
            "product_id",
            "option1_value",
            "option2_value",
            unique=True,
            sqlite_where=LIVE_VARIANT,
            postgresql_where=LIVE_VARIANT,
        ),
        CheckConstraint("price_amount > 0", name="price_amount"),
        CheckConstraint("weight_grams > 0", name="weight_grams"),
        CheckConstraint("net_content > 0", name="net_content"),
        CheckConstraint("(net_content IS NULL) = (net_unit IS NULL)", name="net_unit_with_content"),
        CheckConstraint(
            "(length_cm IS NULL) = (width_cm IS NULL) AND (width_cm IS NULL) = (height_cm IS NULL)", name="whole_parcel"
        ),
        CheckConstraint("length_cm > 0 AND width_cm > 0 AND height_cm > 0", name="parcel"),
    )

    id: Mapped[Id]
    product_id: Mapped[Key] = mapped_column(ForeignKey("products.id"))
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    sku: Mapped[Code]
    position: Mapped[int] = mapped_column(default=0)
    option1_value: Mapped[Line] = mapped_column(default="")
    option2_value: Mapped[Line] = mapped_column(default="")
    price_amount: Mapped[Rupiah]
    weight_grams: Mapped[int]
    net_content: Mapped[int | None]
    net_unit: Mapped[NetUnit | None] = mapped_column(choice(NetUnit, "net_unit"))
    length_cm: Mapped[int | None]
    width_cm: Mapped[int | None]
    height_cm: Mapped[int | None]
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]

    product: Mapped[Product] = relationship(viewonly=True)
    stock: Mapped[StockItem] = relationship(viewonly=True)

    @property
    def label(self) -> str:
        """The chosen values, empty for a product without choices."""
        return " · ".join(value for value in (self.option1_value, self.option2_value) if value)


class ProductImage(Base):
    """A picture of a product in its order; buyers see neither one nor words for one that wait for a reviewer."""

    __tablename__ = "product_images"
    __table_args__ = (Index(None, "product_id", "position"),)

    id: Mapped[Id]
    product_id: Mapped[Key] = mapped_column(ForeignKey("products.id"))
    media_id: Mapped[str] = mapped_column(ForeignKey("media.id"))
    position: Mapped[int] = mapped_column(default=0)
    waits_since: Mapped[datetime | None]
    alt_waiting: Mapped[Line | None]
    archived_at: Mapped[datetime | None]

    media: Mapped[Media] = relationship(viewonly=True)

    @property
    def is_looked_at(self) -> bool:
        """Whether it, or what is said of it, waits for a reviewer."""
        return self.waits_since is not None or self.alt_waiting is not None
