"""Taking back what finance typed wrongly."""

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app.books.commands import corrections
from app.books.forms import ReversalForm
from app.books.pages import entry_page
from app.db import transaction
from app.i18n import _
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint

bp = admin_blueprint("books_admin_corrections", __name__, needs="finance")


@bp.post("/pembukuan/jurnal/<reference>/batalkan")
def reverse(reference: str) -> Response | tuple[str, int]:
    """A settlement, a bill or a movement of the bank counts for nothing."""
    form = ReversalForm()
    if not form.validate_on_submit():
        return entry_page(reference, form), 422
    on_error_show(lambda: entry_page(reference, form))
    with transaction():
        corrections.reverse(reference, because=form.reason.data)
    flash(_("Catatan dibatalkan. Yang benar dapat dicatat dengan nomor yang sama."), "success")
    return redirect(url_for("books_admin.entry", reference=reference), 303)
