"""What a table brought in is shown to buyers with one press, each product by the rules for it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app import worker
from app.catalog.commands import products as product_commands
from app.catalog.queries import own as own_queries
from app.clock import now
from app.crypto import fingerprint
from app.db import session, transaction
from app.models.account import User
from app.models.bulk import ImportJob, ImportStatus, Outcome
from app.models.catalog import HalalStatus, Product, ProductStatus
from app.models.moderation import CaseStatus, ModerationCase, WordKind
from tests.browser import Browser
from tests.bulk import steps
from tests.bulk.steps import bring_in, rows, table
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory, MediaFactory, ProductFactory, ProductImageFactory
from tests.factories.moderation import ListingWordFactory, ModerationCaseFactory

LONG = "Lada putih pilihan, digiling halus tanpa campuran."


@pytest.fixture
def ani(cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    """Two products on sale, A and B."""
    with transaction():
        CategoryFactory()
        for sku in ("A", "B"):
            product = ProductFactory(
                seller_id=cast.shop_of_ani.id,
                name=f"Lada {sku}",
                description=LONG,
                is_food=True,
                halal=HalalStatus.NON_HALAL,
                variant__sku=sku,
            )
            ProductImageFactory(product_id=product.id, media_id=MediaFactory().id)
    return browser_of(cast.ani)


def named(name: str) -> Product:
    return session.scalars(select(Product).where(Product.name == name)).one()


def publish(browser: Browser, job: ImportJob) -> ImportJob:
    response = browser.post(f"{steps.START}/{job.id}/tayangkan")
    assert response.status_code == 303, response.get_data(as_text=True)
    worker.drain()
    return session.get_one(ImportJob, int(response.location.rsplit("/", 1)[1]))


def edit(browser: Browser, name: str, description: str) -> None:
    product = named(name)
    claims = own_queries.claims_being_edited(product)
    with transaction():
        product_commands.keep_claims(
            product.id,
            seller_id=product.seller_id,
            claims=type(claims)(**claims.as_json() | {"description": description}),
            seen=fingerprint(claims.as_json()),
        )


def test_changes_of_what_is_on_sale_are_shown_with_one_press(ani: Browser) -> None:
    job = bring_in(ani, table([{"sku": sku, "description": f"Baru: {LONG}"} for sku in ("A", "B")]))
    assert named("Lada A").description == LONG
    path = f"{steps.START}/{job.id}"
    page = ani.get(path).get_data(as_text=True)
    assert "Keterangan 2 produk sudah berubah, tetapi belum tayang." in page
    published = publish(ani, job)
    assert published.status == ImportStatus.DONE
    assert [(row.outcome, row.reasons) for row in rows(published)] == [(Outcome.CHANGED, [])] * 2
    assert {named(f"Lada {sku}").description for sku in ("A", "B")} == {f"Baru: {LONG}"}
    assert "belum tayang" not in ani.get(path).get_data(as_text=True)
    again = ani.post(f"{path}/tayangkan")
    assert (again.status_code, "Tidak ada konsep atau perubahan" in again.get_data(as_text=True)) == (422, True)


def test_a_change_with_a_risk_is_looked_at_first_while_the_old_one_stays_up(ani: Browser) -> None:
    with transaction():
        ListingWordFactory(word="menyembuhkan", kind=WordKind.HEALTH_CLAIM)
    said = {"A": f"Menyembuhkan batuk. {LONG}", "B": f"Segar. {LONG}"}
    job = bring_in(ani, table([{"sku": sku, "description": text} for sku, text in said.items()]))
    publish(ani, job)
    assert (named("Lada A").description, named("Lada A").status) == (LONG, ProductStatus.PUBLISHED)
    assert named("Lada B").description == said["B"]
    (case,) = session.scalars(select(ModerationCase))
    assert (case.product_id, case.status) == (named("Lada A").id, CaseStatus.WAITING)


def test_what_was_let_go_under_a_forbidden_name_can_be_changed(ani: Browser, cast: Cast) -> None:
    with transaction():
        ListingWordFactory(word="lada b", kind=WordKind.PROHIBITED)
        ModerationCaseFactory(
            product_id=named("Lada B").id,
            status=CaseStatus.APPROVED,
            claims={"name": "Lada B"},
            risks=["prohibited:lada b"],
            decided_at=now(),
            decided_by_id=cast.eko.id,
        )
    publish(ani, bring_in(ani, table([{"sku": "B", "description": f"Baru: {LONG}"}])))
    assert named("Lada B").description == f"Baru: {LONG}"


def test_a_change_that_somebody_edits_after_the_press_is_not_shown_unseen(ani: Browser) -> None:
    job = bring_in(ani, table([{"sku": "A", "description": f"Baru: {LONG}"}]))
    response = ani.post(f"{steps.START}/{job.id}/tayangkan")
    edit(ani, "Lada A", f"Lain: {LONG}")
    worker.drain()
    (row,) = rows(session.get_one(ImportJob, int(response.location.rsplit("/", 1)[1])))
    assert (row.outcome, named("Lada A").description) == (Outcome.REFUSED, LONG)


def test_a_change_that_was_written_before_is_not_shown_with_a_new_price(ani: Browser) -> None:
    edit(ani, "Lada A", f"Setengah jadi: {LONG}")
    job = bring_in(ani, table([{"sku": "A", "price": "77000"}]))
    assert [row.outcome for row in rows(job)] == [Outcome.CHANGED]
    assert ani.post(f"{steps.START}/{job.id}/tayangkan").status_code == 422
    assert named("Lada A").description == LONG
