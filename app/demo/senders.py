"""Drawing the pictures of the example shop; they take the same way as a person's photo."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image
from sqlalchemy import select

from app.db import session
from app.demo.drawings import draw, draw_card, kind_of
from app.media import commands as media
from app.models.catalog import Category, Product, ProductImage
from app.models.media import Document, DocumentKind
from app.models.seller import SellerApplication
from app.sellers.commands import apply


def draw_product_picture(product_id: int, *, key: str) -> Callable[[], None] | None:  # noqa: ARG001 - one image a product
    """Draw a product that has no picture yet."""
    product = session.get_one(Product, product_id)
    category = session.get_one(Category, product.category_id)
    kind, alt = kind_of(category.slug, product.name), f"Ilustrasi {product.name}"
    has_one = session.scalar(select(ProductImage.id).where(ProductImage.product_id == product_id).limit(1))
    session.rollback()
    if has_one is not None:
        return None
    source_name = media.store_original(_as_jpeg(draw(kind, seed=product_id)))

    def record() -> None:
        picture = media.receive_picture(source_name, alt=alt, purpose="product", uploaded_by_id=None)
        session.add(ProductImage(product_id=product_id, media_id=picture.id, position=0))

    return record


def draw_application_documents(application_id: int, *, key: str) -> Callable[[], None] | None:  # noqa: ARG001 - drawn once
    """Draw the documents of an example application, so that a reviewer has something to look at."""
    application = session.get_one(SellerApplication, application_id)
    applicant_id, name, digits = application.applicant_id, application.legal_name, application.nik_last_digits
    kind = kind_of("", application.shop_name)
    has_some = session.scalar(select(Document.id).where(Document.application_id == application_id).limit(1))
    session.rollback()
    if has_some is not None:
        return None
    pictures = {
        DocumentKind.IDENTITY: draw_card(name, digits),
        DocumentKind.BUSINESS: draw(kind, seed=application_id),
    }
    papers = {kind: media.store_paper(_as_jpeg(picture)) for kind, picture in pictures.items()}

    def record() -> None:
        for kind, paper in papers.items():
            media.receive_document(paper, application_id=application_id, kind=kind, uploaded_by_id=applicant_id)
        apply.show_requirements(session.get_one(SellerApplication, application_id))

    return record


def _as_jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=92)
    return out.getvalue()
