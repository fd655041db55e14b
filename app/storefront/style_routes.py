"""The style page (demo only): every component with its states, to look at before and after a change."""

from flask import Blueprint, render_template

from app.catalog.queries import on_sale as catalog
from app.web.charts import bars
from app.web.pagination import Page

bp = Blueprint("style", __name__)

WEEK = (("Sen", 3), ("Sel", 5), ("Rab", 4), ("Kam", 7), ("Jum", 9), ("Sab", 6), ("Min", 11))


@bp.get("/_gaya")
def show() -> str:
    """One page with all parts."""
    page: Page[str] = Page([], 90, 2, 30)
    return render_template("storefront/style.html", cards=catalog.newest_cards(limit=3), week=bars(WEEK), page=page)
