"""The life of a product, and what it says while it is shown."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.catalog.claims import Claims, claims_of
from app.catalog.commands import products as product_commands
from app.catalog.commands.products import FirstOffer
from app.catalog.errors import ChangedMeanwhile, NotReady, SameDraft, TooManyProducts
from app.catalog.queries import own as own_queries
from app.crypto import fingerprint
from app.db import session, transaction
from app.errors import NotFound
from app.models.audit import AuditEvent
from app.models.catalog import HalalStatus, Product, ProductRevision, ProductStatus, RevisionStatus
from app.models.media import MediaStatus
from app.models.state import IllegalTransition, StateChange
from app.models.stock import MovementKind, StockMovement
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory, MediaFactory, ProductFactory, ProductImageFactory

OFFER = FirstOffer(25_000, 300, 7)
LONG = "Lada putih dari kebun sendiri di Kemuja."


@pytest.fixture
def claims(cast: Cast) -> Claims:
    with transaction():
        category_id = CategoryFactory().id
    return Claims("Lada Putih Bubuk", category_id, LONG)


@pytest.fixture
def product(cast: Cast) -> Product:
    """A draft with everything that is asked for."""
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, draft=True, description=LONG)
        ProductImageFactory(product_id=product.id, media_id=MediaFactory().id)
    return product


def create(cast: Cast, claims: Claims, offer: FirstOffer = OFFER) -> Product:
    with transaction():
        return product_commands.create_product(cast.shop_of_ani.id, claims, offer)


def seen(product: Product) -> str:
    own = own_queries.get_own_product(product.id, product.seller_id)
    mark = fingerprint(own_queries.claims_being_edited(own).as_json())
    session.rollback()
    return mark


def edit(product: Product, *, mark: str | None = None, **said: Any) -> Product:
    own = own_queries.get_own_product(product.id, product.seller_id)
    wanted = replace(own_queries.claims_being_edited(own), **said)
    mark = mark or seen(product)
    with transaction():
        return product_commands.keep_claims(product.id, seller_id=product.seller_id, claims=wanted, seen=mark)


def do(command: Callable[..., Product], product: Product) -> Product:
    with transaction():
        return command(product.id, seller_id=product.seller_id)


def revisions(product: Product) -> list[tuple[int, RevisionStatus]]:
    session.rollback()
    session.expire_all()
    query = select(ProductRevision).where(ProductRevision.product_id == product.id).order_by(ProductRevision.number)
    return [(row.number, row.status) for row in session.scalars(query)]


def fresh(product: Product) -> Product:
    session.rollback()
    session.expire_all()
    return session.get_one(Product, product.id)


def test_a_new_product_is_a_draft_with_one_counted_variant(
    cast: Cast, claims: Claims, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    product = create(cast, claims)
    assert (product.status, product.slug, product.name_folded) == (
        ProductStatus.DRAFT,
        "lada-putih-bubuk",
        "lada putih bubuk",
    )
    (variant,) = product.variants
    assert (variant.price_amount, variant.weight_grams, variant.stock.on_hand) == (25_000, 300, 7)
    assert variant.sku == f"P{product.id}-1"
    (movement,) = session.scalars(select(StockMovement).where(StockMovement.variant_id == variant.id))
    assert (movement.kind, movement.on_hand_change) == (MovementKind.OPENING, 7)
    assert emitted("product.changed") == [{"product_id": product.id}]


def test_the_same_form_twice_finds_the_same_draft(cast: Cast, claims: Claims) -> None:
    first, second = create(cast, claims).id, create(cast, claims).id
    assert first == second
    assert session.scalar(select(func.count(Product.id))) == 1


@pytest.mark.parametrize("offer", [replace(OFFER, price_amount=26_000), replace(OFFER, on_hand=8)])
def test_another_draft_of_that_name_is_refused(cast: Cast, claims: Claims, offer: FirstOffer) -> None:
    create(cast, claims)
    with pytest.raises(SameDraft):
        create(cast, replace(claims, name="LADA putih bubuk"), offer)


def test_products_of_the_same_name_have_their_own_addresses(cast: Cast, claims: Claims) -> None:
    mine = create(cast, claims).slug
    with transaction():
        theirs = product_commands.create_product(cast.shop_of_citra.id, claims, OFFER).slug
    assert (mine, theirs) == ("lada-putih-bubuk", "lada-putih-bubuk-lada-airgegas-delas")


def test_a_shop_that_is_full_is_told_what_to_do(
    app: Flask, cast: Cast, claims: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MOST_PRODUCTS", 1)
    first = create(cast, claims)
    other = {"name": "Lada Hijau", "category_id": claims.category_id, "is_food": True}
    with pytest.raises(TooManyProducts), transaction():
        product_commands.begin_product(cast.shop_of_ani.id, **other)
    do(product_commands.archive_product, first)
    with transaction():
        assert product_commands.begin_product(cast.shop_of_ani.id, **other).name == "Lada Hijau"


def test_forms_that_arrive_together_make_one_product_a_shop(app: Flask, cast: Cast, claims: Claims) -> None:
    sellers = [cast.shop_of_ani.id, cast.shop_of_citra.id] * 4
    session.remove()

    def send(seller_id: int) -> int:
        with app.app_context(), transaction():
            return product_commands.create_product(seller_id, claims, OFFER).id

    with ThreadPoolExecutor(len(sellers)) as pool:
        ids = list(pool.map(send, sellers))
    assert len(set(ids)) == 2
    assert len(set(session.scalars(select(Product.slug)))) == 2


def test_a_name_that_grows_when_folded_still_fits(cast: Cast, claims: Claims) -> None:
    assert len(create(cast, replace(claims, name="ﬃ" * 120)).name_folded) <= 200


def test_publishing_goes_through_review_in_one_step_and_leaves_the_first_revision(
    product: Product, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    do(product_commands.publish_product, product)
    moves = session.scalars(select(StateChange).where(StateChange.machine == "products").order_by(StateChange.id)).all()
    assert [(move.from_status, move.to_status) for move in moves] == [
        ("draft", "in_review"),
        ("in_review", "published"),
    ]
    assert moves[-1].reason == "no rule asks for a review"
    assert fresh(product).published_at is not None
    assert revisions(product) == [(1, RevisionStatus.LIVE)]
    assert emitted("product.changed") == [{"product_id": product.id}]


def test_publishing_twice_is_publishing_once(product: Product) -> None:
    for _ in range(2):
        do(product_commands.publish_product, product)
    assert revisions(product) == [(1, RevisionStatus.LIVE)]
    assert session.scalar(select(func.count(StateChange.id))) == 2


def test_what_is_missing_is_said_all_at_once(cast: Cast) -> None:
    with transaction():
        closed = CategoryFactory(slug="tutup", archived_at=cast.ani.created_at)
        bare = ProductFactory(
            seller_id=cast.shop_of_ani.id, draft=True, category_id=closed.id, variant=False, description="x" * 19
        )
    with pytest.raises(NotReady) as refused:
        do(product_commands.publish_product, bare)
    for word in ("foto", "20 huruf", "kategori", "harga"):
        assert word in str(refused.value.message)
    assert fresh(bare).status == ProductStatus.DRAFT


@pytest.mark.parametrize(
    ("status", "is_enough"), [(MediaStatus.PROCESSING, True), (MediaStatus.READY, True), (MediaStatus.FAILED, False)]
)
def test_a_picture_counts_unless_it_failed(cast: Cast, status: MediaStatus, is_enough: bool) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, draft=True, description=LONG)
        ProductImageFactory(product_id=product.id, media_id=MediaFactory(status=status).id)
    if is_enough:
        assert do(product_commands.publish_product, product).status == ProductStatus.PUBLISHED
    else:
        with pytest.raises(NotReady):
            do(product_commands.publish_product, product)


def test_a_product_is_hidden_shown_again_and_put_away(product: Product) -> None:
    do(product_commands.publish_product, product)
    shown_at = fresh(product).published_at
    for _ in range(2):
        do(product_commands.unpublish_product, product)
    assert fresh(product).status == ProductStatus.UNPUBLISHED
    do(product_commands.publish_product, product)
    assert fresh(product).published_at == shown_at, "showing again does not make it new"
    for _ in range(2):
        do(product_commands.archive_product, product)
    assert fresh(product).status == ProductStatus.ARCHIVED
    assert fresh(product).archived_at is not None
    with pytest.raises(NotFound):
        do(product_commands.publish_product, product)
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["product.published", "product.unpublished", "product.published", "product.archived"]


def test_a_draft_cannot_be_hidden(product: Product) -> None:
    with pytest.raises(IllegalTransition):
        do(product_commands.unpublish_product, product)


def test_a_draft_changes_at_once(product: Product) -> None:
    edit(product, name="Lada Hitam", halal=HalalStatus.IN_PROCESS, tags=("lada",), ships_only_to=("19.01",))
    now = claims_of(fresh(product))
    assert (now.name, now.halal, now.tags, now.ships_only_to) == (
        "Lada Hitam",
        HalalStatus.IN_PROCESS,
        ("lada",),
        ("19.01",),
    )
    assert revisions(product) == []


@pytest.mark.parametrize("hide_first", [False, True])
def test_an_edit_of_what_is_shown_waits_beside_it(product: Product, hide_first: bool) -> None:
    do(product_commands.publish_product, product)
    if hide_first:
        do(product_commands.unpublish_product, product)
    name, slug = product.name, product.slug
    edit(product, name="Nama Lain")
    edit(product, is_handmade=True)
    assert fresh(product).name == name
    assert revisions(product) == [(1, RevisionStatus.LIVE), (2, RevisionStatus.DRAFT)]
    with transaction():
        product_commands.show_changes(product.id, seller_id=product.seller_id, seen=seen(product))
    now = fresh(product)
    assert (now.name, now.name_folded, now.is_handmade, now.slug) == ("Nama Lain", "nama lain", True, slug)
    assert revisions(product) == [(1, RevisionStatus.REPLACED), (2, RevisionStatus.LIVE)]


def test_shown_changes_are_told_to_the_index(product: Product, emitted: Callable[[str], list[dict[str, Any]]]) -> None:
    do(product_commands.publish_product, product)
    edit(product, name="Nama Lain")
    assert len(emitted("product.changed")) == 1, "nobody sees the draft"
    with transaction():
        product_commands.show_changes(product.id, seller_id=product.seller_id, seen=seen(product))
    assert len(emitted("product.changed")) == 2


def test_a_draft_can_be_thrown_away_or_edited_back(product: Product) -> None:
    do(product_commands.publish_product, product)
    name = product.name
    edit(product, name="Nama Lain")
    for _ in range(2):
        do(product_commands.drop_changes, product)
    edit(product, name="Nama Ketiga")
    edit(product, name=name)
    assert fresh(product).name == name
    assert revisions(product) == [
        (1, RevisionStatus.LIVE),
        (2, RevisionStatus.REJECTED),
        (3, RevisionStatus.REJECTED),
    ]


def test_showing_twice_is_showing_once(product: Product) -> None:
    do(product_commands.publish_product, product)
    edit(product, name="Nama Lain")
    mark = seen(product)
    for _ in range(2):
        with transaction():
            product_commands.show_changes(product.id, seller_id=product.seller_id, seen=mark)
    assert revisions(product) == [(1, RevisionStatus.REPLACED), (2, RevisionStatus.LIVE)]


@pytest.mark.parametrize("is_shown", [False, True])
def test_an_edit_based_on_an_old_page_is_told_and_not_written(product: Product, is_shown: bool) -> None:
    if is_shown:
        do(product_commands.publish_product, product)
    old = seen(product)
    edit(product, name="Dari jendela satu")
    with pytest.raises(ChangedMeanwhile):
        edit(product, mark=old, name="Dari jendela dua")
    own = own_queries.get_own_product(product.id, product.seller_id)
    assert own_queries.claims_being_edited(own).name == "Dari jendela satu"


def test_the_same_edit_sent_twice_is_one_edit(product: Product) -> None:
    old = seen(product)
    for _ in range(2):
        edit(product, mark=old, name="Nama Lain")
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "product.claims_changed")).all()
    assert [event.facts for event in events] == [{"fields": ["name"]}]


def test_changes_that_nobody_looked_at_are_not_shown(product: Product) -> None:
    do(product_commands.publish_product, product)
    edit(product, name="Nama Lain")
    looked_at = seen(product)
    edit(product, name="Nama Ketiga")
    with pytest.raises(ChangedMeanwhile), transaction():
        product_commands.show_changes(product.id, seller_id=product.seller_id, seen=looked_at)


def test_the_history_names_who_signed(cast: Cast, product: Product) -> None:
    do(product_commands.publish_product, product)
    edit(product, name="Nama Lain")
    numbers = [each.revision.number for each in own_queries.history_of(product.id, limit=5)]
    assert numbers == [2, 1]


def test_other_shops_reach_nothing(cast: Cast, product: Product) -> None:
    for command in (
        product_commands.publish_product,
        product_commands.unpublish_product,
        product_commands.archive_product,
        product_commands.drop_changes,
    ):
        with pytest.raises(NotFound), transaction():
            command(product.id, seller_id=cast.shop_of_citra.id)
    with pytest.raises(NotFound), transaction():
        product_commands.show_changes(product.id, seller_id=cast.shop_of_citra.id, seen="")
    with pytest.raises(NotFound), transaction():
        product_commands.keep_claims(product.id, seller_id=cast.shop_of_citra.id, claims=claims_of(product), seen="")
