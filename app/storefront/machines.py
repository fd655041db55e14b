"""What machines ask: is it alive, is it ready, what may be crawled."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify, render_template
from sqlalchemy import select

from app.db import session
from app.models.catalog import Category, Product, ProductStatus
from app.models.seller import Seller, SellerStatus
from app.regions import queries as regions
from app.sellers.queries import shops as sellers
from app.settings import setting

bp = Blueprint("machines", __name__)

MOST_ADDRESSES = 50_000
KEPT_FOR_AN_HOUR = "public, max-age=3600"


@bp.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """The database answers and stands at the newest migration."""
    directory = current_app.extensions["migrate"].directory
    newest = ScriptDirectory(directory).get_current_head()
    reached = MigrationContext.configure(session.connection()).get_current_revision()
    is_ready = reached == newest
    return jsonify(status="ok" if is_ready else "migrations", revision=reached), 200 if is_ready else 503


@bp.get("/robots.txt")
def robots() -> Response:
    """Public pages may be crawled, personal ones not."""
    closed = ("/akun", "/admin", "/penjual/pusat", "/keranjang", "/checkout", "/pembayaran", "/pesanan", "/cari")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {setting('BASE_URL')}/sitemap.xml")
    return Response("\n".join(lines) + "\n", mimetype="text/plain", headers={"Cache-Control": KEPT_FOR_AN_HOUR})


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """Every category, place with makers, shop and product on sale."""
    makers = sellers.count_shops().of_place
    regencies = regions.regencies(setting("PROVINCE_CODE"))
    places = [place for each in regencies for place in (each, *each.districts) if makers[place.code]]
    categories = session.scalars(select(Category.slug).where(Category.archived_at.is_(None)))
    is_open = Seller.status == SellerStatus.ACTIVE
    shops = session.scalars(select(Seller.slug).where(is_open))
    products = session.scalars(
        select(Product.slug)
        .join(Seller, Seller.id == Product.seller_id)
        .where(is_open, Product.status == ProductStatus.PUBLISHED)
        .order_by(Product.id)
        .limit(MOST_ADDRESSES - 1000)
    )
    page = render_template(
        "machines/sitemap.xml",
        base_url=setting("BASE_URL"),
        categories=categories,
        places=places,
        shops=shops,
        products=products,
    )
    return Response(page, mimetype="application/xml", headers={"Cache-Control": KEPT_FOR_AN_HOUR})
