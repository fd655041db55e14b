"""The buyer's pages: stranger, wrong buyer, bad form, happy, pressed twice; photos for whom they are meant."""

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from app.crypto import Sealed, Vault
from app.db import session, transaction
from app.gateways import storage
from app.models.account import RoleName
from app.models.audit import AuditEvent
from app.models.media import Document
from app.models.order import Order, OrderStatus
from app.models.payment import Refund, RefundAccount, RefundChannel, RefundStatus
from app.models.returns import ReturnCase, ReturnReason
from app.models.seller import MemberRole, SellerMember
from app.money import format_rupiah
from app.payments.commands import attempts, refund_accounts, truth
from app.settings import setting
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD, UserFactory, UserRoleFactory
from tests.files import photo
from tests.orders.steps import accept, status_of
from tests.returns.conftest import SignIn
from tests.returns.steps import WHY, cancel_it, complain, contest, grant, line_of, refunds
from tests.sellers.conftest import files_in_stores

ACCOUNT = {"bank_code": "120", "number": "140-09-12345", "holder_name": "Dewi Lestari", "password": PASSWORD}


def page(order: Order, tail: str = "") -> str:
    return f"/pesanan/{order.group.number}{tail}"


def claim(order: Order, **changes: object) -> dict[str, object]:
    return {"reason": "damaged", "text": WHY, f"q-{line_of(order)}": "2", **changes}


def pictures(*contents: bytes) -> list[tuple[BytesIO, str]]:
    return [(BytesIO(content), "foto.jpg") for content in contents]


def test_strangers_sign_in_and_others_find_nothing(
    new_client: Callable[[], Browser], sign_in: SignIn, cast: Cast, paid: Order
) -> None:
    case = cancel_it(paid)
    refund_id = session.scalars(select(Refund.id)).one()
    for tail in ("/batal", "/1/batal", "/1/pengembalian/baru", f"/rekening/{refund_id}"):
        assert "/masuk" in (new_client().get(page(case, tail)).location or "")
        for stranger in (cast.budi, cast.ani, cast.eko):
            assert sign_in(stranger).get(page(case, tail)).status_code == 404
            assert sign_in(stranger).post(page(case, tail), {"reason": "too_slow", **ACCOUNT}).status_code in (404, 422)
    assert session.scalars(select(RefundAccount)).all() == []


def test_the_buyer_cancels_a_part_with_a_reason(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    browser = sign_in(cast.dewi)
    assert "1/batal" in browser.get(page(paid)).get_data(as_text=True)
    assert browser.post(page(paid, "/1/batal"), {"reason": "a lie"}).status_code == 422
    for _ in range(2):
        response = browser.post(page(paid, "/1/batal"), {"reason": "too_slow"})
        assert (response.status_code, response.location) == (303, page(paid))
    assert status_of(paid) == OrderStatus.CANCELLED
    text = browser.get(page(paid)).get_data(as_text=True)
    assert "Uang yang dikembalikan" in text
    assert "Sedang kami proses." in text
    assert "tidak dapat dibatalkan lagi" in browser.get(page(paid, "/1/batal")).get_data(as_text=True)


@pytest.mark.parametrize(
    ("gateway", "way"),
    [("sandbox", "lewat Gerbang bayar contoh"), ("transfer", "Anda menulis nomor rekening"), ("cod", "tidak perlu")],
)
def test_cancelling_says_before_how_much_comes_back_and_by_which_way(
    sign_in: SignIn, cast: Cast, waiting: Order, gateway: str, way: str
) -> None:
    with transaction():
        payment_id = attempts.open_payment(waiting.group_id, gateway=gateway, return_url="http://localhost/").id
    with transaction():
        truth.capture_offline(payment_id, because="a test")
    text = sign_in(cast.dewi).get(page(waiting, "/1/batal")).get_data(as_text=True)
    assert way in text
    assert (f"Batalkan, kembalikan {format_rupiah(waiting.total_amount)}" in text) == (gateway != "cod")


def test_the_history_of_a_case_begins_with_the_request(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    sign_in(cast.dewi).post(page(sent, "/1/pengembalian/baru"), claim(sent, photo=pictures(photo(), photo())))
    case = session.scalars(select(ReturnCase)).one()
    contest(case)
    pages = {
        cast.dewi: f"/pengembalian/{case.number}",
        cast.ani: f"/penjual/pusat/pengembalian/{case.number}",
        cast.eko: f"/admin/pengembalian/{case.number}",
    }
    for person, address in pages.items():
        history = sign_in(person).get(address).get_data(as_text=True).partition(">Riwayat</h2>")[2]
        first, second = history.split("<li")[1:3]
        assert "Diajukan pembeli" in first
        for words in ("Barang rusak", "2 buah", "2 foto"):
            assert words in first
        assert "Menunggu petugas" in second
        assert ("Dewi" in first) == (person == cast.eko)


def test_what_was_begun_meanwhile_is_refused_in_a_sentence(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    accept(paid)
    response = sign_in(cast.dewi).post(page(paid, "/1/batal"), {"reason": "too_slow"})
    assert response.status_code == 409
    assert "tidak dapat dibatalkan lagi" in response.get_data(as_text=True)


def test_the_buyer_gives_an_unpaid_order_up(sign_in: SignIn, cast: Cast, waiting: Order) -> None:
    browser = sign_in(cast.dewi)
    assert page(waiting, "/batal") in browser.get(page(waiting)).get_data(as_text=True)
    for _ in range(2):
        assert browser.post(page(waiting, "/batal"), {"reason": "changed_mind"}).status_code == 303
    assert status_of(waiting) == OrderStatus.CANCELLED
    text = browser.get(f"/pembayaran/{waiting.group.number}").get_data(as_text=True)
    assert "Pesanan ini dibatalkan" in text


def test_a_claim_with_photos_becomes_a_case(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    browser = sign_in(cast.dewi)
    form = page(sent, "/1/pengembalian/baru")
    assert form in browser.get(page(sent)).get_data(as_text=True)
    for wrong in ({"reason": "x"}, {"text": "pendek"}, {f"q-{line_of(sent)}": "9"}, {f"q-{line_of(sent)}": "0"}):
        assert browser.post(form, claim(sent, **wrong)).status_code == 422
    response = browser.post(form, claim(sent, photo=pictures(photo(), b"no picture")))
    assert response.status_code == 422
    assert "Foto ke-2" in response.get_data(as_text=True)
    assert files_in_stores() == []
    assert session.scalars(select(ReturnCase)).all() == []
    assert browser.post(form, claim(sent, photo=pictures(*[photo()] * 6))).status_code == 422
    answers = [browser.post(form, claim(sent, photo=pictures(photo(), photo()))) for _ in range(2)]
    case = session.scalars(select(ReturnCase)).one()
    assert [(each.status_code, each.location) for each in answers] == [(303, f"/pengembalian/{case.number}")] * 2
    assert len(session.scalars(select(Document)).all()) == 2
    text = browser.get(f"/pengembalian/{case.number}").get_data(as_text=True)
    assert WHY in text
    assert text.count('<img src="/pengembalian/foto/') == 2
    assert "Menunggu penjual" in browser.get(page(sent)).get_data(as_text=True)


@pytest.mark.parametrize("reason", ReturnReason)
def test_what_can_be_seen_is_shown_unless_somebody_cannot(
    sign_in: SignIn, cast: Cast, sent: Order, reason: ReturnReason
) -> None:
    browser, form = sign_in(cast.dewi), page(sent, "/1/pengembalian/baru")
    response = browser.post(form, claim(sent, reason=reason.value))
    if reason in (ReturnReason.DAMAGED, ReturnReason.NOT_AS_DESCRIBED):
        assert response.status_code == 422
        assert "Sertakan paling sedikit satu foto barangnya" in response.text
        assert WHY in response.text, "nobody writes it again"
        assert session.scalars(select(ReturnCase)).all() == []
        response = browser.post(form, claim(sent, reason=reason.value, cannot_show="y"))
    assert response.status_code == 303
    assert session.scalars(select(ReturnCase.reason)).one() == reason


def test_receiving_waits_for_the_decision(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    complain(sent)
    response = sign_in(cast.dewi).post(page(sent, "/1/diterima"))
    assert response.status_code == 409
    assert "belum diputuskan" in response.get_data(as_text=True)


@pytest.fixture
def picture(sign_in: SignIn, cast: Cast, sent: Order) -> str:
    """The address of a photo of Dewi's about her order at Ani's."""
    form = page(sent, "/1/pengembalian/baru")
    sign_in(cast.dewi).post(form, claim(sent, photo=pictures(photo())))
    return f"/pengembalian/foto/{session.scalars(select(Document.id)).one()}"


def test_a_photo_is_for_both_sides_and_admins_of_the_money(
    new_client: Callable[[], Browser], sign_in: SignIn, cast: Cast, picture: str
) -> None:
    with transaction():
        finance, reviewer = UserFactory(), UserFactory()
        UserRoleFactory(user_id=finance.id, role=RoleName.FINANCE)
        UserRoleFactory(user_id=reviewer.id, role=RoleName.REVIEWER)
    for person in (cast.dewi, cast.ani, cast.budi):
        response = sign_in(person).get(picture)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "private, no-store")
        assert response.data[8:12] == b"WEBP"
    looks = select(AuditEvent.actor_id).where(AuditEvent.action == "document.viewed").order_by(AuditEvent.id)
    assert session.scalars(looks).all() == []
    for admin in (finance, cast.eko):
        assert sign_in(admin).get(picture).status_code == 200
    assert session.scalars(looks).all() == [finance.id, cast.eko.id]
    for stranger in (cast.citra, reviewer):
        assert sign_in(stranger).get(picture).status_code == 404
    assert new_client().get(picture).status_code == 303


def test_a_bookkeeper_and_who_has_left_see_no_photo(sign_in: SignIn, cast: Cast, picture: str) -> None:
    with transaction():
        session.query(SellerMember).filter_by(user_id=cast.budi.id).one().role = MemberRole.BOOKKEEPER
    assert sign_in(cast.budi).get(picture).status_code == 404
    storage.current().private.delete(picture.rsplit("/", 1)[1])
    assert sign_in(cast.dewi).get(picture).status_code == 404


def test_another_case_opens_nothing(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    case = complain(sent)
    for stranger in (cast.budi, cast.eko):
        assert sign_in(stranger).get(f"/pengembalian/{case.number}").status_code == 404


def wanted(order: Order) -> int:
    """A refund of a cancelled order that waits for a bank account."""
    cancel_it(order)
    refund_id = session.scalars(select(Refund.id)).one()
    with transaction():
        refund_accounts.ask_for_bank_account(refund_id)
    return refund_id


def test_the_buyer_names_an_account_once(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    refund_id = wanted(paid)
    browser, address = sign_in(cast.dewi), page(paid, f"/rekening/{refund_id}")
    assert address in browser.get(page(paid)).get_data(as_text=True)
    for wrong in (
        {"bank_code": "999"},
        {"number": "12"},
        {"number": "abcdefgh"},
        {"holder_name": ""},
        {"password": ""},
        {"password": "bukan sandi Dewi"},
    ):
        assert browser.post(address, ACCOUNT | wrong).status_code == 422
    for number in ("140-09-12345", "99999999"):
        assert browser.post(address, ACCOUNT | {"number": number}).status_code == 303
    account = session.scalars(select(RefundAccount)).one()
    assert account.number_last_digits == "2345"
    opened = Vault(setting("DATA_KEY")).open(Sealed(account.number_encrypted, account.number_key_id))
    assert opened == "1400912345"
    refund = session.get_one(Refund, refund_id)
    assert (refund.status, refund.channel) == (RefundStatus.REQUESTED, RefundChannel.BANK)
    text = browser.get(address).get_data(as_text=True)
    assert "1400912345" not in text
    assert "••345" in text


def test_a_refused_claim_says_so(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    case = complain(sent, 4, ReturnReason.CHANGED_MIND)
    browser = sign_in(cast.dewi)
    assert "menjawab paling lambat" in browser.get(f"/pengembalian/{case.number}").get_data(as_text=True)
    contest(case)
    assert "Waktu dikirim masih utuh." in browser.get(f"/pengembalian/{case.number}").get_data(as_text=True)


def test_a_granted_claim_shows_its_money(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    case = complain(sent)
    grant(case)
    text = sign_in(cast.dewi).get(f"/pengembalian/{case.number}").get_data(as_text=True)
    assert "Pengajuan ini disetujui." in text
    assert refunds()[0][2] == "requested"
