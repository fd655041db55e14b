"""Why listings are not shown: admins keep the reasons, and what was decided stays readable."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.catalog.commands.reasons import seed_reasons
from app.catalog.queries.reasons import OTHER, mark_of, reasons, reasons_with
from app.db import session, transaction
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.moderation import ListingReason
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.moderation import ModerationCaseFactory

PATH = "/admin/moderasi/alasan"
DARK = {"baru-title": "Terlalu gelap", "baru-text": "Ambil lagi di tempat terang."}


@pytest.fixture
def eko(cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    return browser_of(cast.eko)


def row(code: str) -> ListingReason:
    session.rollback()
    return session.scalars(select(ListingReason).where(ListingReason.code == code)).one()


def changes() -> list[str]:
    session.rollback()
    kept = AuditEvent.action.startswith("listing_reason.")
    return list(session.scalars(select(AuditEvent.action).where(kept).order_by(AuditEvent.id)))


def test_a_reason_is_added_before_the_last_and_can_be_given_at_once(cast: Cast, eko: Browser) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    assert eko.post(PATH, DARK | {"baru-text": "x"}).status_code == 422
    for _ in range(2):
        assert eko.post(PATH, DARK).status_code == 303
    assert eko.post(PATH, DARK | {"baru-text": "Ambil lagi di luar rumah."}).status_code == 422
    assert [reason.code for reason in reasons()][-2:] == ["terlalu_gelap", OTHER]
    take_down = f"/admin/moderasi/produk/{product.id}/turunkan"
    assert eko.post(take_down, {"turun-reasons": "terlalu_gelap"}).status_code == 303
    assert changes() == ["listing_reason.added"]


def test_reasons_with_odd_or_long_titles_are_told_apart(eko: Browser) -> None:
    long = "Foto memperlihatkan barang orang lain tanpa"
    titles = ("???", "!!!", f"{long} izin", f"{long} merek")
    for title in titles:
        assert eko.post(PATH, DARK | {"baru-title": title}).status_code == 303
    assert {reason.title for reason in reasons()} > set(titles)
    assert eko.post(PATH, DARK | {"baru-title": titles[2].upper()}).status_code == 422


def test_an_archived_reason_is_offered_no_more_and_old_decisions_still_say_it(cast: Cast, eko: Browser) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
        case_id = ModerationCaseFactory(product_id=product.id, rejected=True, decided_by_id=cast.fitri.id).id
    blurred = row("foto_kurang")
    for _ in range(2):
        assert eko.post(f"{PATH}/{blurred.id}/arsipkan").status_code == 303
    take_down = f"/admin/moderasi/produk/{product.id}/turunkan"
    assert "Fotonya kurang jelas" not in eko.get(take_down).get_data(as_text=True)
    assert eko.post(take_down, {"turun-reasons": "foto_kurang"}).status_code == 422
    assert "Fotonya kurang jelas" in eko.get(f"/admin/moderasi/{case_id}").get_data(as_text=True)
    assert "Pakai lagi" in eko.get(PATH).get_data(as_text=True)
    for _ in range(2):
        assert eko.post(f"{PATH}/{blurred.id}/pakai").status_code == 303
    assert "Fotonya kurang jelas" in eko.get(take_down).get_data(as_text=True)
    assert changes() == ["listing_reason.archived", "listing_reason.restored"]


def test_words_that_an_admin_changed_are_the_admins_and_the_last_reason_stays(cast: Cast, eko: Browser) -> None:
    blurred, other = row("foto_kurang").id, row(OTHER).id
    assert eko.post(f"{PATH}/{blurred}", {"ubah-title": "Foto", "ubah-text": "x"}).status_code == 422
    said = {"ubah-title": "Fotonya buram", "ubah-text": "Ambil lagi di tempat terang."}
    said["dilihat"] = mark_of(row("foto_kurang"))
    for _ in range(2):
        assert eko.post(f"{PATH}/{blurred}", said).status_code == 303
    with transaction():
        assert seed_reasons() == 0
    assert [reason.title for reason in reasons_with(["foto_kurang"])] == ["Fotonya buram"]
    assert eko.post(f"{PATH}/{other}/arsipkan").status_code == 422
    assert row(OTHER).archived_at is None
    assert changes() == ["listing_reason.changed"]
    for tail in ("", "/arsipkan", "/pakai"):
        assert eko.post(f"{PATH}/999999{tail}", said).status_code == 404


def test_two_admins_do_not_overwrite_each_other_and_see_what_the_other_wrote(
    cast: Cast, eko: Browser, browser_of: Callable[[User], Browser]
) -> None:
    fitri, address = browser_of(cast.fitri), f"{PATH}/{row('foto_kurang').id}"
    opened = {"dilihat": mark_of(row("foto_kurang"))}
    by_fitri = opened | {"ubah-title": "Fotonya gelap", "ubah-text": "Ambil lagi di tempat terang."}
    assert fitri.post(address, by_fitri).status_code == 303
    by_eko = opened | {"ubah-title": "Fotonya miring", "ubah-text": "Ambil lagi dengan lurus."}
    late = eko.post(address, by_eko)
    assert late.status_code == 409
    told = late.get_data(as_text=True)
    for said in ("Rekan Anda mengubahnya", "Sekarang tertulis: Fotonya gelap", 'value="Fotonya miring"'):
        assert said in told
    assert row("foto_kurang").title == "Fotonya gelap"
    again = by_eko | {"dilihat": mark_of(row("foto_kurang"))}
    assert again["dilihat"] in told
    assert eko.post(address, again).status_code == 303
    assert row("foto_kurang").title == "Fotonya miring"
    assert changes() == ["listing_reason.changed"] * 2


def test_a_reason_is_not_changed_into_another_one(cast: Cast, eko: Browser) -> None:
    blurred, other = row("foto_kurang"), row(OTHER).title
    form = {"dilihat": mark_of(blurred), "ubah-title": other.upper(), "ubah-text": "Ambil lagi di tempat terang."}
    assert eko.post(f"{PATH}/{blurred.id}", form).status_code == 422
    assert row("foto_kurang").title == blurred.title
