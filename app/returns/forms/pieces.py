"""Pieces that a page reckons with before they are decided."""

from collections.abc import Mapping

from flask import request

from app.errors import DomainError
from app.models.order import Order
from app.orders.pieces import pieces_sent
from app.returns import rules


def pieces_to_show(order: Order, within: Mapping[int, int], otherwise: Mapping[int, int]) -> dict[int, int]:
    """The pieces that a page reckons with: as they were sent, or others where nothing that can be was sent."""
    try:
        return rules.check_pieces(pieces_sent(order), within)
    except DomainError:
        return dict(otherwise)


def are_in_address() -> bool:
    """Whether the address names pieces to reckon with."""
    return any(name.startswith("q-") for name in request.args)


def are_in_form() -> bool:
    """Whether the form that was sent names pieces, perhaps none of this order."""
    return any(name.startswith("q-") for name in request.form)
