"""What gateways tell us: verified, kept once, answered at once. The effect comes from the worker."""

from flask import Blueprint, Response, abort, jsonify, request

from app.actor import GATEWAY, Actor, acting
from app.db import transaction
from app.gateways.payment import build
from app.gateways.payment.base import BadSignature
from app.payments.commands import attempts
from app.payments.rules import OFFLINE

bp = Blueprint("webhooks", __name__)

LARGEST_BODY = 64 * 1024


@bp.post("/webhook/<gateway>")
def receive(gateway: str) -> Response:
    """Take one message."""
    if gateway in OFFLINE:
        abort(404)
    try:
        adapter = build(gateway)
    except LookupError:
        abort(404)
    if (request.content_length or 0) > LARGEST_BODY:
        abort(413)
    try:
        event = adapter.verify_webhook(dict(request.headers), request.get_data())
    except BadSignature:
        response = jsonify(error="bad signature")
        response.status_code = 400
        return response
    with acting(Actor(GATEWAY)), transaction():
        attempts.record_event(gateway, event)
    return jsonify(received=True)
