"""What a new shop does first: each step is shown by what the shop has, and the list is gone when all are done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.models.requirement import Purpose
from app.requirements import queries as requirements
from app.requirements.queries import Subject
from app.requirements.rules import State
from app.seller_centre.queries import Today

PAGES: Mapping[str, str] = {
    "opening_logo": "sellers_seller.shop",
    "opening_product": "catalog_seller.index",
    "opening_shipping": "shipping_seller.index",
    "opening_order": "orders_seller.index",
}


@dataclass(frozen=True)
class Step:
    """One step with its state, and the page where it is done."""

    state: State
    endpoint: str


def opening_of(seller_id: int, today: Today) -> Sequence[Step]:
    """The steps in their order; none when all are done."""
    shown = {
        "opening_logo": today.has_logo,
        "opening_product": today.on_sale > 0,
        "opening_shipping": today.has_ways,
        "opening_order": today.has_sent,
    }
    if all(shown.values()):
        return []
    states = requirements.states_of(Subject(seller_id=seller_id), Purpose.OPENING, computed=shown)
    return [Step(state, PAGES[state.requirement.code]) for state in states]
