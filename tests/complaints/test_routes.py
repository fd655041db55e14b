"""Complaining, with and without an account."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.clock import now
from app.db import session, transaction
from app.models.account import User
from app.models.complaint import Complaint, ComplaintKind, ComplaintStatus
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.complaint import ComplaintFactory

BrowserOf = Callable[[User], Browser]
FORM = {
    "kind": "payment",
    "name": "Sari Wulandari",
    "email": "sari@contoh.id",
    "phone": "0812 3456 7890",
    "order_number": " sb-7k2m9qxa-1 ",
    "text": "Saya membayar dua kali untuk satu pesanan.",
}


def count() -> int:
    return session.scalar(select(func.count(Complaint.id))) or 0


def test_anybody_complains_and_reads_what_happens_next(client: Browser, cast: Cast) -> None:
    assert "Ceritakan apa yang terjadi" in client.get("/pengaduan").get_data(as_text=True)
    response = client.post("/pengaduan", FORM)
    kept = session.scalars(select(Complaint)).one()
    assert (response.status_code, response.location) == (303, f"/pengaduan/{kept.number}")
    assert (kept.kind, kept.phone, kept.order_number) == (ComplaintKind.PAYMENT, "+6281234567890", "SB-7K2M9QXA-1")
    assert kept.user_id is None
    answer = client.get(response.location)
    page = answer.get_data(as_text=True)
    assert kept.number in page
    assert "paling lambat" in page
    for text in ("Sari", "sari@", "membayar dua kali"):
        assert text not in page, "a number tells nobody what was written"
    assert "Set-Cookie" not in answer.headers


def test_the_ministry_stays_on_the_page(client: Browser, cast: Cast) -> None:
    for path in ("/pengaduan", "/kontak"):
        page = client.get(path).get_data(as_text=True)
        assert "0853-1111-1010" in page
        assert "Perlindungan Konsumen" in page


def test_phone_and_order_number_may_be_empty(client: Browser, cast: Cast) -> None:
    response = client.post("/pengaduan", {**FORM, "phone": "", "order_number": "", "kind": "other"})
    assert response.status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "gosip"},
        {"name": "https://jahat.example"},
        {"name": " "},
        {"email": "sari"},
        {"phone": "081"},
        {"order_number": "<script>"},
        {"text": "terlalu pendek"},
        {"text": " " * 30},
        {"text": "x" * 4001},
    ],
)
def test_a_wrong_form_is_shown_again_with_what_was_written(client: Browser, cast: Cast, wrong: dict[str, str]) -> None:
    response = client.post("/pengaduan", {**FORM, **wrong})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.get_data(as_text=True)
    assert count() == 0


def test_who_is_signed_in_need_not_write_name_and_address(browser_of: BrowserOf, cast: Cast) -> None:
    dewi = browser_of(cast.dewi)
    page = dewi.get("/pengaduan?pesanan=SB-7K2M9QXA").get_data(as_text=True)
    for value in ("Dewi", "dewi@contoh.id", "SB-7K2M9QXA"):
        assert f'value="{value}"' in page
    dewi.post("/pengaduan", FORM)
    kept = session.scalars(select(Complaint)).one()
    assert (kept.user_id, kept.email) == (cast.dewi.id, "sari@contoh.id")


def test_a_person_reads_the_own_complaints_with_the_answers(browser_of: BrowserOf, cast: Cast) -> None:
    with transaction():
        ComplaintFactory(user_id=cast.dewi.id, text="Menunggu <b>lama</b> sekali.")
        ComplaintFactory(
            user_id=cast.dewi.id, status=ComplaintStatus.ANSWERED, answer="Sudah kami kirim lagi.", answered_at=now()
        )
        ComplaintFactory(user_id=cast.ani.id, text="Ini pengaduan orang lain.")
    page = browser_of(cast.dewi).get("/akun/pengaduan").get_data(as_text=True)
    for text in ("Menunggu &lt;b&gt;lama", "Sudah kami kirim lagi.", "paling lambat", "Sudah dijawab"):
        assert text in page
    assert "orang lain" not in page


def test_many_complaints_come_in_pages(browser_of: BrowserOf, cast: Cast) -> None:
    with transaction():
        for _ in range(21):
            ComplaintFactory(user_id=cast.dewi.id)
    dewi = browser_of(cast.dewi)
    assert 'rel="next"' in dewi.get("/akun/pengaduan").get_data(as_text=True)
    assert dewi.get("/akun/pengaduan?hal=2").get_data(as_text=True).count("Menunggu jawaban") == 1


def test_a_stranger_is_sent_to_the_sign_in_page(client: Browser) -> None:
    assert client.get("/akun/pengaduan").location == "/masuk?lanjut=/akun/pengaduan"


@pytest.mark.parametrize("number", ["AD-00000000", "SB-12345678", "1", "%20"])
def test_an_unknown_number_is_not_found(client: Browser, cast: Cast, number: str) -> None:
    assert client.get(f"/pengaduan/{number}").status_code == 404
