"""Finance admins see and set the terms of trade; nobody else does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.clock import day_of, now
from app.db import session, transaction
from app.models.account import RoleName, User
from app.models.order import CommissionRule
from app.models.payout import DatedSetting
from app.pricing.settings import PPH22_BPS
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory, UserRoleFactory
from tests.factories.catalog import CategoryFactory
from tests.factories.order import CommissionRuleFactory
from tests.factories.payout import DatedSettingFactory

FIGURES, RULES = "/admin/pengaturan-uang", "/admin/komisi"
SignIn = Callable[[User], Browser]


@pytest.fixture
def finance(cast: Cast, browser_of: SignIn) -> Browser:
    with transaction():
        person = UserFactory(name="Sari Keuangan")
        UserRoleFactory(user_id=person.id, role=RoleName.FINANCE)
    return browser_of(person)


def day(days_from_now: int = 0) -> str:
    return (day_of(now()) + timedelta(days=days_from_now)).date().isoformat()


def figure(**values: str) -> dict[str, str]:
    return {"name": "pph22_bps", "value": "0,5", "starts_on": day(), "reason": "Ditunjuk kantor pajak"} | values


def rule(**values: str) -> dict[str, str]:
    return {"rate": "5", "starts_on": day(), "note": "Rapat bulan ini"} | values


def settings() -> list[DatedSetting]:
    session.rollback()
    return session.query(DatedSetting).order_by(DatedSetting.id).all()


def rules() -> list[CommissionRule]:
    session.rollback()
    return session.query(CommissionRule).order_by(CommissionRule.position).all()


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ({}, 50),
        ({"name": "pph22_exempt_turnover", "value": "Rp 600.000.000"}, 600_000_000),
        ({"name": "payout_hold_days", "value": "9"}, 9),
        ({"name": "payout_minimum_amount", "value": "75.000"}, 75_000),
    ],
)
def test_a_figure_is_set_in_its_own_unit_with_who_and_why(
    finance: Browser, values: dict[str, str], number: int
) -> None:
    assert finance.post(FIGURES, figure(**values)).location == FIGURES
    (made,) = settings()
    assert (made.value, made.reason, made.actor_kind) == (number, "Ditunjuk kantor pajak", "user")
    page = finance.get(FIGURES).get_data(as_text=True)
    assert "Sari Keuangan" in page
    assert "Ditunjuk kantor pajak" in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"value": "banyak"}, "Tulis persen"),
        ({"value": "101"}, "Tulis persen"),
        ({"name": "payout_hold_days", "value": "91"}, "hari dari 0 sampai 90"),
        ({"name": "payout_hold_days", "value": "6"}, "ditahan paling sedikit 7 hari"),
        ({"name": "payout_minimum_amount", "value": "1,5"}, "rupiah utuh"),
        ({"name": "payout_minimum_amount", "value": "0"}, "harus dari 1"),
        ({"name": "lain"}, "perlu diperbaiki"),
        ({"reason": " "}, "Tulis 5 sampai 500"),
        ({"starts_on": "2020-01-01"}, "hari ini atau hari sesudahnya"),
        ({"starts_on": "kemarin"}, "Pilih tanggalnya"),
    ],
)
def test_a_wrong_figure_says_what_is_wrong(finance: Browser, values: dict[str, str], said: str) -> None:
    response = finance.post(FIGURES, figure(**values))
    assert response.status_code == 422
    assert said in response.get_data(as_text=True)
    assert settings() == []


def test_what_is_planned_is_shown_apart(finance: Browser) -> None:
    finance.post(FIGURES, figure(name="payout_hold_days", value="9", starts_on=day(3)))
    page = finance.get(FIGURES).get_data(as_text=True)
    assert "Yang akan berlaku" in page
    assert page.count(">9 hari<") == 1
    assert page.count(">7 hari<") == 1, "the default still holds"


def test_a_hold_that_returns_have_outgrown_is_shown_as_what_it_amounts_to(
    app: Flask, finance: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    finance.post(FIGURES, figure(name="payout_hold_days", value="9"))
    monkeypatch.setitem(app.config, "RETURN_DAYS", 14)
    assert ">14 hari<" in finance.get(FIGURES).get_data(as_text=True)


def test_rules_are_added_moved_and_ended(cast: Cast, finance: Browser) -> None:
    with transaction():
        shelf = CategoryFactory()
    finance.post(RULES, rule())
    finance.post(
        RULES,
        rule(shop="/toko/lada-kemuja-makmur", category=str(shelf.id), rate="2,5", programme_step="3", cap="9.000"),
    )
    default, special = rules()
    assert (default.rate_bps, default.seller_id, default.category_id) == (500, None, None)
    assert (special.rate_bps, special.seller_id, special.category_id) == (250, cast.shop_of_ani.id, shelf.id)
    assert (special.programme_step, special.cap_amount) == (3, 9_000)
    assert finance.post(f"{RULES}/{special.id}/naik", {"posisi": "2"}).location == RULES
    assert [each.id for each in rules()] == [special.id, default.id]
    assert finance.post(f"{RULES}/{default.id}/akhiri", {"reason": ""}).status_code == 422
    assert finance.post(f"{RULES}/{default.id}/akhiri", {"reason": "Diganti"}).location == RULES
    assert finance.post(f"{RULES}/{default.id}/akhiri", {"reason": "Diganti"}).status_code == 409
    assert "Aturan yang sudah berakhir" in finance.get(RULES).get_data(as_text=True)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"shop": "tidak-ada"}, "Toko ini tidak ada"),
        ({"category": "999"}, "perlu diperbaiki"),
        ({"rate": "banyak"}, "persen dari 0 sampai 100"),
        ({"floor": "10.000", "cap": "9.000"}, "tidak boleh di bawah"),
        ({"programme_step": "7"}, "bilangan bulat"),
        ({"last_day": "2020-01-01"}, "tidak boleh sebelum"),
        ({"starts_on": "2020-01-01"}, "hari ini atau hari sesudahnya"),
        ({"note": ""}, "wajib"),
    ],
)
def test_a_wrong_rule_says_what_is_wrong(finance: Browser, values: dict[str, str], said: str) -> None:
    response = finance.post(RULES, rule(**values))
    assert response.status_code == 422
    assert said in response.get_data(as_text=True)
    assert rules() == []


def test_the_preview_names_each_deduction(cast: Cast, finance: Browser, browser_of: SignIn) -> None:
    with transaction():
        shelf = CategoryFactory()
        DatedSettingFactory(name=PPH22_BPS, value=50)
    finance.post(RULES, rule(shop="lada-kemuja-makmur"))
    query = f"?kategori={shelf.id}&harga=100.000"
    page = finance.get(f"{RULES}{query}&toko=lada-kemuja-makmur").get_data(as_text=True)
    for text in ("Komisi (5%)", "−Rp5.000", "−Rp500", "Penjual menerima", "Rp94.500"):
        assert text in page
    own = browser_of(cast.ani).get(f"/penjual/pusat/potongan{query}").get_data(as_text=True)
    for text in ("Komisi (5%)", "−Rp5.000", "−Rp500", "Anda menerima", "Rp94.500"):
        assert text in own
    others = browser_of(cast.citra).get(f"/penjual/pusat/potongan{query}").get_data(as_text=True)
    assert "Rp99.500" in others


def test_the_preview_names_every_part_of_the_rule(cast: Cast, finance: Browser) -> None:
    with transaction():
        shelf = CategoryFactory()
        CommissionRuleFactory(rate_bps=500, fixed_amount=1_000, cap_amount=20_000)
    page = finance.get(f"{RULES}?kategori={shelf.id}&harga=100.000&toko=lada-kemuja-makmur").get_data(as_text=True)
    for text in ("Komisi (5% + Rp1.000", "paling banyak Rp20.000", "−Rp6.000"):
        assert text in page


@pytest.mark.parametrize("query", ["?harga=banyak&kategori=1", "?harga=1000", "?harga=&kategori=&toko="])
def test_a_price_that_is_none_is_said(cast: Cast, finance: Browser, browser_of: SignIn, query: str) -> None:
    for browser, path in ((finance, RULES), (browser_of(cast.ani), "/penjual/pusat/potongan")):
        page = browser.get(path + query)
        assert page.status_code == 200
        assert "menerima</dt>" not in page.get_data(as_text=True)


def test_others_stay_outside(cast: Cast, browser_of: SignIn) -> None:
    for path, form in ((FIGURES, figure()), (RULES, rule())):
        ani = browser_of(cast.ani)
        assert ani.get(path).status_code == 403
        assert ani.post(path, form).status_code == 403
    assert (settings(), rules()) == ([], [])


def test_a_rule_that_can_never_decide_is_pointed_out_until_it_is_moved(finance: Browser, cast: Cast) -> None:
    finance.post(RULES, rule(shop=cast.shop_of_ani.name))
    assert "tidak akan pernah dipakai" not in finance.get(RULES).get_data(as_text=True)
    finance.post(RULES, rule())
    finance.post(RULES, rule(shop=cast.shop_of_citra.slug, rate="3"))
    page = finance.get(RULES).get_data(as_text=True)
    assert "tidak akan pernah dipakai: aturan 2 selalu cocok" in page
    assert page.count("aturan 2 selalu lebih dahulu") == 1
    last = rules()[-1]
    finance.post(f"{RULES}/{last.id}/naik", {"posisi": last.position})
    assert "tidak pernah dipakai" not in finance.get(RULES).get_data(as_text=True)


def test_shops_are_offered_by_their_names_and_found_by_them(finance: Browser, cast: Cast) -> None:
    page = finance.get(RULES).get_data(as_text=True)
    assert f'<option value="{cast.shop_of_ani.slug}">{cast.shop_of_ani.name}</option>' in page
    for typed in (cast.shop_of_ani.name, cast.shop_of_ani.slug):
        assert finance.post(RULES, rule(shop=typed)).location == RULES
    assert {each.seller_id for each in rules()} == {cast.shop_of_ani.id}
    assert finance.post(RULES, rule(shop="Toko yang tidak ada")).status_code == 422
