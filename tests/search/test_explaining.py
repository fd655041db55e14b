"""The published figures are the ones that rank."""

from flask import Flask

from app.search import explaining
from app.search.engine.base import Field
from app.search.ranking import BONUS, FIELD_WEIGHTS, Bonus
from tests.browser import Browser


def test_every_figure_of_the_ranking_is_explained() -> None:
    assert set(explaining.FIELD_NAMES) == set(FIELD_WEIGHTS) == set(Field)
    assert set(explaining.BONUS_NAMES) == set(Bonus._fields)


def test_the_page_shows_the_figures_that_rank(client: Browser, app: Flask) -> None:
    page = " ".join(client.get("/cari/urutan").get_data(as_text=True).split())
    for name, value in BONUS._asdict().items():
        with app.test_request_context():
            text = str(explaining.BONUS_NAMES[name])
        assert f'<td>{text}</td> <td class="num">{explaining.figure(value)}</td>' in page
    assert "Tidak ada yang dapat membeli tempat" in page


def test_help_leads_to_it(client: Browser) -> None:
    assert 'href="/cari/urutan"' in client.get("/bantuan").get_data(as_text=True)
