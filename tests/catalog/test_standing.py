"""What is on sale already and may not stay so: permits ended, or a word is watched since."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from email import message_from_string
from email.policy import default
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from app import worker
from app.catalog import cli
from app.catalog.commands import cases, products, standing, words
from app.catalog.commands.words import archive_word
from app.catalog.errors import OpenedByUs, ProhibitedGoods
from app.catalog.queries.words import Entry
from app.clock import JAKARTA, now
from app.db import session, transaction
from app.jobs import JOBS
from app.models.account import User
from app.models.catalog import Product, ProductStatus
from app.models.moderation import CaseStatus, ModerationCase, WordKind
from app.models.outbox import Lease
from app.models.requirement import Submission, SubmissionStatus
from app.models.state import StateChange
from app.notifications import messages
from app.requirements.commands.seeds import seed_requirements
from app.seller_centre.queries import today
from app.settings import setting
from tests.browser import Browser
from tests.cast import Cast
from tests.catalog.test_case_commands import (
    SAID,
    approve,
    case_of,
    edit,
    hold_food,
    product_of,
    publish,
    reject,
    status_of,
)
from tests.factories.catalog import MediaFactory, ProductFactory, ProductImageFactory
from tests.factories.moderation import ListingWordFactory, ModerationCaseFactory
from tests.permits.conftest import hold

Emitted = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def cast(cast: Cast) -> Any:
    """Who is there by their ids: the worker lets go of the rows."""
    people = {
        name: SimpleNamespace(id=getattr(cast, name).id)
        for name in ("ani", "citra", "eko", "shop_of_ani", "shop_of_citra")
    }
    return SimpleNamespace(**people)


def goods(cast: Cast, **values: Any) -> Any:
    """Something on sale, by its id."""
    return SimpleNamespace(id=product_of(cast, **values).id)


@pytest.fixture
def cake(cast: Cast) -> Any:
    """Food on sale by a shop that has its certificate."""
    with transaction():
        seed_requirements()
    hold(cast.shop_of_ani.id, "halal")
    return goods(cast, name="Kue", is_food=True, halal="certified", shelf_life_days=2)


def lose(cast: Cast) -> None:
    with transaction():
        session.scalars(select(Submission)).one().status = SubmissionStatus.WITHDRAWN


def after(**span: int) -> int:
    with time_machine.travel(now() + timedelta(**span), tick=False):
        return cli.follow_permits()


def due(product: Product) -> Any:
    session.expire_all()
    return session.get_one(Product, product.id).permits_due_at


def test_what_lacks_its_permit_is_sold_for_a_time_and_then_hidden(cast: Cast, cake: Any, emitted: Emitted) -> None:
    pewter = goods(cast, name="Pewter")
    assert cli.follow_permits() == 0
    lose(cast)
    assert [cli.follow_permits(), cli.follow_permits()] == [1, 0]
    assert due(cake) - now() > setting("PERMIT_GRACE") - timedelta(minutes=1)
    assert today(cast.shop_of_ani.id).lacking == 1
    assert after(days=13) == 0
    assert status_of(cake) == ProductStatus.PUBLISHED
    assert [after(days=15), after(days=15)] == [1, 0]
    assert (status_of(cake), status_of(pewter)) == (ProductStatus.UNPUBLISHED, ProductStatus.PUBLISHED)
    assert session.scalars(select(StateChange.reason)).all() == ["its permits are not there any more"]
    assert emitted("goods.permits_missed") == [{"seller_id": cast.shop_of_ani.id}] * 2
    hold(cast.shop_of_ani.id, "halal")
    assert publish(cast, cake).status == ProductStatus.PUBLISHED
    assert due(cake) is None


def test_goods_on_a_shelf_of_food_need_what_food_needs_until_a_reviewer_agrees_that_they_are_none(
    cast: Cast, app: Flask
) -> None:
    with transaction():
        seed_requirements()
    mortar, crackers = goods(cast, name="Cobek"), goods(cast, name="Getas")
    assert cli.follow_permits() == 0
    hold_food(app)
    assert cli.follow_permits() == 2
    with transaction():
        cases.take_down(mortar.id, admin_id=cast.eko.id, reason_codes=["foto_kurang"], note="")
    publish(cast, mortar)
    assert "no_food" in case_of(mortar).risks
    approve(cast, mortar)
    assert cli.follow_permits() == 0
    assert (due(mortar), due(crackers) is None) == (None, False)


def test_a_seller_of_what_is_no_food_on_a_new_shelf_of_food_says_so_and_a_reviewer_agrees(
    cast: Cast, app: Flask, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        seed_requirements()
    mortar = goods(cast, name="Cobek")
    hold_food(app)
    assert cli.follow_permits() == 1
    worker.drain()
    page = f"/penjual/pusat/produk/{mortar.id}"
    (letter,) = (plain(each) for each in letters())
    assert "buka produknya lalu tekan “Ini bukan makanan”" in letter
    assert page in letter
    ani, citra = browser_of(session.get_one(User, cast.ani.id)), browser_of(session.get_one(User, cast.citra.id))
    session.rollback()
    assert "Ini bukan makanan" in ani.get(page).get_data(as_text=True)
    wallet = ani.get("/penjual/pusat/izin").get_data(as_text=True)
    assert "Bukan makanan?" in wallet
    assert f'href="{page}">Cobek' in wallet
    assert citra.post(f"{page}/tinjauan/bukan-makanan").status_code == 404
    session.rollback()
    assert session.scalars(select(ModerationCase)).all() == []
    session.rollback()
    for _ in range(2):
        assert ani.post(f"{page}/tinjauan/bukan-makanan").status_code == 303
    assert (case_of(mortar).risks, status_of(mortar)) == (["no_food"], ProductStatus.PUBLISHED)
    session.rollback()
    shown = ani.get(page).get_data(as_text=True)
    assert "Sedang kami tinjau" in shown
    assert "Ini bukan makanan" not in shown
    assert "kami sedang melihatnya" in shown
    assert "Bukan makanan?" not in ani.get("/penjual/pusat/izin").get_data(as_text=True)
    approve(cast, mortar)
    worker.drain()
    assert due(mortar) is None, "at once"
    assert cli.follow_permits() == 0
    assert ani.post(f"{page}/tinjauan/bukan-makanan").status_code == 303
    assert case_of(mortar).status == CaseStatus.APPROVED


def test_what_a_person_looks_at_for_something_else_is_not_called_no_food_behind_their_back(
    cast: Cast, app: Flask, browser_of: Callable[[User], Browser]
) -> None:
    mortar = goods(cast, name="Cobek")
    with transaction():
        ModerationCaseFactory(product_id=mortar.id)
    hold_food(app)
    ani = browser_of(session.get_one(User, cast.ani.id))
    session.rollback()
    assert ani.post(f"/penjual/pusat/produk/{mortar.id}/tinjauan/bukan-makanan").status_code == 409
    assert "no_food" not in case_of(mortar).risks


def test_a_permit_in_time_frees_the_goods_of_their_deadline(cast: Cast, cake: Any) -> None:
    lose(cast)
    cli.follow_permits()
    hold(cast.shop_of_ani.id, "halal")
    assert cli.follow_permits() == 0
    assert due(cake) is None


def test_the_owners_read_until_when_and_the_product_says_so(
    cast: Cast, cake: Any, browser_of: Callable[[User], Browser]
) -> None:
    lose(cast)
    cli.follow_permits()
    worker.drain()
    mails = [each.read_text() for each in sorted((Path(setting("DATA_DIR")) / "mail").glob("*"))]
    assert any("kekurangan izin" in mail and "Kue" in mail and "baru diwajibkan" in mail for mail in mails)
    assert not any("tidak ada lagi" in mail for mail in mails), "a shop may never have had it"
    ani = browser_of(cast.ani)
    assert "masih dijual sampai" in ani.get(f"/penjual/pusat/produk/{cake.id}").get_data(as_text=True)
    assert "1 produk kekurangan izin" in ani.get("/penjual/pusat").get_data(as_text=True)
    after(days=15)
    assert "belum ada atau sudah berakhir" in ani.get(f"/penjual/pusat/produk/{cake.id}").get_data(as_text=True)


def plain(letter: str) -> str:
    """What a mail says to those who read it without pictures."""
    text = message_from_string(letter, policy=default).get_body(("plain",)).get_content()
    return " ".join(text.split())


def test_what_was_hidden_and_is_no_food_comes_back_by_a_look_and_its_page_says_so(
    cast: Cast, app: Flask, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        seed_requirements()
    mortar = goods(cast, name="Cobek")
    hold_food(app)
    cli.follow_permits()
    after(days=15)
    worker.drain()
    assert "tekan “Tayangkan lagi”" in plain(letters()[-1])
    shown = browser_of(session.get_one(User, cast.ani.id)).get(f"/penjual/pusat/produk/{mortar.id}")
    assert "Bila produk Anda bukan makanan, tekan “Tayangkan lagi”" in shown.get_data(as_text=True)
    session.rollback()
    publish(cast, mortar)
    approve(cast, mortar)
    assert (status_of(mortar), due(mortar)) == (ProductStatus.PUBLISHED, None)


def watch(cast: Cast, kind: WordKind, word: str, **values: Any) -> int:
    with transaction():
        word_id = words.add_word(said_as(kind, word, **values), admin_id=cast.eko.id).id
    worker.drain()
    return word_id


def said_as(kind: WordKind, word: str, **values: Any) -> Entry:
    return replace(Entry(kind, word, (), (), "Tidak boleh.", "UU 1/2026", date(2026, 1, 1), None), **values)


def letters() -> list[str]:
    return [each.read_text() for each in sorted((Path(setting("DATA_DIR")) / "mail").glob("*.eml"))]


def test_what_says_a_new_word_is_looked_at_while_it_is_sold(
    cast: Cast, emitted: Emitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "AT_ONCE", 1)
    said = [goods(cast, name=f"Cincin {number}", description="Dihias sisik naga yang asli.") for number in (1, 2)]
    other = goods(cast, name="Pewter")
    watch(cast, WordKind.PROHIBITED, "sisik naga")
    for product in said:
        assert status_of(product) == ProductStatus.PUBLISHED
        assert (case_of(product).status, case_of(product).risks) == (CaseStatus.WAITING, ["prohibited:sisik naga"])
        with pytest.raises(OpenedByUs), transaction():
            cases.withdraw(product.id, seller_id=cast.shop_of_ani.id)
    assert session.scalars(select(ModerationCase).where(ModerationCase.product_id == other.id)).all() == []
    assert emitted("listing.looked_at_again") == [{"case_ids": ",".join(str(case_of(each).id) for each in said)}]
    approve(cast, said[0])
    reject(cast, said[1])
    assert [status_of(each) for each in said] == [ProductStatus.PUBLISHED, ProductStatus.UNPUBLISHED]
    assert publish(cast, said[1]).status == ProductStatus.UNPUBLISHED, "it comes back only by a person"
    with transaction():
        assert standing.look_for_word(1_000) is None


def test_each_shop_hears_once_of_all_its_goods_that_say_a_new_word(
    cast: Cast, emitted: Emitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "MOST_NAMED", 2)
    monkeypatch.setattr(standing, "AT_ONCE", 1)
    for name in ("Cincin", "Gelang", "Kalung"):
        goods(cast, name=f"{name} sisik naga")
    with transaction():
        ProductFactory(seller_id=cast.shop_of_citra.id, name="Sisir sisik naga")
    watch(cast, WordKind.PROHIBITED, "sisik naga")
    assert len(emitted("listing.looked_at_again")) == 2
    (of_ani,) = [each for each in letters() if "3 produk kami tinjau lagi" in each]
    assert all(name in of_ani for name in ("Cincin sisik naga", "Gelang sisik naga", "sembunyikan", "Tidak boleh."))
    assert "Dan 1 lagi di daftar produk Anda" in of_ani
    (of_citra,) = [each for each in letters() if "Subject: Sisir sisik naga kami tinjau lagi" in each]
    assert "Cincin" not in of_citra


def drop(cast: Cast, word_id: int) -> None:
    with transaction():
        archive_word(word_id, admin_id=cast.eko.id)
    worker.drain()


def test_what_waits_for_a_word_alone_waits_no_longer_when_it_is_watched_no_more(
    cast: Cast, emitted: Emitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "AT_ONCE", 1)
    both, hidden, rejected = (goods(cast, name=f"{name} sisik naga") for name in ("Cincin", "Gelang", "Kalung"))
    with transaction():
        foreign = ProductFactory(seller_id=cast.shop_of_citra.id, name="Sisir sisik naga", description=SAID).id
        ProductImageFactory(product_id=foreign, media_id=MediaFactory().id)
    word_id = watch(cast, WordKind.PROHIBITED, "sisik naga")
    watch(cast, WordKind.WATCHED, "cincin")
    with transaction():
        cases.add_risks(case_of(both), ["watched:cincin"])
    reject(cast, rejected)
    drop(cast, word_id)
    drop(cast, word_id)
    session.expire_all()
    assert [case_of(each).status.value for each in (both, hidden, rejected)] == ["waiting", "withdrawn", "rejected"]
    assert [session.get_one(Product, key).status.value for key in (both.id, hidden.id, rejected.id, foreign)] == [
        "unpublished", "published", "unpublished", "published",
    ]  # fmt: skip
    ended = session.scalars(select(StateChange).where(StateChange.to_status == "withdrawn")).all()
    assert {each.reason for each in ended} == {cases.WORD_DROPPED}
    assert len(emitted("listing.word_dropped")) == 2
    assert sum("Gelang sisik naga tidak perlu ditinjau lagi" in each for each in letters()) == 1


def test_what_says_another_word_or_lacks_a_permit_goes_on_waiting_when_its_word_is_dropped(
    cast: Cast, cake: Any
) -> None:
    ring = goods(cast, name="Cincin sisik naga")
    scales, sweet = watch(cast, WordKind.PROHIBITED, "sisik naga"), watch(cast, WordKind.PROHIBITED, "kue")
    lose(cast)
    with transaction():
        ListingWordFactory(word="cincin")
    for word_id in (scales, sweet):
        drop(cast, word_id)
    for product in (ring, cake):
        assert (status_of(product), case_of(product).status) == (ProductStatus.UNPUBLISHED, CaseStatus.WAITING)


def describe(cast: Cast, word_id: int, entry: Entry) -> None:
    with transaction():
        words.change_word(word_id, entry, admin_id=cast.eko.id)
    worker.drain()
    session.expire_all()


def test_a_changed_spelling_ends_the_looks_that_it_does_not_match_and_begins_those_that_it_does(
    cast: Cast, emitted: Emitted
) -> None:
    scales, comb, other = (goods(cast, name=f"Cincin {said}") for said in ("sisik naga", "sisir naga", "perak"))
    word_id = watch(cast, WordKind.PROHIBITED, "naga", spellings=("sisik naga",), exceptions=("sisir naga",))
    assert [status_of(each).value for each in (scales, comb, other)] == ["unpublished", "published", "published"]
    describe(cast, word_id, said_as(WordKind.PROHIBITED, "naga", exceptions=("sisik naga",)))
    assert [status_of(each).value for each in (scales, comb, other)] == ["published", "unpublished", "published"]
    assert [case_of(each).status.value for each in (scales, comb)] == ["withdrawn", "waiting"]
    assert emitted("listing.word_dropped") == [{"case_ids": str(case_of(scales).id)}]
    describe(cast, word_id, said_as(WordKind.PROHIBITED, "naga", advice="Jelaskan.", exceptions=("sisik naga",)))
    assert (len(emitted("listing.word_dropped")), len(emitted("listing.looked_at_again"))) == (1, 2)


def test_what_a_word_hid_is_sold_again_while_somebody_looks_when_the_word_is_watched_only(
    cast: Cast, emitted: Emitted
) -> None:
    comb, ring, both = (goods(cast, name=f"{name} sisik naga") for name in ("Sisir", "Cincin", "Kulit penyu dan"))
    watch(cast, WordKind.PROHIBITED, "kulit penyu")
    word_id = watch(cast, WordKind.PROHIBITED, "sisik naga")
    assert {status_of(each) for each in (comb, ring, both)} == {ProductStatus.UNPUBLISHED}
    before = len(emitted("listing.looked_at_again"))
    for _ in range(2):
        describe(cast, word_id, said_as(WordKind.WATCHED, "sisik naga"))
    assert [status_of(each).value for each in (comb, ring, both)] == ["published", "published", "unpublished"]
    assert [case_of(each).status for each in (comb, ring, both)] == [CaseStatus.WAITING] * 3
    assert [case_of(each).risks for each in (comb, ring)] == [["watched:sisik naga"]] * 2
    shown = session.scalars(select(StateChange).where(StateChange.reason == cases.WORD_ALLOWED)).all()
    assert {each.subject_id for each in shown} == {str(comb.id), str(ring.id)}
    assert emitted("listing.word_dropped") == []
    told = emitted("listing.looked_at_again")[before:]
    assert [set(each["case_ids"].split(",")) for each in told] == [{str(case_of(each).id) for each in (comb, ring)}]
    assert sum("Sisir sisik naga: sampai itu tetap dijual" in each for each in letters()) == 1
    approve(cast, comb)
    assert (status_of(comb), case_of(comb).status) == (ProductStatus.PUBLISHED, CaseStatus.APPROVED)


def test_a_word_that_is_called_differently_goes_on_being_looked_at_without_another_letter(
    cast: Cast, emitted: Emitted
) -> None:
    ring = goods(cast, name="Cincin naga")
    word_id = watch(cast, WordKind.WATCHED, "naga")
    describe(cast, word_id, said_as(WordKind.WATCHED, "ular naga", spellings=("naga",)))
    assert (case_of(ring).status, case_of(ring).risks) == (CaseStatus.WAITING, ["watched:ular naga"])
    assert (len(emitted("listing.looked_at_again")), emitted("listing.word_dropped")) == (1, [])
    describe(cast, word_id, said_as(WordKind.PROHIBITED, "naga"))
    assert (case_of(ring).risks, status_of(ring)) == (["prohibited:naga"], ProductStatus.UNPUBLISHED)


@pytest.mark.parametrize("days", [{"valid_until": date(2026, 2, 1)}, {"valid_from": date(2030, 1, 1)}])
def test_a_word_that_an_admin_lets_end_or_begin_later_ends_its_looks(cast: Cast, days: dict[str, date]) -> None:
    ring = goods(cast, name="Cincin sisik naga")
    word_id = watch(cast, WordKind.PROHIBITED, "sisik naga")
    describe(cast, word_id, said_as(WordKind.PROHIBITED, "sisik naga", **days))
    assert (case_of(ring).status, status_of(ring)) == (CaseStatus.WITHDRAWN, ProductStatus.PUBLISHED)


def test_what_waits_for_a_word_waits_no_longer_after_its_last_day(cast: Cast) -> None:
    ring = goods(cast, name="Cincin sisik naga")
    noon = datetime(2026, 12, 1, 12, tzinfo=JAKARTA)
    days = next(job for job in JOBS if job.name == cli.DAYS_OF_WORDS)
    with time_machine.travel(noon, tick=False) as clock:
        worker.run_job(days)
        watch(cast, WordKind.PROHIBITED, "sisik naga", valid_until=date(2026, 12, 2))
        clock.move_to(noon + timedelta(hours=35))
        assert worker.run_job(days) == 0
        assert (status_of(ring), case_of(ring).status) == (ProductStatus.UNPUBLISHED, CaseStatus.WAITING)
        clock.move_to(noon + timedelta(hours=36))
        assert worker.run_job(days) == 1
        worker.drain()
        session.expire_all()
        assert (status_of(ring), case_of(ring).status) == (ProductStatus.PUBLISHED, CaseStatus.WITHDRAWN)
        clock.move_to(noon + timedelta(hours=37))
        assert worker.run_job(days) == 0, "once a day"


def look_and_be_killed(word_id: int, walk: standing.Walk) -> None:
    with transaction():
        standing.look_for_word(word_id, walk)
        raise KeyboardInterrupt


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_a_word_is_looked_for_in_steps_that_a_killed_worker_takes_up_again(
    cast: Cast, emitted: Emitted, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(standing, "AT_ONCE", at_once)
    rings = [goods(cast, name=name) for name in ("Cincin naga", "Gelang", "Kalung naga", "Sisir naga", "Tusuk naga")]
    with transaction():
        foreign = ProductFactory(seller_id=cast.shop_of_citra.id, name="Gelang naga").id
        word_id = ListingWordFactory(word="naga", kind=WordKind.WATCHED).id
    walk, steps = standing.START, 0
    while walk is not None:
        with pytest.raises(KeyboardInterrupt):
            look_and_be_killed(word_id, walk)
        with transaction():
            walk = standing.look_for_word(word_id, walk)
        steps += 1
    assert steps == 6 // at_once + 1
    of_ani = ",".join(str(case_of(each).id) for each in rings if each is not rings[1])
    assert sorted(emitted("listing.looked_at_again"), key=str) == sorted(
        [{"case_ids": of_ani}, {"case_ids": str(case_of(SimpleNamespace(id=foreign)).id)}], key=str
    )
    with transaction():
        archive_word(word_id, admin_id=cast.eko.id)
    worker.drain()
    assert {each.status for each in session.scalars(select(ModerationCase))} == {CaseStatus.WITHDRAWN}
    assert sorted(emitted("listing.word_dropped"), key=str) == sorted(emitted("listing.looked_at_again"), key=str)


def test_an_edit_that_waited_for_a_dropped_word_is_shown_and_its_page_says_why(
    cast: Cast, browser_of: Callable[[Any], Browser]
) -> None:
    word_id = watch(cast, WordKind.WATCHED, "gading")
    ring = goods(cast, name="Cincin")
    edit(cast, ring, description="Dihias gading yang asli.")
    drop(cast, word_id)
    session.expire_all()
    assert session.get_one(Product, ring.id).description == "Dihias gading yang asli."
    page = browser_of(cast.eko).get(f"/admin/moderasi/{case_of(ring).id}").get_data(as_text=True)
    assert "katanya tidak berlaku lagi untuk produk ini" in page


def test_what_is_sold_is_looked_through_for_a_word_on_its_first_day(cast: Cast) -> None:
    ring = goods(cast, name="Cincin sisik naga")
    noon = datetime(2026, 12, 1, 12, tzinfo=JAKARTA)
    begun = next(job for job in JOBS if job.name == cli.DAYS_OF_WORDS)
    with time_machine.travel(noon, tick=False) as clock:
        worker.run_job(begun)
        watch(cast, WordKind.PROHIBITED, "sisik naga", valid_from=date(2026, 12, 2))
        clock.move_to(noon + timedelta(hours=11))
        assert worker.run_job(begun) == 0
        assert status_of(ring) == ProductStatus.PUBLISHED
        clock.move_to(noon + timedelta(hours=12))
        assert worker.run_job(begun) == 1
        worker.drain()
        assert (status_of(ring), case_of(ring).status) == (ProductStatus.UNPUBLISHED, CaseStatus.WAITING)
        clock.move_to(noon + timedelta(hours=13))
        assert worker.run_job(begun) == 0, "once a day"


def test_a_word_that_began_while_the_job_failed_is_looked_for_all_the_same(cast: Cast) -> None:
    begun = next(job for job in JOBS if job.name == cli.DAYS_OF_WORDS)
    noon = datetime(2026, 12, 1, 12, tzinfo=JAKARTA)
    with time_machine.travel(noon, tick=False) as clock:
        watch(cast, WordKind.WATCHED, "sisik naga", valid_from=date(2026, 12, 2))
        clock.move_to(noon + timedelta(days=2))
        with transaction():
            session.add(Lease(name=begun.name, last_run_at=now() - timedelta(hours=1), last_failure="OperationalError"))
        assert worker.run_job(begun) == 1


def test_what_was_let_go_is_not_looked_at_for_the_same_word_again(cast: Cast) -> None:
    ring = goods(cast, name="Cincin naga")
    word_id = watch(cast, WordKind.WATCHED, "naga")
    approve(cast, ring)
    with transaction():
        assert standing.look_for_word(word_id) is None
    assert case_of(ring).status == CaseStatus.APPROVED
    with transaction():
        archive_word(word_id, admin_id=cast.eko.id)


def test_what_bears_a_forbidden_name_is_hidden_until_somebody_has_looked(cast: Cast) -> None:
    ring = goods(cast, name="Cincin sisik naga")
    watch(cast, WordKind.PROHIBITED, "sisik naga")
    assert (status_of(ring), case_of(ring).status) == (ProductStatus.UNPUBLISHED, CaseStatus.WAITING)
    with pytest.raises(ProhibitedGoods), transaction():
        products.publish_product(ring.id, seller_id=cast.shop_of_ani.id)
    approve(cast, ring)
    assert status_of(ring) == ProductStatus.PUBLISHED


def hide(cast: Cast, product: Any) -> None:
    with transaction():
        products.unpublish_product(product.id, seller_id=cast.shop_of_ani.id)


def withdraw(cast: Cast, product: Any) -> None:
    with transaction():
        cases.withdraw(product.id, seller_id=cast.shop_of_ani.id)


def test_hiding_and_withdrawing_is_no_way_past_the_look(cast: Cast) -> None:
    ring = goods(cast, name="Cincin naga")
    watch(cast, WordKind.WATCHED, "naga")
    hide(cast, ring)
    withdraw(cast, ring)
    assert publish(cast, ring).status == ProductStatus.UNPUBLISHED
    assert (case_of(ring).status, case_of(ring).risks) == (CaseStatus.WAITING, ["watched:naga"])
    approve(cast, ring)
    assert status_of(ring) == ProductStatus.PUBLISHED
    hide(cast, ring)
    assert publish(cast, ring).status == ProductStatus.PUBLISHED, "what was let go is not looked at again"


def test_what_was_hidden_when_a_word_came_is_looked_at_when_it_comes_back(cast: Cast) -> None:
    ring = goods(cast, name="Cincin naga")
    hide(cast, ring)
    watch(cast, WordKind.WATCHED, "naga")
    assert publish(cast, ring).status == ProductStatus.UNPUBLISHED
    approve(cast, ring)
    assert status_of(ring) == ProductStatus.PUBLISHED


def test_nobody_takes_back_the_look_at_what_a_word_hid(cast: Cast, browser_of: Callable[[Any], Browser]) -> None:
    ring = goods(cast, name="Cincin sisik naga")
    watch(cast, WordKind.PROHIBITED, "sisik naga")
    with pytest.raises(OpenedByUs):
        withdraw(cast, ring)
    page = browser_of(cast.ani).get(f"/penjual/pusat/produk/{ring.id}").get_data(as_text=True)
    assert "kami sembunyikan dari pembeli sampai diputuskan" in page
    assert "Tarik untuk diubah" not in page
    reject(cast, ring)
    edit(cast, ring, name="Cincin perak")
    assert publish(cast, ring).status == ProductStatus.UNPUBLISHED, "it comes back only by a person"
    withdraw(cast, ring)
    assert case_of(ring).status == CaseStatus.WITHDRAWN, "what the seller asked for, the seller takes back"


def test_what_its_seller_hid_meanwhile_stays_hidden_until_the_seller_asks(cast: Cast) -> None:
    kept, asked = goods(cast, name="Cincin naga"), goods(cast, name="Gelang naga")
    watch(cast, WordKind.WATCHED, "naga")
    for product in (kept, asked):
        hide(cast, product)
    watch(cast, WordKind.WATCHED, "gelang")
    assert publish(cast, asked).status == ProductStatus.UNPUBLISHED
    assert case_of(asked).risks == ["watched:naga", "watched:gelang"]
    for product in (kept, asked):
        approve(cast, product)
    assert [status_of(kept), status_of(asked)] == [ProductStatus.UNPUBLISHED, ProductStatus.PUBLISHED]
    assert publish(cast, kept).status == ProductStatus.PUBLISHED


def test_what_was_let_go_under_a_forbidden_name_can_be_corrected_hidden_and_shown(cast: Cast) -> None:
    ring = goods(cast, name="Cincin sisik naga")
    watch(cast, WordKind.PROHIBITED, "sisik naga")
    approve(cast, ring)
    edit(cast, ring, made_to_order_days=3)
    session.expire_all()
    assert session.get_one(Product, ring.id).made_to_order_days == 3
    hide(cast, ring)
    assert publish(cast, ring).status == ProductStatus.PUBLISHED


def test_a_word_let_go_in_a_description_allows_no_name(cast: Cast) -> None:
    ring = goods(cast, name="Cincin", description="Tanpa sisik naga.")
    watch(cast, WordKind.PROHIBITED, "sisik naga")
    approve(cast, ring)
    with pytest.raises(ProhibitedGoods):
        edit(cast, ring, name="Cincin sisik naga")


@pytest.mark.parametrize("end", [reject, withdraw, approve])
def test_what_a_word_hid_while_an_edit_of_it_waits_is_looked_at_after_that(
    cast: Cast, emitted: Emitted, end: Callable[[Any, Any], None]
) -> None:
    watch(cast, WordKind.WATCHED, "gading")
    ring = goods(cast, name="Cincin sisik naga")
    edit(cast, ring, description="Dihias gading yang asli.")
    assert case_of(ring).risks == ["watched:gading"]
    watch(cast, WordKind.PROHIBITED, "sisik naga")
    assert (status_of(ring), case_of(ring).risks) == (ProductStatus.UNPUBLISHED, ["watched:gading"])
    mails = [each.read_text() for each in (Path(setting("DATA_DIR")) / "mail").glob("*")]
    assert any("kami sembunyikan dari pembeli" in mail and "Tidak boleh." in mail for mail in mails)
    end(cast, ring)
    assert (case_of(ring).status, case_of(ring).risks) == (CaseStatus.WAITING, ["prohibited:sisik naga"])
    assert len(emitted("listing.looked_at_again")) == 2
    approve(cast, ring)
    assert status_of(ring) == ProductStatus.PUBLISHED


def test_an_edit_without_the_word_is_the_way_back(cast: Cast) -> None:
    watch(cast, WordKind.WATCHED, "gading")
    ring = goods(cast, name="Cincin sisik naga")
    edit(cast, ring, name="Cincin gading")
    watch(cast, WordKind.PROHIBITED, "sisik naga")
    approve(cast, ring)
    assert (status_of(ring), case_of(ring).status) == (ProductStatus.UNPUBLISHED, CaseStatus.APPROVED)
    assert publish(cast, ring).status == ProductStatus.PUBLISHED


def test_a_second_word_joins_the_look_at_the_same_goods(cast: Cast, emitted: Emitted) -> None:
    ring = goods(cast, name="Cincin sisik naga")
    watch(cast, WordKind.WATCHED, "cincin")
    word_id = watch(cast, WordKind.PROHIBITED, "sisik naga")
    assert (status_of(ring), case_of(ring).risks) == (
        ProductStatus.UNPUBLISHED,
        ["watched:cincin", "prohibited:sisik naga"],
    )
    with transaction():
        standing.look_for_word(word_id)
    assert len(emitted("listing.looked_at_again")) == 2
    approve(cast, ring)
    assert status_of(ring) == ProductStatus.PUBLISHED
    hide(cast, ring)
    assert publish(cast, ring).status == ProductStatus.PUBLISHED


def test_what_says_a_word_no_more_when_it_is_locked_is_not_looked_at(cast: Cast) -> None:
    word_id = watch(cast, WordKind.PROHIBITED, "sisik naga")
    ring = goods(cast, name="Cincin sisik naga")
    with transaction():
        read_before = session.get_one(Product, ring.id)
        unseen = update(Product).where(Product.id == ring.id).values(name="Cincin perak")
        session.execute(unseen.execution_options(synchronize_session=False))
        standing.look_for_word(word_id)
        assert read_before.name == "Cincin perak"
    assert status_of(ring) == ProductStatus.PUBLISHED
