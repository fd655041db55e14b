"""Figures of the trade that count from a day on."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import day_of, now
from app.db import transaction
from app.i18n import _
from app.models.payout import DatedSetting
from app.pricing import commands, queries
from app.pricing.forms import NAMES, FigureForm
from app.pricing.settings import FIGURES, PAYOUT_HOLD_DAYS, at_least, lowest_of
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint

bp = admin_blueprint("figures_admin", __name__, needs="finance")

MOST_VALUES = 200


@bp.get("/pengaturan-uang")
def figures() -> str:
    """What holds now and what is going to, with who said so and why."""
    return _figures_page(FigureForm(formdata=None, starts_on=day_of(now()).date()))


@bp.post("/pengaturan-uang")
def set_figure() -> Response | tuple[str, int]:
    """Another value from a day on."""
    form = FigureForm()
    if not form.validate_on_submit():
        return _figures_page(form), 422
    on_error_show(lambda: _figures_page(form))
    number = form.number
    assert number is not None, "validated"
    with transaction():
        commands.set_figure(form.name.data, number, starts_on=form.starts_on.data, because=form.reason.data)
    flash(_("Pengaturan disimpan. Yang sudah dihitung tidak berubah."), "success")
    return redirect(url_for(".figures"), 303)


def _figures_page(form: FigureForm) -> str:
    moment = now()
    values = queries.values_of_figures(limit=MOST_VALUES)
    in_force = {name: next((each for each in values if _counts(each[0], name, moment)), None) for name in FIGURES}
    said = {name: row[0].value if row else FIGURES[name].default for name, row in in_force.items()}
    return render_template(
        "pricing/admin/figures.html",
        amounts={name: at_least(name, value) for name, value in said.items()},
        shortest_hold=lowest_of(PAYOUT_HOLD_DAYS),
        figures=FIGURES,
        names=NAMES,
        in_force=in_force,
        planned=[each for each in reversed(values) if each[0].valid_from > moment],
        history=[each for each in values if each[0].valid_from <= moment],
        form=form,
    )


def _counts(value: DatedSetting, name: str, moment: datetime) -> bool:
    return value.name == name and value.valid_from <= moment
