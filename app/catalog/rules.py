"""What a product must have, and how its choices combine."""

import re
import secrets
from collections.abc import Collection, Iterator, Sequence
from itertools import product as every_pair

from app.catalog.errors import BadChoices, NotReady
from app.i18n import _
from app.models.catalog import Product, ProductImage
from app.models.media import MediaStatus

LOWEST_PRICE, LARGEST_PRICE = 100, 1_000_000_000
HEAVIEST_GRAMS = 100_000
LONGEST_SIDE_CM = 300
LARGEST_CONTENT = 1_000_000
MOST_PICTURES = 8
MOST_COMBINATIONS = 50
SHORTEST_DESCRIPTION = 20
LONGEST_VALUE = 40
LONGEST_SKU = 40
NUMBERED = 20
BETWEEN_VALUES = re.compile(  # a comma, but not that of 1,5 kg
    r"(?<![0-9]),|,(?![0-9]{1,2}\s*(?:kg|kilo|kilogram|l|lt|ltr|liter)\b)", re.IGNORECASE
)


def missing_parts(product: Product) -> list[str]:
    """What a product lacks to be sold, each as a thing to do; a picture that buyers cannot see is none."""
    variants = product.variants
    is_bare = not any(map(is_seen, product.images))
    photo_waits = any(image.waits_since and image.media.status != MediaStatus.FAILED for image in product.images)
    lacks = (
        (is_bare and not photo_waits, _("Tambahkan paling sedikit satu foto.")),
        (is_bare and photo_waits, _("Tunggu dulu: fotonya sedang kami lihat. Anda dikabari begitu selesai.")),
        (
            len(product.description) < SHORTEST_DESCRIPTION,
            _("Tulis keterangan paling sedikit %(count)s huruf.", count=SHORTEST_DESCRIPTION),
        ),
        (
            product.is_food and product.halal is None,
            _("Sebut keadaan halalnya: bersertifikat, dalam proses, atau tidak halal."),  # UU 33/2014, PP 42/2024
        ),
        (product.is_category_guessed, _("Pastikan kategorinya.")),
        (product.category.archived_at is not None, _("Pilih kategori lain; yang sekarang sudah ditutup.")),
        (not variants or any(each.price_amount < LOWEST_PRICE for each in variants), _("Isi harga setiap pilihan.")),
        (any(each.weight_grams < 1 for each in variants), _("Isi berat kirim setiap pilihan.")),
        (any(each.stock is None for each in variants), _("Isi stok setiap pilihan.")),
    )
    return [what for is_lacking, what in lacks if is_lacking]


def is_seen(image: ProductImage) -> bool:
    """Whether buyers see it: it could be drawn, or will be, and waits for nobody's look."""
    return image.media.status != MediaStatus.FAILED and image.waits_since is None


def check_ready(product: Product) -> None:
    """Raises NotReady."""
    missing = missing_parts(product)
    if missing:
        raise NotReady(missing)


def values_in(text: str) -> list[str]:
    """The values of a choice as people list them, each once. Raises BadChoices for one that is too long."""
    values: dict[str, str] = {}
    for part in BETWEEN_VALUES.split(text):
        value = " ".join(part.split())
        if len(value) > LONGEST_VALUE:
            raise BadChoices(_("Setiap nilai paling panjang %(most)s huruf.", most=LONGEST_VALUE))
        if value:
            values.setdefault(value.casefold(), value)
    return list(values.values())


def combinations(first: Sequence[str], second: Sequence[str]) -> list[tuple[str, str]]:
    """Every first value with every second one; an axis without values is empty. Raises BadChoices for too many."""
    if max(len(first), 1) * max(len(second), 1) > MOST_COMBINATIONS:
        raise BadChoices(_("Paling banyak %(most)s gabungan pilihan untuk satu produk.", most=MOST_COMBINATIONS))
    return list(every_pair(first or [""], second or [""]))


def addresses_for(name_slug: str, shop_slug: str) -> Iterator[str]:
    """Addresses a product may have, the shortest first; the shop's name is in all but the first.

    From NUMBERED on they are ones that nobody has: the thousandth product of a name finds its own as fast as the third.
    """
    yield name_slug
    with_shop = f"{name_slug}-{shop_slug}"[:150].strip("-")
    yield with_shop
    for number in range(2, NUMBERED):
        yield f"{with_shop}-{number}"
    while True:
        yield f"{with_shop}-{secrets.token_hex(4)}"


def new_skus(product_id: int, taken: Collection[str]) -> Iterator[str]:
    """Codes for variants that the seller gave none."""
    number = 1
    while True:
        sku = f"P{product_id}-{number}"
        if sku not in taken:
            yield sku
        number += 1
