"""Keeping the index up with the shop."""

from app.catalog.queries.on_sale import product_ids_of_seller, product_ids_of_shelf, product_ids_of_variants
from app.orders.queries import product_ids_of_groups
from app.search import commands


def index_products(payloads: list[dict[str, int]]) -> None:
    """All products that changed, in one commit of the index."""
    commands.update([payload["product_id"] for payload in payloads])


def index_stock(payloads: list[dict[str, int]]) -> None:
    """All products of which pieces came or went, in one commit of the index."""
    commands.update(product_ids_of_variants([payload["variant_id"] for payload in payloads]))


def index_ordered(payloads: list[dict[str, int]]) -> None:
    """All products that orders were placed for, in one commit of the index."""
    commands.update(product_ids_of_groups([payload["group_id"] for payload in payloads]))


def index_shop(seller_id: int, *, key: str) -> None:  # noqa: ARG001 - writing the same documents again is harmless
    """Everything of a shop that was suspended or reopened, in one commit of the index."""
    commands.update(product_ids_of_seller(seller_id))


def index_shelf(category_id: int, *, key: str) -> None:  # noqa: ARG001 - writing the same documents again is harmless
    """Everything that stands on a shelf that has another name, in one commit of the index."""
    commands.update(product_ids_of_shelf(category_id))


def reload_synonyms(group_id: int, *, key: str) -> None:  # noqa: ARG001 - all groups are read again
    """Every process goes on to a new snapshot, and reads the synonyms with it."""
    commands.update([])
