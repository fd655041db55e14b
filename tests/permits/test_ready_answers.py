"""Words that are kept ready for permits that do not do: into the note, on to the seller, and away again."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from app import worker
from app.db import session, transaction
from app.models.account import User
from app.models.requirement import AnswerKind, Submission, SubmissionStatus
from app.requirements import queries
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.requirement import ReadyAnswerFactory
from tests.notifications.test_senders import folder, read
from tests.permits.conftest import hold

__all__ = ["folder"]

ANSWERS = "/admin/jawaban"
BLURRED = {"baru-kind": "permit_rejection", "baru-title": "Buram", "baru-text": "Fotonya buram. Mohon potret lagi."}
WORDS = BLURRED["baru-text"]


@pytest.fixture
def permit(law: Cast) -> str:
    """Where a reviewer decides about Ani's permit."""
    return f"/admin/izin/{hold(law.shop_of_ani.id, 'pirt', status=SubmissionStatus.SUBMITTED)}"


@pytest.fixture
def eko(law: Cast, permit: str, browser_of: Callable[[User], Browser]) -> Browser:
    """A reviewer who keeps words ready for permits."""
    eko = browser_of(law.eko)
    assert eko.post(ANSWERS, BLURRED).status_code == 303
    return eko


def ready() -> dict[str, int]:
    found = {each.title: each.id for each in queries.answers_for(AnswerKind.PERMIT_REJECTION)}
    session.rollback()
    return found


def press(eko: Browser, permit: str, answer_id: int, note: str = "") -> str:
    """Put words into the note; returns what stands in it then."""
    reply = eko.post(f"{permit}/tolak", {"jawaban": str(answer_id), "tolak-note": note})
    assert reply.status_code == 200
    return unescape(re.findall(r'name="tolak-note".*?>\s*(.*?)</textarea>', reply.get_data(as_text=True), re.DOTALL)[0])


def test_ready_words_come_into_the_note_are_changed_and_reach_the_seller(
    eko: Browser, permit: str, folder: Path
) -> None:
    button = f'name="jawaban" value="{ready()["Buram"]}" formaction="{permit}/tolak#permit_rejection"'
    assert button in eko.get(permit).get_data(as_text=True)
    note = press(eko, permit, ready()["Buram"])
    assert note == WORDS
    assert session.query(Submission).one().status == SubmissionStatus.SUBMITTED, "nothing is decided yet"
    session.rollback()
    for _ in range(2):
        assert eko.post(f"{permit}/tolak", {"tolak-note": f"{note} Cukup halaman pertama."}).status_code == 303
    worker.drain()
    (letter,) = map(read, folder.glob("*.eml"))
    assert (letter["To"], "perlu dikirim ulang" in letter["Subject"]) == ("ani@contoh.id", True)
    for kind in ("plain", "html"):
        assert f"{WORDS} Cukup halaman pertama." in letter.get_body((kind,)).get_content()


def test_another_answer_takes_the_place_and_what_somebody_typed_stays(eko: Browser, permit: str) -> None:
    with transaction():
        ReadyAnswerFactory(title="Lain", text="Nomornya lain dari di dokumen.")
    other = ready()["Lain"]
    assert press(eko, permit, other, WORDS) == "Nomornya lain dari di dokumen."
    assert press(eko, permit, other, "Halo Bu Ani.") == "Halo Bu Ani.\n\nNomornya lain dari di dokumen."


def test_an_answer_that_was_put_away_is_not_offered_and_takes_nothing_away(eko: Browser, permit: str) -> None:
    with transaction():
        gone = ReadyAnswerFactory(title="Lama", text="Kata-kata lama.").id
    assert eko.post(f"{ANSWERS}/{gone}/hapus").status_code == 303
    page = eko.get(permit).get_data(as_text=True)
    assert (">Buram</button>" in page, ">Lama</button>" in page) == (True, False)
    for note in ("", WORDS, "Halo Bu Ani."):
        assert press(eko, permit, gone, note) == note, "from a page that was open since before"


def test_answers_for_something_else_are_not_offered(eko: Browser, permit: str) -> None:
    with transaction():
        other = ReadyAnswerFactory(kind=AnswerKind.APPLICATION_REJECTION, title="Toko", text="Tokonya sudah ada.").id
    assert ">Toko</button>" not in eko.get(permit).get_data(as_text=True)
    assert press(eko, permit, other) == ""
