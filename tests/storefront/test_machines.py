"""What machines ask."""

from xml.etree import ElementTree as ET

from sqlalchemy import text

from app.db import session, transaction
from app.models.seller import SellerStatus
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.statements import Statements


def test_alive_needs_no_database(client: Browser, statements: Statements) -> None:
    with statements.counted() as seen:
        assert client.get("/healthz").get_json() == {"status": "ok"}
    assert seen == []


def test_ready_at_the_newest_migration_only(client: Browser) -> None:
    assert client.get("/readyz").status_code == 200
    with transaction():
        session.execute(text("UPDATE alembic_version SET version_num = '0001_regions'"))
    assert client.get("/readyz").status_code == 503


def test_crawlers_are_kept_from_personal_pages(client: Browser) -> None:
    page = client.get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /akun" in page
    assert "Sitemap: http://localhost/sitemap.xml" in page


def test_the_sitemap_names_everything_that_is_open(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada")
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="konsep", draft=True)
        ProductFactory(seller_id=cast.shop_of_citra.id, slug="tersembunyi")
        session.merge(cast.shop_of_citra).move_to(SellerStatus.SUSPENDED, because="test")
    response = client.get("/sitemap.xml")
    addresses = {each.text for each in ET.fromstring(response.data).iter() if each.tag.endswith("loc")}
    assert addresses == {
        "http://localhost/",
        "http://localhost/kategori/bumbu-rempah",
        "http://localhost/wilayah/bangka",
        "http://localhost/wilayah/bangka/mendo-barat",
        "http://localhost/toko/lada-kemuja-makmur",
        "http://localhost/produk/lada",
    }
    assert response.headers["Cache-Control"] == "public, max-age=3600"
