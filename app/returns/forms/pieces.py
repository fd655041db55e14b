"""How many pieces of each line of an order: one field for each line, named by its id."""

from collections.abc import Mapping

from flask import request

from app.errors import DomainError
from app.i18n import _
from app.models.order import Order
from app.returns import rules
from app.web.fields import parse_whole


def pieces_sent(order: Order) -> dict[int, int]:
    """The pieces of each line in the form or the address; a line without a field has none. Raises DomainError."""
    pieces = {}
    for line in order.lines:
        count = parse_whole(request.values.get(f"q-{line.id}", "") or "0", lowest=0, highest=line.quantity)
        if count is None:
            raise DomainError(
                _(
                    "Jumlah %(name)s: tulis bilangan bulat dari 0 sampai %(most)s.",
                    name=line.product_name,
                    most=line.quantity,
                )
            )
        pieces[line.id] = count
    return pieces


def pieces_to_show(order: Order, within: Mapping[int, int], otherwise: Mapping[int, int]) -> dict[int, int]:
    """The pieces that a page reckons with: as they were sent, or others where nothing that can be was sent."""
    try:
        return rules.check_pieces(pieces_sent(order), within)
    except DomainError:
        return dict(otherwise)


def are_in_address() -> bool:
    """Whether the address names pieces to reckon with."""
    return any(name.startswith("q-") for name in request.args)
