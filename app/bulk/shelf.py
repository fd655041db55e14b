"""What a shop has now, as the rows of a table say it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.bulk.columns import NO, YES
from app.catalog.claims import Claims
from app.catalog.forms.parcel import parcel_text
from app.catalog.forms.products import HALAL, NOT_SAID
from app.catalog.grid import Row, rows_wanted
from app.models.catalog import Category, NetUnit, Product
from app.models.moderation import ListingWord
from app.permits.goods import holds_food

UNITS = tuple(unit.value for unit in NetUnit)


@dataclass(frozen=True)
class Names:
    """What people call shelves and places, by ids and by codes, and the words that nobody may sell under."""

    categories: Mapping[int, str]
    open_categories: Sequence[Category]
    regencies: Mapping[str, str]
    provinces: Mapping[str, str]
    watched: Sequence[ListingWord]

    @property
    def places(self) -> dict[str, str]:
        """Regencies of our province and all provinces, by their codes."""
        return {**self.regencies, **self.provinces}

    @property
    def food_slugs(self) -> set[str]:
        """The shelves of food."""
        return {category.slug for category in self.open_categories if holds_food(category.id)}

    @property
    def lists(self) -> dict[str, list[str]]:
        """What can be chosen in a table."""
        said = [str(label) for value, label in HALAL.items() if value != NOT_SAID]
        return {
            "categories": sorted(category.name for category in self.open_categories),
            "halal": said,
            "yes_no": [YES, NO],
            "units": list(UNITS),
        }


@dataclass(frozen=True)
class Shelf:
    """A product with its variants, what its seller is writing about it, and what a person is reading of it, if any."""

    product: Product
    claims: Claims
    looked_at: Claims | None

    @property
    def rows(self) -> dict[str, Row]:
        """Its variants by their codes, those that wait for a reviewer among them."""
        return {row.sku: row for row in rows_wanted(self.product)}


def lines_of(shelf: Shelf, names: Names) -> Iterator[dict[str, str]]:
    """One line for each variant."""
    said = cells_of_product(shelf, names)
    for row in shelf.rows.values():
        yield said | cells_of_row(row)


def cells_of_product(shelf: Shelf, names: Names) -> dict[str, str]:
    """What all its lines say alike."""
    claims, product = shelf.claims, shelf.product
    return {
        "key": product.slug,
        "name": claims.name,
        "category": names.categories.get(claims.category_id, ""),
        "description": claims.description,
        "tags": ", ".join(claims.tags),
        "is_food": _yes_or_no(claims.is_food),
        "halal": str(HALAL[claims.halal.value]) if claims.halal else "",
        "is_handmade": _yes_or_no(claims.is_handmade),
        "is_cold_chain": _yes_or_no(claims.is_cold_chain),
        "shelf_life_days": _number(claims.shelf_life_days),
        "made_to_order_days": _number(claims.made_to_order_days),
        "ships_only_to": ", ".join(names.regencies.get(code, code) for code in claims.ships_only_to),
        "ships_not_to": ", ".join(names.places.get(code, code) for code in claims.ships_not_to),
        "minimum_quantity": _number(claims.minimum_quantity),
        "option1_name": product.option1_name,
        "option2_name": product.option2_name,
    }


def cells_of_row(row: Row) -> dict[str, str]:
    """What the line of one variant says."""
    return {
        "sku": row.sku,
        "option1_value": row.option1_value,
        "option2_value": row.option2_value,
        "price": str(row.price_amount),
        "weight": str(row.weight_grams),
        "content": _number(row.net_content),
        "unit": row.net_unit.value if row.net_unit else "",
        "parcel": parcel_text((row.length_cm, row.width_cm, row.height_cm)),
        "stock": str(row.on_hand),
        "stock_seen": str(row.on_hand),
    }


def _yes_or_no(is_so: bool) -> str:
    return YES if is_so else NO


def _number(number: int | None) -> str:
    return str(number) if number else ""
