"""The page behind the link of an invitation."""

from collections.abc import Callable

import pytest

from app.accounts import tokens as account_tokens
from app.accounts.queries import accounts as people
from app.db import session, transaction
from app.models.account import User
from app.models.seller import SellerInvitation
from app.sellers import tokens
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD, UserFactory
from tests.factories.seller import SellerInvitationFactory

BrowserOf = Callable[[User], Browser]


@pytest.fixture
def path(cast: Cast) -> str:
    with transaction():
        invitation = SellerInvitationFactory(seller_id=cast.shop_of_ani.id, invited_by_id=cast.ani.id)
        return f"/undangan/{tokens.make_token(invitation)}"


def read(browser: Browser, path: str, *, status: int = 200) -> str:
    response = browser.get(path)
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_a_visitor_reads_what_it_is_about_and_nobody_s_address(client: Browser, path: str) -> None:
    page = read(client, path)
    assert "Lada Kemuja Makmur" in page
    assert f"/masuk?lanjut={path}" in page
    assert f"/daftar?lanjut={path}" in page
    assert "contoh.id" not in page
    assert client.post(path).location == f"/masuk?lanjut={path}"


def test_the_guest_joins_by_a_button_and_looking_joins_nothing(browser_of: BrowserOf, cast: Cast, path: str) -> None:
    with transaction():
        sari = UserFactory(email="Sari@contoh.id", email_folded="sari@contoh.id")
    browser = browser_of(sari)
    assert "Terima undangan" in read(browser, path)
    assert browser.get("/penjual/pusat").status_code == 403
    assert [browser.post(path).location for _ in range(2)] == ["/penjual/pusat"] * 2
    assert browser.get("/penjual/pusat").status_code == 200
    assert browser.get("/penjual/pusat/tim").status_code == 403
    assert "Undangan tidak berlaku" in read(browser, path, status=422)


def test_somebody_else_reads_one_clear_sentence(browser_of: BrowserOf, cast: Cast, path: str) -> None:
    browser = browser_of(cast.dewi)
    page = read(browser, path)
    assert "alamat e-mail lain" in page
    assert "sari@" not in page
    assert "Terima undangan" not in page
    refused = browser.post(path)
    assert refused.status_code == 422
    assert refused.get_data(as_text=True).count("alamat e-mail lain") == 1


def test_an_unconfirmed_guest_confirms_first(browser_of: BrowserOf, cast: Cast, path: str) -> None:
    with transaction():
        sari = UserFactory(email="sari@contoh.id", unconfirmed=True)
    browser = browser_of(sari)
    assert "Kirim surat konfirmasi lagi" in read(browser, path)
    assert browser.post(path).status_code == 422
    assert browser.post("/konfirmasi/kirim-ulang", {"lanjut": path}).location == path


def test_who_works_elsewhere_is_told_so(browser_of: BrowserOf, cast: Cast) -> None:
    with transaction():
        invitation = SellerInvitationFactory(
            seller_id=cast.shop_of_ani.id, invited_by_id=cast.ani.id, email="citra@contoh.id"
        )
        path = f"/undangan/{tokens.make_token(invitation)}"
    refused = browser_of(cast.citra).post(path)
    assert refused.status_code == 422
    assert "Satu akun hanya untuk satu toko" in refused.get_data(as_text=True)


def test_every_link_that_ended_looks_the_same(client: Browser, browser_of: BrowserOf, cast: Cast, path: str) -> None:
    with transaction():
        for invitation in session.query(SellerInvitation):
            invitation.revoked_at = invitation.created_at
    pages = {read(client, address, status=422) for address in (path, path[:-1], "/undangan/x")}
    assert len(pages) == 1
    assert "Undangan ini sudah tidak berlaku" in browser_of(cast.dewi).post(path).get_data(as_text=True)


@pytest.mark.parametrize("signs_in_before_confirming", [True, False])
def test_a_new_person_registers_and_comes_back_to_the_invitation(
    client: Browser, cast: Cast, path: str, signs_in_before_confirming: bool
) -> None:
    form = {"name": "Sari", "email": "sari@contoh.id", "phone": "0812 3456 7890", "password": "tiga ekor kancil minum"}
    answer = client.post(f"/daftar?lanjut={path}", {**form, "terms": "y", "privacy": "y"})
    assert answer.location == f"/daftar/periksa-surat?lanjut={path}"
    credentials = {"email": form["email"], "password": form["password"]}
    sari = people.find_user_by_email("sari@contoh.id")
    assert sari is not None
    confirmation = "/konfirmasi/" + account_tokens.make_token(account_tokens.CONFIRM, sari)
    session.rollback()
    if signs_in_before_confirming:
        assert client.post(f"/masuk?lanjut={path}", credentials).location == path
        client.get(path)
        assert client.post(confirmation).location == path
    else:
        assert client.post(confirmation).location == f"/masuk?lanjut={path}"
        assert client.post(f"/masuk?lanjut={path}", credentials).location == path
    client.get(path)
    assert client.post(path).location == "/penjual/pusat"


def test_a_newcomer_without_an_errand_confirms_as_before(client: Browser, cast: Cast) -> None:
    with transaction():
        sari = UserFactory(email="sari@contoh.id", unconfirmed=True)
        confirmation = "/konfirmasi/" + account_tokens.make_token(account_tokens.CONFIRM, sari)
    assert client.post(confirmation).location == "/masuk"
    assert client.post("/masuk", {"email": "sari@contoh.id", "password": PASSWORD}).location == "/akun"
