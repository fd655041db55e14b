"""The seller's pages: what cannot be supplied, parcels that do not arrive, answers to cases."""

from io import BytesIO

from sqlalchemy import select

from app.db import session, transaction
from app.models.order import Order, OrderStatus, ShippingMethod, ShippingOwner
from app.models.returns import ReturnPhoto, ReturnStatus
from app.money import format_rupiah
from tests.cast import Cast
from tests.files import photo
from tests.orders.steps import accept, receive, ship_part, shipment_of, status_of, stock_of
from tests.returns.conftest import SignIn
from tests.returns.steps import complain, grant, line_of, refunds, status_of_case

CENTRE = "/penjual/pusat"


def order_page(order: Order, tail: str = "") -> str:
    return f"{CENTRE}/pesanan/{order.id}{tail}"


def test_a_shortage_is_reported_once(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    browser, address = sign_in(cast.budi), order_page(paid, "/kurang")
    assert address in browser.get(order_page(paid)).get_data(as_text=True)
    form = {"reason": "sold_out", "shortage": "1", f"q-{line_of(paid)}": "1"}
    for wrong in ({"reason": ""}, {f"q-{line_of(paid)}": "0"}, {f"q-{line_of(paid)}": "-1"}, {"shortage": "x"}):
        assert browser.post(address, form | wrong).status_code == 422
    for _ in range(2):
        response = browser.post(address, form)
        assert (response.status_code, response.location) == (303, order_page(paid))
    assert refunds() == [("short-1-1", paid.total_amount // 4, "requested")]
    assert "(1 batal)" in browser.get(order_page(paid)).get_data(as_text=True)
    assert browser.post(address, form | {f"q-{line_of(paid)}": "2"}).status_code == 409


def test_a_shortage_is_worked_out_to_the_rupiah_before_it_is_sent(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    browser, address = sign_in(cast.ani), order_page(paid, "/kurang")
    empty = browser.get(address).get_data(as_text=True)
    assert f"Batalkan semua, kembalikan {format_rupiah(paid.total_amount)}" in empty
    text = browser.get(f"{address}?q-{line_of(paid)}=1").get_data(as_text=True)
    assert f'name="q-{line_of(paid)}" value="1"' in text
    assert f"Kembalikan {format_rupiah(paid.total_amount // 4)}<" in text
    assert "Batalkan semua" not in text, "what nobody can undo stands beside nothing else"
    assert "Tidak ada satu pun?" in text
    assert refunds() == []
    for nonsense in ("0", "5", "x"):
        response = browser.get(f"{address}?q-{line_of(paid)}={nonsense}")
        assert response.status_code in (409, 422)
    browser.post(address, {"reason": "sold_out", "shortage": "1", f"q-{line_of(paid)}": "1"})
    assert refunds() == [("short-1-1", paid.total_amount // 4, "requested")]


def test_the_seller_reads_what_agreeing_costs(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    browser = sign_in(cast.ani)
    lost = browser.get(order_page(sent, "/paket")).get_data(as_text=True)
    assert f"{format_rupiah(sent.total_amount)} kembali kepada pembeli" in lost
    case = complain(sent)
    text = browser.get(f"{CENTRE}/pengembalian/{case.number}").get_data(as_text=True)
    assert f"{format_rupiah(sent.total_amount // 2)} kembali kepada pembeli" in text


def test_the_whole_order_is_refused_once(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    browser, form = sign_in(cast.ani), {"reason": "cannot_make", "shortage": "1"}
    unsure = browser.post(order_page(paid, "/batal"), form)
    assert (unsure.status_code, status_of(paid)) == (422, OrderStatus.PAID)
    assert "Centang ini bila memang semuanya dibatalkan." in unsure.text
    for _ in range(2):
        response = browser.post(order_page(paid, "/batal"), form | {"is_sure": "y"})
        assert response.status_code == 303
    assert status_of(paid) == OrderStatus.CANCELLED
    assert len(refunds()) == 1


def test_what_is_left_of_an_order_is_cancelled_once_and_only_when_that_is_meant(
    sign_in: SignIn, cast: Cast, paid: Order
) -> None:
    accept(paid)
    ship_part(paid, 1)
    browser = sign_in(cast.ani)
    assert "Batalkan sisanya" in browser.get(order_page(paid, "/kurang")).text
    form = {"reason": "sold_out", "shortage": "1", f"q-{line_of(paid)}": "3"}
    assert browser.post(order_page(paid, "/batal"), form).status_code == 422
    assert refunds() == []
    for _ in range(2):
        assert browser.post(order_page(paid, "/batal"), form | {"is_sure": "y"}).status_code == 303
    assert refunds() == [("short-1-1", paid.total_amount * 3 // 4, "requested")]


def test_what_is_sent_is_too_late_for_a_shortage(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    form = {"reason": "sold_out", "shortage": "1", f"q-{line_of(sent)}": "1"}
    response = sign_in(cast.ani).post(order_page(sent, "/kurang"), form)
    assert response.status_code == 409
    assert "sudah dikirim" in response.get_data(as_text=True)


def test_who_paid_the_courier_claims_from_it(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    browser = sign_in(cast.ani)
    assert "Mintalah ganti rugi kepada kurir" in browser.get(order_page(sent, "/paket")).text
    with transaction():
        session.get_one(Order, sent.id).shipping_owner = ShippingOwner.MARKETPLACE
    text = browser.get(order_page(sent, "/paket")).text
    assert "Mintalah ganti rugi" not in text
    assert "kami yang menagih ganti rugi" in text


def test_the_worth_of_a_parcel_is_that_of_its_own_pieces(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    text = sign_in(cast.ani).get(order_page(sent, "/paket")).text
    assert "kembali kepada pembeli: isi paket itu" in text


def test_a_returned_parcel_goes_on_the_shelf_by_choice(sign_in: SignIn, cast: Cast, sent: Order, pepper) -> None:  # type: ignore[no-untyped-def]
    browser = sign_in(cast.ani)
    assert order_page(sent, "/paket") in browser.get(order_page(sent)).get_data(as_text=True)
    form = {"status": "returned", "on_shelf": "y", "parcel": shipment_of(sent).id}
    for wrong in ({"status": "delivered"}, {"parcel": ""}, {"parcel": "x"}):
        assert browser.post(order_page(sent, "/paket"), form | wrong).status_code == 422
    for _ in range(2):
        response = browser.post(order_page(sent, "/paket"), form)
        assert response.status_code == 303
    assert stock_of(pepper) == (10, 0)
    assert refunds() == [("return", sent.total_amount, "requested")]


def test_the_seller_hands_over_what_no_courier_carries(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    browser = sign_in(cast.ani)
    assert browser.post(order_page(sent, "/sampai")).status_code == 409
    with transaction():
        session.get_one(Order, sent.id).shipping_method = ShippingMethod.OWN_COURIER
    assert "Sudah sampai di pembeli" in browser.get(order_page(sent)).get_data(as_text=True)
    for _ in range(2):
        assert browser.post(order_page(sent, "/sampai")).status_code == 303
    assert status_of(sent) == OrderStatus.DELIVERED


def test_the_list_has_the_nearest_deadline_on_top(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    case = complain(sent)
    text = sign_in(cast.ani).get(f"{CENTRE}/pengembalian").get_data(as_text=True)
    assert case.number in text
    assert case.number not in sign_in(cast.citra).get(f"{CENTRE}/pengembalian").get_data(as_text=True)


def test_a_case_is_granted_with_its_pieces_on_the_shelf(sign_in: SignIn, cast: Cast, sent: Order, pepper) -> None:  # type: ignore[no-untyped-def]
    case = complain(sent)
    browser, address = sign_in(cast.budi), f"{CENTRE}/pengembalian/{case.number}"
    assert "Setuju, kembalikan uangnya" in browser.get(address).get_data(as_text=True)
    for _ in range(2):
        assert browser.post(f"{address}/terima", {"on_shelf": "y"}).status_code == 303
    assert stock_of(pepper) == (8, 0)
    assert "Setuju, kembalikan uangnya" not in browser.get(address).get_data(as_text=True)


def test_a_case_is_contested_with_photos(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    case = complain(sent)
    browser, address = sign_in(cast.ani), f"{CENTRE}/pengembalian/{case.number}/sanggah"
    assert browser.post(address, {"answer": "tidak"}).status_code == 422
    for _ in range(2):
        files = [(BytesIO(photo()), "foto.jpg")]
        answer = {"answer": "Waktu dikirim masih utuh.", "photo": files}
        status = browser.post(address, answer).status_code
        assert status in (303, 409)
    assert status_of_case(case) == ReturnStatus.CONTESTED
    assert len(session.scalars(select(ReturnPhoto)).all()) == 1
    assert browser.post(f"{CENTRE}/pengembalian/{case.number}/terima").status_code == 409


def test_money_after_the_end_comes_off_the_balance(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    accept(paid)
    browser = sign_in(cast.ani)
    browser.post(order_page(paid, "/kirim"), {"courier": "JNE", "tracking_number": "JNE-1"})
    receive(paid)
    grant(complain(paid))
    assert "dipotong dari saldo Anda" in browser.get(order_page(paid)).get_data(as_text=True)
