"""The ways to pay: which are on, and which gateway does not know our keys any more."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.errors import NotFound
from app.gateways.payment.base import GatewayUnavailable, KeysRefused
from app.i18n import _
from app.payments import asking
from app.payments.errors import GatewayDown, KeysStillRefused
from app.payments.queries import gateways as gateway_queries
from app.payments.rules import OFFLINE, name_of
from app.settings import setting
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint

bp = admin_blueprint("payments_admin_methods", __name__, needs="finance")


@bp.get("/pembayaran/metode")
def index() -> str:
    """Every way that is switched on, and whether it works."""
    return _page()


@bp.post("/pembayaran/metode/<gateway>/coba-lagi")
def retry(gateway: str) -> Response:
    """Ask the gateway whether it knows our keys now."""
    if gateway not in setting("PAYMENT_GATEWAYS") or gateway in OFFLINE:
        raise NotFound
    on_error_show(_page)
    try:
        asking.try_keys(gateway)
    except KeysRefused as refusal:
        raise KeysStillRefused from refusal
    except GatewayUnavailable as error:
        raise GatewayDown from error
    flash(_("%(name)s menjawab dan dapat dipakai.", name=name_of(gateway)), "success")
    return redirect(url_for(".index"), 303)


def _page() -> str:
    refused = gateway_queries.refused_gateways()
    ways = [(name, name_of(name), refused.get(name)) for name in setting("PAYMENT_GATEWAYS")]
    return render_template("payments/admin/methods.html", ways=ways, offline=OFFLINE)
