"""Other money of the bank: tax, agencies' vouchers and our own, once for each reference, never more than is there."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.books.commands import bank, corrections
from app.books.commands.settlements import HandedOver, record_settlement
from app.books.errors import MoreThanOurs, MoreThanOwed
from app.books.queries import money
from app.books.queries.bank import standing
from app.books.rules import months_owed
from app.clock import JAKARTA, last_days, now
from app.db import session, transaction
from app.ledger import chart
from app.ledger.chart import AccountName
from app.ledger.check import differences
from app.ledger.queries import balances_of
from app.models.audit import AuditEvent
from app.models.catalog import Product
from app.models.order import CommissionRule, Order
from app.models.payment import BankMovement, MovementKind
from app.pricing.settings import PPH22_BPS
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.order import capture, complete, place
from tests.factories.payout import DatedSettingFactory
from tests.factories.voucher import VoucherFactory
from tests.payouts import steps
from tests.races import Race, in_transaction
from tests.returns.steps import sell_for_cash
from tests.web.visitors import signed_in

HOME = "/admin/pembukuan"
PATH = f"{HOME}/bank"
DINAS = "dinas-koperasi-babel"
VOUCHER = f"voucher-paid:{DINAS}"


@pytest.fixture
def admin(new_client: Callable[[], Browser], cast: Cast) -> Browser:
    return signed_in(new_client(), cast.eko)


@pytest.fixture
def sold(cast: Cast, pepper: Product) -> Order:
    """A taxed and completed order for which an agency's voucher paid a part."""
    with transaction():
        DatedSettingFactory(name=PPH22_BPS, value=50)
        VoucherFactory(code="DARI-DINAS", created_by_id=cast.eko.id, of_agency=True, percent=True)
    group = place(cast.dewi, [pepper], quantity=2, voucher_code="DARI-DINAS")
    capture(group)
    complete(group, cast.dewi)
    return group.orders[0]


def form(what: str = "money-added", *, days_ago: int = 0, **changed: str) -> dict[str, str]:
    day = now().astimezone(JAKARTA).date() - timedelta(days=days_ago)
    usual = {"what": what, "moved_on": day.isoformat(), "amount": "50.000", "reference": "RK-1", "note": "Menutup"}
    return usual | changed


def balance(name: AccountName) -> int:
    session.rollback()
    return balances_of([name])[name]


def count() -> int:
    session.rollback()
    return session.scalar(select(func.count(BankMovement.id))) or 0


def rupiah(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def move(cast: Cast, kind: str, amount: int, reference: str, bearer: str = "") -> BankMovement:
    today = now().astimezone(JAKARTA).date()
    with transaction():
        return bank.record_movement(
            bank.Movement(MovementKind(kind), amount, today, reference, "menurut bank", bearer), admin_id=cast.eko.id
        )


def test_tax_that_is_owed_is_paid_once_and_no_more(admin: Browser, cast: Cast, sold: Order) -> None:
    owed = -balance(chart.PPH22_PAYABLE)
    assert owed > 0
    page = admin.get(PATH).text
    assert page.count(f"Rp{rupiah(owed)}") == 2, "what is owed, and for this month"
    too_much = admin.post(PATH, form("tax-paid", amount=str(owed + 1)))
    assert (too_much.status_code, count()) == (409, 0)
    assert f"yang masih harus dibayar Rp{rupiah(owed)}" in too_much.text
    for _ in range(2):
        answer = admin.post(PATH, form("tax-paid", amount=str(owed), note="Masa November, NTPN 1"))
        assert (answer.status_code, answer.location) == (303, PATH)
    assert (balance(chart.PPH22_PAYABLE), balance(chart.BANK), count()) == (0, -owed, 1)
    movement = session.scalars(select(BankMovement)).one()
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "bank_movement.recorded")).one()
    assert (event.reason, event.actor_id) == ("Masa November, NTPN 1", cast.eko.id)
    assert (movement.note, movement.recorded_by_id) == ("Masa November, NTPN 1", cast.eko.id)
    page = admin.get(PATH).text
    assert "Masa November, NTPN 1" in page
    assert cast.eko.name in page
    assert list(differences()) == []


def test_an_agency_pays_for_its_own_vouchers_and_no_more(admin: Browser, cast: Cast, sold: Order) -> None:
    owed = balance(chart.voucher_cost(DINAS))
    assert owed > 0
    page = admin.get(PATH).text
    assert "Voucher, belum dibayar Dinas Koperasi Babel" in page
    assert f"Rp{rupiah(owed)}" in page
    assert admin.post(PATH, form(VOUCHER, amount=str(owed + 1))).status_code == 409
    for unknown in ("voucher-paid:platform", "voucher-paid:dinas-lain", "voucher-paid", "voucher-paid:"):
        assert admin.post(PATH, form(unknown, amount="1")).status_code == 422
    assert count() == 0
    assert admin.post(PATH, form(VOUCHER, amount=str(owed))).status_code == 303
    assert (balance(chart.voucher_cost(DINAS)), balance(chart.BANK)) == (0, owed)
    with pytest.raises(MoreThanOwed):
        move(cast, "voucher-paid", 1, "RK-2", DINAS)
    assert list(differences()) == []


def test_what_we_add_is_ours_and_only_what_is_ours_can_be_taken(cast: Cast, sold: Order) -> None:
    move(cast, "money-added", 90_000, "RK-1")
    equation = money.equation(money.sums(until=now()))
    assert standing().free_amount == equation.ours_amount < 90_000, "the agency has not paid for its voucher"
    move(cast, "voucher-paid", balance(chart.voucher_cost(DINAS)), "RK-2", DINAS)
    assert standing().free_amount == 90_000, "the rest is with the gateway, or of the seller"
    with pytest.raises(MoreThanOurs):
        move(cast, "money-taken", 90_001, "RK-3")
    move(cast, "money-taken", 90_000, "RK-3")
    assert (standing().free_amount, balance(chart.OWN_MONEY)) == (0, 0)
    assert list(differences()) == []


def test_what_a_seller_owes_us_is_not_taken_from_the_others(cast: Cast, pepper: Product) -> None:
    with transaction():
        session.add(CommissionRule(position=1, rate_bps=1000))
    held = place(cast.dewi, [pepper])
    capture(held)
    today = now().astimezone(JAKARTA).date()
    with transaction():
        record_settlement(HandedOver("sandbox", held.total_amount, 0, "RK-1", today), admin_id=cast.eko.id)
    move(cast, "money-added", 90_000, "RK-2")
    order = sell_for_cash(cast.dewi, pepper)
    with transaction():
        steps.take_cash(order.id)
    complete(order.group, cast.dewi)
    assert balance(chart.payable(order.seller_id)) == -balance(chart.COMMISSION_INCOME) > 0
    assert standing().free_amount == 90_000


def test_every_rupiah_is_still_somewhere(admin: Browser, cast: Cast, sold: Order) -> None:
    before = money.equation(money.sums(until=now()))
    tax, voucher = -balance(chart.PPH22_PAYABLE), balance(chart.voucher_cost(DINAS))
    move(cast, "money-added", 90_000, "RK-1")
    move(cast, "voucher-paid", voucher, "RK-2", DINAS)
    move(cast, "tax-paid", tax, "RK-3")
    move(cast, "money-taken", 40_000, "RK-4")
    wrong = move(cast, "money-added", 7_000, "RK-5")
    with transaction():
        corrections.reverse(f"money-added:{wrong.id}", because="jumlahnya salah ketik")
    found = money.equation(money.sums(until=now()))
    assert (found.vouchers_amount, found.added_amount) == (voucher, 90_000)
    assert (found.tax_paid_amount, found.taken_amount, found.tax_amount) == (tax, 40_000, 0)
    assert found.in_amount == before.in_amount + 90_000 + voucher
    assert found.difference_amount == 0
    owners = found.sellers_amount + found.buyers_amount + found.tax_amount + found.ours_amount
    assert owners == found.balance_amount == before.balance_amount + 50_000 + voucher - tax
    assert found.ours_amount == before.ours_amount + 50_000 + voucher
    (flow,) = money.flows(last_days(1))
    assert (flow.in_amount, flow.in_amount - flow.out_amount) == (found.in_amount, found.balance_amount)
    page = admin.get(HOME).text
    assert "Cocok, selisih Rp0" in page
    assert "Ditambahkan lokapasar sendiri" in page
    assert list(differences()) == []


def test_the_same_reference_for_something_else_is_refused(admin: Browser, sold: Order) -> None:
    admin.post(PATH, form())
    for other in (form(amount="50.001"), form(days_ago=1), form("tax-paid", amount="1"), form(VOUCHER, amount="1")):
        answer = admin.post(PATH, other)
        assert answer.status_code == 409
        assert "sudah dicatat di halaman ini" in answer.text
    assert admin.post(PATH, form(reference=" rk-1 ")).status_code == 303
    assert count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": "0"}, "lebih dari nol"),
        ({"amount": "banyak"}, "rupiah utuh"),
        ({"reference": "9" * 121}, "Tulis 1 sampai 120 huruf"),
        ({"note": "x"}, "Tulis 5 sampai 190 huruf"),
        ({"moved_on": "kemarin"}, "Tulis tanggal"),
        ({"moved_on": "2062-01-01"}, "Tanggalnya harus"),
    ],
)
def test_a_bad_form_says_what_to_do_and_books_nothing(admin: Browser, changed: dict[str, str], sentence: str) -> None:
    answer = admin.post(PATH, form(**changed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert count() == 0


def test_what_was_typed_wrongly_is_taken_back_and_typed_again(admin: Browser, cast: Cast) -> None:
    admin.post(PATH, form())
    reference = f"money-added:{session.scalars(select(BankMovement.id)).one()}"
    assert "Menutup" in admin.get(f"{HOME}/jurnal/{reference}").text
    assert admin.post(f"{HOME}/jurnal/{reference}/batalkan", {"reason": "x"}).status_code == 422
    for _ in range(2):
        assert admin.post(f"{HOME}/jurnal/{reference}/batalkan", {"reason": "Salah ketik nol"}).status_code == 303
    assert (balance(chart.BANK), balance(chart.OWN_MONEY)) == (0, 0)
    page = admin.get(f"{HOME}/jurnal/{reference}").text
    assert f'<a href="{PATH}">Catat yang benar</a>' in page
    assert "Salah ketik nol" in admin.get(f"{HOME}/jurnal/money-added-reversed:{reference[-1]}").text
    assert "dibatalkan</span>" in admin.get(PATH).text
    assert admin.post(PATH, form(amount="5.000")).status_code == 303
    assert balance(chart.BANK) == 5_000
    for other in ("money-taken", "tax-paid"):
        assert admin.post(f"{HOME}/jurnal/{other}:1/batalkan", {"reason": "Salah ketik"}).status_code == 404
    assert list(differences()) == []


def test_pressed_twice_at_once_it_is_one_movement_also_as_the_first_of_all(race: Race, cast: Cast) -> None:
    admin_id, today = cast.eko.id, now().astimezone(JAKARTA).date()
    movement = bank.Movement(MovementKind.MONEY_ADDED, 1_000, today, "RK-1", "menutup biaya")

    step = in_transaction(bank.record_movement, movement, admin_id=admin_id)
    assert race.refused(step, step, step) == []
    assert (count(), balance(chart.BANK)) == (1, 1_000)


def test_the_oldest_months_are_paid_first() -> None:
    months = [datetime(2026, month, 1, tzinfo=JAKARTA) for month in (9, 10, 11)]
    withheld = list(zip(months, (30, 0, 20), strict=True))
    assert months_owed(45, withheld) == [(months[2], 20), (months[0], 25)]
    assert months_owed(20, withheld) == [(months[2], 20)]
    assert months_owed(60, withheld) == [(months[2], 20), (months[0], 30), (None, 10)]
    assert months_owed(0, withheld) == months_owed(-5, withheld) == []


def test_links_lead_here(admin: Browser, cast: Cast, sold: Order) -> None:
    page = admin.get(HOME).text
    assert f'href="{PATH}"' in page
    assert f'href="{PATH}?untuk=money-added"' in page, "the voucher is not paid, so money must be added"
    chosen = admin.get(f"{PATH}?untuk=money-added").text
    assert 'selected value="money-added"' in chosen
    assert admin.get(f"{PATH}?untuk=apa").status_code == 200


def test_only_finance_sees_and_records_it(new_client: Callable[[], Browser], cast: Cast) -> None:
    assert new_client().post(PATH, form()).location.startswith("/masuk")
    for person in (cast.dewi, cast.ani):
        assert signed_in(new_client(), person).get(PATH).status_code == 403
        assert signed_in(new_client(), person).post(PATH, form()).status_code == 403
    assert count() == 0
