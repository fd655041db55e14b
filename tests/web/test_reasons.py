"""Every reason that a command gives can be read in Indonesian."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.catalog.forms.stock_room import REASONS_TO_COUNT
from app.returns.forms.orders import REASONS_OF_BUYERS, REASONS_OF_SELLERS
from app.web.reasons import SUBJECT, alasan, alasan_sengketa

APP = Path(__file__).parents[2] / "app"
SPEAKS_LIKE_PEOPLE = "demo"
PASSED_ON = "a reason that another command gave"
SAMPLES = {
    "order.number": "SB-7GCR8N00-1",
    "group.number": "SB-7GCR8N00",
    "case.number": "RT-1CG8TEPH",
    "batch.number": "PC-20261124-1",
    "refund.channel.value": "bank",
    "status.value": "lost",
}


def reasons() -> Iterator[str]:
    for path in sorted(APP.rglob("*.py")):
        if path.relative_to(APP).parts[0] != SPEAKS_LIKE_PEOPLE:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.keyword) and node.arg == "because":
                    yield from _written(node.value)


def _written(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.BoolOp):
        for each in value.values:
            yield from _written(each)
    if isinstance(value, ast.Constant) and value.value:
        yield str(value.value)
    if isinstance(value, ast.JoinedStr):
        yield "".join(_part(part) for part in value.values)


def _part(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    name = ast.unparse(part).strip("f'{}")
    if name == "because":
        return PASSED_ON
    return SAMPLES.get(name, "7")


def test_every_reason_that_code_gives_is_known(app: Flask) -> None:
    found = {SUBJECT.sub(r"\g<rest>", each) for each in reasons()}
    assert len(found) > 50
    assert {each for each in found if alasan(each) == each} == {PASSED_ON}


@pytest.mark.parametrize("code", [*REASONS_OF_BUYERS, *REASONS_OF_SELLERS])
def test_every_reason_that_forms_offer_is_known(app: Flask, code: str) -> None:
    assert code not in alasan(f"by the buyer: {code}")


@pytest.mark.parametrize("reason", REASONS_TO_COUNT)
def test_every_reason_for_a_count_is_known(app: Flask, reason: str) -> None:
    assert alasan(reason) != reason


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("SB-7GCR8N00 paid", "SB-7GCR8N00: dibayar"),
        ("SB-7GCR8N00-1: RT-1CG8TEPH accepted by the seller", "SB-7GCR8N00-1: RT-1CG8TEPH: diterima penjual"),
        ("SB-7GCR8N00-1: not supplied: stok basah", "SB-7GCR8N00-1: tidak dapat dipenuhi: stok basah"),
        ("by the buyer: changed_mind", "oleh pembeli: berubah pikiran"),
        ("stripe keeps its fee", "stripe memotong biayanya"),
        ("failed on its way", "gagal di perjalanan"),
        (
            "InvalidRequestError 400 charge_disputed req_7",
            "bank pembeli meminta atau sudah mengambil uangnya lewat sengketa",
        ),
        ("came back after it had been sent", "kembali lagi sesudah dikirim"),
        ("midtrans says captured", "menurut midtrans: dibayar"),
        ("Penjual minta ditutup", "Penjual minta ditutup"),
        ("100% katun %(name)s", "100% katun %(name)s"),
        ("", ""),
    ],
)
def test_reasons_are_read_in_indonesian_and_words_of_people_stay(app: Flask, written: str, read: str) -> None:
    assert alasan(written) == read


def test_what_banks_say_is_read_in_indonesian_where_it_is_known(app: Flask) -> None:
    assert alasan_sengketa("product_not_received") == "barang tidak sampai"
    assert alasan_sengketa("something_new") == "something_new"
