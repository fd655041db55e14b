"""One contract for the mailers, and SMTP against a small server of our own."""

import socketserver
import threading
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from app.gateways.mail import FolderMailer, Mail, Mailer, MailRefused, MemoryMailer, SmtpMailer, as_message, build

SENDER = "Sebalai <jangan-balas@sebalai.example>"
MAIL = Mail("dewi@contoh.id", "Pesanan – lada putih", "Halo Dewi,\n", "<p>Halo Dewi,</p>")
OTHER = Mail("ani@contoh.id", "Lain", "Lain\n", "<p>Lain</p>")


class Conversation(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a client needs."""

    def handle(self) -> None:
        server: Any = self.server
        self.say("220 contoh")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "RCPT" and server.refuses:
                self.say(f"550 no mailbox {line}")
            elif verb == "DATA":
                self.say("354 go on")
                letter = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    letter += part
                server.letters.append(letter)
                self.say("250 taken")
            else:
                self.say("250 ok")

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class SmtpServer(socketserver.ThreadingTCPServer):
    """Takes letters, or refuses every recipient."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.letters: list[bytes] = []
        self.refuses = False

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def read(letter: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(letter)


@pytest.fixture(params=["folder", "memory"])
def mailer(request: pytest.FixtureRequest, tmp_path: Path) -> Mailer:
    return FolderMailer(tmp_path / "mail", sender=SENDER) if request.param == "folder" else MemoryMailer()


def subjects(mailer: Mailer) -> list[str]:
    if isinstance(mailer, MemoryMailer):
        return sorted(mail.subject for mail in mailer.sent.values())
    assert isinstance(mailer, FolderMailer)
    return sorted(str(read(path.read_bytes())["Subject"]) for path in mailer.folder.iterdir())


def test_the_same_key_is_one_mail(mailer: Mailer) -> None:
    for mail, key in ((MAIL, "delivery-1"), (OTHER, "delivery-1"), (OTHER, "delivery-2")):
        mailer.send(mail, key=key)
    assert subjects(mailer) == [OTHER.subject, MAIL.subject]


def test_a_mail_in_the_folder_has_all_its_parts(tmp_path: Path) -> None:
    FolderMailer(tmp_path, sender=SENDER).send(MAIL, key="delivery-1")
    letter = read((tmp_path / "delivery-1.eml").read_bytes())
    assert (letter["From"], letter["To"], letter["Subject"]) == (SENDER, MAIL.recipient, MAIL.subject)
    assert letter["Date"].datetime.tzinfo is not None
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    assert [part.get_content().splitlines() for part in (text, html)] == [["Halo Dewi,"], ["<p>Halo Dewi,</p>"]]
    assert [path.name for path in tmp_path.iterdir()] == ["delivery-1.eml"], "no draft is left"


def test_the_message_id_follows_from_the_key() -> None:
    ids = [as_message(MAIL, sender=SENDER, key=key)["Message-ID"] for key in ("a", "a", "b")]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@sebalai.example>")


@pytest.mark.parametrize(
    "mail",
    [
        Mail("dewi@contoh.id\nBcc: x@contoh.id", "a", "b", "c"),
        Mail("dewi@contoh.id", "a\r\nBcc: x@contoh.id", "b", "c"),
    ],
)
def test_a_line_break_never_becomes_a_header(mail: Mail, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        FolderMailer(tmp_path, sender=SENDER).send(mail, key="delivery-1")


def test_a_server_gets_the_mail(server: SmtpServer) -> None:
    build(smtp_url=server.url, data_dir=Path(), sender=SENDER).send(MAIL, key="delivery-1")
    (letter,) = map(read, server.letters)
    assert (letter["To"], letter["Subject"]) == (MAIL.recipient, MAIL.subject)


def test_a_refusal_does_not_say_to_whom(server: SmtpServer) -> None:
    server.refuses = True
    with pytest.raises(MailRefused) as refused:
        SmtpMailer(server.url, sender=SENDER).send(MAIL, key="delivery-1")
    assert str(refused.value) == "SMTPRecipientsRefused"
    assert refused.value.__suppress_context__
    assert server.letters == []


def test_a_server_that_is_away_is_an_error_to_try_again(server: SmtpServer) -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), Conversation) as closed:
        port = closed.server_address[1]
    with pytest.raises(OSError, match="refused"):
        SmtpMailer(f"smtp://127.0.0.1:{port}", sender=SENDER).send(MAIL, key="delivery-1")


def test_without_a_server_mail_goes_to_a_folder(tmp_path: Path) -> None:
    mailer = build(smtp_url="", data_dir=tmp_path, sender=SENDER)
    assert isinstance(mailer, FolderMailer)
    assert mailer.folder == tmp_path / "mail"
    with pytest.raises(ValueError, match="SMTP_URL"):
        build(smtp_url="http://contoh.id:80", data_dir=tmp_path, sender=SENDER)
