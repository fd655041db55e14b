"""A large catalogue that is the same every time: Indonesian words, frequent and rare as in real texts (Zipf)."""

import json
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from sqlalchemy import insert, select

from app import clock
from app.db import session, transaction
from app.demo.catalogue import SOURCE
from app.models.catalog import Category, Product, ProductStatus, Variant
from app.models.region import DISTRICT, Region
from app.models.seller import Seller, SellerStatus
from app.models.stock import StockItem
from app.search.words import words_of
from app.settings import setting

SEED = 19
VOCABULARY = 20_000
KINDS = 400
PRODUCTS_OF_A_SELLER = 50
AT_ONCE = 2_000
WORDS_OF_A_TEXT = 40
SYLLABLES = tuple(first + second for first in "bdgjklmnprstwy" for second in "aiueo")
ENDINGS = ("", "", "n", "ng", "k", "r", "s", "t", "h", "l", "m")


@dataclass(frozen=True)
class Zipf:
    """Draws words, the first most often."""

    words: list[str]
    sums: list[float]

    def draw(self, chance: Random) -> str:
        """One word."""
        return self.words[min(bisect(self.sums, chance.random() * self.sums[-1]), len(self.words) - 1)]


def zipf(words: list[str]) -> Zipf:
    """A source of these words."""
    return Zipf(words, list(accumulate(1 / (rank + 2.7) for rank in range(len(words)))))


def vocabulary(chance: Random) -> list[str]:
    """Words of the example catalogue, the frequent ones first, then invented ones that sound alike."""
    counts: dict[str, int] = {}
    for shop in json.loads(SOURCE.read_text(encoding="utf-8"))["toko"]:
        for product in shop["produk"]:
            for word in words_of(f"{product['nama']} {product['deskripsi']} {' '.join(product['tag'])}"):
                counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda word: (-counts[word], word))
    known = set(words)
    while len(words) < VOCABULARY:
        word = "".join(chance.choice(SYLLABLES) for _ in range(chance.choice((2, 2, 3, 3, 4)))) + chance.choice(ENDINGS)
        if word not in known:
            known.add(word)
            words.append(word)
    return words


def fill(count: int) -> None:
    """Put so many products on sale in an empty, seeded shop, 50 to a seller."""
    chance = Random(SEED)  # noqa: S311 - the same every time, by wish
    texts = zipf(vocabulary(chance))
    kinds = zipf([word for word in texts.words if len(word) > 3][:KINDS])
    districts = session.scalars(
        select(Region)
        .where(Region.level == DISTRICT, Region.code.startswith(setting("PROVINCE_CODE")))
        .order_by(Region.code)
    ).all()
    places = [(region.code, region.parent_code) for region in districts]
    categories = list(session.scalars(select(Category.id).order_by(Category.id)))
    session.rollback()
    sellers = max(count // PRODUCTS_OF_A_SELLER, 1)
    with transaction():
        session.execute(insert(Seller), [_seller(key, places, texts, chance) for key in range(1, sellers + 1)])
    start = clock.now() - timedelta(days=700)
    for first in range(1, count + 1, AT_ONCE):
        rows = [
            _product(key, sellers, categories, kinds, texts, start, chance)
            for key in range(first, min(first + AT_ONCE, count + 1))
        ]
        with transaction():
            session.execute(insert(Product), rows)
            variants = [variant for row in rows for variant in _variants(row, chance)]
            session.execute(insert(Variant), variants)
            stock = [
                {"variant_id": each["id"], "on_hand": chance.choice((0, 3, 10, 40)), "reserved": 0} for each in variants
            ]
            session.execute(insert(StockItem), stock)


def texts_of_searches(count: int, *, words: int) -> Iterator[str]:
    """What people would type: words of names, frequent ones more often."""
    chance = Random(SEED + words)  # noqa: S311
    known = vocabulary(Random(SEED))  # noqa: S311
    source = zipf([word for word in known if len(word) > 3][: KINDS * 5])
    for _ in range(count):
        yield " ".join(source.draw(chance) for _ in range(words))


def _seller(key: int, places: list[tuple[str, str | None]], texts: Zipf, chance: Random) -> dict[str, Any]:
    district, regency = chance.choice(places)
    name = f"Dapur {texts.draw(chance)} {texts.draw(chance)} {key}".title()
    return {
        "id": key,
        "slug": f"toko-{key}",
        "name": name,
        "name_folded": name.casefold(),
        "status": SellerStatus.ACTIVE,
        "district_code": district,
        "regency_code": regency,
    }


def _product(
    key: int, sellers: int, categories: list[int], kinds: Zipf, texts: Zipf, start: datetime, chance: Random
) -> dict[str, Any]:
    name = " ".join([kinds.draw(chance), *(texts.draw(chance) for _ in range(chance.choice((1, 2, 2, 3, 4))))]).title()
    return {
        "id": key,
        "seller_id": key % sellers + 1,
        "category_id": chance.choice(categories),
        "slug": f"barang-{key}",
        "name": name,
        "name_folded": name.casefold(),
        "description": " ".join(texts.draw(chance) for _ in range(WORDS_OF_A_TEXT)),
        "status": ProductStatus.PUBLISHED,
        "tags": [kinds.draw(chance) for _ in range(3)],
        "ships_only_to": [],
        "published_at": start + timedelta(minutes=10 * key),
    }


def _variants(product: dict[str, Any], chance: Random) -> Iterator[dict[str, Any]]:
    for place in range(chance.choice((1, 1, 1, 2, 3))):
        yield {
            "id": product["id"] * 4 + place,
            "product_id": product["id"],
            "seller_id": product["seller_id"],
            "sku": f"BRG-{product['id']}-{place}",
            "position": place,
            "option1_value": f"{100 * (place + 1)} g" if place else "",
            "price_amount": round(chance.lognormvariate(10.6, 0.9) / 500) * 500 + 1_000,
            "weight_grams": chance.choice((100, 250, 500, 1_000)) * (place + 1),
        }
