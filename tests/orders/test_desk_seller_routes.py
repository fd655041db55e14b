"""Many orders at once: strangers, other sellers' orders, bad forms, happy, pressed twice; what is printed, for whom."""

import io
from collections.abc import Callable, Sequence

import pypdfium2
import pytest
from flask import Flask

from app.db import session, transaction
from app.models.catalog import Product
from app.models.order import Order, OrderStatus, ShippingMethod, ShippingOwner
from app.orders import worklist
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.order import capture, place
from tests.factories.shipping import HubFactory
from tests.orders.conftest import SignIn
from tests.orders.steps import accept, pack, ship, ship_part, shipment_of, status_of
from tests.statements import Statements

DESK = "/penjual/pusat/pesanan"
PAPERS = ("/label.pdf", "/surat-jalan.pdf", "/ambil.pdf", "/ambil")
ON_PAPER = {"/label.pdf": "Dewi", "/surat-jalan.pdf": "Lada Putih", "/ambil.pdf": "Lada Putih"}


@pytest.fixture
def three(cast: Cast, pepper: Product) -> list[Order]:
    """Three paid orders of Dewi, of one pepper each."""
    orders = [place(cast.dewi, [pepper]).orders[0] for _ in range(3)]
    for order in orders:
        capture(order.group)
    return orders


@pytest.fixture
def foreign(cast: Cast, tea: Product) -> Order:
    """A paid order of Citra's shop."""
    group = place(cast.dewi, [tea])
    capture(group)
    return group.orders[0]


def ticked(orders: Sequence[Order], **fields: str) -> dict[str, object]:
    return {"pesanan": [str(order.id) for order in orders], **fields}


def sheet(orders: Sequence[Order], courier: str = "JNE") -> dict[str, str]:
    return {"kurir": courier} | {f"resi-{order.id}": f"JNE-000{order.id}" for order in orders}


def words_of(pdf: bytes) -> list[str]:
    """The text of each page, in one line."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]


def test_nobody_else_comes_to_the_desk(new_client: Callable[[], Browser], sign_in: SignIn, cast: Cast, three) -> None:
    for browser, status in ((new_client(), 303), (sign_in(cast.dewi), 403), (sign_in(cast.eko), 403)):
        for step in ("/terima", "/kemas", "/cetak", "/kirim", "/resi"):
            assert browser.post(DESK + step, ticked(three)).status_code == status
        for paper in PAPERS:
            assert browser.get(DESK + paper).status_code == status
    assert {status_of(order) for order in three} == {OrderStatus.PAID}


@pytest.mark.parametrize("step", ["/terima", "/kemas", "/cetak"])
def test_one_foreign_order_among_the_ticked_and_nothing_happens(
    sign_in: SignIn, cast: Cast, three: list[Order], foreign: Order, step: str
) -> None:
    for bad in (foreign.id, 10**15, "teks", "-1", "9" * 30):
        typed = {"pesanan": [str(three[0].id), str(bad)]}
        assert sign_in(cast.ani).post(DESK + step, typed).status_code == 404
    assert {status_of(order) for order in (*three, foreign)} == {OrderStatus.PAID}


def test_all_that_are_ticked_are_accepted_once(sign_in: SignIn, cast: Cast, three: list[Order]) -> None:
    browser = sign_in(cast.budi)
    for _ in range(2):
        response = browser.post(f"{DESK}/terima", ticked(three[:2]))
        assert (response.status_code, response.location) == (303, f"{DESK}?status=baru")
    assert [status_of(order) for order in three] == ["processing", "processing", "paid"]


def test_without_a_tick_the_page_says_so(sign_in: SignIn, cast: Cast, three: list[Order]) -> None:
    response = sign_in(cast.ani).post(f"{DESK}/terima")
    assert response.status_code == 422
    assert "Centang dulu" in response.get_data(as_text=True)


def test_what_cannot_be_accepted_stops_nobody_and_says_why(sign_in: SignIn, cast: Cast, three: list[Order]) -> None:
    accept(three[0])
    ship(three[0])
    response = sign_in(cast.ani).post(f"{DESK}/terima", ticked(three))
    assert response.status_code == 422
    assert "2 pesanan diterima" in response.get_data(as_text=True)
    assert [status_of(order) for order in three] == ["shipped", "processing", "processing"]


def test_packed_orders_wait_at_the_next_stage(sign_in: SignIn, cast: Cast, three: list[Order]) -> None:
    for order in three:
        accept(order)
    browser = sign_in(cast.ani)
    for _ in range(2):
        assert browser.post(f"{DESK}/kemas", ticked(three[:2])).status_code == 303
    found = {tab: browser.get(f"{DESK}?status={tab}").get_data(as_text=True) for tab in ("kemas", "kirim")}
    assert [order.number in found["kirim"] for order in three] == [True, True, False]
    assert [order.number in found["kemas"] for order in three] == [False, False, True]


def test_a_sheet_of_numbers_sends_what_is_filled_in(sign_in: SignIn, cast: Cast, three: list[Order]) -> None:
    for order in three:
        accept(order)
    browser = sign_in(cast.ani)
    typed = sheet(three[:2]) | {f"kurir-{three[1].id}": "Pos Indonesia", f"resi-{three[2].id}": " "}
    for _ in range(2):
        assert browser.post(f"{DESK}/kirim", typed).status_code == 303
    assert [status_of(order) for order in three] == ["shipped", "shipped", "processing"]
    assert [shipment_of(order).courier for order in three[:2]] == ["JNE", "Pos Indonesia"]


def test_bad_rows_come_back_with_their_reason_and_the_others_leave(
    sign_in: SignIn, cast: Cast, three: list[Order]
) -> None:
    for order in three[:2]:
        accept(order)
    typed = sheet(three) | {f"resi-{three[1].id}": "<b>"}
    response = sign_in(cast.ani).post(f"{DESK}/kirim", typed)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Nomor resi terdiri dari" in page
    assert 'value="&lt;b&gt;"' in page
    assert three[2].number in page
    assert [status_of(order) for order in three] == ["shipped", "processing", "paid"]


def test_a_sheet_with_a_foreign_row_sends_nothing(
    sign_in: SignIn, cast: Cast, three: list[Order], foreign: Order
) -> None:
    accept(three[0])
    accept(foreign)
    for prefix in ("resi", "serah"):
        typed = sheet(three[:1]) | {f"{prefix}-{foreign.id}": "JNE-1"}
        assert sign_in(cast.ani).post(f"{DESK}/kirim", typed).status_code == 404
    assert sign_in(cast.ani).post(f"{DESK}/kirim", {"resi-teks": "JNE-1"}).status_code == 404
    assert [status_of(order) for order in (three[0], foreign)] == ["processing", "processing"]


def test_a_courier_of_the_own_needs_a_tick_alone(sign_in: SignIn, cast: Cast, three: list[Order]) -> None:
    with transaction():
        session.get_one(Order, three[0].id).shipping_method = ShippingMethod.OWN_COURIER
    accept(three[0])
    assert sign_in(cast.ani).post(f"{DESK}/kirim", {f"serah-{three[0].id}": "on"}).status_code == 303
    assert shipment_of(three[0]).courier == "Kurir toko"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_pasted_list_sends_every_line_that_it_can(
    sign_in: SignIn, cast: Cast, three: list[Order], foreign: Order, separator: str
) -> None:
    for order in (*three, foreign):
        accept(order)
    rows = [
        ("Nomor pesanan", "Resi", "Kurir"),
        (three[0].number.lower(), "JNE-1", ""),
        (three[1].number, "POS-2", "Pos Indonesia"),
        (three[2].number, "x", ""),
        (foreign.number, "JNE-4", ""),
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    browser = sign_in(cast.ani)
    response = browser.post(f"{DESK}/resi", {"daftar": text, "kurir": "JNE"})
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert page.count("Tidak ada pesanan bernomor ini") == 1
    assert f"{three[2].number};x;JNE" in page
    assert three[0].number not in page
    assert [status_of(order) for order in (*three, foreign)] == ["shipped", "shipped", "processing", "processing"]
    assert [shipment_of(order).courier for order in three[:2]] == ["JNE", "Pos Indonesia"]
    mended = f"{three[2].number}{separator}JNE-3"
    assert browser.post(f"{DESK}/resi", {"daftar": mended, "kurir": "JNE"}).status_code == 303
    assert status_of(three[2]) == OrderStatus.SHIPPED


def test_a_file_does_what_a_pasted_list_does(sign_in: SignIn, cast: Cast, three: list[Order]) -> None:
    accept(three[0])
    file = ("\ufeff" + f"{three[0].number};JNE-1;JNE\n").encode()
    response = sign_in(cast.ani).post(f"{DESK}/resi", {"berkas": (io.BytesIO(file), "resi.csv")})
    assert response.status_code == 303
    assert status_of(three[0]) == OrderStatus.SHIPPED


@pytest.mark.parametrize("text", ["", "halo", "SB-", "\x00", "SB-1\n" * 300, '"SB-1;2'])
def test_an_unreadable_list_sends_nothing(sign_in: SignIn, cast: Cast, three: list[Order], text: str) -> None:
    accept(three[0])
    assert sign_in(cast.ani).post(f"{DESK}/resi", {"daftar": text}).status_code in (400, 422)
    assert status_of(three[0]) == OrderStatus.PROCESSING


NO_LISTS = {
    "a cell without end": (b"SB-1;" + b"x" * 150_000, "Simpan sebagai CSV"),
    "zeros": (b"SB-1;\x00\nSB-2;JNE", "Simpan sebagai CSV"),
    "too much": (b"SB-1;JNE-1\n" * 20_000, "terlalu besar"),
}


@pytest.mark.parametrize("what", sorted(NO_LISTS))
def test_a_file_that_is_no_list_is_refused_in_a_sentence(sign_in: SignIn, cast: Cast, what: str) -> None:
    data, words = NO_LISTS[what]
    response = sign_in(cast.ani).post(f"{DESK}/resi", {"berkas": (io.BytesIO(data), "resi.csv")})
    assert response.status_code == 422
    assert words in response.get_data(as_text=True)


def test_papers_are_for_the_ticked_or_for_all_that_wait(sign_in: SignIn, cast: Cast, three: list[Order]) -> None:
    browser = sign_in(cast.ani)
    for order in three[:2]:
        accept(order)
    for ids, numbers in ((f"?pesanan={three[2].id}", three[2:]), ("", three[:2])):
        for paper, word in ON_PAPER.items():
            response = browser.get(f"{DESK}{paper}{ids}")
            assert response.mimetype == "application/pdf"
            assert response.headers["Cache-Control"] == "private, no-store"
            text = " ".join(words_of(response.data))
            assert word in text
            assert [order.number in text for order in three] == [order in numbers for order in three]


def test_a_label_says_where_to_and_no_more(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    accept(paid)
    (label,) = words_of(sign_in(cast.ani).get(f"{DESK}/label.pdf").data)
    group = paid.group
    for needed in (group.recipient_name, "0812", group.street, paid.number, "4 barang", paid.seller_name):
        assert needed in label
    for private in (group.buyer_email, "Lada Putih", "Rp"):
        assert private not in label


def test_a_label_for_cash_names_the_amount(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    with transaction():
        session.get_one(Order, paid.id).takes_cash = True
    accept(paid)
    (label,) = words_of(sign_in(cast.ani).get(f"{DESK}/label.pdf").data)
    assert "TAGIH TUNAI Rp" in label
    assert "Penjaga" not in label


def test_a_label_for_cash_at_a_hub_tells_its_keeper_what_to_do(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    with transaction():
        order = session.get_one(Order, paid.id)
        order.takes_cash, order.shipping_method, order.hub_id = True, ShippingMethod.HUB, HubFactory().id
    accept(paid)
    (label,) = words_of(sign_in(cast.ani).get(f"{DESK}/label.pdf").data)
    assert "TAGIH TUNAI Rp" in label
    assert "terima uangnya untuk toko, minta kode pembeli, lalu serahkan" in label


def test_what_goes_our_own_way_says_on_whose_account_wherever_it_is_sent(
    sign_in: SignIn, cast: Cast, app: Flask, paid: Order
) -> None:
    browser, account = sign_in(cast.ani), app.config["COURIER_ACCOUNT"]
    accept(paid)
    for page in (f"{DESK}/{paid.id}", f"{DESK}/kirim"):
        assert account not in browser.get(page).text
    with transaction():
        session.get_one(Order, paid.id).shipping_owner = ShippingOwner.MARKETPLACE
    for page in (f"{DESK}/{paid.id}", f"{DESK}/kirim"):
        assert account in browser.get(page).text
    (label,) = words_of(browser.get(f"{DESK}/label.pdf").data)
    assert "Ongkir dibayar Sebalai" in label


def test_without_an_account_the_seller_is_told_whom_to_ask(
    sign_in: SignIn, cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch, paid: Order
) -> None:
    browser, whom = sign_in(cast.ani), app.config["CONTACT_EMAIL"]
    accept(paid)
    with transaction():
        session.get_one(Order, paid.id).shipping_owner = ShippingOwner.MARKETPLACE
    monkeypatch.setitem(app.config, "COURIER_ACCOUNT", "")
    for page in (f"{DESK}/{paid.id}", f"{DESK}/kirim"):
        assert f"tanyakan caranya kepada kami: {whom}" in browser.get(page).text
    (label,) = words_of(browser.get(f"{DESK}/label.pdf").data)
    assert whom in label


def test_the_pick_list_sums_what_has_still_to_be_sent(sign_in: SignIn, cast: Cast, paid: Order, three) -> None:
    for order in (paid, three[0]):
        accept(order)
    ship_part(paid, 3)
    page = sign_in(cast.ani).get(f"{DESK}/ambil").get_data(as_text=True)
    assert "× 2" in page
    assert f"{paid.number} (1)" in page
    assert f"{three[0].number} (1)" in page


@pytest.mark.parametrize(("most", "is_all"), [(2, False), (3, True)])
def test_the_words_say_how_many_orders_the_papers_are_for(
    sign_in: SignIn, cast: Cast, three: list[Order], monkeypatch: pytest.MonkeyPatch, most: int, is_all: bool
) -> None:
    monkeypatch.setattr(worklist, "MOST_AT_ONCE", most)
    for order in three:
        accept(order)
    browser = sign_in(cast.ani)
    words = browser.get(f"{DESK}?status=kemas").text
    assert ("untuk semua pesanan yang menunggu" in words) == is_all
    assert (f"dibuat untuk {most} pesanan: yang sudah dikemas dahulu" in words) != is_all
    page = browser.get(f"{DESK}/ambil").text
    assert f"Untuk {most} pesanan." in page
    assert f"paling banyak {most} pesanan" in page
    page = browser.get(f"{DESK}/ambil?pesanan={three[0].id}&pesanan={three[1].id}").text
    assert "paling banyak" not in page


def test_papers_of_others_and_of_what_is_not_paid_are_not_there(
    sign_in: SignIn, cast: Cast, foreign: Order, waiting: Order
) -> None:
    browser = sign_in(cast.ani)
    for paper in PAPERS:
        for order in (foreign, waiting):
            assert browser.get(f"{DESK}{paper}?pesanan={order.id}").status_code == 404
    assert [browser.get(DESK + paper).status_code for paper in PAPERS] == [404, 404, 200, 200]


def test_the_buttons_lead_to_the_papers(sign_in: SignIn, cast: Cast, three: list[Order]) -> None:
    browser = sign_in(cast.ani)
    for name, paper in (("label", "/label.pdf"), ("surat", "/surat-jalan.pdf"), ("ambil", "/ambil"), ("?", "/ambil")):
        response = browser.post(f"{DESK}/cetak", ticked(three[:1], kertas=name))
        assert (response.status_code, response.location) == (303, f"{DESK}{paper}?pesanan={three[0].id}")


def test_a_part_is_sent_from_the_page_of_the_order(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    accept(paid)
    browser = sign_in(cast.ani)
    typed = {
        "bagian-parcel": shipment_of(paid).id,
        "bagian-courier": "JNE",
        "bagian-tracking_number": "JNE-1",
        f"q-{paid.lines[0].id}": "3",
    }
    for wrong in ({"bagian-courier": ""}, {f"q-{paid.lines[0].id}": "5"}, {f"q-{paid.lines[0].id}": "0"}):
        assert browser.post(f"{DESK}/{paid.id}/kirim-sebagian", typed | wrong).status_code == 422
    for _ in range(2):
        assert browser.post(f"{DESK}/{paid.id}/kirim-sebagian", typed).status_code == 303
    assert browser.post(f"{DESK}/{paid.id}/kirim-sebagian", typed | {f"q-{paid.lines[0].id}": "1"}).status_code == 409
    assert sign_in(cast.citra).post(f"{DESK}/{paid.id}/kirim-sebagian", typed).status_code == 404
    assert status_of(paid) == OrderStatus.PROCESSING
    for person, path in ((cast.ani, f"{DESK}/{paid.id}"), (cast.dewi, f"/pesanan/{paid.group.number}")):
        page = sign_in(person).get(path).get_data(as_text=True)
        assert "JNE-1" in page
        assert "Sisanya dikirim dalam paket lain." in page


def test_parcels_of_the_own_courier_arrive_one_by_one(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    with transaction():
        session.get_one(Order, paid.id).shipping_method = ShippingMethod.OWN_COURIER
    accept(paid)
    browser = sign_in(cast.ani)
    parcel_id = shipment_of(paid).id
    typed = {"bagian-parcel": parcel_id, f"q-{paid.lines[0].id}": "3"}
    assert browser.post(f"{DESK}/{paid.id}/kirim-sebagian", typed).status_code == 303
    address = f"{DESK}/{paid.id}/paket/{parcel_id}/sampai"
    assert sign_in(cast.citra).post(address).status_code == 404
    for _ in range(2):
        assert browser.post(address).status_code == 303
    assert browser.post(f"{DESK}/{paid.id}/paket/{parcel_id + 99}/sampai").status_code == 404
    ship(paid)
    assert browser.post(f"{DESK}/{paid.id}/paket/{shipment_of(paid).id}/sampai").status_code == 303
    assert status_of(paid) == OrderStatus.DELIVERED


def test_the_clock_stands_on_every_order(sign_in: SignIn, cast: Cast, three: list[Order]) -> None:
    with transaction():
        late = session.get_one(Order, three[0].id)
        late.ship_by = late.placed_at
    page = sign_in(cast.ani).get(DESK).get_data(as_text=True)
    assert "Terlambat" in page
    assert page.count("Kirim dalam 3 hari") == 2
    assert page.index(three[0].number) < page.index(three[1].number)


def test_whatsapp_opens_with_a_ready_text(sign_in: SignIn, cast: Cast, waiting: Order) -> None:
    browser = sign_in(cast.ani)
    assert "wa.me" not in browser.get(f"{DESK}/{waiting.id}").get_data(as_text=True)
    capture(waiting.group)
    page = browser.get(f"{DESK}/{waiting.id}").get_data(as_text=True)
    assert 'href="https://wa.me/62812' in page
    assert 'rel="noopener noreferrer"' in page


def test_the_desk_costs_the_same_for_one_order_and_for_many(
    sign_in: SignIn, cast: Cast, pepper: Product, statements: Statements, three: list[Order]
) -> None:
    browser = sign_in(cast.ani)
    pages = (f"{DESK}?status=kemas", f"{DESK}?status=kirim", f"{DESK}/kirim", *(DESK + paper for paper in PAPERS))

    def costs() -> dict[str, int]:
        found = {}
        for page in pages:
            with statements.counted() as seen:
                assert browser.get(page).status_code == 200
            found[page] = len(seen)
        return found

    more = [place(cast.dewi, [pepper]).orders[0] for _ in range(3)]
    for order in more:
        capture(order.group)
    for order in (*three[:2], more[0]):
        accept(order)
    pack(more[0])
    few = costs()
    for order in (three[2], *more[1:]):
        accept(order)
    pack(more[2])
    assert costs() == few
    assert max(few.values()) <= 9


def test_papers_of_what_has_left_say_what_was_in_each_parcel(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    accept(paid)
    ship_part(paid, 3)
    ship(paid, "JNE-2")
    browser = sign_in(cast.ani)
    slips = words_of(browser.get(f"{DESK}/surat-jalan.pdf?pesanan={paid.id}").data)
    assert ["3 × Lada Putih" in slips[0], "1 × Lada Putih" in slips[1], len(slips)] == [True, True, 2]
    assert len(words_of(browser.get(f"{DESK}/label.pdf?pesanan={paid.id}").data)) == 2
