"""What comes off a seller's prices."""

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from app.clock import now
from app.pricing import queries
from app.pricing.forms import PriceForm
from app.web.guards import BOOKS, NOBODY, SELLING, Helpers, current_membership, seller_blueprint

bp = seller_blueprint("pricing_seller", __name__, readers=BOOKS | SELLING, writers=NOBODY, helpers=Helpers.MAY)


@bp.get("/potongan")
def deductions() -> str:
    """A price, and what is left of it for the seller."""
    seller_id = current_membership().seller_id
    terms = queries.terms_of([seller_id], now())[seller_id]
    asked = request.args if "harga" in request.args else None
    form = PriceForm(queries.categories(), formdata=asked or MultiDict())
    net = None
    if asked and form.validate():
        net = form.net_of(terms)
    return render_template("pricing/seller/deductions.html", terms=terms, form=form, net=net)
