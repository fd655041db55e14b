"""What a product says about itself: buyers read it, revisions keep it."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from app.models.catalog import HalalStatus, Product


@dataclass(frozen=True)
class Claims:
    """Everything that is said; times in days, places as codes of regions (none: everywhere, and nowhere not)."""

    name: str
    category_id: int
    description: str
    tags: tuple[str, ...] = ()
    is_food: bool = False
    halal: HalalStatus | None = None
    is_handmade: bool = False
    is_cold_chain: bool = False
    shelf_life_days: int | None = None
    made_to_order_days: int = 0
    ships_only_to: tuple[str, ...] = ()
    ships_not_to: tuple[str, ...] = ()
    minimum_quantity: int = 1

    def as_json(self) -> dict[str, Any]:
        """As a revision keeps it."""
        return asdict(self) | {name: list(getattr(self, name)) for name in LISTS}


NAMES = tuple(field.name for field in fields(Claims))
LISTS = ("tags", "ships_only_to", "ships_not_to")


def claims_of(product: Product) -> Claims:
    """What the product says now."""
    return read_claims({}, product)


def read_claims(kept: dict[str, Any], product: Product) -> Claims:
    """What a revision says; what it does not mention is as the product has it."""
    said = {name: kept.get(name, getattr(product, name)) for name in NAMES}
    said["halal"] = None if said["halal"] is None else HalalStatus(said["halal"])
    return Claims(**said | {name: tuple(said[name]) for name in LISTS})


def say(claims: Claims, product: Product) -> None:
    """Let the product say it; that it is no food was agreed to of its former name and shelf only."""
    is_the_same = (product.name, product.category_id) == (claims.name, claims.category_id)
    for name, value in claims.as_json().items():
        setattr(product, name, value)
    product.name_folded = folded(claims.name)
    if claims.is_food or not is_the_same:
        product.no_food_agreed_at = None


def changed_names(before: Claims, after: Claims) -> list[str]:
    """Which claims differ."""
    return [name for name in NAMES if getattr(before, name) != getattr(after, name)]


def folded(name: str) -> str:
    """A name as it is compared and sorted; folding can make a text longer than its column."""
    return name.casefold()[:200]
