"""Paying: what is due, by which way, off to the gateway, and back."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.clock import now
from app.db import transaction
from app.gateways.payment.base import GatewayUnavailable, KeysRefused, RequestRefused
from app.orders import queries as orders
from app.payments import methods
from app.payments.asking import asking, close
from app.payments.commands import attempts, cash, truth
from app.payments.errors import GatewayDown, MethodUnavailable
from app.payments.queries import payments as queries
from app.payments.queries import refunds as refund_queries
from app.payments.queries import transfers as transfer_queries
from app.payments.rules import CASH, TRANSFER, name_of
from app.settings import setting
from app.web.error_pages import on_error_show
from app.web.headers import lead_forms_to

bp = Blueprint("payments", __name__, url_prefix="/pembayaran")
bp.add_app_template_filter(name_of, "cara_bayar")


@bp.get("/<number>")
@login_required
def show(number: str) -> str:
    """What is due and until when; while a payment is on its way the page looks again by itself."""
    return _page(number)


@bp.post("/<number>")
@login_required
def start(number: str) -> Response:
    """Open an attempt, tell the gateway, send the buyer there: three steps, so that a crash between loses nothing."""
    on_error_show(lambda: _page(number))
    with transaction():
        group = orders.get_group_of_buyer(number, current_user.id)
        gateway = methods.choose(group, request.form.get("cara", "")).gateway
        payment = attempts.open_payment(group.id, gateway=gateway, return_url=_return_url(number, gateway))
        payment_id, sent, key = payment.id, attempts.request_of(payment), attempts.key_of(payment)
        known_url = payment.gateway_url
    if known_url and gateway != CASH:  # asked again, Midtrans would refuse an order id that it knows
        return redirect(known_url, 303)
    try:
        with asking(gateway) as adapter:
            created = adapter.create_payment(sent, key=key)
    except RequestRefused as refusal:
        with transaction():
            attempts.record_refused(payment_id, str(refusal))
        raise MethodUnavailable from refusal
    except KeysRefused as refusal:
        raise MethodUnavailable from refusal
    except (GatewayUnavailable, LookupError) as error:
        raise GatewayDown from error
    too_late, url = None, created.url
    with transaction():
        if gateway == CASH:
            too_late = cash.promise(payment_id, created)
        else:
            url = attempts.record_created(payment_id, created)
    if too_late is not None:
        raise too_late
    if not url:
        _give_up_lost_page(payment_id)
    return redirect(url or url_for(".show", number=number), 303)


def _give_up_lost_page(payment_id: int) -> None:
    """Nobody can be led there any more: it is closed, unless its money has come, and the next press opens another."""
    try:
        told = close(payment_id)
    except (GatewayUnavailable, LookupError) as error:
        raise GatewayDown from error
    if told is not None:
        with transaction():
            truth.record_truth(payment_id, told)


def _return_url(number: str, gateway: str) -> str:
    endpoint = "transfers.show" if gateway == TRANSFER else "payments.show"
    return str(setting("BASE_URL") + url_for(endpoint, number=number))


def _page(number: str) -> str:
    group = orders.get_group_of_buyer(number, current_user.id)
    payments = queries.payments_of_group(group.id)
    is_by_transfer = bool(payments) and payments[0].gateway == TRANSFER
    lead_forms_to(*methods.pages_of_gateways())
    return render_template(
        "payments/show.html",
        group=group,
        payments=payments,
        proofs=transfer_queries.proofs_of(payments[0].id) if is_by_transfer else [],
        without_account=refund_queries.refunds_without_account(group.id),
        methods=methods.methods_of(group),
        statuses={order.status.value for order in group.orders},
        name_of=name_of,
        moment=now(),
    )
