"""How many pieces of each line of an order: one field for each line, named by its id."""

from flask import request

from app.errors import DomainError
from app.i18n import _
from app.models.order import Order
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
