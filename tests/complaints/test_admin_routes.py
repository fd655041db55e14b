"""Answering complaints in the back office."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.clock import now
from app.db import session, transaction
from app.models.account import RoleName, User
from app.models.complaint import Complaint, ComplaintStatus
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory, UserRoleFactory
from tests.factories.catalog import ProductFactory
from tests.factories.complaint import ComplaintFactory
from tests.factories.order import place

BrowserOf = Callable[[User], Browser]
ANSWER = {"answer": "Kami sudah berbicara dengan penjual; uang Anda kembali besok."}


@pytest.fixture
def rina(cast: Cast) -> User:
    with transaction():
        rina: User = UserFactory(name="Rina", email="rina@contoh.id")
        UserRoleFactory(user_id=rina.id, role=RoleName.REVIEWER)
    return rina


def test_the_one_that_waits_longest_is_first_with_its_clock(browser_of: BrowserOf, rina: User) -> None:
    with transaction():
        ComplaintFactory(number="AD-BARU0000")
        long_ago = now() - timedelta(days=30)
        ComplaintFactory(
            number="AD-DIJAWAB0", status=ComplaintStatus.ANSWERED, created_at=long_ago, answered_at=long_ago
        )
        ComplaintFactory(number="AD-LAMA0000", created_at=now() - timedelta(days=9))
    browser = browser_of(rina)
    page = browser.get("/admin/pengaduan").get_data(as_text=True)
    places = [page.index(number) for number in ("AD-LAMA0000", "AD-BARU0000", "AD-DIJAWAB0")]
    assert places == sorted(places)
    assert page.count("terlambat") == 1
    waiting = browser.get("/admin/pengaduan?status=received").get_data(as_text=True)
    assert "AD-BARU0000" in waiting
    assert "AD-DIJAWAB0" not in waiting
    assert "2 pengaduan menunggu" in browser.get("/admin").get_data(as_text=True)


def test_it_is_read_and_answered_once(browser_of: BrowserOf, rina: User, cast: Cast) -> None:
    with transaction():
        complaint_id = ComplaintFactory(text="Barangnya <b>pecah</b>, tolong ganti.").id
    browser, path = browser_of(rina), f"/admin/pengaduan/{complaint_id}"
    assert "Barangnya &lt;b&gt;pecah" in browser.get(path).get_data(as_text=True)
    for answer in ("", " " * 40, "pendek", "x" * 4001):
        assert browser.post(f"{path}/jawab", {"answer": answer}).status_code == 422
    for _ in range(2):
        assert browser.post(f"{path}/jawab", ANSWER).location == path
    page = browser.get(path).get_data(as_text=True)
    assert ANSWER["answer"] in page
    assert "Rina" in page
    assert "<textarea" not in page
    refused = browser_of(cast.eko).post(f"{path}/jawab", {"answer": "Jawaban lain yang cukup panjang."})
    assert refused.status_code == 409
    assert "sudah dijawab" in refused.get_data(as_text=True)
    assert session.get_one(Complaint, complaint_id).answered_by_id == rina.id


def test_only_reviewers_read_complaints(browser_of: BrowserOf, client: Browser, cast: Cast) -> None:
    with transaction():
        complaint_id = ComplaintFactory(user_id=cast.dewi.id).id
        finance = UserFactory()
        UserRoleFactory(user_id=finance.id, role=RoleName.FINANCE)
    path = f"/admin/pengaduan/{complaint_id}"
    for user in (finance, cast.ani, cast.dewi):
        browser = browser_of(user)
        assert [browser.get(each).status_code for each in ("/admin/pengaduan", path)] == [403, 403]
        assert browser.post(f"{path}/jawab", ANSWER).status_code == 403
    assert client.post(f"{path}/jawab", ANSWER).location == "/masuk"
    assert session.get_one(Complaint, complaint_id).status == ComplaintStatus.RECEIVED


def test_a_complaint_that_is_not_there_is_not_found(browser_of: BrowserOf, rina: User) -> None:
    browser = browser_of(rina)
    assert browser.get("/admin/pengaduan/999999").status_code == 404
    assert browser.post("/admin/pengaduan/999999/jawab", ANSWER).status_code == 404


def test_nobody_answers_the_own_complaint(browser_of: BrowserOf, rina: User, cast: Cast) -> None:
    with transaction():
        complaint_id = ComplaintFactory(user_id=rina.id).id
    browser, path = browser_of(rina), f"/admin/pengaduan/{complaint_id}"
    page = browser.get(path).get_data(as_text=True)
    assert "pengaduan Anda sendiri" in page
    assert "<textarea" not in page
    refused = browser.post(f"{path}/jawab", ANSWER)
    assert refused.status_code == 422
    assert "Anda tidak dapat menjawab pengaduan Anda sendiri." in refused.get_data(as_text=True)
    assert session.get_one(Complaint, complaint_id).status == ComplaintStatus.RECEIVED
    assert browser_of(cast.eko).post(f"{path}/jawab", ANSWER).location == path


def test_the_order_is_one_press_away_for_who_may_open_it(browser_of: BrowserOf, rina: User, cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
    number = place(cast.dewi, [product]).number
    with transaction():
        whole, part, none = (ComplaintFactory(order_number=text).id for text in (number, f"{number}-1", "SB-TIDAKADA"))
    link = f'href="/admin/pesanan/{number}"'
    eko = browser_of(cast.eko)
    pages = {key: eko.get(f"/admin/pengaduan/{key}").get_data(as_text=True) for key in (whole, part, none)}
    assert [link in pages[key] for key in (whole, part, none)] == [True, True, False]
    assert "SB-TIDAKADA" in pages[none]
    assert "/admin/pesanan/" not in pages[none]
    page = browser_of(rina).get(f"/admin/pengaduan/{part}").get_data(as_text=True)
    assert f"{number}-1" in page
    assert link not in page, "a reviewer opens no orders"
