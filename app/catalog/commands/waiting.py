"""What waits for a reviewer before buyers see it: pictures, other cuts and words of those that hang, and choices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.catalog.commands.choices import put_choices, with_free_skus
from app.catalog.grid import choices_of, choices_wanted, table_of
from app.catalog.queries.risks import RiskKind
from app.clock import now
from app.i18n import _
from app.media import commands as media
from app.models.catalog import Product, ProductImage
from app.models.media import Media


def show_waiting(product: Product) -> bool:
    """Let buyers see the pictures, words and choices that waited; False for none. Raises ChoicePromised."""
    has_choices, has_pictures = _put_choices(product), _hang_pictures(product)
    return has_choices or has_pictures


@dataclass(frozen=True)
class Part:
    """One thing that waits: how forms call it, and what it is in words that its seller knows."""

    key: str
    kind: RiskKind
    name: str


def parts_waiting(product: Product) -> list[Part]:
    """Everything of it that waits."""
    photos = [
        Part(
            f"foto-{image.id}",
            RiskKind.PHOTOS,
            _("Foto %(number)s: %(words)s", number=number, words=image.alt_waiting or image.media.alt),
        )
        for number, image in enumerate(product.images, 1)
        if image.is_looked_at and image.archived_at is None
    ]
    if product.choices_waiting is None:
        return photos
    wanted, there = choices_wanted(product), choices_of(product)
    new = [word for word in wanted if word not in there] or wanted
    return [*photos, Part("pilihan", RiskKind.CHOICES, _("Pilihan: %(words)s", words=", ".join(new)))]


def _put_choices(product: Product) -> bool:
    if product.choices_waiting is None:
        return False
    axes, rows = table_of(product)
    put_choices(product, axes, with_free_skus(product, rows))
    product.choices_waiting = None
    return True


def _hang_pictures(product: Product) -> bool:
    """In place of other cuts of the same shots."""
    looked_at = [image for image in product.images if image.is_looked_at]
    for image in looked_at:
        if image.alt_waiting is not None:
            image.media.alt, image.alt_waiting = image.alt_waiting, None
    for image in looked_at:
        hung = other_cut_of(image, product)
        if image.waits_since is not None and hung is not None:
            put_away(hung, product, at=now())
        image.waits_since = None
    return bool(looked_at)


def take_down(product: Product, parts: Iterable[Part], *, at: datetime) -> None:
    """Take away what waited and is not let go."""
    keys = {part.key for part in parts}
    if "pilihan" in keys:
        product.choices_waiting = None
    for image in product.images:
        if f"foto-{image.id}" in keys:
            image.alt_waiting = None
            if image.waits_since is not None:
                put_away(image, product, at=at)


def put_away(image: ProductImage, product: Product, *, at: datetime) -> None:
    """Take a picture away; the shot stays while another cut of it is there."""
    if other_cut_of(image, product) is None:
        media.archive_picture(image.media)
    else:
        media.archive_cut(image.media)
    image.archived_at = at


def other_cut_of(image: ProductImage, product: Product) -> ProductImage | None:
    """The same shot once more among the pictures: one hangs, the other waits to hang in its place."""
    shot = _shot_of(image.media)
    others = (each for each in product.images if each is not image and each.archived_at is None)
    return next((each for each in others if _shot_of(each.media) == shot), None)


def _shot_of(picture: Media) -> str:
    return picture.cropped_from_id or picture.id
