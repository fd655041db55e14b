"""Edits and new photos of what is on sale, by shops that are not trusted yet: a person looks, the old one stays up."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, render_template
from sqlalchemy import func, select, update

from app.catalog.claims import claims_of
from app.catalog.commands import cases, pictures, products
from app.catalog.commands.standing import drop_word, follow_permits, look_for_word
from app.catalog.commands.words import archive_word
from app.catalog.errors import (
    CaseChanged,
    LastPicture,
    NoAppeal,
    NotReady,
    PermitsMissing,
    ProhibitedGoods,
    UnderReview,
)
from app.catalog.grid import Axes
from app.catalog.queries import cases as queries
from app.catalog.queries import on_sale
from app.catalog.queries.risks import is_trusted
from app.crypto import fingerprint
from app.db import session, transaction
from app.models.account import User
from app.models.catalog import Product, ProductStatus, Variant
from app.models.media import Crop, Cut, Media, MediaStatus
from app.models.moderation import CaseStatus, WordKind
from app.notifications import messages
from app.requirements.commands.seeds import seed_requirements
from tests.browser import Browser
from tests.bulk.steps import bring_in, table
from tests.cast import Cast
from tests.catalog.test_case_commands import (
    SAID,
    appeal,
    approve,
    case_of,
    edit,
    hold_food,
    product_of,
    publish,
    reject,
    seen,
    status_of,
)
from tests.catalog.test_variant_commands import put, row
from tests.factories.catalog import MediaFactory, ProductFactory, ProductImageFactory
from tests.factories.moderation import ListingWordFactory, ModerationCaseFactory
from tests.files import photo


@pytest.fixture(autouse=True)
def trusts_after_two(app: Flask) -> Iterator[None]:
    app.config["TRUSTED_AFTER"] = 2
    yield
    app.config["TRUSTED_AFTER"] = 0


@pytest.fixture
def pepper(cast: Cast) -> Product:
    return product_of(cast)


def add(product: Product) -> None:
    with transaction():
        pictures.add_pictures(product.id, seller_id=product.seller_id, source_names=[f"{id(object()):032x}"])
    with transaction():
        session.execute(update(Media).values(status=MediaStatus.READY))


def shown(product: Product) -> int:
    """How many pictures buyers see."""
    session.rollback()
    return len(on_sale.pictures_of(product.id))


def hung(product: Product) -> int:
    """How many pictures the seller has."""
    session.rollback()
    session.expire_all()
    return len(session.get_one(Product, product.id).images)


@pytest.mark.parametrize(
    "values",
    [{"name": "Lada Hitam"}, {"description": SAID + " Baru."}, {"tags": ("lada",)}, {"is_handmade": True}],
)
def test_a_claim_is_looked_at_while_the_live_version_stays_up(
    cast: Cast, pepper: Product, values: dict[str, Any]
) -> None:
    edit(cast, pepper, **values)
    assert case_of(pepper).risks == ["edited"]
    ((name, value),) = values.items()
    assert getattr(session.get_one(Product, pepper.id), name) != value
    assert status_of(pepper) == ProductStatus.PUBLISHED
    approve(cast, pepper)
    session.expire_all()
    now = getattr(session.get_one(Product, pepper.id), name)
    assert (tuple(now) if name == "tags" else now) == value


def test_terms_of_sale_are_changed_at_once(cast: Cast, pepper: Product) -> None:
    edit(cast, pepper, minimum_quantity=3, made_to_order_days=2, ships_not_to=("31",))
    assert session.get_one(Product, pepper.id).minimum_quantity == 3


def test_a_shop_is_trusted_after_looks_that_found_nothing_wrong_until_one_does(cast: Cast, pepper: Product) -> None:
    for number in range(2):
        assert not is_trusted(cast.shop_of_ani.id)
        edit(cast, pepper, description=f"{SAID} {number}")
        approve(cast, pepper)
    assert is_trusted(cast.shop_of_ani.id)
    assert not is_trusted(cast.shop_of_citra.id)
    edit(cast, pepper, description=SAID)
    assert session.get_one(Product, pepper.id).description == SAID
    add(pepper)
    assert shown(pepper) == 2
    with transaction():
        cases.take_down(pepper.id, admin_id=cast.eko.id, reason_codes=["foto_kurang"], note="")
    assert not is_trusted(cast.shop_of_ani.id)


def test_whoever_was_refused_lately_lists_nothing_anew_without_a_look(cast: Cast, pepper: Product) -> None:
    edit(cast, pepper, name="Obat Dewa")
    reject(cast, pepper)
    new = product_of(cast, draft=True, name="Obat Dewa")
    assert publish(cast, new).status == ProductStatus.IN_REVIEW
    assert case_of(new).risks == ["refused"]
    approve(cast, new)
    edit(cast, pepper, name="Lada")
    approve(cast, pepper)
    assert publish(cast, product_of(cast, draft=True, name="Lada Baru")).status == ProductStatus.PUBLISHED


def test_new_photos_of_what_buyers_know_wait_and_the_old_ones_stay_up(cast: Cast, pepper: Product) -> None:
    add(pepper)
    assert (shown(pepper), hung(pepper), case_of(pepper).risks) == (1, 2, ["photos"])
    mark = seen(pepper)
    add(pepper)
    with pytest.raises(CaseChanged), transaction():
        cases.approve(case_of(pepper).id, admin_id=cast.eko.id, seen=mark)
    approve(cast, pepper)
    assert (shown(pepper), status_of(pepper)) == (3, ProductStatus.PUBLISHED)
    draft = product_of(cast, draft=True, name="Lada Baru")
    add(draft)
    assert shown(draft) == 2, "a new listing is looked at as a whole"


def test_refused_photos_go_and_the_goods_stay_on_sale(cast: Cast, pepper: Product) -> None:
    add(pepper)
    reject(cast, pepper)
    assert (shown(pepper), hung(pepper), status_of(pepper)) == (1, 1, ProductStatus.PUBLISHED)
    with pytest.raises(NoAppeal):
        appeal(cast, pepper)
    edit(cast, pepper, description=SAID + " Baru.")
    add(pepper)
    assert case_of(pepper).risks == ["edited", "photos"]
    approve(cast, pepper)
    assert shown(pepper) == 2


def test_photos_that_wait_can_be_taken_back_and_are_not_the_last_ones(cast: Cast, pepper: Product) -> None:
    add(pepper)
    first = session.get_one(Product, pepper.id).images[0].id
    with pytest.raises(LastPicture), transaction():
        pictures.remove_picture(pepper.id, first, seller_id=cast.shop_of_ani.id)
    for _ in range(2):
        with transaction():
            cases.withdraw(pepper.id, seller_id=cast.shop_of_ani.id)
    assert (shown(pepper), hung(pepper)) == (1, 1)


def test_photos_of_hidden_goods_are_looked_at_and_the_goods_stay_hidden(cast: Cast, pepper: Product) -> None:
    with transaction():
        products.unpublish_product(pepper.id, seller_id=cast.shop_of_ani.id)
    add(pepper)
    approve(cast, pepper)
    assert (shown(pepper), status_of(pepper)) == (2, ProductStatus.UNPUBLISHED)
    add(pepper)
    assert publish(cast, pepper).status == ProductStatus.PUBLISHED
    assert shown(pepper) == 2


def test_a_word_that_is_found_while_photos_wait_is_looked_at_with_them(cast: Cast, pepper: Product) -> None:
    add(pepper)
    with transaction():
        word = ListingWordFactory(word="halaman rumah")
    with transaction():
        look_for_word(word.id)
    assert case_of(pepper).risks == ["photos", "watched:halaman rumah"]
    reject(cast, pepper)
    assert status_of(pepper) == ProductStatus.UNPUBLISHED


@pytest.mark.parametrize("said", ["halaman rumah", "lada putih"])
def test_photos_go_on_waiting_alone_when_the_word_they_waited_with_is_dropped(
    cast: Cast, pepper: Product, said: str
) -> None:
    with transaction():
        word_id = ListingWordFactory(word=said, kind=WordKind.PROHIBITED).id
        look_for_word(word_id)
    add(pepper)
    for _ in range(2):
        with transaction():
            archive_word(word_id, admin_id=cast.eko.id)
            drop_word(word_id, f"prohibited:{said}")
    assert (case_of(pepper).status, case_of(pepper).risks) == (CaseStatus.WAITING, ["photos"])
    assert status_of(pepper) == ProductStatus.PUBLISHED
    with transaction():
        cases.withdraw(pepper.id, seller_id=cast.shop_of_ani.id)


def test_a_letter_calls_nothing_on_sale_that_is_hidden(cast: Cast, pepper: Product) -> None:
    with transaction():
        products.unpublish_product(pepper.id, seller_id=cast.shop_of_ani.id)
    add(pepper)
    approve(cast, pepper)
    assert "dijual" not in subject_of(cast, pepper)
    publish(cast, pepper)
    assert "boleh dijual" in subject_of(cast, pepper)


def subject_of(cast: Cast, product: Product) -> str:
    session.expire_all()
    case = queries.cases_of(product.id)[0]
    letter = messages.listing_decided(cast.ani, case, session.get_one(Product, product.id))
    return render_template("email/listing_decided/subject.txt", **letter.values)


def test_an_edit_is_let_go_while_a_permit_may_still_be_brought_but_not_one_that_needs_another(cast: Cast) -> None:
    with transaction():
        seed_requirements()
    cake = product_of(cast, is_food=True, halal="certified", shelf_life_days=3)
    other = product_of(cast)
    with transaction():
        follow_permits(cast.shop_of_ani.id)
    edit(cast, cake, description=SAID + " Diperbaiki ejaannya.")
    approve(cast, cake)
    assert session.get_one(Product, cake.id).description.endswith("ejaannya.")
    assert session.get_one(Product, cake.id).permits_due_at is not None
    edit(cast, other, is_food=True, halal="certified", shelf_life_days=3)
    with pytest.raises(PermitsMissing):
        approve(cast, other)


def test_that_it_is_no_food_is_agreed_to_under_one_name_only(cast: Cast, app: Flask, pepper: Product) -> None:
    app.config["TRUSTED_AFTER"] = 0
    hold_food(app)
    for name in ("Keranjang rotan", "Sambal terasi pedas"):
        edit(cast, pepper, name=name)
        assert case_of(pepper).risks == ["no_food"]
        assert case_of(pepper).status == CaseStatus.WAITING
        approve(cast, pepper)
        session.expire_all()
        assert session.get_one(Product, pepper.id).no_food_agreed_at is not None


def test_the_seller_reads_before_and_after_that_a_person_looks(
    cast: Cast, pepper: Product, browser_of: Callable[[User], Browser]
) -> None:
    ani, path = browser_of(cast.ani), f"/penjual/pusat/produk/{pepper.id}"
    sent = ani.post(f"{path}/foto", {"foto": (BytesIO(photo()), "foto.jpg")})
    assert sent.status_code == 303
    page = ani.get(path).get_data(as_text=True)
    assert "Foto baru kami lihat dulu" in page
    assert "Ditinjau, belum dilihat pembeli" in page
    assert "Ada foto baru" in page
    eko = browser_of(cast.eko)
    case_id = case_of(pepper).id
    assert "Ada foto baru" in eko.get(f"/admin/moderasi/{case_id}").get_data(as_text=True)
    assert ani.post(f"{path}/tinjauan/tarik").status_code == 303
    current = claims_of(session.get_one(Product, pepper.id))
    wanted, mark = replace(current, name="Lada Hitam"), fingerprint(current.as_json())
    session.rollback()
    with transaction():
        products.keep_claims(pepper.id, seller_id=cast.shop_of_ani.id, claims=wanted, seen=mark)
    page = ani.get(f"{path}/perubahan").get_data(as_text=True)
    assert "Kami lihat dulu sebelum ditayangkan" in page
    assert "Kirim untuk ditinjau" in page


def test_the_page_of_a_draft_says_before_it_is_sent_that_a_person_looks_at_it(
    app: Flask, browser_of: Callable[[User], Browser], cast: Cast
) -> None:
    with transaction():
        draft = ProductFactory(seller_id=cast.shop_of_ani.id, draft=True, description="Lada putih dari kebun sendiri.")
        ProductImageFactory(product_id=draft.id, media_id=MediaFactory().id)
    ani, path = browser_of(cast.ani), f"/penjual/pusat/produk/{draft.id}"
    assert "Bila perlu, kami lihat dulu" in ani.get(path).get_data(as_text=True)
    with transaction():
        ModerationCaseFactory(product_id=draft.id, rejected=True, decided_by_id=cast.eko.id)
    assert "Belum dapat dijual" in ani.get(path).get_data(as_text=True)
    page = ani.get(path).get_data(as_text=True)
    assert f'href="{path}/pasang/periksa"' in page
    assert ("Sudah Anda perbaiki?" in page, "sudah lengkap" in page) == (True, False)
    page = ani.get(f"{path}/pasang/periksa").get_data(as_text=True)
    assert "Kami lihat dulu sebelum dijual" in page
    assert "Kirim untuk ditinjau" in page
    assert "Belum lama ini ada yang kami tolak" in page
    assert "Semua sudah lengkap" not in page


def crop(product: Product, image: int, cut: Cut | None) -> None:
    """Cut the picture at this place of the row."""
    session.expire_all()
    image_id = session.get_one(Product, product.id).images[image].id
    with transaction():
        pictures.crop_picture(product.id, image_id, seller_id=product.seller_id, cut=cut)
    with transaction():
        session.execute(update(Media).values(status=MediaStatus.READY))


def remove(product: Product, image: int) -> None:
    """Take the picture at this place of the row away."""
    session.expire_all()
    image_id = session.get_one(Product, product.id).images[image].id
    with transaction():
        pictures.remove_picture(product.id, image_id, seller_id=product.seller_id)


def pictures_shown(product: Product) -> list[str]:
    session.rollback()
    return [each.id for each in on_sale.pictures_of(product.id)]


def kept_media() -> int:
    return session.scalar(select(func.count()).where(Media.archived_at.is_(None))) or 0


def test_another_cut_of_what_buyers_see_waits_and_then_hangs_in_its_place(cast: Cast, pepper: Product) -> None:
    whole = pictures_shown(pepper)
    crop(pepper, 0, Cut(Crop.SQUARE))
    assert (pictures_shown(pepper), hung(pepper), case_of(pepper).risks) == (whole, 2, ["photos"])
    crop(pepper, 0, Cut(Crop.WIDE))
    assert (pictures_shown(pepper), hung(pepper)) == (whole, 2)
    approve(cast, pepper)
    part = pictures_shown(pepper)
    assert (len(part), part == whole, hung(pepper), kept_media()) == (1, False, 1, 2)
    crop(pepper, 0, None)
    assert pictures_shown(pepper) == part
    reject(cast, pepper)
    assert (pictures_shown(pepper), hung(pepper), kept_media()) == (part, 1, 2)
    crop(pepper, 0, None)
    approve(cast, pepper)
    assert (pictures_shown(pepper), kept_media()) == (whole, 1)


def test_a_photo_that_waits_is_cut_where_it_hangs(cast: Cast, pepper: Product) -> None:
    add(pepper)
    crop(pepper, 1, Cut(Crop.SQUARE))
    assert (shown(pepper), hung(pepper)) == (1, 2)
    approve(cast, pepper)
    assert shown(pepper) == 2


def test_goods_with_photos_that_wait_and_no_others_do_not_come_on_sale(cast: Cast, pepper: Product) -> None:
    with transaction():
        products.unpublish_product(pepper.id, seller_id=cast.shop_of_ani.id)
    add(pepper)
    remove(pepper, 0)
    with pytest.raises(NotReady) as refused:
        publish(cast, pepper)
    assert "fotonya sedang kami lihat" in str(refused.value.message)
    approve(cast, pepper)
    assert publish(cast, pepper).status == ProductStatus.PUBLISHED


def test_nobody_looks_for_photos_that_their_seller_took_away(cast: Cast, pepper: Product) -> None:
    add(pepper)
    add(pepper)
    remove(pepper, 2)
    assert case_of(pepper).status == CaseStatus.WAITING
    remove(pepper, 1)
    assert queries.find_open_case(pepper.id) is None
    assert hung(pepper) == 1
    edit(cast, pepper, description=SAID + " Baru.")
    add(pepper)
    remove(pepper, 1)
    assert case_of(pepper).status == CaseStatus.WAITING


def test_photos_that_wait_do_not_keep_goods_on_sale(cast: Cast, pepper: Product) -> None:
    add(pepper)
    with transaction():
        cases.take_down(pepper.id, admin_id=cast.eko.id, reason_codes=["foto_kurang"], note="")
    assert (status_of(pepper), hung(pepper)) == (ProductStatus.UNPUBLISHED, 1)
    add(pepper)
    assert (case_of(pepper).risks, hung(pepper)) == (["taken_down"], 2), "it is looked at when it is sent in again"
    appeal(cast, pepper)


def describe(product: Product, alt: str) -> None:
    session.expire_all()
    image_id = session.get_one(Product, product.id).images[0].id
    with transaction():
        pictures.describe_picture(product.id, image_id, seller_id=product.seller_id, alt=alt)


def words_shown(product: Product) -> str:
    session.rollback()
    return on_sale.pictures_of(product.id)[0].alt


def test_words_for_a_photo_are_looked_at_while_the_old_ones_are_read(cast: Cast, pepper: Product) -> None:
    old = words_shown(pepper)
    describe(pepper, "Lada di atas meja")
    mark = seen(pepper)
    describe(pepper, "Lada di atas daun")
    assert (words_shown(pepper), case_of(pepper).risks) == (old, ["photos"])
    with pytest.raises(CaseChanged), transaction():
        cases.approve(case_of(pepper).id, admin_id=cast.eko.id, seen=mark)
    reject(cast, pepper)
    assert words_shown(pepper) == old
    describe(pepper, "Lada di atas daun")
    crop(pepper, 0, Cut(Crop.SQUARE))
    approve(cast, pepper)
    assert words_shown(pepper) == "Lada di atas daun"
    describe(pepper, "Lada lain")
    waiting = queries.find_open_case(pepper.id)
    assert waiting is not None
    describe(pepper, "Lada di atas daun")
    assert queries.find_open_case(pepper.id) is None


def test_words_for_a_photo_say_nothing_that_nobody_may_sell(cast: Cast, app: Flask, pepper: Product) -> None:
    with transaction():
        ListingWordFactory(word="gading", kind=WordKind.PROHIBITED)
        ListingWordFactory(word="manjur")
    with pytest.raises(ProhibitedGoods):
        describe(pepper, "Ukiran gading")
    app.config["TRUSTED_AFTER"] = 0
    session.rollback()
    describe(pepper, "Lada manjur")
    assert case_of(pepper).risks == ["watched:manjur"]


def test_photos_end_neither_the_reasons_nor_the_appeal_of_a_refused_edit(cast: Cast, pepper: Product) -> None:
    edit(cast, pepper, description=SAID + " Baru.")
    reject(cast, pepper)
    add(pepper)
    approve(cast, pepper)
    assert case_of(pepper).reason_codes == ["foto_kurang"]
    assert session.scalars(queries.to_correct(cast.shop_of_ani.id)).all() == [pepper.id]
    session.rollback()
    appeal(cast, pepper)
    assert case_of(pepper).status == CaseStatus.APPEALED


def test_the_words_can_be_edited_while_only_photos_wait_and_both_are_looked_at_together(
    cast: Cast, pepper: Product
) -> None:
    add(pepper)
    photos_alone = case_of(pepper).id
    edit(cast, pepper, minimum_quantity=3)
    assert case_of(pepper).id == photos_alone
    assert session.get_one(Product, pepper.id).minimum_quantity == 3
    edit(cast, pepper, name="Lada Hitam")
    assert case_of(pepper).risks == ["edited", "photos"]
    assert case_of(pepper).id != photos_alone
    with pytest.raises(UnderReview):
        edit(cast, pepper, name="Lada Putih")
    session.rollback()
    approve(cast, pepper)
    assert (shown(pepper), session.get_one(Product, pepper.id).name) == (2, "Lada Hitam")
    add(pepper)
    edit(cast, pepper, minimum_quantity=4)
    approve(cast, pepper)
    assert shown(pepper) == 3


SIZES = [row("100 g", sku="KECIL"), row("250 g", sku="BESAR")]


def labels(product: Product) -> list[str]:
    """The choices that buyers see."""
    session.rollback()
    session.expire_all()
    return [each.label for each in session.get_one(Product, product.id).variants]


@pytest.fixture
def sized(cast: Cast, app: Flask, pepper: Product) -> Product:
    """On sale in two sizes."""
    app.config["TRUSTED_AFTER"] = 0
    put(pepper, Axes("Isi"), SIZES)
    app.config["TRUSTED_AFTER"] = 2
    return pepper


def price_of(product: Product, sku: str) -> int:
    session.rollback()
    return session.scalars(select(Variant.price_amount).where(Variant.sku == sku)).one()


def test_words_of_choices_are_looked_at_while_the_old_ones_are_sold(cast: Cast, sized: Product) -> None:
    wanted = [row("100 g", sku="KECIL", price_amount=9_000), row("Obat 1 kg")]
    put(sized, Axes("Isi"), [row("100 g", sku="KECIL"), row("1 kg")])
    mark = seen(sized)
    put(sized, Axes("Isi"), wanted)
    assert labels(sized) == ["100 g", "250 g"]
    assert (case_of(sized).risks, price_of(sized, "KECIL")) == (["choices"], 9_000)
    with pytest.raises(CaseChanged), transaction():
        cases.approve(case_of(sized).id, admin_id=cast.eko.id, seen=mark)
    reject(cast, sized)
    assert (labels(sized), status_of(sized)) == (["100 g", "250 g"], ProductStatus.PUBLISHED)
    put(sized, Axes("Berat"), [row("100 g", sku="KECIL"), row("1 kg")])
    with transaction():
        session.execute(update(Variant).where(Variant.sku == "KECIL").values(price_amount=7_000))
    approve(cast, sized)
    assert (labels(sized), price_of(sized, "KECIL")) == (["100 g", "1 kg"], 7_000)
    assert session.get_one(Product, sized.id).option1_name == "Berat"


def test_what_is_no_new_word_of_a_choice_changes_at_once(cast: Cast, sized: Product) -> None:
    put(sized, Axes("Isi"), [row("250 g", sku="BESAR", price_amount=9_000)])
    assert labels(sized) == ["250 g"]
    assert queries.find_open_case(sized.id) is None


def test_choices_of_hidden_goods_are_looked_at_and_the_goods_stay_hidden(cast: Cast, sized: Product) -> None:
    with transaction():
        products.unpublish_product(sized.id, seller_id=cast.shop_of_ani.id)
    put(sized, Axes("Isi"), [*SIZES, row("1 kg")])
    approve(cast, sized)
    assert (len(labels(sized)), status_of(sized)) == (3, ProductStatus.UNPUBLISHED)


def test_choices_that_wait_can_be_taken_back_and_go_with_their_product(cast: Cast, sized: Product) -> None:
    put(sized, Axes("Isi"), [*SIZES, row("1 kg")])
    put(sized, Axes("Isi"), SIZES)
    assert queries.find_open_case(sized.id) is None
    session.rollback()
    put(sized, Axes("Isi"), [*SIZES, row("1 kg")])
    with transaction():
        cases.withdraw(sized.id, seller_id=cast.shop_of_ani.id)
    assert (session.get_one(Product, sized.id).choices_waiting, queries.find_open_case(sized.id)) == (None, None)
    session.rollback()
    put(sized, Axes("Isi"), [*SIZES, row("1 kg")])
    with transaction():
        products.archive_product(sized.id, seller_id=cast.shop_of_ani.id)
    assert queries.find_open_case(sized.id) is None


def test_choices_wait_with_photos_and_an_edit_and_are_let_go_together(cast: Cast, sized: Product) -> None:
    with transaction():
        ListingWordFactory(word="manjur")
    put(sized, Axes("Isi"), [*SIZES, row("Manjur")])
    add(sized)
    edit(cast, sized, name="Lada Hitam")
    assert case_of(sized).risks == ["edited", "choices", "photos"]
    approve(cast, sized)
    assert (len(labels(sized)), shown(sized)) == (3, 2)
    with transaction():
        products.unpublish_product(sized.id, seller_id=cast.shop_of_ani.id)
    assert publish(cast, sized).status == ProductStatus.PUBLISHED, "the word has been looked at"


def test_a_table_that_brings_choices_lets_them_wait_too(
    cast: Cast, sized: Product, browser_of: Callable[[User], Browser]
) -> None:
    said = {"key": sized.slug, "option1_name": "Isi", "weight": "300", "stock": "4"}
    new = [{**said, "sku": f"BARU-{size}", "option1_value": f"{size} kg", "price": "9000"} for size in (1, 2)]
    product_id, admin_id, shop = sized.id, cast.eko.id, browser_of(cast.ani)
    for each in new:
        bring_in(shop, table([each, said | {"sku": "KECIL", "option1_value": "100 g", "price": "8000"}]))
    sized = session.get_one(Product, product_id)
    assert (len(labels(sized)), case_of(sized).risks, price_of(sized, "KECIL")) == (2, ["choices"], 8_000)
    with transaction():
        cases.approve(case_of(sized).id, admin_id=admin_id, seen=seen(sized))
    assert labels(sized) == ["100 g", "250 g", "1 kg", "2 kg"]
    assert price_of(sized, "BARU-2") == 9_000


def test_whoever_is_trusted_changes_choices_at_once(cast: Cast, app: Flask, sized: Product) -> None:
    app.config["TRUSTED_AFTER"] = 0
    put(sized, Axes("Isi"), [*SIZES, row("1 kg")])
    assert len(labels(sized)) == 3


def test_seller_and_reviewer_read_which_choices_wait(
    cast: Cast, sized: Product, browser_of: Callable[[User], Browser]
) -> None:
    put(sized, Axes("Isi"), [*SIZES, row("1 kg")])
    case_id, path = case_of(sized).id, f"/penjual/pusat/produk/{sized.id}"
    ani = browser_of(cast.ani)
    page = ani.get(path).get_data(as_text=True)
    assert "Pilihan ini kami lihat dulu: Isi, 100 g, 250 g, 1 kg." in page
    assert "Tarik, pilihan barunya dihapus" in page
    assert "1 kg" in ani.get(f"{path}/pilihan").get_data(as_text=True)
    eko = browser_of(cast.eko)
    case_page = eko.get(f"/admin/moderasi/{case_id}").get_data(as_text=True)
    assert "Isi, 100 g, 250 g, 1 kg" in case_page
    assert "1 kg" in eko.get("/admin/moderasi").get_data(as_text=True)
