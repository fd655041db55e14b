"""The settings of a shop and its logo."""

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from app import worker
from app.accounts.commands import accounts
from app.db import session, transaction
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.media import Media
from app.models.seller import MemberRole, Seller
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.seller import SellerMemberFactory
from tests.files import photo

PATH = "/penjual/pusat/toko"
FORM = {
    "slogan": "Pedasnya putih",
    "story": "Dari kebun\r\nsendiri.",
    "handling_days": "2",
    "phone": "0812 3456 7899",
}


def browser_of(browser: Browser, user: User) -> Browser:
    with transaction():
        token = accounts.open_session(user.id)
    browser.sign_in(token)
    return browser


def shop(cast: Cast) -> Seller:
    return session.get_one(Seller, cast.shop_of_ani.id)


def test_the_owner_says_what_buyers_read(client: Browser, cast: Cast) -> None:
    assert browser_of(client, cast.ani).post(PATH, FORM).status_code == 303
    seller = shop(cast)
    assert (seller.slogan, seller.story, seller.handling_days) == ("Pedasnya putih", "Dari kebun\nsendiri.", 2)
    assert seller.phone == "+6281234567899"
    page = client.get("/toko/lada-kemuja-makmur").get_data(as_text=True)
    assert "Pedasnya putih" in page
    facts = {event.action: event.facts for event in session.scalars(select(AuditEvent))}
    assert facts["seller.profile_changed"] == {"fields": ["slogan", "story", "handling_days"]}
    assert facts["seller.phone_changed"] == {}, "a phone number is personal"


def test_the_same_form_twice_leaves_one_trace(client: Browser, cast: Cast) -> None:
    browser_of(client, cast.ani)
    for _ in range(2):
        client.post(PATH, FORM)
    traces = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("seller."))).all()
    assert sorted(traces) == ["seller.phone_changed", "seller.profile_changed"]


def test_staff_change_the_words_but_not_the_phone(client: Browser, cast: Cast) -> None:
    before = shop(cast).phone
    browser_of(client, cast.budi)
    assert 'name="phone"' not in client.get(PATH).get_data(as_text=True)
    assert client.post(PATH, FORM).status_code == 303
    assert (shop(cast).slogan, shop(cast).phone) == ("Pedasnya putih", before)


@pytest.mark.parametrize(
    "wrong",
    [{"handling_days": "0"}, {"handling_days": "15"}, {"handling_days": ""}, {"phone": "12"}, {"slogan": "x" * 121}],
)
def test_what_makes_no_sense_is_refused_and_stays_typed(client: Browser, cast: Cast, wrong: dict[str, str]) -> None:
    response = browser_of(client, cast.ani).post(PATH, FORM | wrong)
    assert response.status_code == 422
    assert "Dari kebun" in response.get_data(as_text=True)
    assert shop(cast).slogan == ""


def test_a_shop_with_a_number_keeps_one_and_a_shop_without_need_not_have_one(client: Browser, cast: Cast) -> None:
    browser_of(client, cast.ani)
    assert client.post(PATH, FORM | {"phone": ""}).status_code == 422
    with transaction():
        shop(cast).phone = None
    assert client.post(PATH, FORM | {"phone": ""}).status_code == 303
    assert shop(cast).phone is None


def test_a_logo_shows_once_it_is_ready_and_a_new_one_replaces_it(client: Browser, cast: Cast) -> None:
    browser_of(client, cast.ani)
    for _ in range(2):
        assert client.post(f"{PATH}/logo", {"picture": (BytesIO(photo("HEIF")), "logo.heic")}).status_code == 303
    assert "Sedang disiapkan" in client.get(PATH).get_data(as_text=True)
    for path in ("/toko", "/toko/lada-kemuja-makmur"):
        assert "/media/" not in client.get(path).get_data(as_text=True)
    worker.drain()
    for path in ("/toko", "/toko/lada-kemuja-makmur", PATH):
        assert f"/media/{shop(cast).logo_id}/" in client.get(path).get_data(as_text=True)
    archived = session.scalars(select(Media.id).where(Media.archived_at.is_not(None))).all()
    assert len(archived) == 1
    for _ in range(2):
        assert client.post(f"{PATH}/logo/hapus").status_code == 303
    assert shop(cast).logo_id is None
    assert "/media/" not in client.get("/toko").get_data(as_text=True)


def test_a_banner_shows_on_the_page_of_the_shop_beside_the_logo(client: Browser, cast: Cast) -> None:
    browser_of(client, cast.ani)
    for place in ("logo", "banner"):
        assert client.post(f"{PATH}/{place}", {"picture": (BytesIO(photo()), "a.jpg")}).status_code == 303
    worker.drain()
    seller = shop(cast)
    page = client.get("/toko/lada-kemuja-makmur").get_data(as_text=True)
    assert f"/media/{seller.logo_id}/" in page
    assert f"/media/{seller.banner_id}/" in page
    assert f"/media/{seller.banner_id}/" not in client.get("/toko").get_data(as_text=True)
    for _ in range(2):
        assert client.post(f"{PATH}/banner/hapus").status_code == 303
    assert (shop(cast).banner_id, shop(cast).logo_id) == (None, seller.logo_id)
    traces = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("seller.")))
    assert sorted(traces) == ["seller.picture_changed", "seller.picture_changed", "seller.picture_removed"]


def test_what_the_shop_promises_is_folded_up_on_its_page_and_empty_texts_are_not(client: Browser, cast: Cast) -> None:
    browser_of(client, cast.ani)
    form = {"shipping_policy": " Senin sampai Jumat.\r\nPagi-pagi. ", "returns_policy": ""}
    for _ in range(2):
        assert client.post(f"{PATH}/kebijakan", form).status_code == 303
    assert shop(cast).shipping_policy == "Senin sampai Jumat.\nPagi-pagi."
    page = client.get("/toko/lada-kemuja-makmur").get_data(as_text=True)
    assert "<p>Pagi-pagi.</p>" in page
    assert "Pengembalian dan penukaran" not in page
    facts = [event.facts for event in session.scalars(select(AuditEvent).filter_by(action="seller.policies_changed"))]
    assert facts == [{"fields": ["shipping_policy"]}]
    response = client.post(f"{PATH}/kebijakan", {"returns_policy": "x" * 2001})
    assert response.status_code == 422
    assert "x" * 2001 in response.get_data(as_text=True)


def test_no_file_is_no_logo(client: Browser, cast: Cast) -> None:
    assert browser_of(client, cast.ani).post(f"{PATH}/logo").status_code == 422
    two = {"picture": [(BytesIO(photo()), "a.jpg"), (BytesIO(photo()), "b.jpg")]}
    assert client.post(f"{PATH}/logo", two).status_code == 422
    assert session.scalars(select(Media)).all() == []


def test_nobody_else_may(new_client: Callable[[], Browser], cast: Cast) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.fitri.id, role=MemberRole.BOOKKEEPER)
    for user in (cast.dewi, cast.fitri):
        browser = browser_of(new_client(), user)
        for path in (PATH, f"{PATH}/logo", f"{PATH}/logo/hapus", f"{PATH}/kebijakan"):
            assert browser.post(path, FORM).status_code == 403
    assert browser_of(new_client(), cast.fitri).get(PATH).status_code == 200
    assert shop(cast).slogan == ""
