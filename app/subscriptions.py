"""Topic -> handlers: the map of all side effects.

A `handlers` function runs inside one transaction together with "done". A `senders` function reaches outside the
database: it is called with no transaction open and returns what to record. A batch sender takes all that is due.
"""

from collections.abc import Callable, Mapping, Sequence

from app.notifications import senders as tell
from app.search.senders import index_products

Handler = Callable[..., Callable[[], None] | None]

SUBSCRIPTIONS: Mapping[str, Sequence[Handler]] = {
    "product.changed": [index_products],
    "user.registered": [tell.email_confirmation],
    "user.registered_again": [tell.email_already_registered],
    "user.confirmation_requested": [tell.email_confirmation],
    "user.reset_requested": [tell.email_reset],
    "user.password_changed": [tell.email_password_changed],
}

BATCH_SENDERS: frozenset[Handler] = frozenset({index_products})

CAN_WAIT: frozenset[Handler] = frozenset()


def name_of(handler: Handler) -> str:
    """The name a delivery row keeps: stable while the function stays where it is."""
    return f"{handler.__module__.removeprefix('app.')}.{handler.__name__}"


def by_name() -> dict[str, Handler]:
    """All handlers by the name in their delivery rows."""
    return {name_of(handler): handler for handlers in SUBSCRIPTIONS.values() for handler in handlers}
