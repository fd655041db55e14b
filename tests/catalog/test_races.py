"""A seller, a reviewer and a buyer at the same moment, with real threads on the real database."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.catalog.claims import claims_of
from app.catalog.commands import cases, offers, variants
from app.catalog.commands.offers import Offer
from app.catalog.commands.standing import drop_word, look_for_word
from app.catalog.commands.stock_room import Sold, record_offline_sale
from app.catalog.grid import Axes
from app.catalog.queries.cases import find_open_case
from app.clock import day_of, now
from app.db import session, transaction
from app.models.catalog import Product, Variant
from app.models.moderation import ModerationCase
from app.models.stock import StockItem
from tests.cast import Cast
from tests.catalog.test_case_commands import SAID, case_of, product_of, seen
from tests.catalog.test_variant_commands import put, row
from tests.catalog.test_variant_commands import seen as seen_by_seller
from tests.factories.catalog import ProductFactory
from tests.factories.moderation import ListingWordFactory, ModerationCaseFactory
from tests.races import Threads, in_transaction

ROUNDS = 25
SIZES = [row("100 g", sku="KECIL"), row("250 g", sku="BESAR")]


@pytest.fixture
def pepper(cast: Cast, app: Flask) -> Iterator[Product]:
    """On sale in two sizes, by a shop whose new choices are looked at."""
    product = product_of(cast)
    put(product, Axes("Isi"), SIZES)
    app.config["TRUSTED_AFTER"] = ROUNDS * 10
    yield product
    app.config["TRUSTED_AFTER"] = 0


def refuse(case_id: int, *, admin_id: int, seen: str) -> object:
    """Refuse all that waits."""
    return cases.reject(case_id, admin_id=admin_id, seen=seen, reason_codes=["foto_kurang"], note="")


def refuse_parts(case_id: int, *, admin_id: int, seen: str) -> object:
    """Refuse the choices alone."""
    return cases.refuse_parts(
        case_id, admin_id=admin_id, seen=seen, keys=["pilihan"], reason_codes=["foto_kurang"], note=""
    )


def ids_of(product: Product) -> list[int]:
    """The ids of its variants, in their order."""
    session.expire_all()
    return [variant.id for variant in session.get_one(Product, product.id).variants]


def during_sale(app: Flask, product: Product, action: Callable[[], object]) -> list[str]:
    """What was refused of an action that began while a piece of the first choice was being sold."""
    sold, seller_id = Sold(ids_of(product)[0], 1, 25_000, day_of(now()).date()), product.seller_id
    begun = threading.Event()

    def sell() -> None:
        with transaction():
            record_offline_sale(sold, seller_id=seller_id, form_key="k")
            begun.set()
            time.sleep(0.5)

    def act() -> None:
        begun.wait()
        in_transaction(action)()

    return Threads(app).refused(sell, act)


def without_failure(action: Callable[[], object], failures: list[str]) -> Callable[[], None]:
    """The action in a transaction of its own; what the database refuses of it is noted."""

    def act() -> None:
        try:
            in_transaction(action)()
        except OperationalError as failure:
            failures.append(str(failure))

    return act


def count_of(sku: str) -> int:
    session.rollback()
    query = select(StockItem.on_hand).join(Variant, Variant.id == StockItem.variant_id).where(Variant.sku == sku)
    return session.scalars(query).one()


def test_what_is_sold_while_choices_are_let_go_stays_sold(app: Flask, cast: Cast, pepper: Product) -> None:
    put(pepper, Axes("Isi"), [*reversed(SIZES), row("1 kg")])
    case_id, admin_id, mark = case_of(pepper).id, cast.eko.id, seen(pepper)
    small = ids_of(pepper)[0]
    refused = during_sale(app, pepper, lambda: cases.approve(case_id, admin_id=admin_id, seen=mark))
    assert (refused, count_of("KECIL")) == ([], 4)
    assert ids_of(pepper).index(small) == 1


@pytest.mark.parametrize("new", ["1 kg", "100 g"])
def test_a_table_that_was_filled_in_before_a_sale_is_shown_again(
    app: Flask, cast: Cast, pepper: Product, new: str
) -> None:
    rows, mark = [row("250 g", sku="BESAR", price_amount=9_000), row(new)], seen_by_seller(pepper)
    product_id, seller_id = pepper.id, pepper.seller_id

    def save() -> None:
        variants.set_variants(product_id, seller_id=seller_id, axes=Axes("Isi"), rows=rows, seen=mark)

    assert (during_sale(app, pepper, save), count_of("KECIL")) == (["changed_meanwhile"], 4)


def test_a_count_that_was_made_before_a_sale_is_asked_for_again(app: Flask, cast: Cast, pepper: Product) -> None:
    offer, product_id, seller_id = Offer(ids_of(pepper)[0], 25_000, 9, 25_000, 5), pepper.id, pepper.seller_id

    def save() -> None:
        offers.change_offers(product_id, seller_id=seller_id, offers=[offer])

    assert (during_sale(app, pepper, save), count_of("KECIL")) == (["changed_meanwhile"], 4)


@pytest.mark.parametrize("decide", [cases.approve, refuse, refuse_parts])
def test_a_seller_and_a_reviewer_wait_for_each_other_in_turn(
    app: Flask, cast: Cast, pepper: Product, decide: Callable[..., object]
) -> None:
    product_id, seller_id, admin_id, failures = pepper.id, pepper.seller_id, cast.eko.id, list[str]()
    for number in range(ROUNDS):
        put(session.get_one(Product, product_id), Axes("Isi"), [*SIZES, row(f"{number} kg")])
        case = find_open_case(product_id)
        if case is None:
            continue
        case_id, mark = case.id, seen(session.get_one(Product, product_id))
        table_mark = seen_by_seller(session.get_one(Product, product_id))
        rows = [*SIZES, row(f"{number} kilo")]
        Threads(app).refused(
            without_failure(partial(decide, case_id, admin_id=admin_id, seen=mark), failures),
            without_failure(
                partial(
                    variants.set_variants, product_id, seller_id=seller_id, axes=Axes("Isi"), rows=rows, seen=table_mark
                ),
                failures,
            ),
        )
    assert failures == []


def test_two_looks_for_words_wait_for_each_other_in_turn(app: Flask, cast: Cast) -> None:
    with transaction():
        new_id, old = ListingWordFactory(word="halaman rumah").id, "watched:manjur"
        old_id = ListingWordFactory(word="manjur", archived_at=now()).id
        goods = [ProductFactory(seller_id=cast.shop_of_ani.id, description=SAID) for _ in range(40)]
        for product in reversed(goods):
            risks = [old, "first_listings"]
            ModerationCaseFactory(product_id=product.id, claims=claims_of(product).as_json(), risks=risks)
    failures: list[str] = []
    looks = [partial(look_for_word, new_id), partial(drop_word, old_id, old)]
    Threads(app).refused(*(without_failure(look, failures) for look in looks))
    assert failures == []
    assert session.scalars(select(ModerationCase.risks)).all() == [["first_listings", "watched:halaman rumah"]] * 40
