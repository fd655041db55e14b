"""Asking a gateway about a payment without changing anything: for comparing."""

from app.db import is_reading_or_writing, session
from app.gateways.payment import build
from app.gateways.payment.base import FetchedPayment, GatewayUnavailable
from app.gateways.payment.offline import OfflineGateway
from app.models.payment import Payment
from app.payments.errors import GatewayDown


def ask(payment_id: int) -> FetchedPayment | None:
    """What the gateway says of a payment now; None where there is nobody to ask or it was never opened there.

    Raises GatewayDown for a gateway that does not answer or is switched off, RuntimeError inside a transaction.
    """
    payment = session.get_one(Payment, payment_id)
    name, reference = payment.gateway, payment.gateway_reference
    session.rollback()
    if is_reading_or_writing():
        raise RuntimeError("no transaction may be open while a gateway is asked")
    try:
        gateway = build(name)
        if reference is None or isinstance(gateway, OfflineGateway):
            return None
        return gateway.fetch_payment(reference)
    except (GatewayUnavailable, LookupError) as error:
        raise GatewayDown from error
