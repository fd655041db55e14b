"""What a seller does next, and in which order."""

from collections.abc import Callable
from datetime import timedelta

import time_machine

from app import worker
from app.clock import now
from app.db import transaction
from app.models.account import User
from app.models.catalog import ProductStatus
from app.models.returns import ReturnStatus
from app.orders import commands as orders
from app.seller_centre import queries
from app.seller_centre.tasks import tasks_of
from tests.browser import Browser
from tests.bulk import steps
from tests.bulk.steps import bring_in, check, line, table
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductRevisionFactory
from tests.factories.moderation import ModerationCaseFactory
from tests.factories.order import capture, place
from tests.factories.returns import ReturnCaseFactory
from tests.web.visitors import signed_in


def actions(seller_id: int) -> list[str]:
    return [task.action for task in tasks_of(seller_id, queries.today(seller_id))]


def test_what_has_a_clock_comes_first_by_its_clock_and_low_stock_last(cast: Cast) -> None:
    seller_id = cast.shop_of_ani.id
    assert actions(seller_id) == ["Tambah produk"]
    with transaction():
        product = ProductFactory(seller_id=seller_id, variant__stock=3)
    assert actions(seller_id) == ["Tambah stok"]
    with time_machine.travel(now() - timedelta(days=1), tick=False):
        older = place(cast.dewi, [product])
        capture(older)
        with transaction():
            orders.accept_order(older.orders[0].id, seller_id=seller_id)
    capture(place(cast.dewi, [product]))
    assert actions(seller_id) == ["Siapkan kiriman", "Terima pesanan", "Tambah stok"]
    with transaction():
        ReturnCaseFactory(
            order_id=older.orders[0].id, status=ReturnStatus.REQUESTED, answer_by=now() + timedelta(hours=1)
        )
    assert actions(seller_id) == ["Baca pengajuan", "Siapkan kiriman", "Terima pesanan", "Tambah stok"]
    assert actions(cast.shop_of_citra.id) == ["Tambah produk"]


def test_what_stands_packed_is_a_task_on_its_last_day_only(cast: Cast) -> None:
    seller_id = cast.shop_of_ani.id
    with transaction():
        product = ProductFactory(seller_id=seller_id, variant__stock=9)
    group = place(cast.dewi, [product])
    capture(group)
    with transaction():
        order = orders.accept_order(group.orders[0].id, seller_id=seller_id)
        order.fetch_by = now() + timedelta(hours=25)
    assert "Ketik kode" not in actions(seller_id)
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        assert actions(seller_id)[0] == "Ketik kode"


def test_the_home_shows_the_first_with_a_button_and_the_others_below(
    new_client: Callable[[], Browser], cast: Cast
) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=3)
    capture(place(cast.dewi, [product]))
    page = signed_in(new_client(), cast.ani).get("/penjual/pusat").get_data(as_text=True)
    assert page.index("1 pesanan baru menunggu diterima") < page.index("Sesudah itu") < page.index("Stok 1 pilihan")


def test_a_refused_product_waits_for_its_sellers_change(cast: Cast) -> None:
    seller_id = cast.shop_of_ani.id
    with transaction():
        on_sale, draft, changed = (ProductFactory(seller_id=seller_id, draft=each) for each in (False, True, False))
        for product in (on_sale, draft, changed):
            ModerationCaseFactory(product_id=product.id, rejected=True, decided_by_id=cast.eko.id)
        ProductRevisionFactory(product_id=changed.id)
    today = queries.today(seller_id)
    assert (today.refused, today.refused_id) == (2, draft.id)
    assert actions(seller_id) == ["Baca alasannya"]
    with transaction():
        for product in (draft, changed):
            ModerationCaseFactory(product_id=product.id)
    assert actions(seller_id) == []


def test_an_edit_that_was_refused_and_dropped_is_no_task_of_a_hidden_product(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    seller_id = cast.shop_of_ani.id
    with transaction():
        dropped, edited, taken_down = (
            ProductFactory(seller_id=seller_id, status=ProductStatus.UNPUBLISHED) for _ in range(3)
        )
        for product, risk in ((dropped, "watched:naga"), (edited, "watched:naga"), (taken_down, "taken_down")):
            ModerationCaseFactory(product_id=product.id, rejected=True, decided_by_id=cast.eko.id, risks=[risk])
        ProductRevisionFactory(product_id=edited.id)
    today = queries.today(seller_id)
    assert (today.refused, today.refused_id) == (2, edited.id)
    ani = browser_of(cast.ani)
    pages = [ani.get(f"/penjual/pusat/produk/{each.id}") for each in (dropped, edited, taken_down)]
    assert ["Buram." in page.get_data(as_text=True) for page in pages] == [False, True, True]


def test_a_table_waits_until_it_is_brought_in_and_its_bad_rows_until_they_are_sent_again(
    new_client: Callable[[], Browser], cast: Cast
) -> None:
    seller_id, other_id = cast.shop_of_ani.id, cast.shop_of_citra.id
    with transaction():
        CategoryFactory()
    ani = signed_in(new_client(), cast.ani)
    job = check(ani, table([line("A"), line("B", price="x")]))
    assert actions(seller_id) == ["Lihat hasilnya", "Tambah produk"]
    assert ani.post(f"{steps.START}/{job.id}/jalankan").status_code == 303
    worker.drain()
    (task, _draft) = tasks_of(seller_id, queries.today(seller_id))
    assert (task.what, dict(task.values)) == ("1 baris tabel perlu diperbaiki", {"job_id": job.id})
    assert f"{steps.START}/{job.id}" in ani.get("/penjual/pusat").get_data(as_text=True)
    assert actions(other_id) == ["Tambah produk"]
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        assert actions(seller_id) == ["Lengkapi konsep"]
    bring_in(ani, table([line("B")]))
    assert actions(seller_id) == ["Lengkapi konsep"]
