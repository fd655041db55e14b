"""The mailbox of the demo shop: what it would have sent."""

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from flask import Blueprint, abort, render_template, request

from app.settings import setting

bp = Blueprint("mailbox", __name__)

NAME = re.compile(r"delivery-\d{1,18}(-\d{1,3})?", re.ASCII)
MOST = 100


@bp.get("/_surat")
def index() -> str:
    """The newest mails, and one of them opened."""
    folder = Path(setting("DATA_DIR")) / "mail"
    names = sorted((path.stem for path in folder.glob("delivery-*.eml")), key=_number, reverse=True)[:MOST]
    mails = [(name, _read(folder, name)) for name in names]
    chosen = request.args.get("surat", "")
    opened = None
    if chosen:
        if not NAME.fullmatch(chosen) or not (folder / f"{chosen}.eml").is_file():
            abort(404)
        opened = _read(folder, chosen)
    return render_template("mailbox/index.html", mails=mails, opened=opened, words=_words(opened))


def _read(folder: Path, name: str) -> EmailMessage:
    with (folder / f"{name}.eml").open("rb") as file:
        return BytesParser(EmailMessage, policy=policy.default).parse(file)


def _number(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split("-")[1:])


def _words(mail: EmailMessage | None) -> list[tuple[str, str]]:
    """The text of a mail in pieces, with the path of each address of ours."""
    part = mail.get_body(("plain",)) if mail else None
    if part is None:
        return []
    base = str(setting("BASE_URL"))
    pieces = re.split(r"(\s+)", str(part.get_content()))
    return [(piece, piece.removeprefix(base) if piece.startswith(base + "/") else "") for piece in pieces]
