"""The queue of listings by kabupaten and kecamatan, and many decisions at once, each by itself."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import unescape
from random import Random

import pytest
from sqlalchemy import select

from app.catalog.admin_routes.moderation import SIZE
from app.catalog.claims import claims_of
from app.catalog.queries.matters import LONGEST_IN_LIST
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


def test_what_changed_after_the_list_was_drawn_is_not_refused_and_is_named_while_the_others_are(
    eko: Browser, waiting: list[ModerationCase]
) -> None:
    form = ticked(eko, waiting) | BLURRED
    changed = waiting[1].id
    with transaction():
        session.get_one(Product, waiting[1].product_id).images[0].media_id = MediaFactory().id
    reply = eko.post(f"{QUEUE}/tolak", form)
    assert reply.status_code == 422
    page = reply.get_data(as_text=True)
    assert "2 produk ditolak" in page
    assert "Yang ini tidak diputuskan dan tidak berubah:" in page
    assert f'<a href="{QUEUE}/{changed}">Kemplang</a>: Produk ini berubah sesudah' in page
    kept = [("rejected", ProductStatus.DRAFT), ("waiting", ProductStatus.IN_REVIEW), ("rejected", ProductStatus.DRAFT)]
    assert states() == kept
    assert eko.post(f"{QUEUE}/tolak", form | {"kasus": [changed, "999999"]}).status_code == 404
    assert eko.post(f"{QUEUE}/tolak", {**BLURRED, "kasus": changed}).status_code == 422, "no mark, nothing was seen"
    assert states() == kept
    assert eko.post(f"{QUEUE}/tolak", ticked(eko, waiting[1:2]) | BLURRED).status_code == 303


def test_a_tick_goes_when_the_row_shows_something_else_before_the_form_is_whole(
    eko: Browser, waiting: list[ModerationCase]
) -> None:
    form = ticked(eko, waiting[:2])
    with transaction():
        session.get_one(Product, waiting[0].product_id).images[0].media_id = MediaFactory().id
    page = eko.post(f"{QUEUE}/tolak", form).get_data(as_text=True)
    assert page.count(" checked") == 1
    assert f'value="{waiting[1].id}" checked' in page


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
    assert f'<a href="{QUEUE}/{waiting[2].id}">Rusip</a>: Anda tidak dapat memutuskan' in page
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


@pytest.mark.parametrize("tail", ["/tolak?wilayah=19.01", "/1/tolak"])
def test_words_that_are_kept_ready_come_into_the_refusal_and_everything_typed_stays(
    eko: Browser, waiting: list[ModerationCase], tail: str
) -> None:
    with transaction():
        seed_answers()
    assert "Penolakan produk" in eko.get("/admin/jawaban").get_data(as_text=True)
    of_kind = select(ReadyAnswer.id, ReadyAnswer.text).where(ReadyAnswer.kind == "listing_rejection")
    first, second = session.execute(of_kind.order_by(ReadyAnswer.id).limit(2)).all()
    path = QUEUE + tail.replace("/1/", f"/{waiting[0].id}/")
    button = f'name="jawaban" value="{first.id}" formaction="{path}#listing_rejection"'
    assert button in eko.get(path.replace("/tolak", "")).get_data(as_text=True)
    form = ticked(eko, waiting[:2]) | {"tolak-reasons": ["foto_kurang"]}

    def pressed(answer_id: object, note: str) -> str:
        reply = eko.post(path, form | {"jawaban": answer_id, "tolak-note": note})
        assert reply.status_code == 200
        page = reply.get_data(as_text=True)
        assert page.count(" checked") == (3 if tail.startswith("/tolak") else 1)
        return unescape(re.findall(r'name="tolak-note".*?>\s*(.*?)</textarea>', page, re.DOTALL)[0])

    assert pressed(first.id, "") == first.text
    assert pressed(second.id, first.text) == second.text, "another answer takes its place"
    assert pressed(first.id, "Halo Ani.") == f"Halo Ani.\n\n{first.text}", "what somebody typed stays"
    assert pressed(first.id, f"Halo.\r\n\r\n{first.text}").count(first.text) == 1
    assert pressed("999999", "Halo Ani.") == "Halo Ani."
    assert {case for case, _product in states()} == {"waiting"}


def test_what_a_row_cannot_show_whole_has_no_tick_and_is_not_let_go_from_there(
    eko: Browser, waiting: list[ModerationCase]
) -> None:
    with transaction():
        product = session.get_one(Product, waiting[0].product_id)
        product.description = "Getas dari ikan tenggiri. " * 60
        product.tags = ["gurih"]
        session.get_one(ModerationCase, waiting[0].id).claims = claims_of(product).as_json()
    page = eko.get(QUEUE).get_data(as_text=True)
    assert f'name="kasus" value="{waiting[0].id}"' not in page
    assert f'<a href="{QUEUE}/{waiting[0].id}">Baca dan putuskan' in page
    mark = re.search(r'name="dilihat" value="(\w+)"', eko.get(f"{QUEUE}/{waiting[0].id}").get_data(as_text=True))
    assert mark is not None
    form = ticked(eko, waiting[:2]) | {f"dilihat-{waiting[0].id}": mark[1]}
    reply = eko.post(f"{QUEUE}/setujui", form)
    assert reply.status_code == 422
    told = reply.get_data(as_text=True)
    assert "1 produk disetujui" in told
    assert "tidak seluruhnya tampil" in told
    assert [case for case, _product in states()] == ["waiting", "approved", "waiting"]
    assert eko.post(f"{QUEUE}/{waiting[0].id}/setujui", {"dilihat": mark[1]}).status_code == 303


def test_a_row_shows_everything_that_is_said_and_of_an_edit_what_it_changes(
    cast: Cast, eko: Browser, waiting: list[ModerationCase]
) -> None:
    with transaction():
        new = session.get_one(Product, waiting[0].product_id)
        new.tags, new.is_handmade, new.shelf_life_days = ["gurih", "renyah"], True, 45
        new.option1_name = new.variants[0].option1_value = "Pedas"
        session.get_one(ModerationCase, waiting[0].id).claims = claims_of(new).as_json()
        live = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada", description="Lada putih yang harum sekali.")
        after = replace(claims_of(live), description="Lada hitam yang harum sekali.", shelf_life_days=99)
        ModerationCaseFactory(product_id=live.id, claims=after.as_json(), risks=["edited"])
    page = eko.get(f"{QUEUE}?status=baru").get_data(as_text=True)
    for said in (CLAIM, "gurih, renyah", "Buatan tangan", "Masa simpan (hari)", "45", "Tidak halal", "Pedas"):
        assert said in page
    edit = page[page.index("Pilih Lada dari") :]
    edit = edit[: edit.index("</dl>")]
    for said in ("Lada putih yang harum sekali.", "Lada hitam yang harum sekali.", "99"):
        assert said in edit
    assert "Kategori" not in edit, "it stays as it is"


@pytest.mark.parametrize("change", ["words", "reason"])
def test_what_says_something_else_or_is_looked_at_for_more_than_the_list_showed_is_not_let_go(
    eko: Browser, waiting: list[ModerationCase], change: str
) -> None:
    form = ticked(eko, waiting)
    with transaction():
        case = session.get_one(ModerationCase, waiting[0].id)
        if change == "reason":
            case.risks = [*case.risks, "watched:penyu"]
        else:
            product = session.get_one(Product, case.product_id)
            product.description = "Getas yang menyembuhkan."
            case.claims = claims_of(product).as_json()
    reply = eko.post(f"{QUEUE}/setujui", form)
    told = reply.get_data(as_text=True)
    assert "2 produk disetujui" in told
    assert "Periksa lagi" in told
    assert f'name="kasus" value="{case.id}" checked' not in told, "it is to be read again first"
    assert [case for case, _product in states()] == ["waiting", "approved", "approved"]


def test_a_decision_leads_to_what_is_due_next_in_the_same_place(
    cast: Cast, eko: Browser, waiting: list[ModerationCase]
) -> None:
    first, second, elsewhere = (f"{QUEUE}/{case.id}" for case in waiting)
    here = "?status=baru&wilayah=19.01"
    page = eko.get(second + here).get_data(as_text=True)
    assert "jam kerja" in page
    skip = re.findall(r'href="([^"]+)">Lewati', page)[0].replace("&amp;", "&")
    assert eko.get(skip).location == first + here, "what is last leads round to the first"

    def refused(path: str, tail: str = "") -> str | None:
        mark = re.findall(r'name="dilihat" value="(\w+)"', eko.get(path).get_data(as_text=True))
        return eko.post(f"{path}/tolak{tail}", {**BLURRED, "dilihat": mark[:1]}).location

    assert refused(first, here) == second + here
    assert refused(second, here) == QUEUE + here
    assert refused(second) == elsewhere


def test_work_on_a_later_page_goes_on_there_and_stops_at_the_last(
    cast: Cast, eko: Browser, waiting: list[ModerationCase]
) -> None:
    with transaction():
        for number in range(12):
            product = ProductFactory(seller_id=cast.shop_of_ani.id, name=f"Lada {number}")
            ModerationCaseFactory(product_id=product.id, risks=["photos"], due_at=waiting[0].submitted_at)
    page = eko.get(f"{QUEUE}?hal=2").get_data(as_text=True)
    assert f'action="{QUEUE}/setujui?hal=2"' in page
    late = {**dict(re.findall(r'name="(dilihat-\d+)" value="(\w+)"', page)), "kasus": [case.id for case in waiting]}
    assert eko.post(f"{QUEUE}/tolak?hal=2", late).get_data(as_text=True).count(" checked") == 3
    assert eko.post(f"{QUEUE}/setujui?hal=2", late).location == f"{QUEUE}?hal=2"
    assert "Lada 11" in eko.get(f"{QUEUE}?hal=2").get_data(as_text=True)


def test_a_page_of_long_listings_fits_the_budget(cast: Cast, eko: Browser) -> None:
    chance = Random(7)
    letters = [chr(number) for number in range(ord("a"), ord("z") + 1)]
    words = ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(2000)]
    with transaction():
        for number in range(SIZE):
            text = " ".join(chance.choices(words, k=400))[: LONGEST_IN_LIST - 260]
            product = ProductFactory(seller_id=cast.shop_of_ani.id, name=f"Lada {number}", description=text)
            for position in range(8):
                ProductImageFactory(product_id=product.id, media_id=MediaFactory().id, position=position)
            ModerationCaseFactory(product_id=product.id, claims=claims_of(product).as_json())
    assert eko.get(QUEUE).get_data(as_text=True).count('name="kasus"') == SIZE
    packed = eko.get(QUEUE, headers={"Accept-Encoding": "gzip"}).get_data()
    assert len(packed) <= 20 * 1024, len(packed)
