"""A product as buyers are going to see it, for its seller alone."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.catalog.queries import own as own_queries
from app.settings import setting
from app.storefront.pages import product_context
from app.web.guards import NOBODY, TEAM, Helpers, current_membership, seller_blueprint

bp = seller_blueprint("preview", __name__, readers=TEAM, writers=NOBODY, helpers=Helpers.MAY)


@bp.get("/produk/<int:product_id>/pratinjau")
def show(product_id: int) -> Response | str:
    """The page of buyers, with nothing to buy on it; without a price there is nothing to show yet."""
    product = own_queries.get_own_product(product_id, current_membership().seller_id)
    if not product.variants:
        return redirect(url_for("catalog_seller.show", product_id=product_id), 303)
    return render_template(
        "storefront/product.html", **product_context(product), base_url=setting("BASE_URL"), is_preview=True
    )
