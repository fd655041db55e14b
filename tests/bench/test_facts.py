import pytest

from app.bench.facts import Facts, fits
from app.demo import catalogue as example

GETAS = Facts(
    id=1,
    name="Getas Ikan-Tenggiri",
    tags=frozenset({"kletek", "oleh oleh"}),
    category="camilan-laut",
    seller="getas-mak-nina",
    regency="pangkalpinang",
    district="girimaya",
    permits=frozenset({"Halal", "SPP-IRT"}),
    is_halal=True,
    is_cold_chain=False,
    price_amount=34_000,
    skus=frozenset({"GMN03-01-250"}),
)


@pytest.mark.parametrize(
    ("where", "is_so"),
    [
        ({}, True),
        ({"name_any": ["ikan tenggiri"]}, True),
        ({"name_any": ["tenggiri ikan", "tengg"]}, False),
        ({"name_all": ["getas", "tenggiri"]}, True),
        ({"name_all": ["getas", "cumi"]}, False),
        ({"name_none": ["cumi"]}, True),
        ({"name_none": ["getas"]}, False),
        ({"tags_any": ["oleh-oleh"]}, True),
        ({"tags_any": ["oleh"]}, False),
        ({"says_all": ["getas", "kletek"]}, True),
        ({"price_min": 34_000, "price_max": 34_000}, True),
        ({"price_max": 33_999}, False),
        ({"category": ["camilan-laut"], "regency": ["belitung"]}, False),
        ({"district": ["girimaya"], "seller": ["getas-mak-nina"]}, True),
        ({"permit": ["BPOM", "Halal"]}, True),
        ({"permit": ["BPOM"]}, False),
        ({"halal": True, "is_cold_chain": False}, True),
        ({"halal": False}, False),
        ({"sku": ["GMN03-01-250"]}, True),
    ],
)
def test_all_conditions_must_hold(where: dict[str, object], is_so: bool) -> None:
    assert fits(GETAS, where) is is_so


def test_an_unknown_condition_is_an_error() -> None:
    with pytest.raises(KeyError):
        fits(GETAS, {"colour": ["red"]})


def test_facts_are_what_the_catalogue_says(catalogue: list[Facts]) -> None:
    shops = example.read()["toko"]
    assert len(catalogue) == sum(len(shop["produk"]) for shop in shops)
    known = {(facts.seller, facts.name): facts for facts in catalogue}
    getas = known["getas-mak-nina", "Getas Ikan Tenggiri"]
    assert (getas.regency, getas.district, getas.category) == ("pangkalpinang", "girimaya", "camilan-laut")
    assert (getas.price_amount, len(getas.skus)) == (34_000, 3)
    assert getas.is_halal
    assert getas.permits == {"NIB", "SPP-IRT", "Halal", "Merek"}
    in_process = known["hampers-serumpun-sebalai", "Hampers Besek Rasa Babel"]
    assert not in_process.is_halal
    assert "Halal" not in in_process.permits
