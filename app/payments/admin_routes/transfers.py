"""Proofs of transfers by hand: somebody looks into the bank account and decides."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.errors import NotFound
from app.i18n import _
from app.media.streaming import private_page
from app.models.payment import ProofStatus
from app.payments import overview
from app.payments.commands import transfers as commands
from app.payments.forms import AcceptForm, RejectForm
from app.settings import setting
from app.web.edge import on_record
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("payments_admin_transfers", __name__, needs="finance")

SIZE = 25
STATUSES = {status.value: status for status in ProofStatus}


@bp.get("/pembayaran/transfer")
def index() -> str:
    """What waits, the longest waiting first, or what was decided."""
    status = STATUSES.get(request.args.get("status", ""), ProofStatus.RECEIVED)
    number = page_number(request.args.get("hal"))
    rows = overview.proofs(status, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, overview.count_proofs(status), number, SIZE)
    return render_template("payments/admin/transfers.html", page=page, status=status, statuses=STATUSES)


@bp.get("/pembayaran/transfer/<int:proof_id>")
def show(proof_id: int) -> str:
    """One proof beside what should have come."""
    return _page(proof_id)


@bp.get("/pembayaran/transfer/<int:proof_id>/berkas")
def page_of_proof(proof_id: int) -> Response:
    """One page of the proof; this GET writes one row: the audit log's."""
    number = page_number(request.args.get("hal"))
    with on_record(), transaction():
        proof = overview.proof_row(proof_id).proof
        document = overview.document_of(proof)
        if number > document.pages:
            raise NotFound
        commands.note_proof_seen(proof, page=number)
    return private_page(document, number)


@bp.post("/pembayaran/transfer/<int:proof_id>/terima")
def accept(proof_id: int) -> Answer | tuple[str, int]:
    """The money is in the account."""
    form = AcceptForm()
    if not form.validate_on_submit():
        return _page(proof_id, accepting=form), 422
    on_error_show(lambda: _page(proof_id, accepting=form))
    with transaction():
        commands.accept_proof(proof_id, admin_id=current_user.id, bank_reference=form.bank_reference.data)
    flash(
        _("Uangnya dicatat. Pesanan yang masih menunggu diteruskan; bila tidak, uangnya kembali kepada pembeli."),
        "success",
    )
    return redirect(url_for(".index"), 303)


@bp.post("/pembayaran/transfer/<int:proof_id>/tolak")
def reject(proof_id: int) -> Answer | tuple[str, int]:
    """The money did not come."""
    form = RejectForm()
    if not form.validate_on_submit():
        return _page(proof_id, rejecting=form), 422
    on_error_show(lambda: _page(proof_id, rejecting=form))
    with transaction():
        commands.reject_proof(proof_id, admin_id=current_user.id, reason=form.reason.data)
    flash(_("Bukti ditolak. Pembeli membaca alasannya di surat."), "success")
    return redirect(url_for(".index"), 303)


def _page(proof_id: int, *, accepting: AcceptForm | None = None, rejecting: RejectForm | None = None) -> str:
    row = overview.proof_row(proof_id)
    return render_template(
        "payments/admin/transfer.html",
        row=row,
        document=overview.document_of(row.proof),
        accepting=accepting or AcceptForm(formdata=None),
        rejecting=rejecting or RejectForm(formdata=None),
        account=f"{setting('TRANSFER_BANK')} {setting('TRANSFER_ACCOUNT')}",
    )
