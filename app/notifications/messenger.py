"""The ways to reach a person."""

from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from flask import render_template

from app.gateways.mail import Mail, Mailer
from app.gateways.mail import build as build_mailer
from app.settings import setting

log = structlog.get_logger()


@dataclass(frozen=True)
class Message:
    """What to say to whom: the name of its templates and the values in them."""

    recipient: str
    name: str
    values: dict[str, Any]


class Messenger(Protocol):
    """Delivers a message. The same key delivers it once."""

    def send(self, message: Message, *, key: str) -> None:
        """Deliver the message."""


class EmailMessenger:
    """By mail, from templates/email/<name>/."""

    def __init__(self, mailer: Mailer) -> None:
        self.mailer = mailer

    def send(self, message: Message, *, key: str) -> None:
        """Write the mail and hand it over."""
        folder = f"email/{message.name}"
        mail = Mail(
            recipient=message.recipient,
            subject=" ".join(render_template(f"{folder}/subject.txt", **message.values).split()),
            text=render_template(f"{folder}/body.txt", **message.values).strip() + "\n",
            html=render_template(f"{folder}/body.html", **message.values),
        )
        self.mailer.send(mail, key=key)


class LogMessenger:
    """Into the log, without the address: for installations that send nothing."""

    def send(self, message: Message, *, key: str) -> None:
        """Note that there was something to say."""
        log.info("message", name=message.name, key=key)


def current() -> Messenger:
    """The messenger of this installation."""
    if setting("MESSENGER") == "log":
        return LogMessenger()
    mailer = build_mailer(smtp_url=setting("SMTP_URL"), data_dir=setting("DATA_DIR"), sender=setting("MAIL_FROM"))
    return EmailMessenger(mailer)
