"""Another shop's rows are not there: in no address of the seller centre, and in no list of ids in its forms.

`test_rights` calls every route with rows that are all one's own or all somebody else's. Here they are mixed: one's own
product with another's picture, and fields that name rows, alone and among one's own. The calls come from the URL map
and from the forms on the pages; an argument or an id in a form that no table below knows fails.
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import product as each_of
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from app.db import db, session, transaction
from app.models.catalog import Product, Variant
from app.models.order import Order, OrderLine
from app.models.seller import Seller
from app.models.shipment import Shipment, ShipmentStatus
from app.models.stock import StockItem
from tests.factories.catalog import ProductFactory
from tests.orders.steps import accept
from tests.test_hostile import FORMS
from tests.test_rights import (
    ADMITTED,
    FILLED_IN,
    Rows,
    World,
    address_of,
    answers_of,
    contents,
    guarded_rules,
    said,
    world,
)

__all__ = ["world"]

CENTRE = "/penjual/pusat"
SECRET = "Milik tetangga"

# What an address names: a row of one shop, or something that belongs to nobody.
OWNED = {
    "product_id", "image_id", "order_id", "parcel_id", "case_number", "voucher_id", "statement_id", "invitation_id",
    "member_id", "submission_id", "paper_id", "variant_id", "sale_id", "job_id",
}  # fmt: skip
NOBODYS = {"month", "district_code", "way", "hub_id", "permit", "place", "kind"}

# Pages of rows in another state than those of `test_rights`: the place in their address, and which row stands there.
INSTEAD = {"listing": {"product_id": "draft_id"}}

# Fields of a form, or of a question in an address, that name rows, with what they name: `#` in the name of a field
# stands for the id of the row, a field without one has ids as its values, or lines that begin with a name when it is in
# VALUES. `rows_in_forms` finds a row of each kind.
ORDERS = {"pesanan": "order_id"}
NAMED: dict[str, dict[str, str]] = {
    "catalog_seller.update": {
        "harga-#": "variant_of_product", "harga-dilihat-#": "variant_of_product",
        "stok-#": "variant_of_product", "stok-dilihat-#": "variant_of_product",
    },
    "shortages_seller.report": {"q-#": "line_id"},
    "shortages_seller.refuse": {"q-#": "line_id"},
    "orders_seller.ship_part": {"q-#": "line_id", "bagian-parcel": "waiting_parcel_id"},
    "orders_seller_desk.accept": ORDERS,
    "orders_seller_desk.pack": ORDERS,
    "orders_seller_desk.print_for": ORDERS,
    "orders_seller_desk.send_sheet": {"resi-#": "order_id", "kurir-#": "order_id", "serah-#": "order_id"},
    "orders_seller_desk.send_list": {"daftar": "order_number"},
    "stock_seller.save_counts": {"hitung-#": "variant_id", "dilihat-#": "variant_id"},
    "stock_seller.sell": {"variant": "variant_id"},
    "orders_seller_papers.pick_list": ORDERS,
    "orders_seller_papers.pick_sheet": ORDERS,
    "orders_seller_papers.packing_slips": ORDERS,
    "orders_seller_papers.labels": ORDERS,
}  # fmt: skip
# Fields with a number that is no row: a place on the page, or a count.
COUNTED: dict[str, set[str]] = {
    "catalog_seller.claims": {"ships_not_to"},
    "catalog_seller_variants.save": {"harga-#", "berat-#", "stok-#", "sku-#", "isi-#", "satuan-#", "paket-#"},
    "catalog_seller_pictures.move": {"ke"},
    "orders_seller.tell_buyer": {"pesan-position"},
    "shortages_seller.report": {"shortage"},
    "shortages_seller.refuse": {"shortage"},
    "payouts_seller_accounts.change": {"bank_code", "seen"},
    "tax_seller.send": {"year"},
}


def on_hand(variant_id: str) -> str:
    """What a page shows as the stock of a variant."""
    count = session.scalars(select(StockItem.on_hand).where(StockItem.variant_id == int(variant_id))).one()
    session.rollback()
    return str(count)


# What makes a form with one's own rows do something, beside FILLED_IN.
VALUES: dict[str, str | Callable[[str], str]] = {
    "harga-#": "77.000", "stok-#": "41", "harga-dilihat-#": "50000", "stok-dilihat-#": on_hand, "q-#": "1",
    "hitung-#": "41", "dilihat-#": on_hand,
    "resi-#": "JNE-7", "kurir-#": "JNE", "serah-#": "y",
    "daftar": ";JNE-7;JNE",
}  # fmt: skip
# What has to happen to one's own order before.
PREPARED: dict[str, Callable[[Order], object]] = {
    "orders_seller_desk.pack": accept,
    "orders_seller_desk.send_sheet": accept,
    "orders_seller_desk.send_list": accept,
    "orders_seller.ship_part": accept,
}
ONLY_LOOK = {"orders_seller_desk.print_for"}  # leads to a paper
SINGLE = {"bagian-parcel", "variant"}  # no lists: the parcel that stood on the page, a choice among own ones
# What is answered to another shop's rows alone and among one's own, where that is not 404 both times.
DUE = {
    "catalog_seller.update": (422, 303),  # fields of own rows are read, no others
    "shortages_seller.report": (422, 303),
    "shortages_seller.refuse": (422, 303),
    "orders_seller.ship_part": (409, 409),  # the parcel is not the one that waits
    "orders_seller_desk.send_list": (422, 422),  # lines that name no own order are handed back, the others are sent
}
OF_NOBODY = {"bagian", "izin", "kasus", "pengajuan"}  # lists that name no rows of shops


def rows_in_forms(rows: Rows) -> Rows:
    """The rows that addresses name, and those that only forms do."""
    variant_id = select(Variant.id).where(Variant.product_id == int(rows["product_id"]))
    line_id = select(OrderLine.id).where(OrderLine.order_id == int(rows["order_id"]))
    of_order = select(Shipment.id).where(Shipment.order_id == int(rows["order_id"]))
    parcel_id = of_order.order_by((Shipment.status == ShipmentStatus.PREPARING).desc(), Shipment.id)
    number = select(Order.number).where(Order.id == int(rows["order_id"]))
    found = {
        "variant_of_product": variant_id, "line_id": line_id, "waiting_parcel_id": parcel_id, "order_number": number,
    }  # fmt: skip
    named = {name: str(session.scalars(query.limit(1)).one()) for name, query in found.items()}
    session.rollback()
    return rows | named


def order_of(rows: Rows) -> Order:
    order = session.get_one(Order, int(rows["order_id"]))
    session.expunge(order)
    session.rollback()
    return order


def with_a_draft(rows: Rows) -> Rows:
    with transaction():
        seller_id = session.get_one(Product, int(rows["product_id"])).seller_id
        return rows | {"draft_id": str(ProductFactory(seller_id=seller_id, draft=True).id)}


@pytest.fixture
def own(world: World) -> Rows:
    return with_a_draft(rows_in_forms(world.rows("owner", "own")))


@pytest.fixture
def foreign(world: World) -> Rows:
    rows = with_a_draft(rows_in_forms(world.rows("owner", "foreign")))
    with transaction():
        seller_id = session.get_one(Product, int(rows["product_id"])).seller_id
        session.get_one(Seller, seller_id).name = SECRET
        for product in session.scalars(select(Product).where(Product.seller_id == seller_id)):
            product.name = SECRET
    return rows


def seller_rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in guarded_rules(app, method) if rule.rule.startswith(CENTRE)]


def rows_for(rule: Rule, rows: Rows) -> Rows:
    """The rows, in the state that the page wants."""
    return rows | {name: rows[other] for name, other in INSTEAD.get(rule.endpoint.split(".")[0], {}).items()}


def mixtures(rule: Rule, own: Rows, foreign: Rows) -> Iterator[str]:
    """The addresses of the rule in which at least one row is another's."""
    own, foreign = rows_for(rule, own), rows_for(rule, foreign)
    names = sorted(rule.arguments & OWNED)
    for choice in each_of((own, foreign), repeat=len(names)):
        if foreign in choice:
            yield address_of(rule, own | {name: rows[name] for name, rows in zip(names, choice, strict=True)})


class Forms(HTMLParser):
    """The forms of a page: where each goes, its fields with a first value, and which values are numbers to choose."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], set[str]]] = []
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.found.append((given.get("action", ""), {}, set()))
        self._select = given.get("name", "") if tag == "select" else self._select
        name = self._select if tag == "option" else given.get("name", "")
        if not self.found or not name:
            return
        _action, fields, numbers = self.found[-1]
        fields.setdefault(name, given.get("value", ""))
        is_chosen = tag == "option" or given.get("type") in ("hidden", "checkbox", "radio")
        if is_chosen and given.get("value", "").isdecimal():
            numbers.add(name)


def forms_on_pages(app: Flask, world: World, own: Rows) -> Iterator[tuple[str, dict[str, str], set[str]]]:
    """Every form an owner meets, by its endpoint."""
    adapter = app.url_map.bind("localhost")
    for rule in seller_rules(app, "GET"):
        address = address_of(rule, own)
        response = world.browsers["owner"].get(address)
        if response.mimetype != "text/html":
            continue
        for action, fields, numbers in Forms(response.get_data(as_text=True)).found:
            try:
                endpoint, _rows = adapter.match((action or address).split("?")[0], method="POST")
            except HTTPException:
                continue
            yield endpoint, fields, numbers


def without_number(name: str) -> str:
    return re.sub(r"-\d+$", "-#", name)


def form_of(endpoint: str, *of: Rows) -> dict[str, Any]:
    """The filled-in form of the endpoint, naming the rows of everybody given."""
    form: dict[str, Any] = dict(FILLED_IN.get(endpoint, {}))
    for field, kind in NAMED[endpoint].items():
        ids = [rows[kind] for rows in of]
        if "#" in field:
            value = VALUES[field]
            form |= {field.replace("#", each): value(each) if callable(value) else value for each in ids}
        elif field in VALUES:
            form[field] = "\n".join(f"{each}{VALUES[field]}" for each in ids)
        else:
            form[field] = ids[-1] if field in SINGLE else ids
    return form


def belonging_to(seller_id: int) -> dict[tuple[str, Any], str]:
    """A mark of each row that hangs on the shop by its foreign keys, at whatever distance."""
    tables = {table.name: table for table in db.metadata.tables.values()}
    rows = {name: session.execute(select(table)).mappings().all() for name, table in tables.items()}
    session.rollback()
    found: dict[tuple[str, Any], str] = {}
    ours = {("sellers", seller_id)}
    while True:
        for name, table in tables.items():
            for row in rows[name]:
                keys = tuple(row[column.name] for column in table.primary_key)
                key = (name, keys[0] if len(keys) == 1 else keys)
                if key in ours or any(
                    (link.column.table.name, row[link.parent.name]) in ours for link in table.foreign_keys
                ):
                    found[key] = repr(tuple(row.values()))
        if found.keys() <= ours:
            return found
        ours |= found.keys()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_row_in_an_address_is_known(app: Flask, method: str) -> None:
    unknown = {name for rule in seller_rules(app, method) for name in rule.arguments} - OWNED - NOBODYS
    assert not unknown, f"say in OWNED or NOBODYS whose rows these are: {unknown}"


def test_every_row_in_a_form_is_known(app: Flask, world: World, own: Rows) -> None:
    numbered = {
        (rule.endpoint, name)
        for rule in seller_rules(app, "POST")
        for name in FORMS.get(rule.endpoint, ())
        if re.search(r"-\d+$", name)
    }
    for get_ready in (None, accept):
        if get_ready:
            get_ready(order_of(own))
        for endpoint, fields, numbers in forms_on_pages(app, world, own):
            numbered |= {(endpoint, name) for name in fields if re.search(r"-\d+$", name) or name in numbers}
    unknown = {
        (endpoint, without_number(name))
        for endpoint, name in numbered
        if without_number(name) not in {*NAMED.get(endpoint, ()), *COUNTED.get(endpoint, ())}
    }
    assert not unknown, f"say in NAMED or COUNTED what these numbers are: {sorted(unknown)}"


def test_every_list_that_is_sent_is_known() -> None:
    reading = re.compile(r"(?:(?:form|values|args)\.getlist|chosen_ids|ids_of_fields)\(\s*\"([\w-]+)\"")
    read = {
        name
        for path in Path(__file__).parents[1].glob("app/*/**/*.py")
        if path.parts[path.parts.index("app") + 1] not in ("web", "search", "storefront")
        for name in reading.findall(path.read_text())
    }
    known = {field.removesuffix("-#") for fields in NAMED.values() for field in fields}
    assert read <= known | OF_NOBODY, (
        f"say in NAMED which rows these lists name, or in OF_NOBODY: {sorted(read - known)}"
    )


def test_another_shops_row_among_own_ones_is_not_found(app: Flask, world: World, own: Rows, foreign: Rows) -> None:
    browser, before, wrong = world.browsers["owner"], contents(), []
    for rule in seller_rules(app, "GET"):
        if rule.arguments & OWNED and browser.get(address_of(rule, rows_for(rule, own))).status_code == 404:
            wrong.append(f"GET {rule.rule}: 404 for own rows too, so this test shows nothing; see INSTEAD")
        for address in mixtures(rule, own, foreign):
            if (status := browser.get(address).status_code) != 404:
                wrong.append(f"GET {address}: {status}")
    for rule in seller_rules(app, "POST"):
        for address in mixtures(rule, own, foreign):
            if (status := browser.post(address, FILLED_IN.get(rule.endpoint)).status_code) != 404:
                wrong.append(f"POST {address}: {status}")
    assert not wrong, "\n".join(wrong)
    assert contents() == before


def test_no_page_tells_of_another_shop(app: Flask, world: World, own: Rows, foreign: Rows) -> None:
    assert foreign["order_id"] != own["order_id"]
    telling = [
        rule.rule
        for rule in seller_rules(app, "GET")
        if SECRET.encode() in world.browsers["owner"].get(address_of(rule, own)).get_data()
    ]
    assert not telling


@pytest.mark.parametrize("endpoint", sorted(NAMED))
def test_a_list_takes_only_own_rows(app: Flask, world: World, own: Rows, foreign: Rows, endpoint: str) -> None:
    rule = next(rule for each in ("POST", "GET") for rule in seller_rules(app, each) if rule.endpoint == endpoint)
    method, address = ("POST" if "POST" in (rule.methods or ()) else "GET"), address_of(rule, own)
    if endpoint in PREPARED:
        PREPARED[endpoint](order_of(own))
    own = rows_in_forms(own)

    def send(*of: Rows) -> int:
        form = form_of(endpoint, *of)
        browser = world.browsers["owner"]
        answer = browser.post(address, form) if method == "POST" else browser.get(address, query_string=form)
        return answer.status_code

    due_alone, due_mixed = DUE.get(endpoint, (404, 404))
    others = session.get_one(Product, int(foreign["product_id"])).seller_id
    before, theirs = contents(), belonging_to(others)
    assert send(foreign) == due_alone
    assert contents() == before, "a list of another shop's rows did something"
    assert send(own, foreign) == due_mixed
    assert belonging_to(others) == theirs, "another shop's rows changed"
    if contents() == before:
        assert str(send(own)) in ADMITTED, "own rows are refused too: this test shows nothing"
        assert contents() != before or method == "GET" or endpoint in ONLY_LOOK, "own rows change nothing either"


@pytest.mark.parametrize("endpoint", sorted(NAMED))
def test_a_list_is_shut_to_those_without_the_right(app: Flask, world: World, endpoint: str) -> None:
    for method in ("GET", "POST"):
        for rule in seller_rules(app, method):
            if rule.endpoint == endpoint:
                shut = {role: cell for role, cell in answers_of(rule, method).items() if cell in ("masuk", "403")}
                before = contents()
                for role, cell in shut.items():
                    rows = rows_in_forms(world.rows(role, "own"))
                    before = contents()
                    address, form, browser = address_of(rule, rows), form_of(endpoint, rows), world.browsers[role]
                    post = method == "POST"
                    answer = browser.post(address, form) if post else browser.get(address, query_string=form)
                    assert said(answer) == cell, f"{role} {method} {rule.rule}"
                    assert contents() == before, "somebody without the right wrote"
