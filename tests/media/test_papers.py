"""Documents become drawn pages; nothing of what was sent is kept."""

import time
from contextlib import ExitStack

import pytest
from flask import Flask

from app.gateways import storage
from app.media import commands, gate, papers
from app.media.errors import NotADocument, TooBusy
from app.media.pictures import check
from tests.files import MARK, hostile, pdf, photo
from tests.sellers.conftest import files_in_stores


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photographed_document_is_one_page(kind: str) -> None:
    (page,) = papers.draw_pages(photo(kind))
    assert page[8:12] == b"WEBP"


def test_every_page_of_a_pdf_is_drawn() -> None:
    assert [page[8:12] for page in papers.draw_pages(pdf(3))] == [b"WEBP"] * 3


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    with pytest.raises(NotADocument):
        papers.draw_pages(pdf(11))


def test_pages_are_encrypted_where_they_lie(app: Flask) -> None:
    paper = commands.store_paper(photo())
    kept = storage.current().private.read(commands.page_name(paper.id, 1))
    assert b"WEBP" not in kept


@pytest.mark.parametrize("what", sorted(hostile()))
def test_a_hostile_file_is_refused_or_drawn_anew(app: Flask, what: str) -> None:
    _name, data = hostile()[what]
    try:
        pages = papers.draw_pages(data)
    except (NotADocument, commands.pictures.PictureTooLarge):
        return
    assert all(page[8:12] == b"WEBP" and MARK not in page for page in pages)


def test_who_comes_when_others_wait_is_sent_away_at_once(app: Flask) -> None:
    started = time.monotonic()
    with ExitStack() as others:
        others.enter_context(gate.one_at_a_time())
        for _ in range(gate.MOST_AT_THE_DOOR - 1):
            assert gate._at_the_door.acquire(blocking=False)
        for look in (lambda: papers.draw_pages(photo()), lambda: papers.draw_pages(pdf()), lambda: check(photo())):
            with pytest.raises(TooBusy):
                look()
        for _ in range(gate.MOST_AT_THE_DOOR - 1):
            gate._at_the_door.release()
    assert time.monotonic() - started < 1
    assert papers.draw_pages(photo())


def test_the_documents_of_a_form_are_kept_all_or_none(app: Flask) -> None:
    assert [paper.pages for paper in commands.store_papers([photo(), pdf(2)])] == [1, 2]
    kept = files_in_stores()
    with pytest.raises(NotADocument):
        commands.store_papers([photo(), pdf(2), b"no picture"])
    assert files_in_stores() == kept


def test_what_was_stored_is_forgotten_when_it_is_refused(app: Flask) -> None:
    papers = commands.store_papers([photo()])
    with pytest.raises(NotADocument), commands.forgotten_when_refused(commands.ids_of(papers)):
        raise NotADocument
    assert files_in_stores() == []
