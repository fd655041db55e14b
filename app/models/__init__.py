"""The shared tables. Importing this package makes all of them known to the metadata."""

from app.models import (  # noqa: F401
    account,
    audit,
    cart,
    catalog,
    complaint,
    ledger,
    media,
    moderation,
    order,
    outbox,
    payment,
    payout,
    region,
    returns,
    search,
    seller,
    shipment,
    state,
    stock,
    voucher,
)
