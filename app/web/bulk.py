"""The same thing done with many chosen rows: each in a transaction of its own, so that one that cannot stops nobody."""

from collections.abc import Callable, Iterable

from app.db import transaction
from app.errors import DomainError


def do_each(ids: Iterable[int], do: Callable[[int], object]) -> dict[int, str]:
    """Do it with every row; returns the sentences of those that refused, by their ids."""
    refusals: dict[int, str] = {}
    for row_id in ids:
        try:
            with transaction():
                do(row_id)
        except DomainError as error:
            refusals[row_id] = str(error.message)
    return refusals
