"""The tree of categories: two levels, addresses for ever, and permits that belong to a shelf."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app import kept, worker
from app.accounts.errors import OwnTrade
from app.catalog.commands import categories as commands
from app.catalog.commands.categories import Shelf
from app.catalog.errors import BadParent, NotEmpty, ShelfTaken
from app.catalog.queries import categories as queries
from app.catalog.queries import on_sale as catalog
from app.db import session, transaction
from app.errors import NotFound
from app.models.account import User
from app.models.catalog import Category
from app.models.requirement import Effect, Purpose, RequirementCategory
from app.models.search import SynonymGroup
from app.permits.goods import holds_food
from app.requirements.commands.seeds import seed_requirements
from app.requirements.queries import requirements_in_force, today
from app.search import commands as search
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.search import SynonymGroupFactory
from tests.factories.seller import SellerMemberFactory


@pytest.fixture
def tree(app: Flask) -> dict[str, int]:
    """Spices, sweets and, below the spices, pepper."""
    with transaction():
        spices = CategoryFactory()
        pepper = CategoryFactory(slug="lada", name="Lada", parent_id=spices.id, position=1)
        sweets = CategoryFactory(slug="kue", name="Kue", position=2)
    return {each.slug: each.id for each in (spices, pepper, sweets)}


def slugs() -> list[str]:
    session.rollback()
    return [row.category.slug for row in queries.shelf_rows()]


def change(category_id: int, admin_id: int = 0, **values: object) -> None:
    row = session.get_one(Category, category_id)
    said = {"name": row.name, "name_en": row.name_en, "slug": row.slug, "parent_id": row.parent_id}
    said |= {"is_food": row.is_food} | values
    session.rollback()
    with transaction():
        commands.change_category(category_id, Shelf(**said), admin_id=admin_id)  # type: ignore[arg-type]


def test_a_new_one_stands_behind_those_beside_it(tree: dict[str, int]) -> None:
    with transaction():
        commands.add_category(Shelf("Kunyit", "Turmeric", "kunyit", tree["bumbu-rempah"]))
        commands.add_category(Shelf("Kopi", "Coffee", "kopi", None))
    assert slugs() == ["bumbu-rempah", "lada", "kunyit", "kue", "kopi"]


def test_it_is_moved_with_what_is_below_it(tree: dict[str, int]) -> None:
    for _ in range(2):
        with transaction():
            commands.move_category(tree["kue"], to=0)
    assert slugs() == ["kue", "bumbu-rempah", "lada"]
    change(tree["lada"], parent_id=tree["kue"])
    assert slugs() == ["kue", "lada", "bumbu-rempah"]


@pytest.mark.parametrize(("slug", "below"), [("bumbu-rempah", "kue"), ("kue", "lada"), ("kue", "kue")])
def test_the_tree_has_two_levels(tree: dict[str, int], slug: str, below: str) -> None:
    with pytest.raises(BadParent):
        change(tree[slug], parent_id=tree[below])


def test_whoever_sells_renames_a_category_but_puts_it_below_no_other(tree: dict[str, int], cast: Cast) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_citra.id, user_id=cast.eko.id)
    change(tree["lada"], cast.eko.id, name="Lada Putih")
    with pytest.raises(OwnTrade):
        change(tree["lada"], cast.eko.id, parent_id=tree["kue"])
    assert session.get_one(Category, tree["lada"]).parent_id == tree["bumbu-rempah"]


def test_what_stands_below_a_shelf_of_food_is_food_too(tree: dict[str, int], cast: Cast, app: Flask) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_citra.id, user_id=cast.eko.id)
    with pytest.raises(OwnTrade):
        change(tree["bumbu-rempah"], cast.eko.id, is_food=True)
    change(tree["bumbu-rempah"], cast.fitri.id, is_food=True)
    kept.forget(app)
    assert [holds_food(tree[slug]) for slug in ("bumbu-rempah", "lada", "kue")] == [True, True, False]


def test_an_address_leads_to_its_category_for_ever(tree: dict[str, int], client: Browser, app: Flask) -> None:
    change(tree["kue"], slug="kue-kering", name="Kue Kering")
    change(tree["kue"], slug="kue-basah")
    response = client.get("/kategori/kue?hal=2")
    assert (response.status_code, response.location) == (308, "/kategori/kue-basah?hal=2")
    with pytest.raises(ShelfTaken):
        change(tree["lada"], slug="kue")
    with pytest.raises(ShelfTaken):
        change(tree["lada"], name="kue kering")
    change(tree["kue"], slug="kue")
    assert client.get("/kategori/kue").status_code == 200
    assert client.get("/kategori/kue-basah").status_code == 308
    assert client.get("/kategori/tidak-ada").status_code == 404


def test_a_new_name_reaches_the_search_and_the_synonyms(tree: dict[str, int], cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, category_id=tree["kue"])
        group = SynonymGroupFactory(category_slug="kue")
    search.rebuild()
    change(tree["kue"], slug="kue-kering")
    worker.drain()
    assert session.get_one(SynonymGroup, group.id).category_slug == "kue-kering"


def test_a_shelf_shows_what_stands_below_it(tree: dict[str, int], cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, category_id=tree["lada"])
    assert len(catalog.cards_of_category(tree["bumbu-rempah"], limit=9, offset=0)) == 1
    assert catalog.cards_of_category(tree["kue"], limit=9, offset=0) == []


def test_only_an_empty_one_is_put_away(tree: dict[str, int], cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, category_id=tree["kue"])
    for slug in ("bumbu-rempah", "kue"):
        with pytest.raises(NotEmpty), transaction():
            commands.archive_category(tree[slug])
    for _ in range(2):
        with transaction():
            commands.archive_category(tree["lada"])
    assert slugs() == ["bumbu-rempah", "kue"]
    with pytest.raises(NotFound):
        change(tree["lada"], name="Lada Putih")


def test_admins_arrange_the_tree_and_say_which_permits_belong_to_a_shelf(
    tree: dict[str, int], cast: Cast, browser_of: Callable[[User], Browser], app: Flask
) -> None:
    with transaction():
        seed_requirements()
    permits = requirements_in_force(Purpose.PERMIT, today())
    permit_id = permits[0].id
    session.rollback()
    eko, path = browser_of(cast.eko), f"/admin/kategori/{tree['kue']}"
    assert "↳" in eko.get("/admin/kategori").get_data(as_text=True)
    for wrong in ({"name": "1"}, {"slug": "Kue Kering"}, {"parent": "99"}, {"name_en": ""}):
        assert eko.post("/admin/kategori/baru", {"name": "Kopi", "name_en": "Coffee"} | wrong).status_code == 422
    assert eko.post("/admin/kategori/baru", {"name": "Kopi", "name_en": "Coffee"}).status_code == 303
    assert eko.post("/admin/kategori/baru", {"name": "Kopi", "name_en": "Coffee"}).status_code == 422
    assert eko.post(path, {"name": "Kue", "name_en": "Cakes", "slug": "kue", "is_food": "y"}).status_code == 303
    assert session.get_one(Category, tree["kue"]).is_food
    session.rollback()
    assert "checked" in eko.get(path).get_data(as_text=True)
    assert eko.post(f"{path}/pindah", {"ke": "x"}).status_code == 422
    assert eko.post(f"{path}/pindah", {"ke": "0"}).status_code == 303
    assert slugs()[0] == "kue"
    assert eko.post(f"{path}/izin", {f"izin-{permit_id}": "nanti"}).status_code == 422
    for _ in range(2):
        assert eko.post(f"{path}/izin", {f"izin-{permit_id}": "needed"}).status_code == 303
    assert "selalu perlu" in eko.get(path).get_data(as_text=True)
    rows = session.scalars(select(RequirementCategory).where(RequirementCategory.category_id == tree["kue"])).all()
    assert [(row.requirement_id, row.effect) for row in rows] == [(permit_id, Effect.NEEDED)]
    session.rollback()
    eko.post(f"{path}/izin", {})
    assert (
        session.scalars(select(RequirementCategory).where(RequirementCategory.category_id == tree["kue"])).all() == []
    )
    session.rollback()
    assert eko.post(f"{path}/arsipkan").status_code == 303
    assert eko.get(path).status_code == 404
    kept.forget(app)


def test_the_address_of_one_put_away_leads_to_the_one_it_stood_below_or_to_the_search(
    tree: dict[str, int], client: Browser
) -> None:
    change(tree["lada"], slug="lada-bubuk")
    for slug in ("lada", "kue"):
        with transaction():
            commands.archive_category(tree[slug])
    for slug in ("lada", "lada-bubuk"):
        response = client.get(f"/kategori/{slug}")
        assert (response.status_code, response.location) == (308, "/kategori/bumbu-rempah")
    response = client.get("/kategori/kue")
    assert (response.status_code, response.location) == (302, "/cari?q=Kue")


def test_whoever_sells_makes_no_rules_for_what_is_sold(
    tree: dict[str, int], cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        seed_requirements()
        SellerMemberFactory(seller_id=cast.shop_of_citra.id, user_id=cast.eko.id)
    eko = browser_of(cast.eko)
    assert "diubah rekan Anda" in eko.post(f"/admin/kategori/{tree['kue']}/izin", {}).get_data(as_text=True)
    assert session.scalars(select(RequirementCategory)).all() == []
