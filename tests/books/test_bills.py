"""Bills of couriers and hubs: once for each number, out of the income of parcels."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.clock import JAKARTA, now
from app.db import session
from app.ledger import chart
from app.ledger.check import differences
from app.ledger.queries import balances_of
from app.models.shipping import DeliveryBill
from tests.browser import Browser
from tests.cast import Cast
from tests.web.visitors import signed_in

PATH = "/admin/pembukuan/tagihan"


@pytest.fixture
def admin(new_client: Callable[[], Browser], cast: Cast) -> Browser:
    return signed_in(new_client(), cast.eko)


def form(*, days_ago: int = 0, **changed: str) -> dict[str, str]:
    day = now().astimezone(JAKARTA).date() - timedelta(days=days_ago)
    usual = {"payee": "JNE Pangkalpinang", "reference": "INV-7", "amount": "12.500", "paid_on": day.isoformat()}
    return usual | changed


def count() -> int:
    session.rollback()
    return session.scalar(select(func.count(DeliveryBill.id))) or 0


def test_a_paid_bill_is_recorded_once_and_takes_from_the_income_of_parcels(admin: Browser, cast: Cast) -> None:
    assert "Belum ada tagihan" in admin.get(PATH).text
    for _ in range(2):
        answer = admin.post(PATH, form())
        assert (answer.status_code, answer.location) == (303, PATH)
    bill = session.scalars(select(DeliveryBill)).one()
    assert (bill.amount, bill.recorded_by_id) == (12_500, cast.eko.id)
    assert list(balances_of([chart.SHIPPING_INCOME, chart.BANK]).values()) == [12_500, -12_500]
    page = admin.get(PATH).text
    assert "INV-7" in page
    assert "-Rp12.500" in page.replace("\u2212", "-").replace("\u2011", "-")
    assert "Tagihan kurir" in admin.get(f"/admin/pembukuan/jurnal/delivery-bill:{bill.id}").text
    assert list(differences()) == []


def test_the_same_number_with_another_amount_or_day_is_refused(admin: Browser) -> None:
    admin.post(PATH, form())
    for other in (form(amount="12.501"), form(days_ago=1)):
        answer = admin.post(PATH, other)
        assert answer.status_code == 409
        assert "sudah dicatat" in answer.text
    assert admin.post(PATH, form(payee="BUMDes Kemuja")).status_code == 303
    assert count() == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": "0"}, "lebih dari nol"),
        ({"amount": "banyak"}, "rupiah utuh"),
        ({"payee": " "}, "Tulis 1 sampai 120 huruf"),
        ({"reference": "9" * 121}, "Tulis 1 sampai 120 huruf"),
        ({"paid_on": "kemarin"}, "Tulis tanggal"),
        ({"paid_on": "2062-01-01"}, "Tanggalnya harus"),
    ],
)
def test_a_bad_form_says_what_to_do_and_books_nothing(admin: Browser, changed: dict[str, str], sentence: str) -> None:
    answer = admin.post(PATH, form(**changed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert count() == 0


def test_only_finance_sees_and_records_bills(new_client: Callable[[], Browser], cast: Cast) -> None:
    assert new_client().post(PATH, form()).location.startswith("/masuk")
    for person in (cast.dewi, cast.ani):
        assert signed_in(new_client(), person).post(PATH, form()).status_code == 403
    assert count() == 0
