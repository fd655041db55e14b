"""Drawing the pictures of the example catalogue; they take the same way as a seller's photo."""

from collections.abc import Callable
from io import BytesIO

from sqlalchemy import select

from app.db import session
from app.demo.drawings import draw, kind_of
from app.media import commands as media
from app.models.catalog import Category, Product, ProductImage


def draw_product_picture(product_id: int, *, key: str) -> Callable[[], None] | None:  # noqa: ARG001 - one image a product
    """Draw a product that has no picture yet."""
    product = session.get_one(Product, product_id)
    category = session.get_one(Category, product.category_id)
    kind, alt = kind_of(category.slug, product.name), f"Ilustrasi {product.name}"
    has_one = session.scalar(select(ProductImage.id).where(ProductImage.product_id == product_id).limit(1))
    session.rollback()
    if has_one is not None:
        return None
    out = BytesIO()
    draw(kind, seed=product_id).save(out, "JPEG", quality=92)
    source_name = media.store_original(out.getvalue())

    def record() -> None:
        picture = media.receive_picture(source_name, alt=alt, purpose="product", uploaded_by_id=None)
        session.add(ProductImage(product_id=product_id, media_id=picture.id, position=0))

    return record
