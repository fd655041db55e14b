"""Ways of the marketplace, which reach the buyers of every seller."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.models.shipping import OfferKind, ShippingOffer
from app.regions import queries as regions
from app.settings import setting
from app.shipping.commands import offers
from app.shipping.forms.offers import FlatForm, OurForm
from app.shipping.queries import offers as queries
from app.shipping.queries import tables
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint

bp = admin_blueprint("shipping_admin", __name__, needs="finance")

SWITCHES = {"nyala": offers.switch_on, "mati": offers.switch_off}


@bp.get("/ongkir")
def index() -> str:
    """Our ways, hubs, and the door to the table."""
    return _page()


@bp.get("/ongkir/cara")
def begin() -> str:
    """The form for one more way."""
    return _offer_page(OurForm(formdata=None, regencies=_regencies()))


@bp.post("/ongkir/cara")
def add() -> Response | tuple[str, int]:
    """One more way for the buyers of every seller."""
    form = OurForm(regencies=_regencies())
    if not form.validate_on_submit():
        return _offer_page(form), 422
    on_error_show(lambda: _offer_page(form))
    with transaction():
        offers.add_offer(None, OfferKind(form.kind.data), form.terms)
    flash(_("Cara kirim ditambah. Pembeli semua toko langsung dapat memilihnya."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/ongkir/cara/<int:offer_id>")
def show(offer_id: int) -> str:
    """The terms of one way."""
    offer = queries.get_offer(None, str(offer_id))
    return _offer_page(FlatForm(formdata=None, obj=offer, regencies=_regencies()), offer)


@bp.post("/ongkir/cara/<int:offer_id>")
def change(offer_id: int) -> Response | tuple[str, int]:
    """Other terms from the next order on."""
    offer = queries.get_offer(None, str(offer_id))
    form = FlatForm(regencies=_regencies())
    if not form.validate_on_submit():
        return _offer_page(form, offer), 422
    with transaction():
        offers.change_offer(None, str(offer_id), form.terms)
    flash(_("Cara kirim disimpan. Pesanan yang sudah dibuat tidak berubah."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/ongkir/cara/<int:offer_id>/sakelar")
def switch(offer_id: int) -> Response:
    """Whether buyers may choose it from now on."""
    on_error_show(_page)
    switch_to = SWITCHES.get(request.form.get("ke", ""))
    if switch_to is None:
        raise DomainError(_("Pilih dahulu: nyalakan atau matikan."))
    with transaction():
        switch_to(None, str(offer_id))
    flash(_("Cara kirim disimpan."), "success")
    return redirect(url_for(".index"), 303)


def _regencies() -> tuple[regions.Place, ...]:
    return regions.regencies(setting("PROVINCE_CODE"))


def _offer_page(form: FlatForm, offer: ShippingOffer | None = None) -> str:
    return render_template("shipping/admin/offer.html", form=form, offer=offer)


def _page() -> str:
    hubs = tables.hubs()
    return render_template(
        "shipping/admin/index.html",
        offers=queries.offers_of_marketplace(),
        hubs=hubs,
        places=regions.districts(hub.district_code for hub in hubs),
        provider=setting("SHIPPING_RATES"),
    )
