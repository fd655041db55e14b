"""How a shop's parcels reach their buyers: the ways it offers, its own courier, hubs, and cash at the door."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.models.shipping import OfferKind, ShippingOffer
from app.regions import queries as regions
from app.sellers.commands import profile
from app.sellers.queries import shops
from app.settings import setting
from app.shipping import rules
from app.shipping.commands import areas, offers
from app.shipping.forms.offers import AreaForm, FlatForm, FreeForm, PreviewForm
from app.shipping.queries import offers as queries
from app.shipping.queries.ways import Parcel, Quote, ways
from app.web.error_pages import on_error_show
from app.web.guards import SELLING, TEAM, Helpers, current_membership, seller_blueprint

bp = seller_blueprint("shipping_seller", __name__, readers=TEAM, writers=SELLING, helpers=Helpers.MAY)

SWITCHES = {"nyala": offers.switch_on, "mati": offers.switch_off}


@bp.get("/pengiriman")
def index() -> str:
    """All ways with their prices, and what buyers somewhere are told."""
    return _page(_area_form())


@bp.post("/pengiriman/wilayah")
def add() -> Response | tuple[str, int]:
    """The courier goes to one more kecamatan, or for another fee."""
    form = _area_form()
    if not form.validate_on_submit():
        return _page(form), 422
    assert form.fee_amount.data is not None, "needed"
    with transaction():
        areas.go_to(current_membership().seller_id, form.district_code.data, fee_amount=form.fee_amount.data)
    flash(_("Wilayah kurir disimpan."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/pengiriman/wilayah/<district_code>/hapus")
def remove(district_code: str) -> Response:
    """The courier does not go there any more."""
    with transaction():
        areas.stay_away_from(current_membership().seller_id, district_code)
    flash(_("Wilayah kurir dihapus."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/pengiriman/tunai")
def cash() -> Response:
    """Whether buyers may pay at the door from now on."""
    on_error_show(lambda: _page(_area_form()))
    change = {"terima": profile.start_taking_cash, "tolak": profile.stop_taking_cash}.get(request.form.get("tunai", ""))
    if change is None:
        raise DomainError(_("Pilih dahulu: terima tunai atau tidak."))
    with transaction():
        change(current_membership().seller_id)
    flash(_("Pilihan Anda tentang uang tunai disimpan."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/pengiriman/cara")
def begin_offer() -> str:
    """The form for one more way."""
    return _offer_page(_flat_form(formdata=None))


@bp.post("/pengiriman/cara")
def add_offer() -> Response | tuple[str, int]:
    """One more courier for one price."""
    form = _flat_form()
    if not form.validate_on_submit():
        return _offer_page(form), 422
    on_error_show(lambda: _offer_page(form))
    with transaction():
        offers.add_offer(current_membership().seller_id, OfferKind.FLAT, form.terms)
    flash(_("Cara kirim ditambah. Pembeli langsung dapat memilihnya."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/pengiriman/cara/<way>")
def show_offer(way: str) -> str:
    """The terms of one way."""
    offer = queries.get_offer(current_membership().seller_id, way)
    return _offer_page(_form_of(offer, formdata=None, obj=offer), offer)


@bp.post("/pengiriman/cara/<way>")
def change_offer(way: str) -> Response | tuple[str, int]:
    """Other terms from the next order on."""
    offer = queries.get_offer(current_membership().seller_id, way)
    form = _form_of(offer)
    if not form.validate_on_submit():
        return _offer_page(form, offer), 422
    with transaction():
        offers.change_offer(current_membership().seller_id, way, form.terms)
    flash(_("Cara kirim disimpan. Pesanan yang sudah dibuat tidak berubah."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/pengiriman/cara/<way>/sakelar")
def switch_offer(way: str) -> Response:
    """Whether buyers may choose it from now on."""
    on_error_show(lambda: _page(_area_form()))
    change = SWITCHES.get(request.form.get("ke", ""))
    if change is None:
        raise DomainError(_("Pilih dahulu: nyalakan atau matikan."))
    with transaction():
        change(current_membership().seller_id, way)
    flash(_("Cara kirim disimpan."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/pengiriman/titik/<int:hub_id>")
def serve_hub(hub_id: int) -> Response:
    """The shop brings parcels to this hub from now on."""
    on_error_show(lambda: _page(_area_form()))
    with transaction():
        offers.serve_hub(current_membership().seller_id, hub_id)
    flash(_("Pembeli sekarang dapat memilih titik ambil ini."), "success")
    return redirect(url_for(".index"), 303)


def _area_form() -> AreaForm:
    return AreaForm(regencies=regions.regencies(setting("PROVINCE_CODE")))


def _flat_form(**options: object) -> FlatForm:
    return FlatForm(regencies=regions.regencies(setting("PROVINCE_CODE")), **options)


def _form_of(offer: ShippingOffer, **options: object) -> FreeForm:
    return _flat_form(**options) if offer.kind == OfferKind.FLAT else FreeForm(**options)


def _offer_page(form: FreeForm, offer: ShippingOffer | None = None) -> str:
    return render_template("shipping/seller/offer.html", form=form, offer=offer, way=offer and rules.name_of(offer))


def _page(form: AreaForm) -> str:
    seller_id = current_membership().seller_id
    goes_to = queries.areas_of(seller_id)
    preview = PreviewForm(request.args if "ke" in request.args else MultiDict({"ke": "Toboali", "kg": "1"}))
    return render_template(
        "shipping/seller/index.html",
        form=form,
        offers={rules.name_of(offer): offer for offer in queries.offers_of_seller(seller_id)},
        hubs=queries.hubs_near(seller_id),
        areas=goes_to,
        places=regions.districts(area.district_code for area in goes_to),
        takes_cash=shops.get_own_shop(seller_id).takes_cash,
        is_offered="cod" in setting("PAYMENT_GATEWAYS"),
        may_change=current_membership().role in SELLING,
        preview=preview,
        **_told(preview),
    )


def _told(form: PreviewForm) -> Mapping[str, object]:
    """What a buyer in the place that was typed is told; nothing when there is no such place."""
    found: list[Quote] = []
    matches = regions.find_districts(form.ke.data, home_province=setting("PROVINCE_CODE")) if form.validate() else []
    if matches:
        seller_id, weight_grams = current_membership().seller_id, (form.kg.data or 1) * rules.KILOGRAM
        found = ways([Parcel(seller_id, weight_grams)], to=matches[0])[seller_id]
    return {"destination": matches[0] if matches else None, "quotes": found}
