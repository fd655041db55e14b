"""Documents become drawn pages; nothing of what was sent is kept."""

import pytest
from flask import Flask

from app.gateways import storage
from app.media import commands, papers
from app.media.errors import NotADocument
from tests.files import MARK, hostile, pdf, photo


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
