"""Paying by a transfer to our bank account: where to, how much, and the proof of it."""

import re

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as Answer

from app.db import session, transaction
from app.errors import DomainError, NotFound
from app.i18n import _
from app.media import commands as media
from app.media.streaming import private_page
from app.models.order import OrderGroup
from app.models.payment import Payment
from app.orders import queries as orders
from app.payments.commands import transfers
from app.payments.queries import payments as queries
from app.payments.queries import refunds as refund_queries
from app.payments.queries import transfers as transfer_queries
from app.payments.rules import TRANSFER
from app.web.error_pages import on_error_show
from app.web.limits import limit_forms
from app.web.pagination import page_number
from app.web.uploads import received, takes_files

bp = Blueprint("transfers", __name__, url_prefix="/pembayaran")

MEGABYTES = 17  # a file of 16 and the form around it
ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


@bp.get("/<number>/transfer")
@login_required
def show(number: str) -> str:
    """Our account, the exact amount, until when, and what became of the proofs."""
    return _page(number)


@bp.post("/<number>/transfer")
@takes_files(megabytes=MEGABYTES)
@limit_forms
@login_required
def send_proof(number: str) -> Answer:
    """Take in a photo or a PDF that shows the transfer."""
    on_error_show(lambda: _page(number))
    group = orders.get_group_of_buyer(number, current_user.id)
    transfers.check_may_attach(group)
    files = received("bukti", most=1)
    if not files:
        raise DomainError(_("Pilih dahulu foto atau PDF buktinya."))
    session.rollback()  # nothing is open while files are looked at
    paper = media.store_paper(files[0])
    with media.forgotten_when_refused([paper.id]), transaction():
        transfers.attach_proof(group.id, paper, buyer_id=current_user.id)
    flash(_("Bukti kami terima. Anda mendapat kabar setelah kami periksa."), "success")
    return redirect(url_for(".show", number=number), 303)


@bp.get("/<number>/transfer/bukti/<document_id>")
@login_required
def proof(number: str, document_id: str) -> Response:
    """One page of the buyer's own proof."""
    payment = _transfer_of(orders.get_group_of_buyer(number, current_user.id))
    if not ID.fullmatch(document_id):
        abort(404)
    document = transfer_queries.find_proof_document(document_id, payment_id=payment.id)
    if document is None:
        raise NotFound
    return private_page(document, page_number(request.args.get("hal")))


def _transfer_of(group: OrderGroup) -> Payment:
    """Raises NotFound for an order that no transfer was chosen for."""
    payment = queries.find_newest(group.id, TRANSFER)
    if payment is None:
        raise NotFound
    return payment


def _page(number: str) -> str:
    group = orders.get_group_of_buyer(number, current_user.id)
    payment = _transfer_of(group)
    proofs = transfer_queries.proofs_of(payment.id)
    return render_template(
        "payments/transfer.html",
        group=group,
        payment=payment,
        proofs=proofs,
        without_account=refund_queries.refunds_without_account(group.id),
        refusal=transfers.refusal_of(payment, proofs),
    )
