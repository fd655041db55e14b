"""The back office's own pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app import audit
from app.admin.queries import home
from app.clock import now
from app.db import session, transaction
from app.jobs import DEMO_JOBS, JOBS
from app.models.account import RoleName, User
from app.models.audit import AuditEvent
from app.models.outbox import DeliveryStatus, Lease, OutboxDelivery, OutboxMessage
from app.models.payment import Difference, Dispute, GatewayEvent, GatewayState, PaymentSplit, Reconciliation, Refund
from app.money import format_rupiah
from tests.admin.deliveries import failed_delivery
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserRoleFactory
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place
from tests.factories.seller import SellerApplicationFactory
from tests.payouts.steps import take_cash
from tests.returns.steps import sell_for_cash
from tests.web.visitors import signed_in

PAGES = ("/admin", "/admin/kesehatan", "/admin/audit")


def text(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def state_of(delivery_id: int) -> tuple[DeliveryStatus, int]:
    session.expire_all()
    delivery = session.get_one(OutboxDelivery, delivery_id)
    return delivery.status, delivery.attempts


def test_the_home_says_what_waits(client: Browser, cast: Cast) -> None:
    with transaction():
        SellerApplicationFactory(applicant_id=cast.dewi.id)
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    failed_delivery()
    group = place(cast.dewi, [product])
    capture(group)
    page = text(signed_in(client, cast.eko), "/admin")
    assert "1 pengajuan menunggu" in page
    assert "1 kiriman bermasalah" in page
    assert f"Rp{group.total_amount:,}".replace(",", ".") in page


def test_cash_that_is_promised_is_not_paid(
    client: Browser, cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PAYMENT_GATEWAYS", ["sandbox", "cod"])
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
    capture(place(cast.dewi, [product]))
    order = sell_for_cash(cast.dewi, product)
    assert home.orders_per_day(days=1)[0][1] == 1
    page = text(signed_in(client, cast.eko), "/admin")
    clearing = page.split("Uang di gerbang bayar")[1].split("Tunai yang dijanjikan")[0]
    assert format_rupiah(order.total_amount) not in clearing
    assert format_rupiah(order.total_amount) in page.split("Tunai yang dijanjikan")[1]
    with transaction():
        take_cash(order.id)
    assert home.orders_per_day(days=1)[0][1] == 2
    assert "Tunai yang dijanjikan" not in text(client, "/admin")


def test_the_menu_is_folded_but_for_the_group_of_the_page(client: Browser, cast: Cast) -> None:
    menu = text(signed_in(client, cast.eko), "/admin/audit").split('<nav class="menu')[1].split("</nav>")[0]
    assert menu.count("<details>") == 3
    (opened,) = menu.split("<details open>")[1:]
    assert 'href="/admin/audit" aria-current="page"' in opened.split("</details>")[0]
    assert menu.count("aria-current") == 1


def test_a_quiet_shop_says_so(client: Browser, cast: Cast) -> None:
    browser = signed_in(client, cast.eko)
    assert "menunggu" not in text(browser, "/admin").split("tiles")[0].split("<main")[1]
    assert "Semua kabar sampai." in text(browser, "/admin/kesehatan")


def test_the_home_says_what_money_asks_for(client: Browser, cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    payment_id = capture(place(cast.dewi, [product]))
    with transaction():
        session.add(Dispute(payment_id=payment_id, gateway_reference="dp_1", amount=1))
        for number, (channel, status) in enumerate(
            [("bank", "requested"), ("bank", "needs_bank_account"), ("gateway", "requested"), ("gateway", "failed")]
        ):
            session.add(
                Refund(payment_id=payment_id, purpose=str(number), channel=channel, status=status, amount=1, reason="")
            )
        runs = [Reconciliation(finished_at=now()), Reconciliation(finished_at=now()), Reconciliation()]
        session.add_all(runs)
        session.flush()
        session.add_all(Difference(reconciliation_id=run.id, kind="split_sum", facts="") for run in runs)
    page = text(signed_in(client, cast.eko), "/admin")
    for address in ("/admin/pembayaran/sengketa", "/admin/pengembalian-dana?status=failed"):
        assert f'href="{address}"' in page
    for sentence in (
        "1 sengketa terbuka",
        "1 pengembalian harus ditransfer",
        "1 pengembalian gagal",
        "1 selisih pada rekonsiliasi terakhir",
    ):
        assert sentence in page
    with transaction():
        UserRoleFactory(user_id=cast.budi.id, role=RoleName.REVIEWER)
    assert "sengketa" not in text(signed_in(client, cast.budi), "/admin"), "money is for finance"


def test_the_health_page_shows_what_failed_and_when_jobs_ran(client: Browser, cast: Cast) -> None:
    failed_delivery()
    with transaction():
        session.add(Lease(name="orders.expire", last_run_at=now(), last_done=4711))
    page = text(signed_in(client, cast.eko), "/admin/kesehatan")
    assert "notifications.senders.email_order_paid" in page
    assert "ConnectionRefusedError" in page
    assert "orders.expire" in page
    assert "4711" in page
    assert "payments.reconcile" in page, "a timer that never ran is shown as well"
    assert "Belum pernah berjalan" in page


def test_a_timer_that_is_a_little_behind_says_by_how_much(client: Browser, cast: Cast) -> None:
    with transaction():
        session.add(Lease(name="orders.expire", last_run_at=now() - timedelta(seconds=50)))
    page = text(signed_in(client, cast.eko), "/admin/kesehatan")
    assert "tertinggal 4" in page


def test_the_health_page_says_in_words_what_each_timer_does(client: Browser, cast: Cast) -> None:
    page = text(signed_in(client, cast.eko), "/admin/kesehatan")
    shown = [job.name for job in (*JOBS, *DEMO_JOBS) if f"<code>{job.name}</code>" in page]
    assert len(shown) >= len(JOBS)
    assert [name for name in shown if f'<span class="under small soft"><code>{name}</code>' not in page] == []


def test_the_health_page_shows_the_money_that_waits_and_gateways_that_refuse_us(client: Browser, cast: Cast) -> None:
    browser = signed_in(client, cast.eko)
    assert text(browser, "/admin/kesehatan").count("tidak ada</span>") == 4
    with transaction():
        session.add(GatewayState(gateway="stripe", refused_at=now(), reason="sk_live_secret"))
        for number, applied_at in enumerate((None, None, now())):
            session.add(
                GatewayEvent(
                    gateway="sandbox",
                    event_id=str(number),
                    kind="paid",
                    payment_reference="x",
                    received_at=now() - timedelta(hours=2),
                    applied_at=applied_at,
                )
            )
        run = Reconciliation(finished_at=now())
        session.add(run)
        session.flush()
        session.add(Difference(reconciliation_id=run.id, kind="split_sum", facts=""))
    page = text(browser, "/admin/kesehatan")
    assert "Gerbang bayar Stripe menolak kunci kita" in page
    assert "sk_live_secret" not in page
    assert "tertua 2 jam lalu" in page
    assert "1 selisih" in page


def test_the_books_are_recomputed_on_demand_and_nothing_changes(client: Browser, cast: Cast) -> None:
    browser = signed_in(client, cast.eko)
    answer = browser.post("/admin/kesehatan/hitung-ulang")
    assert (answer.status_code, "Semua cocok" in answer.get_data(as_text=True)) == (200, True)
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    capture(place(cast.dewi, [product]))
    with transaction():
        session.execute(update(PaymentSplit).values(amount=PaymentSplit.amount - 1))
    page = browser.post("/admin/kesehatan/hitung-ulang").get_data(as_text=True)
    assert "split_sum: payment=1" in page
    assert browser.get("/admin/kesehatan/hitung-ulang").status_code == 405


def test_a_failed_delivery_is_tried_anew_also_when_pressed_twice(client: Browser, cast: Cast) -> None:
    delivery_id = failed_delivery()
    browser = signed_in(client, cast.eko)
    for _ in range(2):
        assert browser.post(f"/admin/kesehatan/{delivery_id}/ulangi").status_code == 303
        assert state_of(delivery_id) == (DeliveryStatus.DUE, 0)
    assert browser.post("/admin/kesehatan/4711/ulangi").status_code == 404
    assert browser.get(f"/admin/kesehatan/{delivery_id}/ulangi").status_code == 405


def test_the_audit_log_says_who_did_what_and_narrows_to_an_action(client: Browser, cast: Cast) -> None:
    delivery_id = failed_delivery()
    browser = signed_in(client, cast.eko)
    browser.post(f"/admin/kesehatan/{delivery_id}/ulangi")
    page = text(browser, "/admin/audit?tindakan=delivery.")
    assert "Kiriman kabar diulangi" in page
    assert "Eko" in page
    assert "handler=notifications.senders.email_order_paid" in page
    assert "<code>delivery.retried</code>" not in text(browser, "/admin/audit?tindakan=order.")


def test_the_audit_log_escapes_what_it_shows_and_has_pages(client: Browser, cast: Cast) -> None:
    with transaction():
        for number in range(51):
            audit.record("test.noted", session.get_one(User, cast.dewi.id), because="<script>", number=number)
    browser = signed_in(client, cast.eko)
    newest, oldest = (text(browser, f"/admin/audit?tindakan=test&hal={page}") for page in (1, 2))
    assert ("number=50" in newest, "number=0<" in newest) == (True, False)
    assert "number=0<" in oldest
    assert "<script>" not in newest.split("<tbody>")[1].split("</tbody>")[0]


@pytest.mark.parametrize("query", ["?tindakan=%25", "?tindakan=_", "?tindakan=\\", "?hal=-1", "?hal=x", "?hal=9999"])
def test_odd_questions_get_an_empty_or_first_page(client: Browser, cast: Cast, query: str) -> None:
    assert "Jejak audit" in text(signed_in(client, cast.eko), f"/admin/audit{query}")


def test_only_staff_comes_in(new_client: Callable[[], Browser], cast: Cast) -> None:
    delivery_id = failed_delivery()
    for person in (cast.dewi, cast.ani, cast.budi):
        browser = signed_in(new_client(), person)
        assert [browser.get(path).status_code for path in PAGES] == [403] * 3
        assert browser.post(f"/admin/kesehatan/{delivery_id}/ulangi").status_code == 403
    for path in PAGES:
        assert new_client().get(path).headers["Location"].startswith("/masuk")
    assert state_of(delivery_id) == (DeliveryStatus.FAILED, 10)


def test_a_role_opens_its_pages_only(client: Browser, cast: Cast) -> None:
    with transaction():
        UserRoleFactory(user_id=cast.budi.id, role=RoleName.FINANCE)
    browser = signed_in(client, cast.budi)
    answers = [browser.get(path).status_code for path in (*PAGES, "/admin/pesanan", "/admin/verifikasi")]
    assert answers == [200, 200, 200, 200, 403]
    home = text(browser, "/admin")
    assert ("/admin/pesanan" in home, "/admin/verifikasi" in home) == (True, False), "a menu leads nowhere closed"


def test_looking_leaves_no_trace(client: Browser, cast: Cast) -> None:
    browser = signed_in(client, cast.eko)
    before = session.query(AuditEvent).count(), session.query(OutboxMessage).count()
    for path in PAGES:
        text(browser, path)
    assert (session.query(AuditEvent).count(), session.query(OutboxMessage).count()) == before
