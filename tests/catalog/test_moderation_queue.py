"""The queue of listings by kabupaten and kecamatan, and many decisions at once, each by itself."""

import re
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import select

from app.db import session, transaction
from app.models.account import User
from app.models.catalog import Product, ProductStatus
from app.models.moderation import CaseStatus, ModerationCase
from app.models.requirement import ReadyAnswer
from app.models.seller import Seller
from app.requirements.commands.seeds import seed_answers
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import MediaFactory, ProductFactory, ProductImageFactory
from tests.factories.moderation import ModerationCaseFactory
from tests.factories.seller import SellerMemberFactory

CLAIM = "Dimakan tiap hari, mengobati segala penyakit."
QUEUE = "/admin/moderasi"
BLURRED = {"tolak-reasons": "foto_kurang", "tolak-note": "Ambil lagi."}


@pytest.fixture
def eko(cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    return browser_of(cast.eko)


@pytest.fixture
def waiting(cast: Cast, browser_of: Callable[[User], Browser]) -> list[ModerationCase]:
    """New listings: two of Ani in Bangka, one of Citra in Bangka Tengah."""
    ani, citra = browser_of(cast.ani), browser_of(cast.citra)
    for browser, seller, name in (
        (ani, cast.shop_of_ani, "Getas"),
        (ani, cast.shop_of_ani, "Kemplang"),
        (citra, cast.shop_of_citra, "Rusip"),
    ):
        with transaction():
            product = ProductFactory(
                seller_id=seller.id, draft=True, name=name, description=CLAIM, is_food=True, halal="non_halal"
            )
            ProductImageFactory(product_id=product.id, media_id=MediaFactory().id)
        assert browser.post(f"/penjual/pusat/produk/{product.id}/terbitkan").status_code == 303
    session.rollback()
    return list(session.scalars(select(ModerationCase).order_by(ModerationCase.id)))


def ticked(browser: Browser, cases: Sequence[ModerationCase]) -> dict[str, object]:
    """What the form of the list sends when some of its rows are ticked."""
    marks = dict(re.findall(r'name="(dilihat-\d+)" value="(\w+)"', browser.get(QUEUE).get_data(as_text=True)))
    return {**marks, "kasus": [str(case.id) for case in cases]}


def states() -> list[tuple[str, ProductStatus]]:
    session.rollback()
    rows = session.execute(
        select(ModerationCase.status, Product.status).join(ModerationCase.product).order_by(ModerationCase.id)
    )
    return [(case.value, product) for case, product in rows]


def test_the_queue_is_narrowed_to_a_place_and_counts_what_waits_there(
    cast: Cast, eko: Browser, waiting: list[ModerationCase]
) -> None:
    ani, citra = (session.get_one(Seller, shop.id).district_code for shop in (cast.shop_of_ani, cast.shop_of_citra))
    whole = eko.get(QUEUE).get_data(as_text=True)
    assert f'<option value="{ani}">Mendo Barat (2)</option>' in whole
    assert f'<option value="{ani[:5]}">Semua di Kabupaten Bangka (2)</option>' in whole
    assert "jam kerja" in whole
    for place, shown, hidden in ((ani, "Getas", "Rusip"), (citra[:5], "Rusip", "Getas"), ("19.99", "Getas", "-")):
        page = eko.get(f"{QUEUE}?wilayah={place}").get_data(as_text=True)
        assert shown in page
        assert hidden == "-" or hidden not in page


def test_many_are_let_go_at_once_as_the_list_showed_them(eko: Browser, waiting: list[ModerationCase]) -> None:
    form = ticked(eko, waiting[:2])
    with transaction():
        session.get_one(Product, waiting[1].product_id).images[0].media_id = MediaFactory().id
    for _ in range(2):
        answer = eko.post(f"{QUEUE}/setujui", form)
        assert answer.status_code == 422
        page = answer.get_data(as_text=True)
        assert "1 produk disetujui" in page
        assert "Periksa lagi" in page
    assert states() == [
        ("approved", ProductStatus.PUBLISHED),
        ("waiting", ProductStatus.IN_REVIEW),
        ("waiting", ProductStatus.IN_REVIEW),
    ]
    assert eko.post(f"{QUEUE}/setujui", ticked(eko, waiting[1:])).status_code == 303


def test_many_are_refused_at_once_for_reasons_and_keep_their_ticks_until_there_are_some(
    eko: Browser, waiting: list[ModerationCase]
) -> None:
    form = ticked(eko, waiting[:2])
    answer = eko.post(f"{QUEUE}/tolak?wilayah=19.01", form)
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count(" checked") == 2
    for _ in range(2):
        answer = eko.post(f"{QUEUE}/tolak?wilayah=19.01", form | BLURRED)
        assert (answer.status_code, answer.location) == (303, f"{QUEUE}?wilayah=19.01")
    assert states() == [
        ("rejected", ProductStatus.DRAFT),
        ("rejected", ProductStatus.DRAFT),
        ("waiting", ProductStatus.IN_REVIEW),
    ]
    assert [
        (case.reason_codes, case.note)
        for case in session.scalars(select(ModerationCase).order_by(ModerationCase.id)).all()[:2]
    ] == [(["foto_kurang"], "Ambil lagi.")] * 2


@pytest.mark.parametrize("answer", ["setujui", "tolak"])
def test_what_waits_no_longer_and_what_is_the_admins_own_is_told_and_stays(
    cast: Cast, eko: Browser, browser_of: Callable[[User], Browser], waiting: list[ModerationCase], answer: str
) -> None:
    form = ticked(eko, waiting) | BLURRED
    browser_of(cast.fitri).post(
        f"{QUEUE}/{'tolak' if answer == 'setujui' else 'setujui'}", form | {"kasus": [form["kasus"][0]]}
    )
    before = states()
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_citra.id, user_id=cast.eko.id)
    reply = eko.post(f"{QUEUE}/{answer}", form | {"kasus": [form["kasus"][0], form["kasus"][2]]})
    assert reply.status_code == 422
    page = reply.get_data(as_text=True)
    assert "0 produk" in page
    assert '<p class="error">Anda tidak dapat memutuskan tentang toko Anda sendiri' in page
    assert f'<a href="{QUEUE}/{waiting[0].id}">Getas</a>: Langkah ini tidak mungkin lagi' in page
    assert states() == before


def test_unknown_ids_are_not_there_and_an_appeal_is_no_case_for_many(
    cast: Cast, eko: Browser, waiting: list[ModerationCase]
) -> None:
    for wrong in ("x", "999999"):
        for way in ("setujui", "tolak"):
            assert eko.post(f"{QUEUE}/{way}", BLURRED | {"kasus": wrong}).status_code == 404
    with transaction():
        ModerationCaseFactory(
            product_id=ProductFactory(seller_id=cast.shop_of_ani.id).id,
            rejected=True,
            decided_by_id=cast.fitri.id,
            status=CaseStatus.APPEALED,
            appeal_text="Keliru.",
            appealed_at=waiting[0].submitted_at,
        )
    appealed = session.scalars(select(ModerationCase).where(ModerationCase.status == CaseStatus.APPEALED)).one()
    assert f'value="{appealed.id}"' not in eko.get(QUEUE).get_data(as_text=True)
    reply = eko.post(f"{QUEUE}/setujui", {"kasus": str(appealed.id)})
    assert "Langkah ini tidak mungkin lagi" in reply.get_data(as_text=True)


def test_words_that_are_kept_ready_stand_in_the_refusal(eko: Browser, waiting: list[ModerationCase]) -> None:
    with transaction():
        seed_answers()
    assert "Penolakan produk" in eko.get("/admin/jawaban").get_data(as_text=True)
    ready = session.scalars(select(ReadyAnswer).where(ReadyAnswer.kind == "listing_rejection")).first()
    assert ready is not None
    for path in (QUEUE, f"{QUEUE}/{waiting[0].id}"):
        assert f"jawaban={ready.id}" in eko.get(path).get_data(as_text=True)
        assert ready.text in eko.get(f"{path}?jawaban={ready.id}").get_data(as_text=True)
