"""Reviewing applications in the back office."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import worker
from app.db import session, transaction
from app.models.account import RoleName
from app.models.seller import ApplicationStatus, Seller, SellerApplication
from app.settings import setting
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserRoleFactory
from tests.factories.seller import SellerApplicationFactory
from tests.web.visitors import signed_in

REASON = {"note": "NIK tidak terbaca, kirim foto baru."}
Ways = Callable[[str], str]


@pytest.fixture
def way(cast: Cast) -> Ways:
    """The paths of Dewi's application."""
    with transaction():
        row = SellerApplicationFactory(applicant_id=cast.dewi.id, shop_name="Dapur <Dewi>", story="Sejak 1998.")
    return lambda step: f"/admin/verifikasi/{row.id}{step}"


@pytest.fixture
def letters(app: object) -> Iterator[Callable[[], list[str]]]:
    folder = Path(setting("DATA_DIR")) / "mail"

    def sent() -> list[str]:
        worker.drain()
        return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.eml"))]

    for path in folder.glob("*.eml"):
        path.unlink()
    yield sent
    for path in folder.glob("*.eml"):
        path.unlink()


def status() -> ApplicationStatus:
    session.expire_all()
    return session.scalars(select(SellerApplication.status)).one()


def shops() -> int:
    return session.scalar(select(func.count(Seller.id))) or 0


def test_a_reviewer_opens_reads_and_approves_and_the_applicant_gets_a_letter(
    client: Browser, cast: Cast, way: Ways, letters: Callable[[], list[str]]
) -> None:
    browser = signed_in(client, cast.eko)
    page = browser.get(way("")).get_data(as_text=True)
    assert "Dapur &lt;Dewi&gt;" in page
    assert "••••0001" in page
    assert browser.post(way("/periksa")).status_code == 303
    assert status() == ApplicationStatus.IN_REVIEW
    assert browser.post(way("/setujui"), {"note": ""}).status_code == 303
    assert (status(), shops()) == (ApplicationStatus.APPROVED, 3)
    (letter,) = letters()
    assert "To: dewi@contoh.id" in letter


def test_a_new_owner_finds_the_seller_centre_open(new_client: Callable[[], Browser], cast: Cast, way: Ways) -> None:
    buyer = signed_in(new_client(), cast.dewi)
    assert buyer.get("/penjual/pusat").status_code == 403
    signed_in(new_client(), cast.eko).post(way("/setujui"), {"note": ""})
    assert "Dapur &lt;Dewi&gt;" in buyer.get("/penjual/pusat").get_data(as_text=True)


def test_the_applicant_reads_the_reason_of_a_refusal(
    client: Browser, cast: Cast, way: Ways, letters: Callable[[], list[str]]
) -> None:
    assert signed_in(client, cast.eko).post(way("/tolak"), REASON).status_code == 303
    assert (status(), shops()) == (ApplicationStatus.REJECTED, 2)
    (letter,) = letters()
    assert "NIK tidak terbaca" in letter
    assert REASON["note"] in client.get(way("")).get_data(as_text=True)


@pytest.mark.parametrize("note", ["", "   ", "kurang", "x" * 1001])
def test_a_refusal_needs_a_reason(client: Browser, cast: Cast, way: Ways, note: str) -> None:
    answer = signed_in(client, cast.eko).post(way("/tolak"), {"note": note})
    assert (answer.status_code, status()) == (422, ApplicationStatus.SUBMITTED)


def test_a_note_that_is_too_long_approves_nothing(client: Browser, cast: Cast, way: Ways) -> None:
    answer = signed_in(client, cast.eko).post(way("/setujui"), {"note": "x" * 1001})
    assert (answer.status_code, status()) == (422, ApplicationStatus.SUBMITTED)


@pytest.mark.parametrize(("step", "form"), [("/setujui", {"note": ""}), ("/tolak", REASON)])
def test_a_decision_pressed_twice_is_one_decision(
    client: Browser, cast: Cast, way: Ways, letters: Callable[[], list[str]], step: str, form: dict[str, str]
) -> None:
    browser = signed_in(client, cast.eko)
    assert [browser.post(way(step), form).status_code for _ in range(2)] == [303, 303]
    assert (shops() <= 3, len(letters())) == (True, 1)


def test_the_second_of_two_reviewers_is_told(
    new_client: Callable[[], Browser], cast: Cast, way: Ways, letters: Callable[[], list[str]]
) -> None:
    eko, fitri = signed_in(new_client(), cast.eko), signed_in(new_client(), cast.fitri)
    assert eko.post(way("/setujui"), {"note": "lengkap"}).status_code == 303
    for step, form in (("/tolak", REASON), ("/setujui", {"note": ""}), ("/periksa", {})):
        answer = fitri.post(way(step), form)
        assert answer.status_code == 409
        assert "Muat ulang" in answer.get_data(as_text=True)
    assert (status(), shops(), len(letters())) == (ApplicationStatus.APPROVED, 3, 1)


def test_a_reviewer_may_and_another_admin_may_not(new_client: Callable[[], Browser], cast: Cast, way: Ways) -> None:
    with transaction():
        UserRoleFactory(user_id=cast.budi.id, role=RoleName.FINANCE)
        UserRoleFactory(user_id=cast.citra.id, role=RoleName.REVIEWER)
    assert signed_in(new_client(), cast.budi).post(way("/periksa")).status_code == 403
    assert signed_in(new_client(), cast.citra).post(way("/periksa")).status_code == 303


def test_nobody_else_sees_or_decides(new_client: Callable[[], Browser], cast: Cast, way: Ways) -> None:
    for person in (cast.dewi, cast.ani, cast.budi):
        browser = signed_in(new_client(), person)
        for path in ("/admin/verifikasi", way("")):
            assert browser.get(path).status_code == 403
        for step in ("/periksa", "/setujui", "/tolak"):
            assert browser.post(way(step), REASON).status_code == 403
    for step in ("/periksa", "/setujui", "/tolak"):
        assert new_client().post(way(step), REASON).headers["Location"].startswith("/masuk")
        assert signed_in(new_client(), cast.eko).get(way(step)).status_code == 405
    assert status() == ApplicationStatus.SUBMITTED


def test_a_demoted_reviewer_loses_the_rights_at_once(client: Browser, cast: Cast, way: Ways) -> None:
    with transaction():
        role = UserRoleFactory(user_id=cast.citra.id, role=RoleName.REVIEWER)
    browser = signed_in(client, cast.citra)
    assert browser.get(way("")).status_code == 200
    with transaction():
        session.delete(session.merge(role))
    assert browser.post(way("/setujui"), {"note": ""}).status_code == 403


def test_the_list_narrows_to_a_status_and_an_unknown_one_shows_all(client: Browser, cast: Cast, way: Ways) -> None:
    browser = signed_in(client, cast.eko)
    for query, is_shown in (("submitted", True), ("rejected", False), ("draft", True), ("%00x", None)):
        answer = browser.get(f"/admin/verifikasi?status={query}")
        if is_shown is not None:
            assert ("Dapur &lt;Dewi&gt;" in answer.get_data(as_text=True)) == is_shown
    assert browser.get(way("9")).status_code == 404
