"""Paying: what is due, off to the gateway, and back."""

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.db import is_reading_or_writing, session, transaction
from app.gateways.payment import build
from app.gateways.payment.base import GatewayUnavailable, RequestRefused
from app.orders import queries as orders
from app.payments import queries
from app.payments.commands import attempts
from app.payments.errors import GatewayDown
from app.settings import setting
from app.web.error_pages import on_error_show

bp = Blueprint("payments", __name__, url_prefix="/pembayaran")


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
    gateway_name = setting("PAYMENT_GATEWAYS")[0]
    return_url = setting("BASE_URL") + url_for(".show", number=number)
    with transaction():
        group = orders.get_group_of_buyer(number, current_user.id)
        payment = attempts.open_payment(group.id, gateway=gateway_name, return_url=return_url)
        payment_id, request, key = payment.id, attempts.request_of(payment), attempts.key_of(payment)
    session.rollback()
    assert not is_reading_or_writing()
    try:
        created = build(gateway_name).create_payment(request, key=key)
    except RequestRefused as refusal:
        with transaction():
            attempts.record_refused(payment_id, str(refusal))
        raise GatewayDown from refusal
    except (GatewayUnavailable, LookupError) as error:
        raise GatewayDown from error
    with transaction():
        attempts.record_created(payment_id, created)
    return redirect(created.url, 303)


def _page(number: str) -> str:
    group = orders.get_group_of_buyer(number, current_user.id)
    payments = queries.payments_of_group(group.id)
    statuses = {order.status.value for order in group.orders}
    return render_template("payments/show.html", group=group, payments=payments, statuses=statuses)
