"""Categories, products with a variant in stock, pictures."""

from typing import Any

from factory import LazyAttribute, Sequence, SubFactory, Trait, post_generation

from app import clock
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
from app.models.stock import MovementKind, StockItem, StockMovement
from tests.factories import RowFactory


class CategoryFactory(RowFactory):
    class Meta:
        model = Category
        sqlalchemy_get_or_create = ("slug",)

    slug = "bumbu-rempah"
    name = "Bumbu & Rempah"
    name_en = "Spices"
    position = 0


class ProductFactory(RowFactory):
    """A published product of `seller_id`; what is given as `variant__…` goes to its one variant."""

    class Meta:
        model = Product
        exclude = ("category_row",)

    category_row = SubFactory(CategoryFactory)
    category_id = LazyAttribute(lambda row: row.category_row.id)
    name = Sequence(lambda n: f"Lada Putih {n}")
    slug = Sequence(lambda n: f"lada-putih-{n}")
    name_folded = LazyAttribute(lambda row: row.name.casefold())
    status = ProductStatus.PUBLISHED
    published_at = LazyAttribute(lambda _row: clock.now())

    class Params:
        draft = Trait(status=ProductStatus.DRAFT, published_at=None)

    @post_generation
    def variant(self: Any, create: bool, extracted: Any, **values: Any) -> None:
        """ProductFactory(seller_id=…, variant__stock=5); `variant=False` makes none."""
        if extracted is not False:
            VariantFactory(product_id=self.id, seller_id=self.seller_id, **values)


class ProductRevisionFactory(RowFactory):
    """An edit of `product_id` that nobody sees yet."""

    class Meta:
        model = ProductRevision

    number = 1
    status = RevisionStatus.DRAFT
    claims = LazyAttribute(lambda _row: {"name": "Lada Baru"})
    actor_kind = "user"


class VariantFactory(RowFactory):
    """A variant with `stock` pieces on hand, and the movement that brought them."""

    class Meta:
        model = Variant

    sku = Sequence(lambda n: f"SKU-{n}")
    price_amount = 50_000
    weight_grams = 300

    @post_generation
    def stock(self: Any, create: bool, extracted: int | None, **_values: Any) -> None:
        on_hand = 10 if extracted is None else extracted
        StockItemFactory(variant_id=self.id, on_hand=on_hand)
        if on_hand:
            StockMovementFactory(variant_id=self.id, on_hand_change=on_hand)


class StockItemFactory(RowFactory):
    class Meta:
        model = StockItem

    on_hand = 10
    reserved = 0


class StockMovementFactory(RowFactory):
    class Meta:
        model = StockMovement

    kind = MovementKind.OPENING
    reserved_change = 0
    actor_kind = "job"


class MediaFactory(RowFactory):
    class Meta:
        model = Media

    id = Sequence(lambda n: f"{n:032x}")
    status = MediaStatus.READY
    purpose = "product"
    alt = "Gambar produk"
    width = 1280
    height = 960


class ProductImageFactory(RowFactory):
    class Meta:
        model = ProductImage

    position = 0
