"""The ways to pay an order group, as this shop and its gateways allow it now."""

from app.gateways.payment import build
from app.i18n import _
from app.models.order import OrderGroup
from app.payments import rules
from app.payments.errors import MethodUnavailable
from app.payments.queries import gateways as gateway_queries
from app.payments.rules import Method
from app.settings import setting


def methods_of(group: OrderGroup) -> list[Method]:
    """Every way that is switched on, in the order of the settings. Reads the sellers of the group's orders."""
    refused = gateway_queries.refused_gateways()
    return [_method(name, group, is_refused=name in refused) for name in setting("PAYMENT_GATEWAYS")]


def choose(group: OrderGroup, wanted: str) -> Method:
    """The way the buyer wants, or the only one there is. Raises MethodUnavailable with the reason."""
    methods = methods_of(group)
    if len(methods) == 1 and not wanted:
        wanted = methods[0].gateway
    method = next((method for method in methods if method.gateway == wanted), None)
    if method is None:
        raise MethodUnavailable(_("Pilih dahulu cara membayar."))
    if method.refusal:
        raise MethodUnavailable(f"{method.name}: {method.refusal}")
    return method


def pages_of_gateways() -> list[str]:
    """Where the pages of gateways stand, to which a form of ours may lead."""
    places = {
        "stripe": ("https://checkout.stripe.com", setting("STRIPE_API_BASE")),
        "midtrans": (setting("MIDTRANS_SNAP_BASE"),),
    }
    return [place for name in setting("PAYMENT_GATEWAYS") for place in places.get(name, ())]


def _method(name: str, group: OrderGroup, *, is_refused: bool) -> Method:
    title, about = (str(text) for text in rules.TEXTS[name])
    refusal = rules.refusal_of(build(name), group.total_amount, group.orders)
    return Method(name, title, about, _("Sedang tidak tersedia.") if is_refused else refusal)
