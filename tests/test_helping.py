"""Acting for a seller: every route of the seller centre and of the application, by a helper with the owner's leave.

The calls come from the URL map. What is open to helpers stands in one table: a new blueprint that is open without a row
here fails, and so does one that this table opens and its guard does not.
"""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.db import db, session, transaction
from app.models.account import Consent, RoleName, User, UserRole
from app.models.audit import AuditEvent
from app.models.seller import MemberRole, SellerApplication, SellerMember
from tests.assistance.steps import help_with
from tests.browser import Browser
from tests.cast import Cast
from tests.sellers.conftest import BANK
from tests.test_foreign_rows import OWNED
from tests.test_hostile import FORMS
from tests.test_rights import ADMITTED, FILLED_IN, World, address_of, answers_of, contents, guarded_rules, said, world

__all__ = ["world"]

CENTRE, APPLICATION = "/penjual/pusat", "/penjual/daftar"
OPEN = {
    "seller_centre", "catalog_seller", "catalog_seller_variants", "catalog_seller_pictures", "sellers_seller",
    "orders_seller", "orders_seller_desk", "orders_seller_papers", "permits_seller", "shortages_seller",
    "catalog_seller_review", "stock_seller", "listing", "preview",
    "bulk_seller", "bulk_seller_exports",
    "insights_seller",
    "sellers_seller_times", "returns_seller", "shipping_seller", "pricing_seller", "vouchers_seller",
}  # fmt: skip
# bank account and payouts, what is signed for the tax office, the team: the seller's alone
CLOSED = {
    "payouts_seller", "payouts_seller_statements", "payouts_seller_accounts", "tax_seller", "team_seller",
    "team_seller_removals", "team_seller_membership",
}  # fmt: skip
# the application: views that type for the applicant, and those that only the applicant decides
TYPED = {
    "sellers.show", "sellers.save_who", "sellers.save_what", "sellers.save_where", "sellers.upload",
    "sellers.remove_document", "sellers.begin_again",
}  # fmt: skip
DECIDED = {"sellers.save_bank", "sellers.submit"}
LEAVING = {"accounts.sign_out", "accounts.sign_out_elsewhere", "accounts.sign_out_everywhere", "assistance.stop"}


@pytest.fixture
def gita(world: World, cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    """Gita's browser, which acts for Citra."""
    browser = browser_of(cast.gita)
    help_with(browser, cast.gita, cast.citra)
    return browser


def blueprint_of(rule: Rule) -> str:
    return str(rule.endpoint.split(".", maxsplit=1)[0])


def centre_rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in guarded_rules(app, method) if rule.rule.startswith(CENTRE)]


def application_rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in guarded_rules(app, method) if rule.rule.startswith(APPLICATION)]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_page_of_sellers_says_whether_helpers_come_in(app: Flask, method: str) -> None:
    unknown = {blueprint_of(rule) for rule in centre_rules(app, method)} - OPEN - CLOSED
    unknown |= {rule.endpoint for rule in application_rules(app, method)} - TYPED - DECIDED
    assert not unknown, f"say in OPEN or CLOSED, TYPED or DECIDED, whether a helper may: {unknown}"


def test_a_helper_comes_in_where_it_is_open_and_nowhere_else(app: Flask, world: World, gita: Browser) -> None:
    rows, wrong = world.rows("owner", "own"), []
    for rule in centre_rules(app, "GET"):
        answer = said(gita.get(address_of(rule, rows)))
        as_owner = answers_of(rule, "GET")["owner"].partition("/")[0].replace("ok", "200")
        if answer != (as_owner if blueprint_of(rule) in OPEN else "403"):
            wrong.append(f"GET {rule.rule}: {answer}")
    assert not wrong, "\n".join(wrong)


def test_what_is_closed_stays_closed_to_a_form_that_is_sent_directly(app: Flask, world: World, gita: Browser) -> None:
    rows = world.rows("owner", "own")
    before = contents()
    for rule in centre_rules(app, "POST"):
        if blueprint_of(rule) in CLOSED:
            response = gita.post(address_of(rule, rows), FILLED_IN.get(rule.endpoint))
            assert response.status_code == 403, rule.rule
            assert "Citra" in response.get_data(as_text=True), "it says whose page it is"
    for endpoint, form in (("rekening", BANK), ("kirim", {"seller_terms": "y", "seller_verification": "y"})):
        assert gita.post(f"{APPLICATION}/{endpoint}", form).status_code == 403
    assert contents() == before


def test_everything_else_is_done_under_both_names(app: Flask, world: World, gita: Browser, cast: Cast) -> None:
    last = session.scalars(select(AuditEvent.id).order_by(AuditEvent.id.desc())).first() or 0
    session.rollback()
    for rule in centre_rules(app, "POST"):
        if blueprint_of(rule) in OPEN:
            address = address_of(rule, world.new_rows("owner", "own"))
            answer = said(gita.post(address, FILLED_IN.get(rule.endpoint)))
            as_owner = answers_of(rule, "POST")["owner"].partition("/")[0]
            assert answer in (ADMITTED if as_owner == "ok" else {as_owner}), f"POST {address}: {answer}"
    events = session.scalars(select(AuditEvent).where(AuditEvent.id > last, AuditEvent.actor_kind == "user")).all()
    assert len({event.action for event in events}) > 10
    assert {(event.actor_id, event.on_behalf_of_id) for event in events} == {(cast.gita.id, cast.citra.id)}


def test_another_shop_is_as_far_away_as_for_the_owner(app: Flask, world: World, gita: Browser) -> None:
    rows = world.rows("owner", "foreign")
    before = contents()
    for method in ("GET", "POST"):
        for rule in centre_rules(app, method):
            if blueprint_of(rule) in OPEN and rule.arguments & OWNED:
                address = address_of(rule, rows)
                answer = gita.get(address) if method == "GET" else gita.post(address, FILLED_IN.get(rule.endpoint))
                assert answer.status_code == 404, f"{method} {address}"
    assert contents() == before


def test_a_helper_types_the_application_of_the_person(
    app: Flask, world: World, cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    browser = browser_of(cast.gita)
    help_with(browser, cast.gita, cast.fitri)
    for step, view in (("siapa", "save_who"), ("apa", "save_what"), ("di-mana", "save_where")):
        assert browser.post(f"{APPLICATION}/{step}", FILLED_IN[f"sellers.{view}"]).status_code == 303
    of_fitri = SellerApplication.applicant_id == cast.fitri.id
    application = session.scalars(select(SellerApplication).where(of_fitri)).one()
    saved = session.scalars(select(AuditEvent).where(AuditEvent.action == "application.saved")).all()
    assert {(event.actor_id, event.on_behalf_of_id) for event in saved} == {(cast.gita.id, cast.fitri.id)}
    assert application.nik_last_digits
    page = browser.get(f"{APPLICATION}?langkah=rekening").get_data(as_text=True)
    assert 'name="bank_account"' not in page
    page = browser.get(f"{APPLICATION}?langkah=ringkasan").get_data(as_text=True)
    assert f'action="{APPLICATION}/kirim"' not in page


def test_the_account_pages_stay_the_helpers_own(app: Flask, world: World, cast: Cast, gita: Browser) -> None:
    def of_citra() -> list[str]:
        keys = {"users": "id", "consents": "user_id", "addresses": "user_id", "user_sessions": "user_id"}
        tables = [(db.metadata.tables[name], key) for name, key in keys.items()]
        rows = [
            repr(tuple(row))
            for table, key in tables
            for row in session.execute(select(table).where(table.c[key] == cast.citra.id))
        ]
        session.rollback()
        return rows

    before = of_citra()
    for rule in app.url_map.iter_rules():
        is_own = not rule.rule.startswith((CENTRE, APPLICATION))
        if "POST" in (rule.methods or ()) and not rule.arguments and is_own and rule.endpoint not in LEAVING:
            gita.post(rule.rule, dict.fromkeys(FORMS[rule.endpoint], "1"))
    assert of_citra() == before
    assert "Gita" in gita.get("/akun").get_data(as_text=True)


def test_every_page_says_who_helps_whom_and_how_it_ends(world: World, gita: Browser, cast: Cast) -> None:
    for path in ("/", "/akun", "/keranjang", CENTRE, APPLICATION, f"{CENTRE}/keuangan", "/tidak-ada"):
        page = gita.get(path).get_data(as_text=True)
        assert 'class="helping"' in page, path
        assert cast.citra.name in page, path
    assert gita.post("/pendamping/selesai").status_code == 303
    assert 'class="helping"' not in gita.get("/").get_data(as_text=True)
    assert gita.get(CENTRE).status_code == 403


def test_signing_out_ends_the_acting_too(world: World, gita: Browser, cast: Cast) -> None:
    with gita.http.session_transaction() as cookie:
        copied = dict(cookie)
    gita.post("/keluar")
    with gita.http.session_transaction() as cookie:
        cookie.update(copied)
    assert gita.get(CENTRE).status_code == 303


def test_a_helper_has_the_rights_of_the_person_and_no_more(
    world: World, cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    browser = browser_of(cast.gita)
    with transaction():
        member = session.scalars(select(SellerMember).where(SellerMember.user_id == cast.budi.id)).one()
        member.role = MemberRole.BOOKKEEPER
    help_with(browser, cast.gita, cast.budi)
    assert browser.get(f"{CENTRE}/pesanan").status_code == 200
    assert browser.post(f"{CENTRE}/produk/baru", FILLED_IN["listing.create"]).status_code == 403
    assert session.scalars(select(Consent).where(Consent.user_id == cast.budi.id)).all() == []


def test_a_form_that_was_opened_for_somebody_changes_nothing_once_the_leave_is_over(
    app: Flask, world: World, cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        session.add(UserRole(user_id=cast.ani.id, role=RoleName.KIOSK))
    browser = browser_of(cast.ani)
    assistance = help_with(browser, cast.ani, cast.citra)
    opened = browser.get(f"{CENTRE}/toko")
    browser_of(cast.citra).post(f"/akun/pendampingan/{assistance.id}/akhiri")
    rows = world.rows("owner", "own")
    before = contents()
    for rule in [*centre_rules(app, "POST"), *application_rules(app, "POST")]:
        answer = browser.post(
            address_of(rule, rows), {"acts_by": str(assistance.id)} | FILLED_IN.get(rule.endpoint, {})
        )
        assert answer.status_code == 409, rule.rule
        assert "izin mendampinginya sudah berakhir" in answer.text
    assert contents() == before
    assert opened.status_code == 200


def test_a_form_of_the_own_shop_does_not_land_in_the_shop_that_is_helped_since(
    world: World, cast: Cast, gita: Browser
) -> None:
    shop = {"slogan": "Segar", "handling_days": "2", "phone": "081234567890"}
    assert gita.post(f"{CENTRE}/toko", shop | {"acts_by": ""}).status_code == 409
    assert gita.post(f"{CENTRE}/toko", shop).status_code == 303
