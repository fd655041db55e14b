"""What somebody need not show, and what they must show after all: one mail for each decision, none for no decision."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from app import worker
from app.clock import now
from app.db import session, transaction
from app.models.account import User
from app.models.seller import ApplicationStatus, SellerApplication
from app.requirements.commands.seeds import seed_requirements
from app.requirements.queries import today
from app.web.filters import tanggal
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.seller import SellerApplicationFactory, SellerMemberFactory
from tests.notifications.test_senders import folder, read

__all__ = ["folder"]

BACK = {"cabut-reason": "Pendampingannya sudah selesai"}
CARD = {"bebas-code": "identity_card", "bebas-reason": "KTP hilang di laut"}


@pytest.fixture
def eko(cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    with transaction():
        seed_requirements()
    return browser_of(cast.eko)


@pytest.fixture
def shop(cast: Cast) -> str:
    return f"/admin/izin/toko/{cast.shop_of_ani.id}/pirt"


@pytest.fixture
def application(cast: Cast) -> int:
    """Dewi's, in which something is missing; returns its id."""
    with transaction():
        facts = {"status": ApplicationStatus.NEEDS_INFO, "shop_name": "Dapur Rusip"}
        return SellerApplicationFactory(applicant_id=cast.dewi.id, **facts).id


def press(browser: Browser, path: str, form: dict[str, str] | None = None, *, times: int = 1) -> None:
    for _ in range(times):
        assert browser.post(path, form or {}).status_code == 303


def letters(folder: Path) -> list[tuple[str, str, str]]:
    """To whom, about what, and the text that both kinds of it say; none of them is there any more then."""
    worker.drain()
    found = []
    for path in sorted(folder.glob("*.eml"), key=lambda path: int(path.stem.split("-")[1])):
        letter = read(path)
        plain, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
        assert all(said in html for said in plain.split("\n\n")[1:3])
        found.append((letter["To"], letter["Subject"], plain))
        path.unlink()
    return found


def test_owners_hear_what_their_shop_need_not_show_why_and_until_when(eko: Browser, shop: str, folder: Path) -> None:
    until = today() + timedelta(days=90)
    press(eko, f"{shop}/bebaskan", {"reason": "Dalam pendampingan", "valid_until": until.isoformat()}, times=2)
    ((to, subject, said),) = letters(folder)
    assert (to, subject) == ("ani@contoh.id", "SPP-IRT (P-IRT) tidak perlu Anda tunjukkan")
    assert "tidak perlu menunjukkan SPP-IRT (P-IRT). Alasannya: Dalam pendampingan" in said
    assert f"berlaku sampai {tanggal(until)}. Sesudah itu syaratnya perlu ditunjukkan." in said
    assert "Anda tidak perlu berbuat apa-apa untuk syarat ini." in said
    assert "http://localhost/penjual/pusat/izin/pirt" in said


def test_owners_hear_once_what_their_shop_must_show_after_all(eko: Browser, shop: str, folder: Path) -> None:
    press(eko, f"{shop}/bebaskan", {"reason": "Dalam pendampingan"})
    ((_to, _subject, said),) = letters(folder)
    assert "berlaku tanpa batas waktu" in said
    press(eko, f"{shop}/cabut", BACK, times=2)
    ((to, subject, said),) = letters(folder)
    assert (to, subject) == ("ani@contoh.id", "Keringanan untuk SPP-IRT (P-IRT) dicabut")
    assert "sudah kami cabut. Alasannya: Pendampingannya sudah selesai" in said
    assert "dulu diberikan karena: Dalam pendampingan" in said
    assert "Kirim SPP-IRT (P-IRT) di halaman izin" in said
    assert "http://localhost/penjual/pusat/izin/pirt" in said


def test_nobody_hears_of_what_changes_nothing(cast: Cast, eko: Browser, shop: str, folder: Path) -> None:
    helping = {"seller_id": cast.shop_of_ani.id, "user_id": cast.eko.id}
    press(eko, f"{shop}/cabut", BACK)
    assert eko.post(f"{shop}/bebaskan", {"reason": "x"}).status_code == 422
    assert eko.post(f"{shop}x/bebaskan", {"reason": "Dalam pendampingan"}).status_code == 404
    assert letters(folder) == []
    press(eko, f"{shop}/bebaskan", {"reason": "Dalam pendampingan"})
    assert len(letters(folder)) == 1
    assert eko.post(f"{shop}/bebaskan", {"reason": "Alasan lain sama sekali"}).status_code == 409
    assert eko.post(f"{shop}/cabut", {"cabut-reason": "x"}).status_code == 422
    assert letters(folder) == [], "the first one holds"
    with transaction():
        SellerMemberFactory(**helping)
    assert eko.post(f"{shop}/cabut", BACK).status_code in (403, 409, 422)
    assert letters(folder) == []


def test_a_waiver_that_is_taken_back_before_the_mail_goes_is_not_promised(
    eko: Browser, shop: str, folder: Path
) -> None:
    press(eko, f"{shop}/bebaskan", {"reason": "Dalam pendampingan"})
    press(eko, f"{shop}/cabut", BACK)
    assert [subject for _to, subject, _said in letters(folder)] == ["Keringanan untuk SPP-IRT (P-IRT) dicabut"]


def test_a_waiver_given_again_after_its_last_day_is_told_again(
    cast: Cast, shop: str, folder: Path, browser_of: Callable[[User], Browser], eko: Browser
) -> None:
    until, eko_id = {"reason": "Dalam pendampingan", "valid_until": today().isoformat()}, cast.eko.id
    press(eko, f"{shop}/bebaskan", until)
    assert len(letters(folder)) == 1
    with time_machine.travel(now() + timedelta(days=2)):
        press(browser_of(session.get_one(User, eko_id)), f"{shop}/bebaskan", {"reason": "Masih dalam pendampingan"})
        ((_to, _subject, said),) = letters(folder)
    assert "Masih dalam pendampingan" in said


def test_applicants_hear_what_they_need_not_show(eko: Browser, application: int, folder: Path) -> None:
    press(eko, f"/admin/verifikasi/{application}/bebaskan", CARD, times=2)
    ((to, subject, said),) = letters(folder)
    assert (to, subject) == ("dewi@contoh.id", "Foto KTP tidak perlu Anda tunjukkan")
    assert "Toko Dapur Rusip tidak perlu menunjukkan Foto KTP. Alasannya: KTP hilang di laut" in said
    assert "http://localhost/penjual/daftar" in said


@pytest.mark.parametrize(
    ("status", "what_to_do"),
    [
        (ApplicationStatus.NEEDS_INFO, "Tunjukkan Foto KTP di halaman pengajuan, lalu kirim pengajuan Anda lagi."),
        (ApplicationStatus.IN_REVIEW, "Sekarang Anda belum perlu berbuat apa-apa."),
    ],
)
def test_applicants_hear_what_they_must_show_after_all(
    eko: Browser, application: int, folder: Path, status: ApplicationStatus, what_to_do: str
) -> None:
    with transaction():
        session.get_one(SellerApplication, application).status = status
    press(eko, f"/admin/verifikasi/{application}/bebaskan", CARD)
    letters(folder)
    press(eko, f"/admin/verifikasi/{application}/cabut", BACK | {"cabut-code": "identity_card"}, times=2)
    ((to, subject, said),) = letters(folder)
    assert (to, subject, what_to_do in said) == ("dewi@contoh.id", "Keringanan untuk Foto KTP dicabut", True)
    assert "KTP hilang di laut" in said
