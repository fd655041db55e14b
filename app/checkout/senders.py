"""Asking couriers what carts would cost to send, so that no page has to."""

from collections.abc import Callable

from app.checkout import queries
from app.db import session
from app.gateways import shipping as couriers
from app.gateways.shipping.base import PlaceUnknown
from app.settings import setting
from app.shipping import rules
from app.shipping.commands.rates import keep_rates, want_rates

MOST_AT_ONCE = 3  # each may take as long as the time-out, and all of them end before the lease does


def ask_couriers(user_id: int, *, key: str) -> Callable[[], None] | None:  # noqa: ARG001 - asking twice is asking once
    """What the person's cart costs to the address that the checkout shows first, where nobody said it lately."""
    name = setting("SHIPPING_RATES")
    wanted = queries.rates_wanted(user_id, most=MOST_AT_ONCE + 1) if name != rules.TABLE else []
    session.rollback()
    if not wanted:
        return None
    provider, told = couriers.build(name), []
    for request in wanted[:MOST_AT_ONCE]:
        try:
            told.append((request, provider.rates(request)))
        except PlaceUnknown:
            told.append((request, []))

    def record() -> None:
        for request, rates in told:
            keep_rates(name, request, rates)
        if wanted[MOST_AT_ONCE:]:
            want_rates(user_id)

    return record
