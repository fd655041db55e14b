"""What goes out comes back as it was: the whole example catalogue, in both kinds of files."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.bulk import dry_run, tables
from app.bulk.queries import shop
from app.bulk.rules import read_cell, write_cell
from app.bulk.sheets import as_csv, as_workbook
from app.bulk.shelf import lines_of
from app.db import session, transaction
from app.demo import catalogue
from app.models.bulk import Outcome
from app.models.seller import Seller
from app.regions import commands as regions


def test_the_example_catalogue_comes_back_unchanged(app: Flask) -> None:
    with transaction():
        regions.seed_regions()
        catalogue.seed_shelves()
        catalogue.seed_shops()
    names, seen = shop.names(), 0
    for seller_id in session.scalars(select(Seller.id).order_by(Seller.id)).all():
        lines = [line for shelf in shop.shelves(seller_id) for line in lines_of(shelf, names)]
        read = tables.read(as_csv(lines).encode())
        judged = dry_run.judge(seller_id, read.lines)
        assert [(each.outcome, each.reasons) for each in judged] == [(Outcome.SAME, ())] * len(lines)
        if seller_id % 20 == 0:
            from_workbook = tables.read(as_workbook(lines, names.lists))
            assert [line.cells for line in from_workbook.lines] == [line.cells for line in read.lines]
        seen += len(lines)
    assert seen > 300
    session.rollback()


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+62", "-pedas", "@toko", "'kutip", "'=bukan rumus", "''-dua", "_x0041_", "a\x0bb", "\ta", "biasa", ""],
)
def test_a_cell_comes_back_as_it_was_and_is_no_formula(text: str) -> None:
    written = write_cell(text)
    assert not written.startswith(("=", "+", "-", "@", "\t"))
    assert read_cell(written) == text.strip()


@pytest.mark.parametrize("text", ["_x0000_", "_xD800_", "_xdfff_"])
def test_no_cell_smuggles_in_what_a_database_cannot_hold(text: str) -> None:
    assert read_cell(text) == text
