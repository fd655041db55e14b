"""Statements of turnover: sent by owners, seen by finance admins on record, accepted or rejected once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from app import worker
from app.clock import now, year_of
from app.db import session, transaction
from app.errors import DomainError
from app.media import commands as media
from app.models.account import RoleName, User
from app.models.audit import AuditEvent
from app.models.media import Document, DocumentKind
from app.models.order import OrderLine
from app.models.payout import StatementStatus, TurnoverStatement
from app.models.seller import MemberRole
from app.pricing.settings import PPH22_BPS, PPH22_EXEMPT_TURNOVER
from app.taxes import commands
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory, UserRoleFactory
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place
from tests.factories.payout import DatedSettingFactory, TurnoverStatementFactory
from tests.factories.seller import SellerMemberFactory
from tests.files import pdf, photo
from tests.payouts import steps
from tests.returns.steps import sell_for_cash

OWN, ADMIN = "/penjual/pusat/pajak", "/admin/pernyataan-omzet"
SignIn = Callable[[User], Browser]
REASON = {"note": "Suratnya belum ditandatangani"}


@pytest.fixture
def ani(cast: Cast, browser_of: SignIn) -> Browser:
    return browser_of(cast.ani)


@pytest.fixture
def finance(cast: Cast, browser_of: SignIn) -> Browser:
    with transaction():
        person = UserFactory()
        UserRoleFactory(user_id=person.id, role=RoleName.FINANCE)
    return browser_of(person)


def this_year() -> int:
    return year_of(now())


def send(browser: Browser, content: bytes | None = None, **values: str):  # type: ignore[no-untyped-def]
    form: dict[str, object] = {"year": str(this_year()), "word": "y"} | values
    return browser.post(OWN, form | {"paper": (BytesIO(content or photo()), "surat.jpg")})


def statements() -> list[TurnoverStatement]:
    session.rollback()
    return list(session.scalars(select(TurnoverStatement).order_by(TurnoverStatement.id)))


def treatments(buyer: User, cast: Cast) -> list[tuple[str, int]]:
    """How the lines of a new order are treated: Ani's first, then Citra's."""
    with transaction():
        products = [ProductFactory(seller_id=shop.id) for shop in (cast.shop_of_ani, cast.shop_of_citra)]
    group = place(buyer, products, 3)
    ids = [order.id for order in sorted(group.orders, key=lambda order: order.seller_id)]
    return [
        (line.tax_treatment, line.pph22_amount)
        for order_id in ids
        for line in session.scalars(select(OrderLine).where(OrderLine.order_id == order_id))
    ]


def test_an_owner_sends_the_paper_and_sees_it_alone(cast: Cast, ani: Browser, browser_of: SignIn) -> None:
    assert send(ani, pdf(2)).location == OWN
    (statement,) = statements()
    assert (statement.seller_id, statement.year, statement.status) == (
        cast.shop_of_ani.id,
        this_year(),
        StatementStatus.SUBMITTED,
    )
    document = session.get_one(Document, statement.document_id)
    assert (document.kind, document.application_id, document.pages) == (DocumentKind.TURNOVER_STATEMENT, None, 2)
    address = f"{OWN}/{statement.id}/berkas"
    response = ani.get(address + "?hal=2")
    assert (response.status_code, response.data[8:12]) == (200, b"WEBP")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert ani.get(address + "?hal=3").status_code == 404
    assert browser_of(cast.citra).get(address).status_code == 404
    for stranger in (cast.budi, cast.dewi):
        assert browser_of(stranger).get(address).status_code == 403
    assert browser_of(cast.eko).get(f"/dokumen/{document.id}").status_code == 404, "it is no paper of an application"
    assert session.scalars(select(AuditEvent).where(AuditEvent.action == "document.viewed")).all() == []


@pytest.mark.parametrize(
    ("values", "said"), [({"year": "1999"}, "perlu diperbaiki"), ({"word": ""}, "Centang"), ({"year": ""}, "Pilih")]
)
def test_a_wrong_form_says_what_is_wrong(ani: Browser, values: dict[str, str], said: str) -> None:
    response = send(ani, **values)
    assert response.status_code == 422
    assert said in response.get_data(as_text=True)
    assert statements() == []


def test_no_file_and_no_document_are_refused(ani: Browser) -> None:
    assert "Pilih dahulu" in ani.post(OWN, {"year": str(this_year()), "word": "y"}).get_data(as_text=True)
    assert "tidak dapat kami baca" in send(ani, b"surat").get_data(as_text=True)
    assert statements() == []


def test_one_statement_for_each_year_and_another_after_a_rejection(ani: Browser, finance: Browser) -> None:
    send(ani)
    assert send(ani).status_code == 409
    assert send(ani, year=str(this_year() + 1)).status_code == 303
    first, _second = statements()
    assert finance.post(f"{ADMIN}/{first.id}/tolak", REASON).status_code == 303
    assert REASON["note"] in ani.get(OWN).get_data(as_text=True)
    assert send(ani).status_code == 303
    assert len(statements()) == 3


def test_each_page_an_admin_looks_at_is_on_record(cast: Cast, ani: Browser, finance: Browser) -> None:
    send(ani)
    (statement,) = statements()
    assert "Lada Kemuja Makmur" in finance.get(ADMIN).get_data(as_text=True)
    assert finance.get(f"{ADMIN}/{statement.id}").status_code == 200
    assert finance.get(f"{ADMIN}/{statement.id}/berkas").status_code == 200
    assert finance.get(f"{ADMIN}/{statement.id}/berkas?hal=2").status_code == 404
    (look,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "document.viewed"))
    assert look.facts == {"statement_id": statement.id, "page": 1}
    assert look.subject_id == statement.document_id


def test_an_accepted_statement_exempts_new_orders_and_leaves_old_ones(
    cast: Cast, ani: Browser, finance: Browser
) -> None:
    assert treatments(cast.dewi, cast) == [("none", 0), ("none", 0)]
    with transaction():
        DatedSettingFactory(name=PPH22_BPS, value=50)
    send(ani)
    assert treatments(cast.dewi, cast) == [("pph22", 750), ("pph22", 750)]
    (statement,) = statements()
    for _ in range(2):
        assert finance.post(f"{ADMIN}/{statement.id}/terima").status_code == 303
    assert treatments(cast.dewi, cast) == [("pph22_exempt", 0), ("pph22", 750)]
    assert finance.post(f"{ADMIN}/{statement.id}/tolak", REASON).status_code == 409
    assert "Tidak dipungut" in ani.get(OWN).get_data(as_text=True)
    lines = session.scalars(select(OrderLine).order_by(OrderLine.id)).all()
    assert [line.tax_treatment for line in lines] == ["none"] * 2 + ["pph22"] * 2 + ["pph22", "pph22_exempt"]


def test_a_statement_against_what_was_sold_here_cannot_be_accepted(cast: Cast, ani: Browser, finance: Browser) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
        DatedSettingFactory(name=PPH22_EXEMPT_TURNOVER, value=99_999)
    capture(place(cast.dewi, [product], 2))
    send(ani)
    (statement,) = statements()
    assert "sudah di atas batas" in finance.get(f"{ADMIN}/{statement.id}").get_data(as_text=True)
    response = finance.post(f"{ADMIN}/{statement.id}/terima")
    assert response.status_code == 422
    assert "Rp99.999" in response.get_data(as_text=True)
    assert statements()[0].status == StatementStatus.SUBMITTED


def test_nobody_decides_about_the_own_shop(cast: Cast, ani: Browser, browser_of: SignIn) -> None:
    send(ani)
    (statement,) = statements()
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.eko.id, role=MemberRole.BOOKKEEPER)
    eko = browser_of(cast.eko)
    assert "rekan Anda yang memutuskan" in eko.get(f"{ADMIN}/{statement.id}").get_data(as_text=True)
    for path, form in (("terima", {}), ("tolak", REASON)):
        assert eko.post(f"{ADMIN}/{statement.id}/{path}", form).status_code == 422
    assert statements()[0].status == StatementStatus.SUBMITTED


def test_a_rejection_needs_a_reason(ani: Browser, finance: Browser) -> None:
    send(ani)
    (statement,) = statements()
    assert finance.post(f"{ADMIN}/{statement.id}/tolak", {"note": "tidak"}).status_code == 422
    assert statements()[0].status == StatementStatus.SUBMITTED


def test_the_owners_are_told(cast: Cast, ani: Browser, finance: Browser, emitted: Callable[[str], list]) -> None:  # type: ignore[type-arg]
    send(ani)
    (statement,) = statements()
    finance.post(f"{ADMIN}/{statement.id}/tolak", REASON)
    assert emitted("turnover_statement.decided") == [{"statement_id": statement.id}]
    worker.drain()


def test_two_admins_at_once_say_one_thing(app: Flask, cast: Cast) -> None:
    with transaction():
        statement_id = TurnoverStatementFactory(seller_id=cast.shop_of_ani.id, sent_by=cast.ani.id).id
    eko_id, fitri_id = cast.eko.id, cast.fitri.id
    steps = [
        lambda: commands.accept_statement(statement_id, admin_id=eko_id),
        lambda: commands.reject_statement(statement_id, admin_id=fitri_id, note=REASON["note"]),
    ] * 2
    assert sorted(together(app, steps)) == ["done", "done", "statement_decided", "statement_decided"]


def test_two_owners_at_once_send_one_statement(app: Flask, cast: Cast) -> None:
    papers = [media.store_paper(photo()) for _ in range(3)]
    seller_id, sender_id, year = cast.shop_of_ani.id, cast.ani.id, this_year()

    def sending(paper: media.Paper) -> Callable[[], object]:
        return lambda: commands.send_statement(seller_id, year, paper, sender_id=sender_id)

    answers = together(app, [sending(paper) for paper in papers])
    assert sorted(answers) == ["done", "statement_already_sent", "statement_already_sent"]
    assert len(statements()) == 1


def together(app: Flask, steps: list[Callable[[], object]]) -> list[str]:
    session.remove()
    start, answers = threading.Barrier(len(steps)), []

    def run(step: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    step()
                answers.append("done")
            except DomainError as error:
                answers.append(error.code)
            finally:
                session.remove()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_form_asks_only_for_years_whose_statement_is_not_here(ani: Browser, cast: Cast) -> None:
    year = this_year()

    def offered() -> list[bool]:
        page = ani.get(OWN).get_data(as_text=True)
        return [f'value="{each}"' in page for each in (year, year + 1)] + ["tidak perlu dikirim lagi" in page]

    assert offered() == [True, True, False]
    send(ani)
    assert offered() == [False, True, True]
    send(ani, year=str(year + 1))
    assert offered() == [False, False, True]


def test_sales_of_a_year_are_those_of_jakarta(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    group = place(cast.dewi, [product], 2)
    assert commands.queries.sales_of_year(cast.shop_of_ani.id, this_year()) == 0, "not paid"
    session.rollback()
    capture(group)
    assert commands.queries.sales_of_year(cast.shop_of_ani.id, this_year()) == group.orders[0].items_amount
    session.rollback()
    with transaction():
        group.orders[0].paid_at = now() - timedelta(days=366)
    assert commands.queries.sales_of_year(cast.shop_of_ani.id, this_year()) == 0


def test_goods_that_were_paid_back_and_cash_that_nobody_has_seen_are_no_turnover(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__price_amount=50_000, variant__stock=9)
    group = place(cast.dewi, [product], 3)
    capture(group)
    steps.refund(group.orders[0])
    order = sell_for_cash(cast.dewi, product, quantity=1)
    assert commands.queries.sales_of_year(cast.shop_of_ani.id, this_year()) == 100_000
    session.rollback()
    with transaction():
        steps.take_cash(order.id)
    assert commands.queries.sales_of_year(cast.shop_of_ani.id, this_year()) == 150_000
