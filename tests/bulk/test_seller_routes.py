"""A seller sends tables, looks at what would happen, lets it happen, and takes tables away."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import worker
from app.catalog.commands.products import begin_product
from app.db import session, transaction
from app.gateways import storage
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.bulk import ImportJob, ImportStatus, Outcome
from app.models.catalog import Category, HalalStatus, Product, ProductRevision, ProductStatus, RevisionStatus, Variant
from app.models.moderation import WordKind
from app.models.seller import Seller
from app.models.stock import StockItem, StockMovement
from tests.browser import Browser
from tests.bulk import steps
from tests.bulk.steps import bring_in, check, line, rows, send, table
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory, MediaFactory, ProductFactory, ProductImageFactory
from tests.factories.moderation import ListingWordFactory, ModerationCaseFactory


@pytest.fixture
def ani(cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    with transaction():
        CategoryFactory()
    return browser_of(cast.ani)


def on_disk() -> list[str]:
    return [path.name for path in storage.current().private.root.rglob("*") if path.is_file()]


def products() -> list[Product]:
    return list(session.scalars(select(Product).join(Seller).where(Seller.name.like("%Kemuja%")).order_by(Product.id)))


def variant(sku: str) -> Variant:
    return session.scalars(select(Variant).where(Variant.sku == sku)).one()


def test_new_rows_become_drafts_and_the_file_is_forgotten(ani: Browser, cast: Cast) -> None:
    job = bring_in(ani, table([line("LADA-1"), line("LADA-2", name="Lada Hitam", price="Rp 1.250.000", stock="1.500")]))
    assert job.status == ImportStatus.DONE
    assert [product.name for product in products()] == ["Lada Putih Bubuk", "Lada Hitam"]
    assert {product.status for product in products()} == {ProductStatus.DRAFT}
    assert variant("LADA-2").price_amount == 1_250_000
    assert variant("LADA-2").stock.on_hand == 1_500
    assert on_disk() == []


def test_nothing_changes_before_the_seller_presses_the_button(ani: Browser, cast: Cast) -> None:
    job = check(ani, table([line("LADA-1")]))
    assert job.status == ImportStatus.CHECKED
    assert products() == []
    page = ani.get(f"{steps.START}/{job.id}").get_data(as_text=True)
    assert "Belum ada yang berubah" in page
    assert "Masukkan 1 baris" in page
    assert on_disk() == []


def test_rows_with_one_key_become_one_product_with_choices(ani: Browser, cast: Cast) -> None:
    choices = {"key": "lada", "option1_name": "Isi"}
    bring_in(
        ani, table([line("L-100", option1_value="100 g", **choices), line("L-250", option1_value="250 g", **choices)])
    )
    (product,) = products()
    assert product.option1_name == "Isi"
    assert [each.label for each in product.variants] == ["100 g", "250 g"]


def test_a_known_code_is_changed_and_its_stock_moves_with_a_reason(ani: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, variant__sku="LADA-1", variant__stock=5)
    data = table([{"sku": "LADA-1", "price": "60.000", "stock": "9"}])
    job = bring_in(ani, data)
    assert [row.outcome for row in rows(job)] == [Outcome.CHANGED]
    assert (variant("LADA-1").price_amount, variant("LADA-1").stock.on_hand) == (60_000, 9)
    movement = session.scalars(select(StockMovement).order_by(StockMovement.id.desc())).first()
    assert (movement.on_hand_change, movement.actor_kind, movement.actor_id) == (4, "user", job.begun_by_id)
    actions = list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    for action in ("variant.price_changed", "variant.stock_changed", "import.started", "import.ended"):
        assert actions.count(action) == 1, action


def test_bad_rows_come_back_alone_with_their_reasons(ani: Browser, cast: Cast) -> None:
    data = table([line("A"), line("B", price="1,5"), line("C", category="Rak yang tak ada"), line(""), line("A")])
    job = bring_in(ani, data)
    assert [row.outcome for row in rows(job)] == [Outcome.CREATED, *[Outcome.REFUSED] * 4]
    back = steps.read_csv(ani.get(f"{steps.START}/{job.id}/perbaikan.csv"))
    assert [row["SKU"] for row in back] == ["B", "C", "", "A"]
    assert back[0]["Alasan"].startswith("Harga (Rp): Tulis harga")
    assert back[1]["Alasan"] == "Kategori: Pilih salah satu kategori."
    assert back[3]["Alasan"] == "SKU A sudah ada di baris 2."
    page = ani.get(f"{steps.START}/{job.id}").get_data(as_text=True)
    assert "Baris 3 · B" in page


def test_rows_that_were_mended_land_in_the_product_they_belong_to(ani: Browser, cast: Cast) -> None:
    choices = {"key": "kunci saya", "option1_name": "Isi"}
    first = bring_in(
        ani,
        table(
            [line("L-1", option1_value="100 g", **choices), line("L-2", option1_value="250 g", price="x", **choices)]
        ),
    )
    (back,) = steps.read_csv(ani.get(f"{steps.START}/{first.id}/perbaikan.csv"))
    assert back["Kunci produk"] == "lada-putih-bubuk"
    mended = {key: back[heading] for key, heading in HEADINGS.items() if heading in back} | {"price": "50000"}
    job = bring_in(ani, table([mended]))
    assert [row.outcome for row in rows(job)] == [Outcome.CREATED]
    (product,) = products()
    assert [each.sku for each in product.variants] == ["L-1", "L-2"]


HEADINGS = {column.key: column.heading for column in steps.BY_KEY.values() if column.key != "reasons"}


def test_what_goes_out_changes_nothing_when_it_comes_back(ani: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(
            seller_id=cast.shop_of_ani.id, name="=SUM(1)", description="-pedas\n\n'-asli", tags=["+62", "@x"]
        )
        ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada \x0b _x0041_", description="baris\r\nbaru\ttab")
    for kind in ("xlsx", "csv"):
        out = ani.get(f"/penjual/pusat/produk/ekspor/produk.{kind}")
        job = check(ani, out.get_data(), f"produk.{kind}")
        assert [(row.outcome, row.reasons) for row in rows(job)] == [(Outcome.SAME, [])] * 2, kind
        assert "sama dengan isi toko" in ani.get(f"{steps.START}/{job.id}").get_data(as_text=True)
        assert ani.post(f"{steps.START}/{job.id}/jalankan").status_code == 422


def test_the_example_stands_on_a_shelf_that_fits_it(ani: Browser) -> None:
    with transaction():
        for name in ("Abon & Lauk", "Bumbu & Rempah", "Lainnya"):
            CategoryFactory(name=name)
    _heads, example, *_rest = steps.read_workbook(ani.get(f"{steps.START}/contoh.xlsx"))
    assert "Bumbu & Rempah" in example


def test_the_example_is_skipped_and_its_lists_can_be_chosen_from(ani: Browser) -> None:
    out = ani.get(f"{steps.START}/contoh.xlsx")
    heads, example, *rest = steps.read_workbook(out)
    assert heads[:3] == ("Kunci produk", "SKU", "Nama produk")
    assert (example[1], rest) == ("CONTOH-1", [])
    job = check(ani, out.get_data(), "contoh.xlsx")
    assert (job.status, "belum berisi produk" in job.failure) == (ImportStatus.FAILED, True)
    assert on_disk() == []


def test_one_import_at_a_time(ani: Browser, cast: Cast) -> None:
    first = send(ani, table([line("A")]))
    refused = send(ani, table([line("B")]))
    assert refused.status_code == 409
    assert "Masih ada impor yang berjalan" in refused.get_data(as_text=True)
    worker.drain()
    second = send(ani, table([line("B")]))
    assert second.status_code == 303, "one that nobody started gives way"
    assert session.get_one(ImportJob, int(first.location.rsplit("/", 1)[1])).status == ImportStatus.CANCELLED
    assert len(on_disk()) == 1


def test_what_was_stopped_lands_no_more(ani: Browser, cast: Cast) -> None:
    job = check(ani, table([line("A")]))
    ani.post(f"{steps.START}/{job.id}/jalankan")
    ani.post(f"{steps.START}/{job.id}/batalkan")
    ani.post(f"{steps.START}/{job.id}/batalkan")
    worker.drain()
    assert products() == []
    assert ani.post(f"{steps.START}/{job.id}/jalankan").status_code == 409


def test_pressed_twice_lands_once(ani: Browser, cast: Cast) -> None:
    job = check(ani, table([line("A")]))
    for _ in range(2):
        assert ani.post(f"{steps.START}/{job.id}/jalankan").status_code == 303
    worker.drain()
    assert ani.post(f"{steps.START}/{job.id}/jalankan").status_code == 303
    worker.drain()
    assert len(products()) == 1


def test_what_became_of_it_is_told_by_mail(ani: Browser, app, cast: Cast) -> None:  # type: ignore[no-untyped-def]
    bring_in(ani, table([line("A"), line("B", stock="x")]))
    mails = [path.read_text() for path in (storage.current().private.root.parent.parent / "mail").glob("*.eml")]
    assert any("1 baris baru" in mail and "1 perlu" in mail for mail in mails)


def test_a_code_of_another_product_or_of_an_archived_one_is_refused(ani: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, variant__sku="LAMA", status=ProductStatus.ARCHIVED)
        ProductFactory(seller_id=cast.shop_of_citra.id, variant__sku="MILIK-CITRA")
    job = bring_in(ani, table([line("LAMA"), line("MILIK-CITRA")]))
    assert [row.outcome for row in rows(job)] == [Outcome.REFUSED, Outcome.CREATED]
    assert "diarsipkan" in rows(job)[0].reasons[0]


def test_a_count_below_what_is_promised_is_refused(ani: Browser, cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__sku="A", variant__stock=5)
        session.get_one(StockItem, product.variants[0].id).reserved = 3
    job = check(ani, table([{"sku": "A", "stock": "2"}]))
    (row,) = rows(job)
    assert row.outcome == Outcome.REFUSED
    assert "3 buah sudah dipesan" in row.reasons[0]


def test_drafts_of_an_import_go_on_sale_when_they_are_complete(ani: Browser, cast: Cast) -> None:
    job = bring_in(ani, table([line("A"), line("B", name="Lada Hitam")]))
    first, _second = products()
    add_picture(first)
    response = ani.post(f"{steps.START}/{job.id}/tayangkan")
    worker.drain()
    published = session.get_one(ImportJob, int(response.location.rsplit("/", 1)[1]))
    assert published.status == ImportStatus.DONE
    assert [product.status for product in products()] == [ProductStatus.PUBLISHED, ProductStatus.DRAFT]
    page = ani.get(f"{steps.START}/{published.id}").get_data(as_text=True)
    assert "Tambahkan paling sedikit satu foto" in page


def add_picture(product: Product) -> None:
    with transaction():
        ProductImageFactory(product_id=product.id, media_id=MediaFactory().id)


def test_a_bookkeeper_looks_and_sends_nothing_and_another_shop_sees_nothing(
    ani: Browser, cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    citra = browser_of(cast.citra)
    job = check(ani, table([line("A")]))
    for path in ("", "/kemajuan", "/perbaikan.csv"):
        assert citra.get(f"{steps.START}/{job.id}{path}").status_code == 404
    for path in ("/jalankan", "/batalkan", "/tayangkan"):
        assert citra.post(f"{steps.START}/{job.id}{path}").status_code == 404
    assert session.get_one(ImportJob, job.id).status == ImportStatus.CHECKED
    assert session.scalar(select(func.count(ImportJob.id))) == 1


def test_what_buyers_read_waits_in_a_draft_until_the_seller_shows_it(ani: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada", description="Lama", variant__sku="A")
    data = table([{"sku": "A", "name": "Lada Putih", "description": "Baru", "minimum_quantity": "3"}])
    job = bring_in(ani, data)
    assert [row.outcome for row in rows(job)] == [Outcome.CHANGED]
    (product,) = products()
    draft = session.scalars(select(ProductRevision)).one()
    assert (product.name, draft.status, draft.claims["minimum_quantity"]) == ("Lada", RevisionStatus.DRAFT, 3)
    assert [row.outcome for row in rows(check(ani, data))] == [Outcome.SAME], "what is being written counts"


def test_what_a_person_is_reading_is_not_changed_but_its_price_is(ani: Browser, cast: Cast) -> None:
    with transaction():
        for sku in ("A", "B"):
            product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada", variant__sku=sku)
            ModerationCaseFactory(product_id=product.id)
    job = bring_in(ani, table([{"sku": "A", "name": "Lada Sakti"}, {"sku": "B", "name": "Lada", "price": "9000"}]))
    first, second = rows(job)
    assert (first.outcome, "sedang ditinjau" in first.reasons[0]) == (Outcome.REFUSED, True)
    assert (second.outcome, variant("B").price_amount) == (Outcome.CHANGED, 9_000)


def test_rows_that_leave_what_a_person_is_reading_land(ani: Browser, cast: Cast) -> None:
    with transaction():
        for sku in ("A", "B"):
            product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada", variant__sku=sku)
            claims = {"name": "Lada Sakti"} if sku == "A" else {}
            ModerationCaseFactory(product_id=product.id, claims=claims, risks=["edited" if sku == "A" else "photos"])
    lines = [{"sku": "A", "name": "Lada Sakti", "price": "8000"}, {"sku": "B", "name": "Lada Baru", "price": "9000"}]
    job = bring_in(ani, table(lines))
    assert [row.outcome for row in rows(job)] == [Outcome.CHANGED] * 2
    assert (variant("A").price_amount, variant("B").price_amount) == (8_000, 9_000)
    (draft,) = session.scalars(select(ProductRevision)).all()
    assert draft.claims["name"] == "Lada Baru", "only photos of it wait"


def test_what_nobody_may_sell_is_refused_as_in_the_form(ani: Browser, cast: Cast) -> None:
    with transaction():
        ListingWordFactory(word="akar bahar", kind=WordKind.PROHIBITED)
    job = bring_in(ani, table([line("A", name="Gelang Akar Bahar"), line("B")]))
    assert [row.outcome for row in rows(job)] == [Outcome.REFUSED, Outcome.CREATED]
    assert "akar bahar" in rows(job)[0].reasons[0].casefold()


def test_where_a_table_does_not_say_whether_it_is_food_the_shelf_does(ani: Browser, cast: Cast) -> None:
    with transaction():
        CategoryFactory().is_food = True
        CategoryFactory(slug="anyaman", name="Anyaman", position=1)
    lines = [line("A", name="Lada"), line("B", name="Tampah", category="Anyaman")]
    bring_in(ani, table(lines))
    bring_in(ani, table([line("C", name="Cobek", is_food="Tidak"), line("D", name="Kunyit", is_food="")]))
    assert {each.name: each.is_food for each in products()} == {
        "Lada": True, "Tampah": False, "Cobek": False, "Kunyit": True,
    }  # fmt: skip
    bring_in(ani, table([{"sku": "C", "price": "9000"}]))
    assert not next(each.is_food for each in products() if each.name == "Cobek"), "what is not there stays as it is"


def test_places_sides_and_flags_are_read_as_people_write_them(ani: Browser, cast: Cast) -> None:
    cells = {
        "is_handmade": "ya", "halal": "bersertifikat halal", "ships_only_to": "Bangka, belitung",
        "parcel": "20x15x5", "content": "100", "unit": "g", "tags": "lada, bumbu",
    }  # fmt: skip
    wrong = {"is_food": "mungkin", "ships_not_to": "Atlantis", "parcel": "besar"}
    job = bring_in(ani, table([line("A", **cells), line("B", **wrong)]))
    good, bad = rows(job)
    assert good.reasons == []
    (product,) = products()
    assert (product.is_handmade, product.halal, product.ships_only_to) == (
        True,
        HalalStatus.CERTIFIED,
        ["19.01", "19.02"],
    )
    assert (variant("A").length_cm, variant("A").net_content) == (20, 100)
    assert [reason.split(":")[0] for reason in bad.reasons] == ["Makanan atau minuman", "Tidak dikirim ke"]
    assert "Ukuran paket" not in " ".join(bad.reasons), "the product comes first"


def test_a_file_that_gives_way_to_another_leaves_no_rows(ani: Browser, cast: Cast) -> None:
    first, second = check(ani, table([line("A")])), check(ani, table([line("B")]))
    assert (first.status, first.total, rows(first)) == (ImportStatus.CANCELLED, 0, [])
    assert len(rows(second)) == 1
    assert ani.get(f"{steps.START}/{first.id}").status_code == 200


def test_what_a_shop_has_no_room_for_is_refused_row_by_row(
    ani: Browser, app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, variant__sku="ADA")
    monkeypatch.setitem(app.config, "MOST_PRODUCTS", 3)
    choices = {"key": "lada", "option1_name": "Isi"}
    both = [line("L-1", option1_value="100 g", **choices), line("L-2", option1_value="250 g", **choices)]
    lines = [*both, line("A", name="Lada Hitam"), line("B", name="Lada Hijau"), line("ADA", name="Lada Merah")]
    job = check(ani, table(lines))
    created, refused = [Outcome.CREATED] * 3, [Outcome.REFUSED]
    assert [row.outcome for row in rows(job)] == [*created, *refused, Outcome.CHANGED]
    assert "paling banyak 3 produk" in rows(job)[3].reasons[0]
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, variant__sku="SAAT-ITU")
    assert ani.post(f"{steps.START}/{job.id}/jalankan").status_code == 303
    worker.drain()
    assert [row.outcome for row in rows(job)] == [*created[:2], *refused * 2, Outcome.CHANGED]


def test_many_products_of_one_name_have_their_own_addresses(ani: Browser, cast: Cast) -> None:
    bring_in(ani, table([line(f"A-{number}") for number in range(250)]))
    slugs = [product.slug for product in products()]
    assert (len(set(slugs)), slugs[0]) == (250, "lada-putih-bubuk")


def test_the_export_says_how_many_drafts_it_leaves_out(ani: Browser, cast: Cast) -> None:
    page, category_id = "/penjual/pusat/produk/ekspor", session.scalars(select(Category.id)).first() or 0
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id)
        begin_product(cast.shop_of_citra.id, name="Madu", category_id=category_id, is_food=True)
    assert "tidak ikut" not in ani.get(page).get_data(as_text=True)
    with transaction():
        begin_product(cast.shop_of_ani.id, name="Rusip", category_id=category_id, is_food=True)
    assert "1 konsep tidak ikut karena belum punya harga" in ani.get(page).get_data(as_text=True)
