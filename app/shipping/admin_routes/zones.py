"""The table of zones: row by row, or as a spreadsheet that is tried before it counts."""

from flask import Response as Download
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.db import transaction
from app.i18n import _
from app.shipping import zone_sheet
from app.shipping.commands import zones as commands
from app.shipping.forms.zones import ZoneForm
from app.shipping.queries import tables
from app.shipping.zone_sheet import Sheet
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.spreadsheets import csv_response
from app.web.uploads import received_text

bp = admin_blueprint("shipping_admin_zones", __name__, needs="finance")

LARGEST_TEXT = 200_000


@bp.get("/ongkir/zona")
def index() -> str:
    """All rows by island."""
    return _page()


@bp.get("/ongkir/zona.csv")
def export() -> Download:
    """The table as a spreadsheet that can be read again."""
    return csv_response("ongkir_zona.csv", zone_sheet.HEAD, zone_sheet.written(tables.zones()))


@bp.get("/ongkir/zona/<int:zone_id>")
def show(zone_id: int) -> str:
    """The figures of one row."""
    zone, name = tables.get_zone(zone_id)
    return render_template("shipping/admin/zone.html", form=ZoneForm(formdata=None, obj=zone), zone=zone, name=name)


@bp.post("/ongkir/zona/<int:zone_id>")
def change(zone_id: int) -> Response | tuple[str, int]:
    """Other figures from the next order on."""
    zone, name = tables.get_zone(zone_id)
    form = ZoneForm()
    if not form.validate_on_submit():
        return render_template("shipping/admin/zone.html", form=form, zone=zone, name=name), 422
    row = form.row(zone.origin_island, zone.destination_code, zone.zone)
    with transaction():
        commands.save_zones([row])
    flash(_("Baris tabel disimpan. Pesanan yang sudah dibuat tidak berubah."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/ongkir/zona/impor")
def import_rows() -> Response | str | tuple[str, int]:
    """Try a spreadsheet; on the second press its good rows count."""
    text = request.form.get("teks", "")
    on_error_show(lambda: _page(text=text))
    text = received_text("berkas", most_bytes=LARGEST_TEXT) or text
    sheet = zone_sheet.read(text, destinations=tables.destination_codes())
    if "terapkan" not in request.form:
        return _page(sheet=sheet, text=text)
    with transaction():
        changed = commands.save_zones(sheet.rows)
    flash(_("%(count)s baris berubah. Pesanan yang sudah dibuat tidak berubah.", count=changed), "success")
    return redirect(url_for(".index"), 303)


def _page(*, sheet: Sheet | None = None, text: str = "") -> str:
    return render_template("shipping/admin/zones.html", zones=tables.zones(), sheet=sheet, text=text)
