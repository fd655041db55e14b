"""The mailbox of the demo shop."""

from pathlib import Path

import pytest

from app.gateways.mail import FolderMailer, Mail
from app.settings import setting
from tests.browser import Browser


@pytest.fixture(autouse=True)
def mail(app: object) -> None:
    text = "Halo,\nhttp://localhost/akun\nhttps://jahat.example/x <script>\n"
    mailer = FolderMailer(Path(setting("DATA_DIR")) / "mail", sender="Sebalai <a@sebalai.example>")
    mailer.send(Mail("dewi@contoh.id", "Surat <uji>", text, "<p>x</p>"), key="delivery-990001")


def test_the_newest_mails_are_listed(client: Browser) -> None:
    page = client.get("/_surat").get_data(as_text=True)
    assert "Surat &lt;uji&gt;" in page
    assert "WIB" in page


def test_an_opened_mail_links_to_our_own_pages_only(client: Browser) -> None:
    page = client.get("/_surat?surat=delivery-990001").get_data(as_text=True)
    assert '<a href="/akun">' in page
    assert 'href="https://jahat' not in page
    assert "<script>" not in page.split("letter")[1].split("</p>")[0]


@pytest.mark.parametrize("name", ["delivery-1234567", "../secret_key", "..%2Fsecret_key", "%00", "x" * 300])
def test_there_is_nothing_to_see_beside_the_mails(client: Browser, name: str) -> None:
    assert client.get(f"/_surat?surat={name}").status_code in (400, 404)
