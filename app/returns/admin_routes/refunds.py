"""Money that goes back: what a gateway refused, and what is transferred by hand."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.forms.proof import PasswordForm
from app.accounts.proof import check_still_proven, prove_password, proven_transaction
from app.db import transaction
from app.i18n import _
from app.models.payment import RefundChannel, RefundStatus
from app.payments import asking
from app.payments.commands import endings, refund_accounts, refunds
from app.payments.forms import SentBackForm
from app.payments.queries import disputes as dispute_queries
from app.payments.queries import endings as ending_queries
from app.payments.queries import refunds as refund_queries
from app.payments.queries.cash import find_cash_taken
from app.payments.rules import seen_as
from app.returns.forms.orders import TransferredForm
from app.returns.forms.refunds import BY_DISPUTE, AdvanceForm, EndingForm, NotGivenBackForm, ReasonForm
from app.sellers.banks import BANKS
from app.settings import setting
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.limits import limit_forms, limit_passwords
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("refunds_admin", __name__, needs="finance")

SIZE = 25
LOOK, ENDING, GIVE_UP, ADVANCE, NOT_GIVEN = "lihat", "akhir", "serah", "talang", "belum"


@bp.get("/pengembalian-dana")
def index() -> str:
    """Refunds of one status or all; what waits for an admin on top."""
    status = next((status for status in RefundStatus if status == request.args.get("status")), None)
    number = page_number(request.args.get("hal"))
    rows = refund_queries.refunds(status, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, refund_queries.count_refunds(status), number, SIZE)
    disputed = dispute_queries.disputed_payments([refund.payment_id for refund, _group in rows])
    return render_template(
        "returns/admin/refunds.html", page=page, status=status, statuses=list(RefundStatus), disputed=disputed
    )


@bp.get("/pengembalian-dana/<int:refund_id>")
def show(refund_id: int) -> str:
    """One refund."""
    return _page(refund_id)


@bp.post("/pengembalian-dana/<int:refund_id>/nomor")
@limit_passwords
@limit_forms
def show_number(refund_id: int) -> str | tuple[str, int]:
    """The number of the account, to an admin who shows to know the password; that it was shown is on record."""
    form = PasswordForm(prefix=LOOK)
    if not form.validate_on_submit():
        return _page(refund_id, look=form), 422
    on_error_show(lambda: _page(refund_id, look=form))
    proven_hash = prove_password(current_user.id, form.password.data)
    asking.check_not_arrived(refund_id)
    with transaction():
        check_still_proven(current_user.id, proven_hash)
        number = refund_accounts.note_account_seen(refund_id)
    return _page(refund_id, number=number or _("tidak dapat dibuka"))


@bp.post("/pengembalian-dana/<int:refund_id>/ulangi")
def retry(refund_id: int) -> Response:
    """Ask the gateway again."""
    on_error_show(lambda: _page(refund_id))
    with transaction():
        refunds.retry(refund_id, admin_id=current_user.id)
    flash(_("Diminta lagi."), "success")
    return redirect(url_for(".show", refund_id=refund_id), 303)


@bp.post("/pengembalian-dana/<int:refund_id>/minta-rekening")
def give_up_gateway(refund_id: int) -> Response | tuple[str, int]:
    """The gateway will never send it: the buyer names a bank account."""
    form = ReasonForm(prefix=GIVE_UP)
    if not form.validate_on_submit():
        return _page(refund_id, giving_up=form), 422
    on_error_show(lambda: _page(refund_id, giving_up=form))
    moves = asking.check_not_awaited(refund_id)
    with transaction():
        endings.give_up_gateway(refund_id, moves, admin_id=current_user.id, because=form.reason.data)
    flash(_("Pembeli diminta menulis nomor rekeningnya."), "success")
    return redirect(url_for(".show", refund_id=refund_id), 303)


@bp.post("/pengembalian-dana/<int:refund_id>/rekening-salah")
def ask_again(refund_id: int) -> Response:
    """The bank does not know the account."""
    on_error_show(lambda: _page(refund_id))
    with transaction():
        refund_accounts.ask_for_another_account(refund_id, admin_id=current_user.id)
    flash(_("Pembeli diminta menulis rekening lain."), "success")
    return redirect(url_for(".show", refund_id=refund_id), 303)


@bp.post("/pengembalian-dana/<int:refund_id>/dibayar")
@limit_passwords
@limit_forms
def pay(refund_id: int) -> Response | tuple[str, int]:
    """It was transferred by hand."""
    form = TransferredForm()
    if not form.validate_on_submit():
        return _page(refund_id, form), 422
    on_error_show(lambda: _page(refund_id, form))
    with proven_transaction(current_user.id, form.password.data):
        reference, seen = form.reference.data, form.seen.data
        refund_accounts.record_transferred(refund_id, reference, seen=seen, admin_id=current_user.id)
    flash(_("Tercatat sebagai sudah ditransfer. Pembeli mendapat surat."), "success")
    return redirect(url_for(".show", refund_id=refund_id), 303)


@bp.post("/pengembalian-dana/<int:refund_id>/kembali")
@limit_passwords
@limit_forms
def send_back(refund_id: int) -> Response | tuple[str, int]:
    """What was transferred by hand has come back from the bank."""
    form = SentBackForm()
    if not form.validate_on_submit():
        return _page(refund_id, back=form), 422
    on_error_show(lambda: _page(refund_id, back=form))
    back = refund_accounts.SentBack(form.transfer.data or "", form.bank_reference.data, form.reason.data)
    with proven_transaction(current_user.id, form.password.data):
        refund_accounts.record_sent_back(refund_id, back, admin_id=current_user.id)
    flash(_("Tercatat: uangnya kembali di rekening kita. Pembeli diminta menulis rekening lain."), "success")
    return redirect(url_for(".show", refund_id=refund_id), 303)


@bp.post("/pengembalian-dana/<int:refund_id>/talangi")
@limit_passwords
@limit_forms
def advance(refund_id: int) -> Response | tuple[str, int]:
    """We pay although the seller who took the cash has too little left with us."""
    form = AdvanceForm(prefix=ADVANCE)
    if not form.validate_on_submit():
        return _page(refund_id, advancing=form), 422
    on_error_show(lambda: _page(refund_id, advancing=form))
    with proven_transaction(current_user.id, form.password.data):
        refund_accounts.advance(refund_id, admin_id=current_user.id, because=form.reason.data)
    flash(_("Tercatat: kita talangi. Sekarang dapat ditransfer."), "success")
    return redirect(url_for(".show", refund_id=refund_id), 303)


@bp.post("/pengembalian-dana/<int:refund_id>/cara-lain")
@limit_passwords
@limit_forms
def settle(refund_id: int) -> Response | tuple[str, int]:
    """The buyer has got the money in another way."""
    form = EndingForm(prefix=ENDING)
    if not form.validate_on_submit():
        return _page(refund_id, ending=form), 422
    on_error_show(lambda: _page(refund_id, ending=form))
    proven_hash = prove_password(current_user.id, form.password.data)
    if form.way.data == BY_DISPUTE:
        settle_it = partial(endings.settle_by_dispute, refund_id, asking.check_not_awaited(refund_id))
    else:
        settle_it = partial(endings.settle_by_hand, refund_id, *asking.check_sent_by_hand(refund_id, form.name.data))
    with transaction():
        check_still_proven(current_user.id, proven_hash)
        settle_it(admin_id=current_user.id, because=form.reason.data)
    flash(_("Tercatat sebagai sudah sampai di pembeli. Pembeli mendapat surat."), "success")
    return redirect(url_for(".show", refund_id=refund_id), 303)


@bp.post("/pengembalian-dana/<int:refund_id>/belum-tunai")
@limit_passwords
@limit_forms
def not_given_back(refund_id: int) -> Response | tuple[str, int]:
    """The seller has not given the cash back, whatever was said in the buyer's name."""
    form = NotGivenBackForm(prefix=NOT_GIVEN)
    if not form.validate_on_submit():
        return _page(refund_id, not_given=form), 422
    on_error_show(lambda: _page(refund_id, not_given=form))
    moves, because = form.moves.data, form.reason.data
    with proven_transaction(current_user.id, form.password.data):
        endings.reopen_not_given_back(refund_id, moves, admin_id=current_user.id, because=because)
    flash(_("Tercatat: uang tunainya belum dikembalikan. Pembeli diminta menulis nomor rekeningnya."), "success")
    return redirect(url_for(".show", refund_id=refund_id), 303)


def _page(
    refund_id: int,
    form: TransferredForm | None = None,
    *,
    look: PasswordForm | None = None,
    back: SentBackForm | None = None,
    ending: EndingForm | None = None,
    giving_up: ReasonForm | None = None,
    advancing: AdvanceForm | None = None,
    not_given: NotGivenBackForm | None = None,
    number: str = "",
) -> str:
    refund, group = refund_queries.get_refund(refund_id)
    account = refund_queries.find_account(refund_id)
    form = form or TransferredForm(formdata=None)
    form.seen.data = seen_as(account) if account else ""
    back = back or SentBackForm(formdata=None)
    back.transfer.data = refund.gateway_reference or ""
    not_given = not_given or NotGivenBackForm(formdata=None, prefix=NOT_GIVEN)
    if refund.channel == RefundChannel.SELLER:
        not_given.moves.data = ending_queries.moves_of(refund)
    disputes = dispute_queries.disputes_of(refund.payment_id)
    return render_template(
        "returns/admin/refund.html",
        refund=refund,
        group=group,
        account=account,
        cash=find_cash_taken(refund),
        banks=BANKS,
        number=number,
        form=form,
        look=look or PasswordForm(formdata=None, prefix=LOOK),
        back=back,
        not_given=not_given,
        ending=ending or EndingForm(formdata=None, prefix=ENDING),
        advancing=advancing or AdvanceForm(formdata=None, prefix=ADVANCE),
        giving_up=giving_up or ReasonForm(formdata=None, prefix=GIVE_UP),
        patience_days=setting("REFUND_PATIENCE").days,
        disputes=disputes,
        free_amount=ending_queries.free_amount(refund.payment_id) if disputes else 0,
        sent_besides=ending_queries.find_sent_besides(refund),
    )
