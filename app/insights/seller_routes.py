"""What the figures say, on one page and as a file."""

from flask import render_template, request
from werkzeug.wrappers import Response

from app.clock import now
from app.i18n import lazy_gettext
from app.insights import queries, rules
from app.insights.words import funnel_of, heat_of, places_table
from app.regions import islands
from app.regions.queries import province_names, regency_names
from app.settings import setting
from app.web.charts import columns, levels
from app.web.filters import tanggal
from app.web.guards import NOBODY, TEAM, Helpers, current_membership, seller_blueprint
from app.web.spreadsheets import csv_response

bp = seller_blueprint("insights_seller", __name__, readers=TEAM, writers=NOBODY, helpers=Helpers.MAY)

SIZE = 10
HEADER = (
    lazy_gettext("Produk"),
    lazy_gettext("Dilihat"),
    lazy_gettext("Masuk keranjang"),
    lazy_gettext("Pesanan dibayar"),
    lazy_gettext("Terjual"),
    lazy_gettext("Rupiah"),
    lazy_gettext("Sisa stok"),
    lazy_gettext("Hari kosong"),
)
PERIODS = {str(days): days for days in rules.PERIODS}


@bp.get("/wawasan")
def index() -> str:
    """Views, carts and paid orders; best and dead products; who buys; one tip."""
    seller_id, moment, days = current_membership().seller_id, now(), _days()
    period, weeks = rules.last_days(moment, days), rules.weeks_before(moment)
    empty = queries.empty_times(seller_id, min(period.begin, weeks.begin))
    figures = queries.products_of(seller_id, period, empty)
    by_day = queries.days_of(seller_id, period)
    near, far = queries.large_enough(queries.places_of(seller_id, period), province_code=setting("PROVINCE_CODE"))
    return render_template(
        "insights/seller/index.html",
        days=days,
        periods=rules.PERIODS,
        tip=rules.tip_of_the_week(queries.products_of(seller_id, weeks, empty), moment),
        funnel=levels(funnel_of(figures, by_day)),
        by_day=by_day,
        views=columns([(tanggal(each.day), each.views) for each in by_day]),
        best=rules.best(figures, limit=SIZE),
        dead=rules.dead(figures, limit=SIZE),
        ran_out=sorted((each for each in figures if each.empty_days), key=lambda each: -each.empty_days)[:SIZE],
        buyers=queries.buyers_of(seller_id, period),
        smallest=rules.SMALLEST_GROUP,
        share_of=rules.share_of,
        drawing=islands.regency_drawing(),
        heat=heat_of(near),
        places=places_table(near, far, regency_names(setting("PROVINCE_CODE")), province_names()),
    )


@bp.get("/wawasan.csv")
def as_csv() -> Response:
    """Every product with its figures, for a spreadsheet."""
    seller_id, days = current_membership().seller_id, _days()
    period = rules.last_days(now(), days)
    figures = queries.products_of(seller_id, period, queries.empty_times(seller_id, period.begin))
    header = [str(text) for text in HEADER]
    rows = [
        (each.name, each.views, each.carted, each.orders, each.pieces, each.amount, each.available, each.empty_days)
        for each in figures
    ]
    return csv_response(f"wawasan-{days}-hari.csv", header, rows)


def _days() -> int:
    return PERIODS.get(request.args.get("hari", ""), rules.USUAL_PERIOD)
