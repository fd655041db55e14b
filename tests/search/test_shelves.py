"""On which shelf a thing belongs, by its name."""

import pytest

from app.db import transaction
from app.search import commands
from app.search.shelves import propose_shelves
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.search import SynonymGroupFactory


@pytest.fixture
def ids(cast: Cast) -> dict[str, int]:
    with transaction():
        spices = CategoryFactory()
        sweets = CategoryFactory(slug="kue-camilan", name="Kue", position=1)
        honey = CategoryFactory(slug="madu-hutan", name="Madu", position=2)
        ProductFactory(seller_id=cast.shop_of_ani.id, category_id=sweets.id, name="Kue Rintak Sagu")
        ProductFactory(seller_id=cast.shop_of_ani.id, category_id=sweets.id, name="Kue Kering Kelapa")
        ProductFactory(seller_id=cast.shop_of_ani.id, category_id=spices.id, name="Lada Putih Bubuk")
        SynonymGroupFactory(canonical="madu pelawan", spellings=["madu pahit"], category_slug="madu-hutan")
    commands.rebuild()
    return {each.slug: each.id for each in (spices, sweets, honey)}


@pytest.mark.parametrize(
    ("name", "shelf"),
    [
        ("Lada putih 100 g", "bumbu-rempah"),
        ("Kue sagu renyah", "kue-camilan"),
        ("Madu pahit asli hutan", "madu-hutan"),
        ("Merica putih", "bumbu-rempah"),
    ],
)
def test_a_name_finds_its_shelf(ids: dict[str, int], name: str, shelf: str) -> None:
    assert propose_shelves(name)[0] == ids[shelf]


@pytest.mark.parametrize("name", ["", "zzqx wwvy", "''\"(("])
def test_a_name_like_nothing_finds_none(ids: dict[str, int], name: str) -> None:
    assert propose_shelves(name) == []
