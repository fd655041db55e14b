"""Keeping the index up with the shop."""

from app.search import commands


def index_products(payloads: list[dict[str, int]]) -> None:
    """All products that changed, in one commit of the index."""
    commands.update([payload["product_id"] for payload in payloads])
