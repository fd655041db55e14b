"""The page of the pretended gateway (demo only). It shares nothing with the shop but the address."""

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from app.gateways.payment import sandbox
from app.gateways.payment.sandbox import Session

bp = Blueprint("sandbox", __name__)

OUTCOMES = ("paid", "failed", "expired", "late", "duplicate")


@bp.get("/pembayaran/<number>/sandbox/<reference>")
def show(number: str, reference: str) -> str:
    """Choose what happens."""
    return render_template("sandbox/show.html", payment=_session(number, reference))


@bp.post("/pembayaran/<number>/sandbox/<reference>")
def act(number: str, reference: str) -> Response:
    """Let it happen; the shop hears of it by a signed message."""
    payment = _session(number, reference)
    outcome = request.form.get("hasil", "")
    if outcome not in OUTCOMES:
        abort(400)
    sandbox().choose(payment.reference, outcome)
    return redirect(payment.return_url, 303)


def _session(number: str, reference: str) -> Session:
    payment = sandbox().find_session(reference)
    if payment is None or payment.number != number:
        abort(404)
    return payment
