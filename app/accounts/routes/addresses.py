"""The addresses a person has parcels sent to."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.accounts.commands import accounts as commands
from app.accounts.forms.accounts import AddressForm
from app.accounts.queries import accounts as queries
from app.db import transaction
from app.i18n import _
from app.regions import queries as regions
from app.settings import setting
from app.web.error_pages import on_error_show
from app.web.guards import safe_next

bp = Blueprint("addresses", __name__, url_prefix="/akun/alamat")


@bp.get("")
@login_required
def index() -> str:
    """Where the person's parcels go."""
    kept = queries.addresses_of(current_user.id)
    places = regions.districts(address.district_code for address in kept)
    return render_template("accounts/addresses.html", addresses=kept, places=places)


@bp.route("/baru", methods=["GET", "POST"])
@login_required
def add() -> Response | str | tuple[str, int]:
    """Another address."""
    form = AddressForm()
    facts = _facts_in(form)
    if facts is None:
        return _page(form, title=_("Tambah alamat"))
    on_error_show(lambda: _rendered(form, title=_("Tambah alamat")))
    with transaction():
        commands.add_address(current_user.id, facts)
    return _saved()


@bp.route("/<int:address_id>", methods=["GET", "POST"])
@login_required
def edit(address_id: int) -> Response | str | tuple[str, int]:
    """Correct an address; orders keep what was written when they were placed."""
    address = queries.get_address(current_user.id, address_id)
    form = AddressForm(obj=address)
    facts = _facts_in(form)
    if facts is None:
        return _page(form, title=_("Ubah alamat"))
    with transaction():
        commands.change_address(current_user.id, address_id, facts)
    return _saved()


@bp.post("/<int:address_id>/utama")
@login_required
def make_usual(address_id: int) -> Response:
    """Send parcels here from now on."""
    with transaction():
        commands.make_usual(current_user.id, address_id)
    return redirect(url_for(".index"), 303)


@bp.post("/<int:address_id>/hapus")
@login_required
def archive(address_id: int) -> Response:
    """Take an address off the list."""
    with transaction():
        commands.archive_address(current_user.id, address_id)
    flash(_("Alamat dihapus dari daftar."), "success")
    return redirect(url_for(".index"), 303)


def _facts_in(form: AddressForm) -> commands.AddressFacts | None:
    """The address in a form that was sent whole, with a chosen district; otherwise the form says what is missing."""
    is_whole = form.validate_on_submit()
    place = regions.districts([form.district_code.data]).get(form.district_code.data) if _is_chosen(form) else None
    if form.is_submitted() and place is None and not form.district.errors:
        form.district.errors = [_("Tulis nama kecamatan, tekan Cari, lalu pilih dari daftar.")]
    if not is_whole or place is None:
        return None
    return commands.AddressFacts(
        recipient_name=form.recipient_name.data,
        phone=form.phone.data,
        street=form.street.data,
        district_code=place.code,
        postal_code=form.postal_code.data or place.postal_code,
    )


def _is_chosen(form: AddressForm) -> bool:
    return bool(form.district_code.data) and "cari" not in request.form


def _page(form: AddressForm, *, title: str) -> str | tuple[str, int]:
    page = _rendered(form, title=title)
    return (page, 422) if form.is_submitted() else page


def _rendered(form: AddressForm, *, title: str) -> str:
    matches = regions.find_districts(form.district.data or "", home_province=setting("PROVINCE_CODE"))
    if not matches and form.district_code.data:
        matches = list(regions.districts([form.district_code.data]).values())
    return render_template("accounts/address.html", form=form, matches=matches, title=title)


def _saved() -> Response:
    flash(_("Alamat disimpan."), "success")
    return redirect(safe_next(request.args.get("lanjut"), url_for(".index")), 303)
