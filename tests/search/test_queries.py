"""What people type, and what they find."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from app import worker
from app.catalog import stock
from app.db import session, transaction
from app.models.catalog import HalalStatus, Product, Variant
from app.models.seller import PermitStatus, SellerStatus
from app.models.stock import StockItem
from app.search import commands, queries
from app.search.engine import whoosh_files as index
from app.search.rules import Filters, Order
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.order import place
from tests.factories.seller import PermitFactory


@pytest.fixture
def shelf(cast: Cast) -> dict[str, int]:
    """A small catalogue in the index: ids by slug."""
    with transaction():
        sweets = CategoryFactory(slug="kue-camilan", name="Kue")
        products = [
            ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", name="Lada Putih Butir Muntok"),
            ProductFactory(seller_id=cast.shop_of_ani.id, slug="teh", name="Teh Daun", description="Aroma lada."),
            ProductFactory(seller_id=cast.shop_of_citra.id, slug="kue", name="Kue Rintak", category_id=sweets.id),
            ProductFactory(seller_id=cast.shop_of_citra.id, slug="getas", name="Getas Tenggiri"),
            ProductFactory(seller_id=cast.shop_of_citra.id, slug="cafe", name="Sirup Café"),
            ProductFactory(seller_id=cast.shop_of_citra.id, slug="konsep", name="Lada Konsep", draft=True),
        ]
        ids = {product.slug: product.id for product in products}
    commands.rebuild()
    return ids


def found(text: str, *, category: str = "", limit: int = 24, offset: int = 0) -> list[int]:
    return queries.search(Filters(text, frozenset(filter(None, [category]))), limit=limit, offset=offset).product_ids


def test_a_word_in_the_name_comes_before_one_in_the_text(shelf: dict[str, int]) -> None:
    assert found("lada")[0] == shelf["lada"]
    assert shelf["teh"] in found("lada")


def test_what_has_all_words_comes_before_what_has_most_of_them(shelf: dict[str, int]) -> None:
    result = queries.search(Filters("putih lada"), limit=24, offset=0)
    assert (result.product_ids[0], result.whole) == (shelf["lada"], 1)
    assert shelf["teh"] not in result.product_ids[:1]


def test_when_not_all_words_fit_any_of_them_is_enough(shelf: dict[str, int]) -> None:
    assert shelf["getas"] in found("getas zzzzzz")


@pytest.mark.parametrize("text", ["GETAS", "geta", "gettas", "getaz", "kletek", "gétas", "fish crackers"])
def test_spellings_and_other_names_of_getas_find_it(shelf: dict[str, int], text: str) -> None:
    assert shelf["getas"] in found(text)


@pytest.mark.parametrize("text", ["sahang putih", "merica putih", "white pepper"])
def test_other_names_of_white_pepper_find_it(shelf: dict[str, int], text: str) -> None:
    assert found(text)[0] == shelf["lada"]


def test_accents_do_not_matter(shelf: dict[str, int]) -> None:
    assert found("cafe") == found("CAFÉ") == [shelf["cafe"]]


def test_a_shelf_narrows_the_result_and_the_counts_stay_whole(shelf: dict[str, int]) -> None:
    result = queries.search(Filters("delas", frozenset({"kue-camilan"})), limit=24, offset=0)
    assert result.product_ids == [shelf["kue"]]
    assert result.facets["kategori"] == {"kue-camilan": 1, "bumbu-rempah": 2}


def test_pages_follow_one_another(shelf: dict[str, int]) -> None:
    assert [*found("delas", limit=2), *found("delas", limit=2, offset=2)] == found("delas")


@pytest.mark.parametrize("text", ["lda puith", "puith lda", "lda puith zz"])
def test_unknown_words_too_short_to_be_guessed_do_not_hide_a_guess(shelf: dict[str, int], text: str) -> None:
    result = queries.search(Filters(text), limit=24, offset=0)
    assert result.product_ids == found("puith") == [shelf["lada"]]
    assert (result.whole, result.left_out) == (0, tuple(word for word in text.split() if word != "puith"))


@pytest.mark.parametrize("text", ["lda", "lda zz", "puith gteas", "lda puith wdangi"])
def test_guesses_that_never_stand_together_and_short_words_alone_find_nothing(shelf: dict[str, int], text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    ["", " ", '"', '"lada', "lada AND OR NOT", "name:lada", "id:1", "*", "?", "~", "(((", "lada^9", "[a TO b]", "\\",
     "<script>", "lada " * 3000, "x" * 10_000, "'; DROP TABLE products; --", "%", "_", "🌶", "\u202elada"],
)  # fmt: skip
def test_nothing_that_is_typed_breaks_the_search(shelf: dict[str, int], text: str) -> None:
    assert set(found(text)) <= set(shelf.values())


def test_operators_are_words_like_others(shelf: dict[str, int]) -> None:
    assert found("NOT lada")[0] == shelf["lada"]


def test_without_an_index_the_database_answers(shelf: dict[str, int]) -> None:
    (index.folder() / index.CURRENT).unlink()
    assert found("lada") == [shelf["lada"], shelf["teh"]]
    assert found("100%") == []


def test_a_damaged_index_is_replaced_by_the_database(shelf: dict[str, int]) -> None:
    commands.rebuild()
    path = index.current()
    assert path is not None
    for file in path.iterdir():
        file.write_bytes(b"damaged")
    assert found("lada") == [shelf["lada"], shelf["teh"]]
    commands.rebuild()
    assert found("kletek") == [shelf["getas"]]


def test_everything_that_fits_is_counted_beyond_a_thousand(cast: Cast) -> None:
    with transaction():
        sample = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih 0", variant__price_amount=1)
        add_products(sample, 1_999)
    commands.rebuild()
    for filters in (Filters("lada"), Filters()):
        result = queries.search(filters, limit=24, offset=1_992)
        assert (result.total, len(result.product_ids)) == (2_000, 8)
        assert result.facets["kategori"] == {"bumbu-rempah": 2_000}
        assert result.facets["wilayah"] == {"19.01": 2_000}
    dear = queries.search(Filters("lada", lowest_amount=1_001, order=Order.DEAREST), limit=1, offset=0)
    assert (dear.total, dear.product_ids) == (1_000, [sample.id + 1_999])


def add_products(sample: Product, count: int) -> None:
    """Many products like the sample, at prices of 2, 3, 4 … rupiah."""
    ids = range(sample.id + 1, sample.id + 1 + count)
    first = session.scalar(select(func.max(Variant.id))) or 0
    variants = {key: first + place for place, key in enumerate(ids, start=1)}
    of_product = {"category_id": sample.category_id, "status": sample.status, "published_at": sample.published_at}
    of_product |= {"seller_id": sample.seller_id, "tags": [], "ships_only_to": []}
    names = {key: f"Lada Putih {key}" for key in ids}
    session.execute(
        insert(Product),
        [{"id": key, "slug": f"s-{key}", "name": name, "name_folded": name.casefold(), **of_product}
         for key, name in names.items()],
    )  # fmt: skip
    session.execute(
        insert(Variant),
        [{"id": variant, "product_id": key, "seller_id": sample.seller_id, "sku": f"B-{key}", "weight_grams": 1,
          "price_amount": key - sample.id + 1} for key, variant in variants.items()],
    )  # fmt: skip
    session.execute(insert(StockItem), [{"variant_id": key, "on_hand": 1, "reserved": 0} for key in variants.values()])


def test_stock_that_changed_reaches_the_filters_through_the_worker(shelf: dict[str, int]) -> None:
    in_stock = Filters("lada", regencies=frozenset({"19.01"}), is_in_stock=True, highest_amount=50_000)
    assert queries.search(in_stock, limit=24, offset=0).total == 2
    with transaction():
        variant = session.scalars(select(Variant).where(Variant.product_id == shelf["lada"])).one()
        stock.set_counts({variant.id: 0}, because="test")
    worker.drain()
    result = queries.search(in_stock, limit=24, offset=0)
    assert result.product_ids == [shelf["teh"]]
    assert result.facets["stok"] == {"ada": 1}


def test_the_last_piece_that_is_ordered_leaves_the_filters_through_the_worker(
    cast: Cast, shelf: dict[str, int]
) -> None:
    with transaction():
        variant = session.scalars(select(Variant).where(Variant.product_id == shelf["lada"])).one()
        stock.set_counts({variant.id: 1}, because="test")
    order = place(cast.dewi, [session.get_one(Product, shelf["lada"])])
    worker.drain()
    in_stock = Filters("lada", is_in_stock=True)
    assert shelf["lada"] not in queries.search(in_stock, limit=24, offset=0).product_ids
    with transaction():
        stock.release([order.id for order in session.merge(order).orders])
    worker.drain()
    assert shelf["lada"] in queries.search(in_stock, limit=24, offset=0).product_ids


def test_certificates_are_the_products_own_or_valid_permits_of_its_maker(cast: Cast, shelf: dict[str, int]) -> None:
    with transaction():
        session.get_one(Product, shelf["teh"]).halal = HalalStatus.CERTIFIED
        for kind in ("Halal", "IG", "BPOM"):
            PermitFactory(seller_id=cast.shop_of_ani.id, kind=kind)
        PermitFactory(seller_id=cast.shop_of_ani.id, kind="PKRT", status=PermitStatus.IN_PROCESS)
        PermitFactory(seller_id=cast.shop_of_ani.id, kind="Merek", valid_until=date(2020, 1, 1))
    commands.rebuild()
    result = queries.search(Filters("lada"), limit=24, offset=0)
    assert result.facets["sertifikat"] == {"halal": 1, "ig": 1, "bpom": 2}
    assert found_with(certificates=frozenset({"ig"})) == [shelf["lada"]]
    assert found_with(certificates=frozenset({"ig", "halal"})) == [shelf["lada"], shelf["teh"]]


def found_with(**wanted: frozenset[str]) -> list[int]:
    return queries.search(Filters("lada", **wanted), limit=24, offset=0).product_ids  # type: ignore[arg-type]


def test_without_words_the_newest_come_first(shelf: dict[str, int]) -> None:
    result = queries.search(Filters(), limit=24, offset=0)
    assert result.product_ids == [shelf[slug] for slug in ("cafe", "getas", "kue", "teh", "lada")]


def test_many_threads_read_the_same_index(app: Flask, shelf: dict[str, int], tmp_path: Path) -> None:
    texts = ["lada", "getas", "kue rintak", "delas"] * 40

    def read(text: str) -> list[int]:
        with app.app_context():
            return found(text)

    expected = [found(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(read, texts)) == expected


def test_what_a_suspended_shop_sells_is_not_found_in_the_database_either(cast: Cast, shelf: dict[str, int]) -> None:
    (index.folder() / index.CURRENT).unlink()
    with transaction():
        session.merge(cast.shop_of_ani).move_to(SellerStatus.SUSPENDED, because="test")
    assert found("lada") == []
