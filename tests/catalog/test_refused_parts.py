"""Photos and choices that a reviewer refuses, alone or with what they waited with, and what their seller reads."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from time_machine import travel

from app.catalog.commands import cases
from app.catalog.commands.standing import look_for_word
from app.catalog.errors import (
    CaseChanged,
    NothingTicked,
)
from app.catalog.grid import Axes
from app.catalog.queries import cases as queries
from app.catalog.queries.matters import matter_of
from app.clock import now
from app.db import session, transaction
from app.models.account import User
from app.models.catalog import Product, ProductImage, ProductStatus
from app.models.moderation import CaseStatus, ModerationCase
from app.notifications import messages
from tests.browser import Browser
from tests.cast import Cast
from tests.catalog.test_case_commands import (
    appeal,
    approve,
    case_of,
    edit,
    reject,
    seen,
    status_of,
)
from tests.catalog.test_moderation_routes import mark_in
from tests.catalog.test_trust import SIZES, add, hung, labels, pepper, shown, sized, trusts_after_two
from tests.catalog.test_variant_commands import put, row
from tests.factories.moderation import ListingWordFactory
from tests.files import photo

__all__ = ["pepper", "sized", "trusts_after_two"]


def refuse(cast: Cast, product: Product, *keys: str) -> ModerationCase:
    with transaction():
        return cases.refuse_parts(
            case_of(product).id,
            admin_id=cast.eko.id,
            keys=keys,
            reason_codes=["foto_kurang"],
            note="Buram.",
            seen=seen(product),
        )


def key_of(product: Product, place: int) -> str:
    session.expire_all()
    return f"foto-{session.get_one(Product, product.id).images[place].id}"


def unread(cast: Cast) -> list[int]:
    session.rollback()
    return list(session.scalars(queries.to_read(cast.shop_of_ani.id)))


def test_a_bad_photo_is_refused_alone_while_the_words_and_the_other_photo_are_let_go(
    cast: Cast, pepper: Product
) -> None:
    add(pepper)
    add(pepper)
    edit(cast, pepper, name="Lada Hitam")
    refuse(cast, pepper, key_of(pepper, 1))
    assert (case_of(pepper).risks, hung(pepper)) == (["edited", "photos"], 2)
    assert (status_of(pepper), unread(cast)) == (ProductStatus.PUBLISHED, [pepper.id])
    approve(cast, pepper)
    assert (shown(pepper), session.get_one(Product, pepper.id).name) == (2, "Lada Hitam")


def test_photos_that_wait_with_a_word_are_refused_and_the_goods_stay_on_sale(cast: Cast, sized: Product) -> None:
    with transaction():
        word_id = ListingWordFactory(word="halaman rumah").id
        look_for_word(word_id)
    add(sized)
    put(sized, Axes("Isi"), [*SIZES, row("1 kg")])
    answer = refuse(cast, sized, key_of(sized, 1), "pilihan")
    assert answer.refused_parts[1] == "Pilihan: 1 kg"
    assert case_of(sized).risks == ["watched:halaman rumah"]
    approve(cast, sized)
    assert (status_of(sized), shown(sized), len(labels(sized))) == (ProductStatus.PUBLISHED, 1, 2)


def test_what_alone_waited_is_refused_with_its_case_and_nothing_that_does_not_wait(cast: Cast, pepper: Product) -> None:
    add(pepper)
    for keys in ((), (key_of(pepper, 0), "pilihan")):
        session.rollback()
        with pytest.raises(NothingTicked):
            refuse(cast, pepper, *keys)
    session.rollback()
    answer = refuse(cast, pepper, key_of(pepper, 1))
    assert (answer.status, queries.find_open_case(pepper.id), hung(pepper)) == (CaseStatus.REJECTED, None, 1)


def refused_pictures(page: str) -> list[tuple[str, str]]:
    """The addresses of refused photos on a page, and what is said of them."""
    return re.findall(r'<img src="([^"]+)"\s+alt="(Foto yang ditolak: [^"]+)"', page)


def test_what_was_refused_stands_on_the_sellers_list_until_it_is_read_or_replaced(
    cast: Cast, pepper: Product, browser_of: Callable[[User], Browser]
) -> None:
    add(pepper)
    case_id, product_id, shop_id = case_of(pepper).id, pepper.id, cast.shop_of_ani.id
    key, path = key_of(pepper, 1), f"/penjual/pusat/produk/{pepper.id}"
    session.rollback()
    ani, eko = browser_of(cast.ani), browser_of(cast.eko)
    case_path = f"/admin/moderasi/{case_id}"
    page = eko.get(case_path).get_data(as_text=True)
    assert "Tolak yang dicentang saja" in page
    said = {"tolak-reasons": "foto_kurang", "tolak-note": "Buram sekali."}
    assert eko.post(f"{case_path}/tolak-bagian", {**said, "bagian": key}).status_code == 409, "who knows what it saw"
    said["dilihat"] = mark_in(page)
    assert eko.post(f"{case_path}/tolak-bagian", said).status_code == 422
    assert eko.post(f"{case_path}/tolak-bagian", {**said, "bagian": key}).status_code == 303
    page = ani.get(path).get_data(as_text=True)
    assert "Buram sekali." in page
    assert "Foto 2:" in page
    with transaction():
        refused = session.get_one(ProductImage, int(key.removeprefix("foto-")))
        shown_there = (f"/media/{refused.media_id}/640.webp", f"Foto yang ditolak: {refused.media.alt}")
    assert refused_pictures(page) == [shown_there]
    assert refused_pictures(eko.get(case_path).get_data(as_text=True)) == refused_pictures(page)
    with travel(now() + timedelta(days=31), tick=False):
        assert refused_pictures(ani.get(path).get_data(as_text=True)) == [], "its files may be gone"
    assert "Foto atau pilihan baru 1 produk ditolak" in ani.get("/penjual/pusat").get_data(as_text=True)
    for _ in range(2):
        assert ani.post(f"{path}/tinjauan/dibaca").status_code == 303
    assert "Buram sekali." not in ani.get(path).get_data(as_text=True)
    assert "produk ditolak" not in ani.get("/penjual/pusat").get_data(as_text=True)
    ani.post(f"{path}/foto", {"foto": (BytesIO(photo()), "foto.jpg")})
    with transaction():
        newest = session.scalars(select(ModerationCase).order_by(ModerationCase.id.desc()).limit(1)).one()
        cases.reject(
            newest.id,
            admin_id=session.get_one(ModerationCase, case_id).decided_by_id or 0,
            reason_codes=["foto_kurang"],
            note="",
            seen=matter_of(newest).mark,
        )
    assert session.scalars(queries.to_read(shop_id)).all() == [product_id]
    ani.post(f"{path}/foto", {"foto": (BytesIO(photo(size=(700, 500))), "foto.jpg")})
    assert session.scalars(queries.to_read(shop_id)).all() == []


def uphold(cast: Cast, case_id: int) -> None:
    session.rollback()
    with transaction():
        cases.uphold(case_id, admin_id=cast.fitri.id, note="Tetap.")


def test_photos_and_choices_that_came_during_an_appeal_wait_on_when_it_is_refused(cast: Cast, sized: Product) -> None:
    name = sized.name
    edit(cast, sized, name="Lada Dewa")
    reject(cast, sized)
    appeal(cast, sized)
    appealed = case_of(sized).id
    add(sized)
    put(sized, Axes("Isi"), [*SIZES, row("1 kg")])
    uphold(cast, appealed)
    session.expire_all()
    assert session.get_one(ModerationCase, appealed).status == CaseStatus.UPHELD
    assert (case_of(sized).status, sorted(case_of(sized).risks)) == (CaseStatus.WAITING, ["choices", "photos"])
    assert (hung(sized), shown(sized), len(labels(sized))) == (2, 1, 2)
    approve(cast, sized)
    assert (shown(sized), len(labels(sized)), session.get_one(Product, sized.id).name) == (2, 3, name)


def test_a_seller_reads_which_photos_and_choices_went_with_what_was_taken_down(
    cast: Cast, sized: Product, browser_of: Callable[[User], Browser]
) -> None:
    add(sized)
    put(sized, Axes("Isi"), [*SIZES, row("1 kg")])
    with transaction():
        case = cases.take_down(sized.id, admin_id=cast.eko.id, reason_codes=["foto_kurang"], note="")
        parts, letter = list(case.refused_parts), messages.listing_decided(cast.ani, case, case.product)
    assert (parts[1], len(parts), letter.values["parts"]) == ("Pilihan: 1 kg", 2, parts)
    page = browser_of(cast.ani).get(f"/penjual/pusat/produk/{sized.id}").get_data(as_text=True)
    assert "Foto 2:" in page
    assert "Pilihan: 1 kg" in page
    assert len(refused_pictures(page)) == 1


def test_a_refusal_of_parts_that_is_pressed_twice_is_one(cast: Cast, sized: Product) -> None:
    add(sized)
    add(sized)
    put(sized, Axes("Isi"), [*SIZES, row("1 kg")])
    case_id, mark, keys = case_of(sized).id, seen(sized), [key_of(sized, 1), "pilihan"]
    other = key_of(sized, 2)

    def press(admin: User, *keys: str, mark: str) -> int:
        admin_id = admin.id
        session.rollback()
        with transaction():
            refusal = cases.refuse_parts(
                case_id, admin_id=admin_id, keys=keys, reason_codes=["foto_kurang"], note="Buram.", seen=mark
            )
            return refusal.id

    first = press(cast.eko, *keys, mark=mark)
    assert press(cast.eko, *keys, mark=mark) == first
    for admin, ticked in ((cast.fitri, keys), (cast.eko, ["foto-0"]), (cast.eko, [])):
        with pytest.raises(NothingTicked):
            press(admin, *ticked, mark=mark)
    session.rollback()
    mark = seen(sized)
    assert [press(cast.eko, other, mark=mark) for _ in range(2)] == [case_id, case_id]
    assert len(queries.cases_of(sized.id)) == 2


def test_a_table_that_was_mended_after_the_page_was_shown_is_not_refused_unseen(cast: Cast, sized: Product) -> None:
    put(sized, Axes("Isi"), [*SIZES, row("Manjur 1 kg")])
    case_id, mark, reasons = case_of(sized).id, seen(sized), ["foto_kurang"]
    put(sized, Axes("Isi"), [*SIZES, row("1 kg")])
    admin_id = cast.eko.id
    session.rollback()
    with pytest.raises(CaseChanged), transaction():
        cases.refuse_parts(case_id, admin_id=admin_id, keys=["pilihan"], reason_codes=reasons, note="", seen=mark)
    with pytest.raises(CaseChanged), transaction():
        cases.reject(case_id, admin_id=admin_id, reason_codes=reasons, note="", seen=mark)
    assert session.get_one(Product, sized.id).choices_waiting is not None
    assert case_of(sized).status == CaseStatus.WAITING
