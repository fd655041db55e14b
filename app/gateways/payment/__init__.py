"""Payment gateways by name."""

from importlib import import_module

from app.gateways.payment.base import PaymentGateway
from app.gateways.payment.midtrans_snap import MidtransGateway
from app.gateways.payment.offline import OfflineGateway
from app.gateways.payment.sandbox import SandboxGateway
from app.settings import setting


def build(name: str) -> PaymentGateway:
    """The gateway of this name as the settings describe it, also when it is not offered to buyers any more.

    What it was paid is still its to tell and to send back. Raises LookupError for one whose keys are not there.
    """
    if name == "sandbox" and setting("MODE") == "demo":
        return sandbox()
    if name == "stripe" and setting("STRIPE_SECRET_KEY") and setting("STRIPE_WEBHOOK_SECRETS"):
        return stripe()
    if name == "midtrans" and setting("MIDTRANS_SERVER_KEY"):
        return midtrans()
    if name in ("transfer", "cod"):
        return OfflineGateway(name)
    raise LookupError(name)


def sandbox() -> SandboxGateway:
    """The gateway of the demo shop."""
    return SandboxGateway(
        setting("DATA_DIR") / "sandbox.db", secret=setting("SANDBOX_SECRET"), base_url=setting("BASE_URL")
    )


def stripe() -> PaymentGateway:
    """The gateway of Stripe. Its package costs 25 MB and a tenth of a second, which only a shop that uses it pays."""
    adapter = import_module("app.gateways.payment.stripe_checkout")
    gateway: PaymentGateway = adapter.StripeGateway(
        secret_key=setting("STRIPE_SECRET_KEY"),
        webhook_secrets=setting("STRIPE_WEBHOOK_SECRETS"),
        api_base=setting("STRIPE_API_BASE"),
        smallest_amount=setting("STRIPE_SMALLEST_AMOUNT"),
        timeout_seconds=setting("GATEWAY_TIMEOUT_SECONDS"),
    )
    return gateway


def midtrans() -> MidtransGateway:
    """Midtrans with the keys of this shop."""
    return MidtransGateway(
        setting("MIDTRANS_SERVER_KEY"),
        api_base=setting("MIDTRANS_API_BASE"),
        snap_base=setting("MIDTRANS_SNAP_BASE"),
        timeout_seconds=setting("GATEWAY_TIMEOUT_SECONDS"),
    )
