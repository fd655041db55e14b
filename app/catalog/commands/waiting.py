"""Pictures that wait for a reviewer before buyers see them, new ones and other cuts and words of those that hang."""

from app.clock import now
from app.media import commands as media
from app.models.catalog import Product, ProductImage
from app.models.media import Media


def hang_waiting(product: Product) -> bool:
    """Let buyers see the pictures and words that waited, in place of other cuts of the same shots; False for none."""
    looked_at = [image for image in product.images if image.is_looked_at]
    for image in looked_at:
        if image.alt_waiting is not None:
            image.media.alt, image.alt_waiting = image.alt_waiting, None
    for image in looked_at:
        hung = other_cut_of(image, product)
        if image.waits_since is not None and hung is not None:
            put_away(hung, product)
        image.waits_since = None
    return bool(looked_at)


def take_waiting_down(product: Product) -> None:
    """Take the pictures and words away that waited and are not let go."""
    for image in product.images:
        image.alt_waiting = None
        if image.waits_since is not None:
            put_away(image, product)


def put_away(image: ProductImage, product: Product) -> None:
    """Take a picture away; the shot stays while another cut of it is there."""
    if other_cut_of(image, product) is None:
        media.archive_picture(image.media)
    else:
        media.archive_cut(image.media)
    image.archived_at = now()


def other_cut_of(image: ProductImage, product: Product) -> ProductImage | None:
    """The same shot once more among the pictures: one hangs, the other waits to hang in its place."""
    shot = _shot_of(image.media)
    others = (each for each in product.images if each is not image and each.archived_at is None)
    return next((each for each in others if _shot_of(each.media) == shot), None)


def _shot_of(picture: Media) -> str:
    return picture.cropped_from_id or picture.id
