"""Recomputes the books, the splits, the refunds, the orders and the stock, and names every difference."""

from collections.abc import Iterator

from sqlalchemy import text

from app.db import session
from app.ledger.checks import books, orders, payments, stock

CHECKS: dict[str, str] = books.CHECKS | payments.CHECKS | orders.CHECKS | stock.CHECKS
_STATEMENTS = {kind: text(statement) for kind, statement in CHECKS.items()}


def differences() -> Iterator[str]:
    """One line for each difference, `<kind>: <facts>`; none when everything is sound."""
    for kind, statement in _STATEMENTS.items():
        for row in session.execute(statement):
            facts = " ".join(f"{name}={value}" for name, value in row._mapping.items())
            yield f"{kind}: {facts}"
