"""Each event tells the right person, once."""

import shutil
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import worker
from app.accounts import commands as accounts
from app.clock import now
from app.db import session, transaction
from app.gateways.mail import MemoryMailer
from app.models.seller import SellerMember
from app.notifications import senders
from app.notifications.links import link
from app.notifications.messenger import EmailMessenger, LogMessenger, Message
from app.settings import setting
from tests.cast import Cast
from tests.factories.account import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, complete, place
from tests.factories.seller import SellerApplicationFactory


@pytest.fixture(autouse=True)
def folder(app: Flask) -> Iterator[Path]:
    folder = Path(setting("DATA_DIR")) / "mail"
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def read(path: Path) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())


def mails(folder: Path) -> list[tuple[str, str]]:
    return sorted((letter["To"], letter["Subject"]) for letter in map(read, folder.glob("*.eml")))


def texts(folder: Path) -> str:
    bodies = [letter.get_body((kind,)) for letter in map(read, folder.glob("*.eml")) for kind in ("plain", "html")]
    return "\n".join(body.get_content() for body in bodies if body is not None)


def test_a_sale_tells_the_buyer_and_the_owners_of_the_shop(cast: Cast, folder: Path) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada <Putih>", variant__stock=9)
    group = place(cast.dewi, [product])
    capture(group)
    complete(group, cast.dewi)
    number, shop = group.number, cast.shop_of_ani.name
    worker.drain()
    assert mails(folder) == sorted(
        [
            ("ani@contoh.id", f"Pesanan baru {number}-1"),
            ("ani@contoh.id", f"Pesanan {number}-1 selesai"),
            ("dewi@contoh.id", f"Pesanan {number} menunggu pembayaran"),
            ("dewi@contoh.id", f"Pembayaran pesanan {number} sudah kami terima"),
            ("dewi@contoh.id", f"{shop} menyiapkan pesanan {number}-1"),
            ("dewi@contoh.id", f"Pesanan {number}-1 dalam perjalanan"),
        ]
    )
    said = texts(folder)
    for address in (f"http://localhost/pesanan/{number}", f"http://localhost/pembayaran/{number}"):
        assert address in said
    assert "Lada &lt;Putih&gt;" in said, "HTML parts are escaped"
    assert "Lada <Putih>" in said, "text parts are plain"


def test_a_sender_that_runs_again_sends_no_second_mail(cast: Cast, folder: Path) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
        SellerApplicationFactory(applicant_id=cast.budi.id, decision_note="NIK tidak terbaca")
    group = place(cast.dewi, [product])
    with transaction():
        accounts.request_reset("dewi@contoh.id")
    runs = (
        (senders.email_order_placed, {"group_id": group.id}),
        (senders.email_order_expired, {"group_id": group.id}),
        (senders.email_reset, {"user_id": cast.dewi.id}),
        (senders.email_password_changed, {"user_id": cast.dewi.id}),
        (senders.email_already_registered, {"user_id": cast.dewi.id}),
        (senders.email_application_approved, {"application_id": 1}),
        (senders.email_application_rejected, {"application_id": 1}),
    )
    for place_in_list, (send, payload) in enumerate(runs):
        for _ in range(2):
            send(**payload, key=f"delivery-{place_in_list}")
    assert len(mails(folder)) == len(runs)
    assert "NIK tidak terbaca" in texts(folder)


def test_a_confirmed_person_gets_no_link_any_more(cast: Cast, folder: Path) -> None:
    with transaction():
        newcomer = UserFactory(unconfirmed=True, email="sari@contoh.id")
    senders.email_confirmation(newcomer.id, key="delivery-1")
    senders.email_confirmation(cast.dewi.id, key="delivery-2")
    assert mails(folder) == [("sari@contoh.id", "Konfirmasikan alamat e-mail Anda")]
    assert "http://localhost/konfirmasi/" in texts(folder)


def test_nobody_gets_a_link_for_an_address_without_an_account(app: Flask, folder: Path) -> None:
    senders.email_reset(accounts.NOBODY, key="delivery-1")
    senders.email_already_registered(accounts.NOBODY, key="delivery-2")
    assert mails(folder) == []


def test_former_owners_hear_nothing(cast: Cast, folder: Path) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
    group = place(cast.dewi, [product])
    capture(group)
    with transaction():
        for member in session.scalars(select(SellerMember).where(SellerMember.user_id == cast.ani.id)):
            member.archived_at = now()
    senders.email_new_order(group.orders[0].id, key="delivery-1")
    assert mails(folder) == []


def test_no_transaction_is_open_while_a_mail_is_sent(cast: Cast, folder: Path) -> None:
    senders.email_password_changed(cast.dewi.id, key="delivery-1")
    assert not session().in_transaction()


def test_links_stand_on_the_configured_address(app: Flask) -> None:
    assert link("accounts.confirm", token="a.b-c") == "http://localhost/konfirmasi/a.b-c"


def test_one_message_goes_by_mail_or_into_the_log_without_the_address(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    message = Message("dewi@contoh.id", "password_changed", {"name": "Dewi\n", "link": "http://localhost/"})
    mailer = MemoryMailer()
    for messenger in (EmailMessenger(mailer), LogMessenger()):
        messenger.send(message, key="delivery-1")
    assert mailer.sent["delivery-1"].subject == "Kata sandi Anda sudah diganti"
    captured = capsys.readouterr()
    assert "contoh.id" not in captured.out + captured.err
