"""The code with which a buyer fetches a parcel.

It is stored nowhere: it follows from the number of the order and the key of this installation, so a copy of the
database gives none away, and mails and pages tell the same one for as long as the key is the same. Six letters are
enough because wrong ones are counted: see `limit_code_guesses` in the routes of orders.
"""

import hashlib
import hmac

from app.models.order import Order, OrderStatus, ShippingMethod
from app.numbers import CROCKFORD
from app.settings import setting

LENGTH = 6
FETCHED = (ShippingMethod.PICKUP, ShippingMethod.HUB)
WAITING = (OrderStatus.PAID, OrderStatus.PROCESSING)
READ_ALIKE = str.maketrans("OIL", "011")


def code_of(order: Order) -> str:
    """The code of an order, such as 7K2M9Q."""
    sealed = hmac.new(setting("DATA_KEY").encode(), f"pickup:{order.number}".encode(), hashlib.sha256).digest()
    return "".join(CROCKFORD[byte % len(CROCKFORD)] for byte in sealed[:LENGTH])


def code_to_show(order: Order) -> str:
    """The code while the parcel waits for its buyer; nothing when it is brought, or was fetched."""
    is_kept = order.shipping_method in FETCHED and order.status in WAITING
    return code_of(order) if is_kept or order.stands_at_hub else ""


def is_code_of(order: Order, typed: str) -> bool:
    """Whether this is the code, however it was written; takes as long for a wrong one, so that time tells nothing."""
    read = "".join(typed.upper().split()).replace("-", "").translate(READ_ALIKE)
    return hmac.compare_digest(read.encode(), code_of(order).encode())
