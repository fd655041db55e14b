"""Mail: to a folder (demo), to an SMTP server, or to memory. A key makes sending the same message again harmless."""

import hashlib
import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.clock import now

SECONDS = 10
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class MailRefused(Exception):
    """The server did not take the mail. Says what kind of refusal it was, never to whom."""


@dataclass(frozen=True)
class Mail:
    """One message to one address."""

    recipient: str
    subject: str
    text: str
    html: str


class Mailer(Protocol):
    """Sends mail. Raises OSError or MailRefused when it could not."""

    def send(self, mail: Mail, *, key: str) -> None:
        """Send once for each key, as far as the other side allows."""


class MemoryMailer:
    """Keeps mail in a dict."""

    def __init__(self) -> None:
        self.sent: dict[str, Mail] = {}

    def send(self, mail: Mail, *, key: str) -> None:
        """Keep the mail under its key."""
        self.sent.setdefault(key, mail)


class FolderMailer:
    """Writes mail to a folder, one file for each key."""

    def __init__(self, folder: Path, *, sender: str) -> None:
        self.folder, self.sender = folder, sender

    def send(self, mail: Mail, *, key: str) -> None:
        """Write the mail so that it is there wholly or not at all."""
        path = self.folder / f"{key}.eml"
        if path.exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{key}.{os.getpid()}"
        with draft.open("wb") as file:
            file.write(as_message(mail, sender=self.sender, key=key).as_bytes(policy=SMTP))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


class SmtpMailer:
    """Hands mail to a server: smtp://, smtp+tls:// (STARTTLS) or smtps://user:password@host:port."""

    def __init__(self, url: str, *, sender: str) -> None:
        self.url, self.sender = urlsplit(url), sender

    def send(self, mail: Mail, *, key: str) -> None:
        """Hand the mail over; a server that remembers Message-IDs drops the second of the same key."""
        message = as_message(mail, sender=self.sender, key=key)
        try:
            self._hand_over(message)
        except smtplib.SMTPException as error:  # its text holds the address, and texts of errors are logged
            raise MailRefused(type(error).__name__) from None

    def _hand_over(self, message: EmailMessage) -> None:
        host, port = self.url.hostname or "localhost", self.url.port or PORTS[self.url.scheme]
        tls = ssl.create_default_context()
        server: smtplib.SMTP
        if self.url.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=tls)
        else:
            server = smtplib.SMTP(host, port, timeout=SECONDS)
        with server:
            if self.url.scheme == "smtp+tls":
                server.starttls(context=tls)
            if self.url.username:
                server.login(unquote(self.url.username), unquote(self.url.password or ""))
            server.send_message(message)


def build(*, smtp_url: str, data_dir: Path, sender: str) -> Mailer:
    """The mailer these settings ask for. Raises ValueError for a server we cannot speak to."""
    if smtp_url:
        if urlsplit(smtp_url).scheme not in PORTS:
            raise ValueError(f"SMTP_URL must begin with one of {', '.join(PORTS)}")
        return SmtpMailer(smtp_url, sender=sender)
    return FolderMailer(data_dir / "mail", sender=sender)


def as_message(mail: Mail, *, sender: str, key: str) -> EmailMessage:
    """The mail with its headers. Raises ValueError for a line break in an address or a subject."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Date"] = format_datetime(now())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message
