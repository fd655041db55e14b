"""Photos that come after the opening: by both sides, as many as fit, until it is decided."""

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.db import session, transaction
from app.errors import NotFound
from app.media import commands as media
from app.models.audit import AuditEvent
from app.models.media import Document
from app.models.order import Order
from app.models.returns import ReturnCase, ReturnPhoto, ReturnReason
from app.returns import queries, rules
from app.returns.commands import answers, photos
from app.returns.errors import TooLateForPhotos, TooManyPhotos
from tests.browser import Browser
from tests.cast import Cast
from tests.files import pdf, photo
from tests.returns.conftest import SignIn
from tests.returns.steps import complain, contest, grant, mediate
from tests.sellers.conftest import files_in_stores

PICTURE = '<img src="/pengembalian/foto/'
Emitted = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def case(sent: Order) -> ReturnCase:
    return complain(sent)


def shot(number: int) -> bytes:
    """One of many photos of which no two are the same."""
    return photo(size=(64 + number, 48))


def form_of(*contents: bytes) -> Mapping[str, object]:
    return {"photo": [(BytesIO(content), "foto.jpg") for content in contents]}


def at_buyer(case: ReturnCase, tail: str = "") -> str:
    return f"/pengembalian/{case.number}{tail}"


def at_seller(case: ReturnCase, tail: str = "") -> str:
    return f"/penjual/pusat/pengembalian/{case.number}{tail}"


def at_admin(case: ReturnCase) -> str:
    return f"/admin/pengembalian/{case.number}"


def sides(case: ReturnCase) -> list[bool]:
    session.rollback()
    return [each.is_from_buyer for each in queries.photos_of(case.id)]


def parts(text: str) -> tuple[str, str, str]:
    """What a page shows as the buyer's, as the seller's, and the history."""
    buyers, _heading, rest = text.partition("Foto dari penjual</h2>")
    sellers, _heading, history = rest.partition(">Riwayat</h2>")
    return buyers, sellers, history


def test_both_sides_show_more_under_their_own_names(
    sign_in: SignIn, cast: Cast, case: ReturnCase, emitted: Emitted
) -> None:
    buyer, seller = sign_in(cast.dewi), sign_in(cast.budi)
    for browser, address, files in ((buyer, at_buyer(case), 2), (seller, at_seller(case), 1)):
        assert 'id="more-photo"' in browser.get(address).text
        response = browser.post(f"{address}/foto", form_of(*(shot(number) for number in range(files))))
        assert (response.status_code, response.location) == (303, address)
    assert sides(case) == [True, True, False]
    for person, address in ((cast.dewi, at_buyer(case)), (cast.ani, at_seller(case)), (cast.eko, at_admin(case))):
        buyers, sellers, history = parts(sign_in(person).get(address).text)
        assert (buyers.count(PICTURE), sellers.count(PICTURE)) == (2, 1)
        first, second, third = history.split("<li")[1:4]
        assert " foto" not in first, "nothing was shown at the opening"
        assert "Pembeli menambahkan foto" in second
        assert "2 foto" in second
        assert "Penjual menambahkan foto" in third
        assert (cast.budi.name in third) == (person == cast.eko)
    assert [each["user_id"] for each in emitted("return_case.photos_added")] == [cast.dewi.id, cast.budi.id]
    done = select(AuditEvent.actor_id, AuditEvent.facts["photos"].as_integer())
    events = session.execute(done.where(AuditEvent.action == "return_case.photos_added").order_by(AuditEvent.id))
    assert [tuple(row) for row in events] == [(cast.dewi.id, 2), (cast.budi.id, 1)]


def test_photos_of_the_opening_and_later_ones_are_told_apart(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    browser, line_id = sign_in(cast.dewi), sent.lines[0].id
    claim = {"reason": "damaged", "text": "Dua bungkus robek waktu sampai.", f"q-{line_id}": "2", **form_of(shot(1))}
    response = browser.post(f"/pesanan/{sent.group.number}/1/pengembalian/baru", claim)
    assert response.location is not None
    browser.post(f"{response.location}/foto", form_of(shot(1), shot(2), shot(3)))
    first, second = browser.get(response.location).text.partition(">Riwayat</h2>")[2].split("<li")[1:3]
    assert "1 foto" in first
    assert "2 foto" in second, "one of the three was there"


def test_who_has_nothing_to_do_with_a_case_adds_and_sees_nothing(
    new_client: Callable[[], Browser], sign_in: SignIn, cast: Cast, case: ReturnCase
) -> None:
    sign_in(cast.dewi).post(at_buyer(case, "/foto"), form_of(shot(1)))
    picture = f"/pengembalian/foto/{session.scalars(select(Document.id)).one()}"
    kept = files_in_stores()
    for stranger in (cast.citra, cast.ani, cast.eko):
        assert sign_in(stranger).post(at_buyer(case, "/foto"), form_of(shot(2))).status_code == 404
    assert sign_in(cast.citra).get(picture).status_code == 404
    assert sign_in(cast.citra).post(at_seller(case, "/foto"), form_of(shot(2))).status_code == 404
    assert sign_in(cast.dewi).post(at_seller(case, "/foto"), form_of(shot(2))).status_code == 403
    assert "/masuk" in (new_client().post(at_buyer(case, "/foto"), form_of(shot(2))).location or "")
    assert sign_in(cast.dewi).get(at_buyer(case, "/foto")).status_code == 405
    assert (sides(case), files_in_stores()) == ([True], kept)
    for person in (cast.dewi, cast.ani, cast.eko):
        assert sign_in(person).get(picture).status_code == 200


def test_the_same_form_twice_is_one(sign_in: SignIn, cast: Cast, case: ReturnCase, emitted: Emitted) -> None:
    browser, kept = sign_in(cast.dewi), set[frozenset[Path]]()
    for _ in range(2):
        response = browser.post(at_buyer(case, "/foto"), form_of(shot(1), shot(2)))
        assert (response.status_code, response.location) == (303, at_buyer(case))
        kept.add(frozenset(files_in_stores()))
    assert sides(case) == [True, True]
    assert len(kept) == 1, "nothing is left of what was drawn again"
    assert len(emitted("return_case.photos_added")) == 1


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ((), "Pilih dulu fotonya"),
        ((shot(1), b"no picture"), "Foto ke-2"),
        (tuple(shot(number) for number in range(6)), "Paling banyak 5"),
    ],
)
def test_a_refused_form_changes_nothing(
    sign_in: SignIn, cast: Cast, case: ReturnCase, emitted: Emitted, files: tuple[bytes, ...], sentence: str
) -> None:
    for person, address in ((cast.dewi, at_buyer(case)), (cast.ani, at_seller(case))):
        response = sign_in(person).post(f"{address}/foto", form_of(*files))
        assert response.status_code == 422
        assert sentence in response.text
        assert case.number in response.text, "on the page of the case"
    assert (sides(case), files_in_stores()) == ([], [])
    assert emitted("return_case.photos_added") == []


def test_each_side_has_room_for_five_in_all(sign_in: SignIn, cast: Cast, case: ReturnCase) -> None:
    buyer, seller = sign_in(cast.dewi), sign_in(cast.ani)
    assert buyer.post(at_buyer(case, "/foto"), form_of(*(shot(number) for number in range(4)))).status_code == 303
    kept = files_in_stores()
    response = buyer.post(at_buyer(case, "/foto"), form_of(shot(4), shot(5)))
    assert response.status_code == 422
    assert "masih ada tempat untuk 1" in response.text
    assert (sides(case), files_in_stores()) == ([True] * 4, kept)
    assert buyer.post(at_buyer(case, "/foto"), form_of(shot(3), shot(4))).status_code == 303
    full = buyer.get(at_buyer(case)).text
    assert "Sudah ada 5 foto dari Anda" in full
    assert 'id="more-photo"' not in full
    assert seller.post(at_seller(case, "/foto"), form_of(shot(0), pdf())).status_code == 303
    answer = {"answer": "Waktu dikirim masih utuh.", **form_of(*(shot(number) for number in range(1, 5)))}
    refused = seller.post(at_seller(case, "/sanggah"), answer)
    assert refused.status_code == 422
    assert "masih ada tempat untuk 3" in refused.text
    assert 'id="more-photo"' in seller.get(at_seller(case)).text
    assert sides(case).count(False) == 2


def test_what_is_asked_for_while_somebody_mediates_still_comes(sign_in: SignIn, cast: Cast, case: ReturnCase) -> None:
    contest(case)
    assert sign_in(cast.dewi).post(at_buyer(case, "/foto"), form_of(shot(1))).status_code == 303
    mediate(case, cast.eko.id)
    assert sign_in(cast.ani).post(at_seller(case, "/foto"), form_of(shot(1))).status_code == 303
    assert sides(case) == [True, False], "the same photo is a different word of the other side"
    assert sign_in(cast.eko).get(at_admin(case)).text.count(PICTURE) == 2


def end_by_seller(case: ReturnCase, _admin_id: int) -> None:
    grant(case)


def end_by_admin(case: ReturnCase, admin_id: int) -> None:
    contest(case)
    mediate(case, admin_id)
    with transaction():
        answers.reject_case(case.number, admin_id=admin_id, note="Fotonya dari barang lain.")


@pytest.mark.parametrize("end", [end_by_seller, end_by_admin])
def test_after_the_decision_nothing_is_added(
    sign_in: SignIn, cast: Cast, case: ReturnCase, emitted: Emitted, end: Callable[[ReturnCase, int], None]
) -> None:
    end(case, cast.eko.id)
    for person, address in ((cast.dewi, at_buyer(case)), (cast.ani, at_seller(case))):
        browser = sign_in(person)
        assert 'id="more-photo"' not in browser.get(address).text
        response = browser.post(f"{address}/foto", form_of(shot(1)))
        assert response.status_code == 409
        assert "sudah diputuskan, jadi foto tidak dapat ditambahkan lagi" in response.text
    assert (sides(case), files_in_stores()) == ([], [])
    assert emitted("return_case.photos_added") == []


def test_who_comes_after_the_decision_is_refused_under_the_lock(cast: Cast, case: ReturnCase) -> None:
    """The page was asked in time, and somebody decided while the photos were drawn."""
    papers = photos.draw_more_photos([shot(1)])
    grant(case)
    with pytest.raises(TooLateForPhotos), media.forgotten_when_refused(media.ids_of(papers)), transaction():
        photos.show_more_of_buyer(case.number, papers, buyer_id=cast.dewi.id)
    assert (session.scalars(select(ReturnPhoto)).all(), files_in_stores()) == ([], [])


def test_a_command_asks_whose_case_it_is(cast: Cast, case: ReturnCase) -> None:
    with pytest.raises(NotFound), transaction():
        photos.show_more_of_buyer(case.number, [], buyer_id=cast.citra.id)
    with pytest.raises(NotFound), transaction():
        photos.show_more_of_seller(case.number, [], seller_id=cast.shop_of_citra.id, member_id=cast.citra.id)


@pytest.mark.parametrize(("shown", "room"), [(0, 5), (4, 1), (5, 0), (6, 0)])
def test_the_room_that_is_left(shown: int, room: int) -> None:
    assert rules.room_for_photos(shown) == room
    rules.check_room(room, shown)
    with pytest.raises(TooManyPhotos):
        rules.check_room(room + 1, shown)


def test_reasons_that_can_be_seen() -> None:
    assert set(rules.SEEN_IN_PHOTOS) == {ReturnReason.DAMAGED, ReturnReason.NOT_AS_DESCRIBED}
