"""Admins keep our own ways, the table of zones and the hubs; what is wrong with a row is said row by row."""

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from app.db import session
from app.models.audit import AuditEvent
from app.models.region import ShippingZone
from app.models.shipping import Hub, OfferKind, ShippingOffer
from tests.browser import Browser
from tests.cast import Cast
from tests.web.visitors import signed_in

PATH = "/admin/ongkir"
HEAD = "asal_pulau,tujuan_kode,tujuan,zona,tarif_kg_pertama,tarif_kg_berikut,etd_hari"
WAY = {"kind": "flat", "name": "Kapal Sebalai", "fee_amount": "9.000", "fastest_days": "1", "slowest_days": "3"}
HUB = {
    "name": "Kios Kemuja", "street": "Jalan Raya 7", "district_code": "19.01.04", "phone": "0812 3456 7890",
    "hours": "Setiap hari 08.00–16.00", "fee_amount": "2.000",
}  # fmt: skip


@pytest.fixture
def admin(new_client: Callable[[], Browser], cast: Cast) -> Browser:
    return signed_in(new_client(), cast.eko)


def figures() -> dict[tuple[str, str], tuple[int, int, int, int]]:
    session.rollback()
    return {
        (zone.origin_island, zone.destination_code): (
            zone.first_kg_amount, zone.next_kg_amount, zone.fastest_days, zone.slowest_days
        )
        for zone in session.scalars(select(ShippingZone))
    }  # fmt: skip


def actions(prefix: str) -> list[str]:
    session.rollback()
    is_ours = AuditEvent.action.startswith(prefix)
    return [
        action.removeprefix(prefix)
        for action in session.scalars(select(AuditEvent.action).where(is_ours).order_by(AuditEvent.id))
    ]


def test_our_own_way_is_added_changed_and_switched(admin: Browser) -> None:
    assert admin.post(f"{PATH}/cara", WAY).status_code == 303
    offer = session.scalars(select(ShippingOffer)).one()
    assert (offer.seller_id, offer.kind, offer.fee_amount) == (None, OfferKind.FLAT, 9_000)
    one = f"{PATH}/cara/{offer.id}"
    for _ in range(2):
        assert admin.post(one, {**WAY, "fee_amount": "8.000"}).status_code == 303
        assert admin.post(f"{one}/sakelar", {"ke": "mati"}).status_code == 303
    assert admin.post(f"{one}/sakelar", {"ke": "mungkin"}).status_code == 422
    assert actions("shipping_offer.") == ["added", "changed", "switched_off"]
    assert "Kapal Sebalai" in admin.get(PATH).get_data(as_text=True)
    assert admin.post(f"{PATH}/cara", {**WAY, "kind": "pickup"}).status_code == 422
    assert admin.post(one, {**WAY, "slowest_days": "0"}).status_code == 422
    assert admin.get(f"{PATH}/cara/999").status_code == 404


def test_a_sellers_way_is_none_of_ours(admin: Browser, cast: Cast) -> None:
    seller = signed_in(admin, cast.budi)
    seller.post("/penjual/pusat/pengiriman/cara", WAY)
    offer_id = session.scalars(select(ShippingOffer.id)).one()
    again = signed_in(admin, cast.eko)
    assert again.post(f"{PATH}/cara/{offer_id}", WAY).status_code == 404
    assert again.post(f"{PATH}/cara/{offer_id}/sakelar", {"ke": "mati"}).status_code == 404


def test_a_hub_is_added_changed_closed_and_opened(admin: Browser) -> None:
    assert admin.post(f"{PATH}/titik", HUB).status_code == 303
    hub = session.scalars(select(Hub)).one()
    assert (hub.phone, hub.fee_amount, hub.is_open) == ("+6281234567890", 2_000, True)
    one = f"{PATH}/titik/{hub.id}"
    for _ in range(2):
        assert admin.post(one, {**HUB, "fee_amount": "0"}).status_code == 303
        assert admin.post(f"{one}/sakelar", {"ke": "tutup"}).status_code == 303
    assert admin.post(f"{one}/sakelar", {"ke": "buka"}).status_code == 303
    assert actions("hub.") == ["added", "changed", "closed", "opened"]
    for wrong in ({"phone": "satu"}, {"district_code": "31.74.01"}, {"fee_amount": "-1"}, {"name": ""}):
        assert admin.post(f"{PATH}/titik", {**HUB, **wrong}).status_code == 422
        assert admin.post(one, {**HUB, **wrong}).status_code == 422
    assert admin.post(f"{one}/sakelar", {}).status_code == 422
    assert [admin.post(f"{PATH}/titik/999{tail}", HUB).status_code for tail in ("", "/sakelar")] == [404, 404]


def test_one_row_of_the_table_is_changed(admin: Browser, cast: Cast) -> None:
    zone_id = session.scalars(select(ShippingZone.id).where(ShippingZone.destination_code == "19.03")).one()
    form = {"first_kg_amount": "11.000", "next_kg_amount": "7.000", "fastest_days": "1", "slowest_days": "2"}
    for _ in range(2):
        assert admin.post(f"{PATH}/zona/{zone_id}", form).status_code == 303
    assert figures()["bangka", "19.03"] == (11_000, 7_000, 1, 2)
    assert actions("shipping_zone.") == ["set"]
    assert admin.post(f"{PATH}/zona/{zone_id}", {**form, "slowest_days": "0"}).status_code == 422
    assert admin.get(f"{PATH}/zona/999").status_code == 404


def test_the_table_goes_out_and_comes_back_unchanged(admin: Browser, cast: Cast) -> None:
    before = figures()
    text = admin.get(f"{PATH}/zona.csv").get_data(as_text=True)
    assert text.lstrip("\ufeff").splitlines()[0] == HEAD
    assert admin.post(f"{PATH}/zona/impor", {"teks": text, "terapkan": "ya"}).status_code == 303
    assert figures() == before
    assert actions("shipping_zone.") == []


def test_a_spreadsheet_is_tried_first_and_good_rows_count_with_the_second_press(admin: Browser, cast: Cast) -> None:
    rows = f"""{HEAD}
bangka,19.03,Bangka Selatan,dekat,12.000,8000,1-3
belitung,19.03,Bangka Selatan,jauh,20000,9000,3
jawa,19.03,x,dekat,1,1,1
bangka,99.99,x,dekat,1,1,1
bangka,31,Jakarta,jawa,1.5,1,1
bangka,31,Jakarta,jawa,1,2000000,1
bangka,31,Jakarta,jawa,1,1,5-3
bangka,31,Jakarta,J!,1,1,1
bangka,19.03,Bangka Selatan,dekat,1,1,1
"""
    before = figures()
    response = admin.post(f"{PATH}/zona/impor", {"berkas": (BytesIO(rows.encode()), "ongkir.csv")})
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "2 baris dapat dipakai, 7 tidak. Belum ada yang berubah." in page
    for reason in (
        "Baris 4: Asal pulau harus bangka atau belitung.", "Baris 5: Kode tujuan", "Baris 6: Tarif kilogram pertama",
        "Baris 7: Tarif kilogram berikut", "Baris 8: Hari harus seperti 2-4", "Baris 9: Zona",
        "Baris 10: Asal dan tujuan",
    ):  # fmt: skip
        assert reason in page, reason
    assert figures() == before
    text = page.split('spellcheck="false">')[1].split("</textarea>")[0]
    for _ in range(2):
        assert admin.post(f"{PATH}/zona/impor", {"teks": text, "terapkan": "ya"}).status_code == 303
    after = figures()
    assert after["bangka", "19.03"] == (12_000, 8_000, 1, 3)
    assert after["belitung", "19.03"] == (20_000, 9_000, 3, 3)
    assert len(after) == len(before) + 1
    assert actions("shipping_zone.") == ["set", "set"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Yang kurang"),
        ("nama;harga\nlada;1", "Yang kurang: asal_pulau"),
        (HEAD, "Tidak ada baris"),
        (HEAD + "\nbangka,31,x,jawa,1,1,1" * 501, "Paling banyak 500 baris"),
    ],
)
def test_what_is_no_table_says_why(admin: Browser, cast: Cast, text: str, words: str) -> None:
    response = admin.post(f"{PATH}/zona/impor", {"teks": text})
    assert response.status_code == 422
    assert words in response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (HEAD.encode() + b"\nbangka," + b"x" * 150_000, "Simpan sebagai CSV"),
        (HEAD.encode() + b"\nbangka,\x00", "Simpan sebagai CSV"),
        (HEAD.encode() * 5_000, "terlalu besar"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(admin: Browser, cast: Cast, data: bytes, words: str) -> None:
    form = {"berkas": (BytesIO(data), "ongkir.csv")}
    response = admin.post(f"{PATH}/zona/impor", form)
    page = response.get_data(as_text=True)
    assert (response.status_code, words in page) == (422, True)


def test_a_table_with_single_returns_is_read(admin: Browser, cast: Cast) -> None:
    data = f"{HEAD}\rbangka,19.03,Bangka Selatan,dekat,12000,8000,1-3\r".encode()
    page = admin.post(f"{PATH}/zona/impor", {"berkas": (BytesIO(data), "ongkir.csv")}).get_data(as_text=True)
    assert "1 baris dapat dipakai" in page
