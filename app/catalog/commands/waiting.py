"""Pictures that wait for a reviewer before buyers see them."""

from app.clock import now
from app.media import commands as media
from app.models.catalog import Product


def hang_waiting(product: Product) -> bool:
    """Let buyers see the pictures that waited; False when none did."""
    waiting = [image for image in product.images if image.waits_since is not None]
    for image in waiting:
        image.waits_since = None
    return bool(waiting)


def take_waiting_down(product: Product) -> None:
    """Take the pictures away that waited and are not let go."""
    for image in product.images:
        if image.waits_since is not None:
            image.archived_at = now()
            media.archive_picture(image.media)
