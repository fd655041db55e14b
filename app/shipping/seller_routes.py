"""The shop's own courier: where it goes, and whether the shop takes cash at the door."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.regions import queries as regions
from app.sellers.commands import profile
from app.sellers.queries import shops
from app.settings import setting
from app.shipping import commands, queries
from app.shipping.forms import AreaForm
from app.web.error_pages import on_error_show
from app.web.guards import SELLING, TEAM, current_membership, seller_blueprint

bp = seller_blueprint("shipping_seller", __name__, readers=TEAM, writers=SELLING)


@bp.get("/pengiriman")
def index() -> str:
    """The kecamatan with their fees, and cash."""
    return _page(_form())


@bp.post("/pengiriman/wilayah")
def add() -> Response | tuple[str, int]:
    """The courier goes to one more kecamatan, or for another fee."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    assert form.fee_amount.data is not None, "needed"
    with transaction():
        commands.go_to(current_membership().seller_id, form.district_code.data, fee_amount=form.fee_amount.data)
    flash(_("Wilayah kurir disimpan."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/pengiriman/wilayah/<district_code>/hapus")
def remove(district_code: str) -> Response:
    """The courier does not go there any more."""
    with transaction():
        commands.stay_away_from(current_membership().seller_id, district_code)
    flash(_("Wilayah kurir dihapus."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/pengiriman/tunai")
def cash() -> Response:
    """Whether buyers may pay at the door from now on."""
    on_error_show(lambda: _page(_form()))
    change = {"terima": profile.start_taking_cash, "tolak": profile.stop_taking_cash}.get(request.form.get("tunai", ""))
    if change is None:
        raise DomainError(_("Pilih dahulu: terima tunai atau tidak."))
    with transaction():
        change(current_membership().seller_id)
    flash(_("Pilihan Anda tentang uang tunai disimpan."), "success")
    return redirect(url_for(".index"), 303)


def _form() -> AreaForm:
    return AreaForm(regencies=regions.regencies(setting("PROVINCE_CODE")))


def _page(form: AreaForm) -> str:
    seller_id = current_membership().seller_id
    areas = queries.areas_of(seller_id)
    return render_template(
        "shipping/seller/index.html",
        form=form,
        areas=areas,
        places=regions.districts(area.district_code for area in areas),
        takes_cash=shops.get_own_shop(seller_id).takes_cash,
        is_offered="cod" in setting("PAYMENT_GATEWAYS"),
        may_change=current_membership().role in SELLING,
    )
