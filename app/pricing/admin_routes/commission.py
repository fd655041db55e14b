"""The ordered list of commission rules, and what a price leaves under it."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.clock import day_of, now
from app.db import transaction
from app.i18n import _
from app.pricing import commands, queries
from app.pricing.commission import shadows
from app.pricing.forms import EndForm, RuleForm, ShopPriceForm
from app.web.error_pages import on_error_show
from app.web.fields import parse_whole
from app.web.guards import admin_blueprint

bp = admin_blueprint("commission_admin", __name__, needs="finance")

MOST_ENDED = 50
MOST_SHOPS = 1000
LARGEST_POSITION = 10**9


@bp.get("/komisi")
def rules() -> str:
    """The list of rules, and what a price leaves under it."""
    return _rules_page()


@bp.post("/komisi")
def add_rule() -> Response | tuple[str, int]:
    """A new rule at the end of the list."""
    form = RuleForm(queries.categories())
    if not form.validate_on_submit():
        return _rules_page(rule_form=form), 422
    on_error_show(lambda: _rules_page(rule_form=form))
    new_rule = form.new_rule
    with transaction():
        rule_id = commands.add_rule(new_rule).id
    place = shadows([each.rule for each in queries.rules_that_count(now())]).get(rule_id)
    if place is None:
        flash(_("Aturan ditambahkan di urutan terakhir. Naikkan bila harus lebih dahulu."), "success")
    else:
        flash(
            _(
                "Aturan ditambahkan di urutan terakhir, tetapi tidak akan pernah dipakai: aturan %(place)s selalu cocok"
                " lebih dahulu. Naikkan sampai di atasnya, atau akhiri salah satunya.",
                place=place,
            ),
            "warning",
        )
    return redirect(url_for(".rules"), 303)


@bp.post("/komisi/<int:rule_id>/naik")
def move_up(rule_id: int) -> Response | tuple[str, int]:
    """Before the rule that stood above it."""
    on_error_show(_rules_page)
    seen = parse_whole(request.form.get("posisi", ""), lowest=1, highest=LARGEST_POSITION)
    with transaction():
        commands.move_rule_up(rule_id, seen_position=seen or 0)
    return redirect(url_for(".rules"), 303)


@bp.post("/komisi/<int:rule_id>/akhiri")
def end_rule(rule_id: int) -> Response | tuple[str, int]:
    """The rule counts no more."""
    form = EndForm()
    if not form.validate_on_submit():
        return _rules_page(end_form=form), 422
    on_error_show(_rules_page)
    with transaction():
        commands.end_rule(rule_id, because=form.reason.data)
    flash(_("Aturan diakhiri. Pesanan yang sudah dibuat tetap memakainya."), "success")
    return redirect(url_for(".rules"), 303)


def _rules_page(*, rule_form: RuleForm | None = None, end_form: EndForm | None = None) -> str:
    moment, shelves = now(), queries.categories()
    asked = request.args if request.method == "GET" and "harga" in request.args else None
    price_form = ShopPriceForm(shelves, formdata=asked or MultiDict())
    net = None
    if asked and price_form.validate():
        net = price_form.net_of(queries.terms_of([price_form.seller_id], moment)[price_form.seller_id])
    found = queries.rules_that_count(moment)
    return render_template(
        "pricing/admin/rules.html",
        rules=found,
        shadows=shadows([each.rule for each in found]),
        shops=queries.shops(limit=MOST_SHOPS),
        ended=queries.rules_that_ended(moment, limit=MOST_ENDED),
        moment=moment,
        rule_form=rule_form or RuleForm(shelves, formdata=None, starts_on=day_of(moment).date()),
        end_form=end_form or EndForm(formdata=None),
        price_form=price_form,
        net=net,
    )
