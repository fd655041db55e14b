"""Hubs: places where parcels wait for their buyers."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.models.shipping import Hub
from app.regions import queries as regions
from app.settings import setting
from app.shipping.commands import hubs as commands
from app.shipping.forms.hubs import HubForm
from app.shipping.queries import tables
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint

bp = admin_blueprint("shipping_admin_hubs", __name__, needs="finance")

SWITCHES = {"buka": commands.open_hub, "tutup": commands.close_hub}


@bp.get("/ongkir/titik")
def begin() -> str:
    """The form for one more hub."""
    return _page(_form(formdata=None))


@bp.post("/ongkir/titik")
def add() -> Response | tuple[str, int]:
    """One more hub; sellers of its kabupaten decide whether they bring parcels there."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    with transaction():
        commands.add_hub(form.facts)
    flash(_("Titik ambil ditambah. Penjual di kabupatennya sekarang dapat melayaninya."), "success")
    return redirect(url_for("shipping_admin.index"), 303)


@bp.get("/ongkir/titik/<int:hub_id>")
def show(hub_id: int) -> str:
    """The facts of one hub."""
    hub = tables.get_hub(hub_id)
    return _page(_form(formdata=None, obj=hub), hub)


@bp.post("/ongkir/titik/<int:hub_id>")
def change(hub_id: int) -> Response | tuple[str, int]:
    """Other facts from now on."""
    hub = tables.get_hub(hub_id)
    form = _form()
    if not form.validate_on_submit():
        return _page(form, hub), 422
    with transaction():
        commands.change_hub(hub_id, form.facts)
    flash(_("Titik ambil disimpan."), "success")
    return redirect(url_for("shipping_admin.index"), 303)


@bp.post("/ongkir/titik/<int:hub_id>/sakelar")
def switch(hub_id: int) -> Response:
    """Whether new parcels may come."""
    hub = tables.get_hub(hub_id)
    on_error_show(lambda: _page(_form(formdata=None, obj=hub), hub))
    switch_to = SWITCHES.get(request.form.get("ke", ""))
    if switch_to is None:
        raise DomainError(_("Pilih dahulu: buka atau tutup."))
    with transaction():
        switch_to(hub_id)
    flash(_("Titik ambil disimpan."), "success")
    return redirect(url_for("shipping_admin.index"), 303)


def _form(**options: object) -> HubForm:
    return HubForm(regencies=regions.regencies(setting("PROVINCE_CODE")), **options)


def _page(form: HubForm, hub: Hub | None = None) -> str:
    return render_template("shipping/admin/hub.html", form=form, hub=hub)
