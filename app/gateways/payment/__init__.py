"""Payment gateways by name."""

from app.gateways.payment.base import PaymentGateway
from app.gateways.payment.offline import OfflineGateway
from app.gateways.payment.sandbox import SandboxGateway
from app.settings import setting


def build(name: str) -> PaymentGateway:
    """The gateway of this name as the settings describe it. Raises LookupError for one that is not switched on."""
    if name not in setting("PAYMENT_GATEWAYS"):
        raise LookupError(name)
    if name == "sandbox":
        return sandbox()
    if name in ("transfer", "cod"):
        return OfflineGateway(name)
    raise LookupError(name)


def sandbox() -> SandboxGateway:
    """The gateway of the demo shop."""
    return SandboxGateway(
        setting("DATA_DIR") / "sandbox.db", secret=setting("SANDBOX_SECRET"), base_url=setting("BASE_URL")
    )
