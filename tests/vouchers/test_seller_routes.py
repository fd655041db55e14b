"""A seller's vouchers: made by owners, read by the team, nobody else's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.clock import day_of, now
from app.db import session, transaction
from app.models.account import User
from app.models.order import Bearer
from app.models.voucher import Voucher, VoucherKind
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.voucher import VoucherFactory

PAGE = "/penjual/pusat/voucher"
SignIn = Callable[[User], Browser]


def form(**values: str) -> dict[str, str]:
    today = day_of(now()).date()
    usual = {
        "code": "panen lada",
        "label": "Diskon panen",
        "kind": "percent",
        "amount": "",
        "rate": "7,5",
        "cap": "20.000",
        "smallest": "50.000",
        "most_uses": "100",
        "most_uses_per_buyer": "2",
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=6)).isoformat(),
    }
    return usual | values


def vouchers() -> list[Voucher]:
    session.rollback()
    return list(session.scalars(select(Voucher).order_by(Voucher.id)))


def test_an_owner_makes_a_voucher_that_the_shop_bears(cast: Cast, browser_of: SignIn) -> None:
    ani = browser_of(cast.ani)
    assert ani.post(PAGE, form()).location == PAGE
    (made,) = vouchers()
    assert (made.code, made.kind, made.rate_bps, made.amount) == ("PANENLADA", VoucherKind.PERCENT, 750, 0)
    assert (made.cap_amount, made.smallest_items_amount, made.most_uses) == (20_000, 50_000, 100)
    assert (made.bearer, made.seller_id, made.created_by_id) == (Bearer.SELLER, cast.shop_of_ani.id, cast.ani.id)
    assert made.ends_at - made.starts_at == timedelta(days=7)
    page = ani.get(PAGE).get_data(as_text=True)
    assert "PANENLADA" in page
    assert "7,5%" in page


def test_an_amount_has_neither_rate_nor_cap(cast: Cast, browser_of: SignIn) -> None:
    browser_of(cast.ani).post(PAGE, form(kind="amount", amount="Rp 5.000", most_uses=""))
    (made,) = vouchers()
    assert (made.kind, made.amount, made.rate_bps, made.cap_amount) == (VoucherKind.AMOUNT, 5_000, 0, None)
    assert made.most_uses is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "abc"}, "4 sampai 24 huruf"),
        ({"code": "lada!lada"}, "4 sampai 24 huruf"),
        ({"label": "  "}, "Tulis 3 sampai 100 huruf"),
        ({"kind": "gift"}, "perlu diperbaiki"),
        ({"rate": ""}, "Isi juga potongannya"),
        ({"rate": "0"}, "Isi juga potongannya"),
        ({"rate": "101"}, "persen dari 0 sampai 100"),
        ({"kind": "amount", "amount": "0"}, "Isi juga potongannya"),
        ({"cap": "0"}, "Kosongkan bila tanpa batas"),
        ({"most_uses": "0"}, "bilangan bulat"),
        ({"most_uses_per_buyer": "0"}, "bilangan bulat"),
        ({"first_day": "2999-01-01", "last_day": "2999-01-02"}, "hari yang lebih dekat"),
        ({"last_day": "besok"}, "Pilih tanggalnya"),
        ({"last_day": ""}, "wajib"),
        ({"last_day": "2020-01-01"}, "tidak boleh sebelum"),
        ({"first_day": "2020-01-01", "last_day": "2020-01-02"}, "sudah lewat"),
    ],
)
def test_a_wrong_form_says_what_is_wrong(cast: Cast, browser_of: SignIn, wrong: dict[str, str], said: str) -> None:
    response = browser_of(cast.ani).post(PAGE, form(**wrong))
    assert response.status_code == 422
    assert said in response.get_data(as_text=True)
    assert vouchers() == []


def test_a_code_of_somebody_else_is_taken(cast: Cast, browser_of: SignIn) -> None:
    browser_of(cast.citra).post(PAGE, form())
    response = browser_of(cast.ani).post(PAGE, form())
    assert response.status_code == 422
    assert "sudah dipakai voucher lain" in response.get_data(as_text=True)
    assert len(vouchers()) == 1


def test_staff_read_and_do_not_make(cast: Cast, browser_of: SignIn) -> None:
    budi = browser_of(cast.budi)
    page = budi.get(PAGE)
    assert page.status_code == 200
    assert "Buat voucher" not in page.get_data(as_text=True)
    assert budi.post(PAGE, form()).status_code == 403


def test_only_the_own_voucher_can_be_ended(cast: Cast, browser_of: SignIn) -> None:
    browser_of(cast.ani).post(PAGE, form())
    with transaction():
        house = VoucherFactory(created_by_id=cast.eko.id, code="DARI-KAMI")
    own = vouchers()[0]
    citra, ani = browser_of(cast.citra), browser_of(cast.ani)
    assert "PANENLADA" not in citra.get(PAGE).get_data(as_text=True)
    assert citra.post(f"{PAGE}/{own.id}/akhiri").status_code == 404
    assert ani.post(f"{PAGE}/{house.id}/akhiri").status_code == 404
    assert [each.archived_at for each in vouchers()] == [None, None]
    for _ in range(2):
        assert ani.post(f"{PAGE}/{own.id}/akhiri").location == PAGE
    assert [each.archived_at is None for each in vouchers()] == [False, True]
    assert "diakhiri" in ani.get(PAGE).get_data(as_text=True)
