"""What people look for and what things are called, for those who look after the catalogue."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import session, transaction
from app.models.account import RoleName, User
from app.models.search import SynonymGroup
from app.search import commands
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory, UserRoleFactory
from tests.factories.catalog import ProductFactory
from tests.factories.search import SearchCountFactory, today

PAGE, SYNONYMS, LEARN = "/admin/pencarian", "/admin/pencarian/sinonim", "/admin/pencarian/pelajari"
POT = {"canonical": "periuk tanah", "spellings": "belanga\r\nclay pot; kuali, BELANGA\n\n", "note": ""}


@pytest.fixture
def reviewer(cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    with transaction():
        person = UserFactory()
        UserRoleFactory(user_id=person.id, role=RoleName.REVIEWER)
        ProductFactory(seller_id=cast.shop_of_ani.id, name="Periuk Tanah")
    commands.rebuild()
    return browser_of(person)


def text_of(browser: Browser, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def group_named(canonical: str) -> SynonymGroup:
    session.expire_all()
    return session.scalars(select(SynonymGroup).where(SynonymGroup.canonical == canonical)).one()


def test_the_figures_of_a_week_a_month_and_a_quarter(reviewer: Browser) -> None:
    with transaction():
        SearchCountFactory(day=today(), text_folded="belanga", searches=8, found_nothing=7)
        SearchCountFactory(day=today(), text_folded="getas", searches=20, clicks=1, purchases=1)
        SearchCountFactory(day=today() - timedelta(days=20), text_folded="kain cual", searches=3)
        SearchCountFactory(day=today() - timedelta(days=80), text_folded="tudung saji", searches=3)
    week, month, quarter = (text_of(reviewer, f"{PAGE}?hari={days}") for days in (7, 30, 90))
    assert "belanga" in week
    assert "kata=belanga" in week
    assert "kata=getas" not in week
    assert week.count(">getas<") == 2, "among the most searched and among the rarely opened"
    assert (">kain cual<" in week, ">kain cual<" in month, ">kain cual<" in quarter) == (False, True, True)
    assert (">tudung saji<" in month, ">tudung saji<" in quarter) == (False, True)
    assert "<svg" in week
    assert text_of(reviewer, f"{PAGE}?hari=tak-ada").count('aria-current="page"') >= 2


def test_without_searches_the_page_says_so(reviewer: Browser) -> None:
    assert text_of(reviewer, PAGE).count("Belum ada dalam kurun ini.") == 3


def test_a_new_group_is_kept_with_each_spelling_once(reviewer: Browser) -> None:
    text_of(reviewer, f"{SYNONYMS}/baru")
    assert reviewer.post(f"{SYNONYMS}/baru", POT).location == SYNONYMS
    assert group_named("periuk tanah").spellings == ["belanga", "clay pot", "kuali"]
    assert group_named("periuk tanah").category_slug is None
    assert "belanga, clay pot, kuali" in text_of(reviewer, f"{SYNONYMS}?q=CLAY")


def test_a_group_is_changed_and_archived(reviewer: Browser) -> None:
    group_id = group_named("lada putih").id
    page = text_of(reviewer, f"{SYNONYMS}/{group_id}")
    assert "sahang putih\nmerica putih\nlada\nsahang" in page
    assert '<option selected value="bumbu-rempah">' in page
    form = {"canonical": "lada putih", "spellings": "sahang", "category": "bumbu-rempah", "note": "IG"}
    assert reviewer.post(f"{SYNONYMS}/{group_id}", form).location == SYNONYMS
    assert (group_named("lada putih").spellings, group_named("lada putih").note) == (["sahang"], "IG")
    assert reviewer.post(f"{SYNONYMS}/{group_id}/arsipkan").location == SYNONYMS
    assert reviewer.get(f"{SYNONYMS}/{group_id}").status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"canonical": "!!"}, "Tulis dengan huruf."),
        ({"canonical": "x" * 61}, "Paling panjang 60 huruf."),
        ({"spellings": "Periuk-TANAH"}, "sedikitnya satu sebutan"),
        ({"spellings": "x" * 61}, "paling panjang 60 huruf"),
        ({"spellings": ";".join(f"kata{n}" for n in range(41))}, "Paling banyak 40 sebutan."),
        ({"spellings": "sahang"}, "sudah ada di kelompok “lada putih”"),
        ({"category": "tidak-ada"}, "Ada isian yang perlu diperbaiki"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_what_was_typed(
    reviewer: Browser, change: dict[str, str], said: str
) -> None:
    text_of(reviewer, f"{SYNONYMS}/baru")
    response = reviewer.post(f"{SYNONYMS}/baru", POT | change)
    assert response.status_code == 422
    assert said in response.get_data(as_text=True)


def test_a_search_becomes_a_synonym_with_the_help_of_the_catalogue(reviewer: Browser) -> None:
    page = text_of(reviewer, f"{LEARN}?kata=perriuk")
    assert 'value="perriuk"' in page
    assert "arti=periuk" in page
    assert 'value="periuk"' in text_of(reviewer, f"{LEARN}?kata=perriuk&arti=periuk")
    assert reviewer.post(LEARN, {"text": "perriuk", "meaning": "periuk"}).location == SYNONYMS
    assert group_named("periuk").spellings == ["perriuk"]
    for wrong in ({"text": "perriuk", "meaning": "Perriuk!"}, {"text": "kletek", "meaning": "periuk"}, {}):
        assert reviewer.post(LEARN, wrong).status_code == 422


def test_a_search_that_became_a_synonym_says_so(reviewer: Browser) -> None:
    with transaction():
        SearchCountFactory(day=today(), text_folded="perriuk", found_nothing=8)
    assert "Sudah jadi sinonim" not in text_of(reviewer, PAGE)
    reviewer.post(LEARN, {"text": "Perriuk", "meaning": "periuk"})
    page = text_of(reviewer, PAGE)
    assert "Sudah jadi sinonim" in page
    assert "kata=perriuk" not in page


def test_somebodys_data_is_not_shown_in_a_form_either(reviewer: Browser) -> None:
    assert "contoh.id" not in text_of(reviewer, f"{LEARN}?kata=dewi@contoh.id")
