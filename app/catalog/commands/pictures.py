"""The pictures of a product: added, ordered, described, taken away."""

from collections.abc import Sequence

from app import audit
from app.actor import current_actor
from app.catalog import rules
from app.catalog.commands import cases
from app.catalog.commands.products import check_choices
from app.catalog.commands.standing import look_at_choices
from app.catalog.commands.waiting import other_cut_of, put_away
from app.catalog.errors import LastPicture, TooManyPictures
from app.catalog.queries import own as own_queries
from app.catalog.queries.cases import is_looked_at_first
from app.catalog.queries.risks import RiskKind
from app.catalog.queries.words import words_in_force
from app.clock import now
from app.db import session
from app.errors import NotFound
from app.i18n import _
from app.media import commands as media
from app.models.catalog import Product, ProductImage, ProductStatus
from app.models.media import Cut, Media
from app.outbox import emit


def add_pictures(product_id: int, *, seller_id: int, source_names: Sequence[str]) -> Product:
    """Hang stored originals behind the pictures that are there; what buyers know may have them looked at first.

    Raises NotFound, TooManyPictures.
    """
    product = own_queries.lock_own_product(product_id, seller_id)
    there = len(product.images)
    check_room(product, len(source_names))
    waits = is_looked_at_first(product)
    waits_since = now() if waits else None
    for position, source_name in enumerate(source_names, there):
        alt = product.name if position == 0 else _("%(name)s, foto %(number)s", name=product.name, number=position + 1)
        picture = media.receive_picture(source_name, alt=alt, purpose="product", uploaded_by_id=current_actor().id)
        session.add(
            ProductImage(product_id=product.id, media_id=picture.id, position=position, waits_since=waits_since)
        )
    if waits:
        cases.ask_about(product, RiskKind.PHOTOS)
    audit.record("product.pictures_added", product, count=len(source_names))
    emit("product.changed", product_id=product.id)
    return product


def check_room(product: Product, wanted: int) -> None:
    """Raises TooManyPictures."""
    room = max(rules.MOST_PICTURES - len(product.images), 0)
    if wanted > room:
        raise TooManyPictures(most=rules.MOST_PICTURES, room=room)


def move_picture(product_id: int, image_id: int, *, seller_id: int, to: int) -> Product:
    """Put a picture at a place, 0 for the first; places outside the row are its ends. Raises NotFound."""
    product = own_queries.lock_own_product(product_id, seller_id)
    row = list(product.images)
    image = _image_in(product, image_id)
    row.remove(image)
    row.insert(min(max(to, 0), len(row)), image)
    _renumber(row)
    audit.record("product.picture_moved", product, media_id=image.media_id, to=row.index(image))
    emit("product.changed", product_id=product.id)
    return product


def describe_picture(product_id: int, image_id: int, *, seller_id: int, alt: str) -> Product:
    """Say in words what a picture shows; what buyers know may have them looked at first.

    Raises NotFound, ProhibitedGoods.
    """
    product = own_queries.lock_own_product(product_id, seller_id)
    image = _image_in(product, image_id)
    check_choices(words_in_force(), [alt], product)
    if alt == image.media.alt:
        image.alt_waiting = None
        cases.follow_waiting(product)
    elif image.waits_since is None and is_looked_at_first(product):
        image.alt_waiting = alt
        cases.ask_about(product, RiskKind.PHOTOS)
    else:
        image.media.alt, image.alt_waiting = alt, None
        look_at_choices(product, [alt])
    audit.record("product.picture_described", product, media_id=image.media_id)
    emit("product.changed", product_id=product.id)
    return product


def crop_picture(product_id: int, image_id: int, *, seller_id: int, cut: Cut | None) -> Product:
    """Cut a part out of a picture, or show it whole; one that is cut so stays.

    The new cut of what buyers know may wait beside the one that hangs. Raises NotFound, NotAPicture.
    """
    product = own_queries.lock_own_product(product_id, seller_id)
    image = _image_in(product, image_id)
    if image.media.cut == cut:
        return product
    other = other_cut_of(image, product)
    if other is not None and other.media.cut == cut:
        return product
    part = media.crop_picture(image.media, cut)
    part.alt = image.media.alt
    if image.waits_since is None and is_looked_at_first(product):
        _let_wait_behind(image, product, part)
        cases.ask_about(product, RiskKind.PHOTOS)
    else:
        media.archive_cut(image.media)
        image.media_id = part.id
        session.flush()
        session.expire(image)
    audit.record("product.picture_cropped", product, media_id=image.media_id)
    emit("product.changed", product_id=product.id)
    return product


def remove_picture(product_id: int, image_id: int, *, seller_id: int) -> Product:
    """Take a picture away; its files are swept later. Raises NotFound, LastPicture."""
    product = own_queries.lock_own_product(product_id, seller_id)
    image = _image_in(product, image_id)
    others = [each for each in product.images if each is not image]
    is_bare = not any(rules.is_seen(each) for each in others)
    if product.status == ProductStatus.PUBLISHED and is_bare and rules.is_seen(image):
        raise LastPicture
    put_away(image, product, at=now())
    _renumber(others)
    cases.follow_waiting(product)
    audit.record("product.picture_removed", product, media_id=image.media_id)
    emit("product.changed", product_id=product.id)
    return product


def _let_wait_behind(image: ProductImage, product: Product, part: Media) -> None:
    """Another cut waits to hang in the place of this one, instead of the one that waited so far."""
    former = other_cut_of(image, product)
    if former is not None:
        put_away(former, product, at=now())
    cut = ProductImage(
        product_id=product.id,
        media_id=part.id,
        position=image.position,
        waits_since=now(),
        alt_waiting=image.alt_waiting,
    )
    session.add(cut)
    row = [each for each in product.images if each.archived_at is None]
    row.insert(row.index(image) + 1, cut)
    _renumber(row)
    session.flush()
    session.expire(product, ["images"])


def _image_in(product: Product, image_id: int) -> ProductImage:
    for image in product.images:
        if image.id == image_id:
            return image
    raise NotFound


def _renumber(images: Sequence[ProductImage]) -> None:
    for position, image in enumerate(images):
        image.position = position
