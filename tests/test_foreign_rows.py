"""Another shop's rows are not there: in no address of the seller centre, and in no list of ids in its forms.

`test_rights` calls every route with rows that are all one's own or all somebody else's. Here they are mixed: one's own
product with another's picture, and fields that name rows, alone and among one's own. The calls come from the URL map
and from the forms on the pages; an argument or an id in a form that no table below knows fails.
"""

import re
from collections.abc import Iterator
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
from app.models.order import OrderLine
from app.models.seller import Seller
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
    "job_id", "product_id", "image_id", "order_id", "case_number", "voucher_id", "statement_id", "invitation_id",
    "member_id",
}  # fmt: skip
NOBODYS = {"kind", "month", "district_code"}

# Fields of a form that name rows, with what they name: `#` in the name of a field stands for the id of the row, a field
# without one has ids as its values. `rows_in_forms` finds a row of each kind.
NAMED: dict[str, dict[str, str]] = {
    "catalog_seller.update": {
        "harga-#": "variant_id", "harga-dilihat-#": "variant_id",
        "stok-#": "variant_id", "stok-dilihat-#": "variant_id",
    },
    "shortages_seller.report": {"q-#": "line_id"},
}  # fmt: skip
# Fields with a number that is no row: a place on the page, or a count.
COUNTED: dict[str, set[str]] = {
    "catalog_seller.claims": {"ships_not_to"},
    "catalog_seller_variants.save": {"harga-#", "berat-#", "stok-#", "sku-#", "isi-#", "satuan-#", "paket-#"},
    "catalog_seller_pictures.move": {"ke"},
    "shortages_seller.report": {"shortage"},
    "shortages_seller.refuse": {"shortage"},
    "payouts_seller_accounts.change": {"bank_code", "seen"},
    "tax_seller.send": {"year"},
}
# What makes a form with one's own rows do something, beside FILLED_IN.
VALUES = {"harga-#": "77.000", "stok-#": "41", "harga-dilihat-#": "50000", "stok-dilihat-#": "10", "q-#": "1"}


def rows_in_forms(rows: Rows) -> Rows:
    """The rows that addresses name, and those that only forms do."""
    variant_id = select(Variant.id).where(Variant.product_id == int(rows["product_id"]))
    line_id = select(OrderLine.id).where(OrderLine.order_id == int(rows["order_id"]))
    found = {"variant_id": variant_id, "line_id": line_id}
    named = {name: str(session.scalars(query.limit(1)).one()) for name, query in found.items()}
    session.rollback()
    return rows | named


@pytest.fixture
def own(world: World) -> Rows:
    return rows_in_forms(world.rows("owner", "own"))


@pytest.fixture
def foreign(world: World) -> Rows:
    rows = rows_in_forms(world.rows("owner", "foreign"))
    with transaction():
        seller_id = session.get_one(Product, int(rows["product_id"])).seller_id
        session.get_one(Seller, seller_id).name = SECRET
        for product in session.scalars(select(Product).where(Product.seller_id == seller_id)):
            product.name = SECRET
    return rows


def seller_rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in guarded_rules(app, method) if rule.rule.startswith(CENTRE)]


def mixtures(rule: Rule, own: Rows, foreign: Rows) -> Iterator[str]:
    """The addresses of the rule in which at least one row is another's."""
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
        form |= {field.replace("#", each): VALUES[field] for each in ids} if "#" in field else {field: ids}
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
    unknown = set()
    for endpoint, fields, numbers in forms_on_pages(app, world, own):
        known = {*NAMED.get(endpoint, ()), *COUNTED.get(endpoint, ())}
        numbered = {name for name in (*fields, *FORMS.get(endpoint, ())) if re.search(r"-\d+$", name)} | numbers
        unknown |= {(endpoint, without_number(name)) for name in numbered if without_number(name) not in known}
    assert not unknown, f"say in NAMED or COUNTED what these numbers are: {sorted(unknown)}"


def test_every_list_that_a_form_sends_is_known() -> None:
    read = {
        name
        for path in Path(__file__).parents[1].glob("app/*/**/*.py")
        if path.parts[path.parts.index("app") + 1] not in ("web", "search")
        for name in re.findall(r"form\.getlist\(\s*\"?([\w-]+)\"?", path.read_text())
    }
    known = {field for fields in NAMED.values() for field in fields}
    assert read <= known, f"say in NAMED which rows these lists name: {sorted(read - known)}"


def test_another_shops_row_among_own_ones_is_not_found(app: Flask, world: World, own: Rows, foreign: Rows) -> None:
    browser, before, wrong = world.browsers["owner"], contents(), []
    for rule in seller_rules(app, "GET"):
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
def test_a_form_that_names_rows_takes_only_own_ones(
    app: Flask, world: World, own: Rows, foreign: Rows, endpoint: str
) -> None:
    (rule,) = [rule for rule in seller_rules(app, "POST") if rule.endpoint == endpoint]
    browser, address = world.browsers["owner"], address_of(rule, own)
    before = contents()
    assert browser.post(address, form_of(endpoint, foreign)).status_code < 500
    assert contents() == before, "a form that names only rows of another shop did something"
    others = session.get_one(Product, int(foreign["product_id"])).seller_id
    theirs = belonging_to(others)
    assert browser.post(address, form_of(endpoint, own, foreign)).status_code < 500
    assert belonging_to(others) == theirs, "another shop's rows changed"
    if contents() == before:
        assert str(browser.post(address, form_of(endpoint, own)).status_code) in ADMITTED
        assert contents() != before, "the form does nothing with own rows either: this test shows nothing"


@pytest.mark.parametrize("endpoint", sorted(NAMED))
def test_a_form_that_names_rows_is_shut_to_those_without_the_right(app: Flask, world: World, endpoint: str) -> None:
    (rule,) = [rule for rule in seller_rules(app, "POST") if rule.endpoint == endpoint]
    shut = {role: cell for role, cell in answers_of(rule, "POST").items() if not cell.startswith("ok")}
    rows = {role: rows_in_forms(world.rows(role, "own")) for role in shut}
    before = contents()
    for role, cell in shut.items():
        response = world.browsers[role].post(address_of(rule, rows[role]), form_of(endpoint, rows[role]))
        assert said(response) == cell, f"{role} POST {rule.rule}"
    assert contents() == before, "somebody without the right wrote"
