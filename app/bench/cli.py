"""Measuring by hand."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.bench import facts, imports
from app.bench import search as speed
from app.bench.relevance import DEPTH, SETS, Answer, Relevance, measure
from app.search.queries import search
from app.search.rules import Filters

cli = AppGroup("bench", help="Measures of the shop.")


def find(text: str) -> Sequence[int]:
    """The best products of the search that the shop uses."""
    return search(Filters(text=text), limit=DEPTH, offset=0).product_ids


@cli.command()
@click.option("--set", "chosen", type=click.Choice(SETS), help="Only the NDCG of one set.")
@click.option("--json", "is_json", is_flag=True, help="For machines.")
@click.option("--worst", default=0, help="How many of the worst answers of the tune set to show.")
def relevance(chosen: str | None, is_json: bool, worst: int) -> None:
    """How well the search serves the labelled queries over the example catalogue."""
    catalogue = facts.read()
    measured = measure(find, catalogue)
    figures = figures_of(measured, (chosen,) if chosen else SETS)
    _tell(figures, is_json=is_json)
    if is_json:
        return
    names = {each.id: each.name for each in catalogue}
    for answer in measured.worst(worst):
        click.echo(f"\n{told(answer, names)}")
    for slip in measured.lost(worst):
        click.echo(f"\n{slip.text!r} ({slip.query.text}) tidak menemukan yang dicari")


@cli.command("search")
@click.option("--products", default=10_000, show_default=True, help="How many products the synthetic catalogue has.")
@click.option("--postgres", default="", metavar="URL", help="Measure the engine in this PostgreSQL too.")
@click.option("--json", "is_json", is_flag=True, help="For machines.")
def measure_search(products: int, postgres: str, is_json: bool) -> None:
    """How fast the search is, on a shop of its own with a synthetic catalogue."""
    for engine, address in (("whoosh", ""), *([("postgres", postgres)] if postgres else [])):
        click.echo(f"{engine}: {products} produk disiapkan, diindeks, lalu dicari …", err=True)
        _tell({"engine": engine} | speed.run(products, postgres=address), is_json=is_json)


@cli.command("search-build", hidden=True)
@click.option("--products", type=int, required=True)
def build_search(products: int) -> None:
    """Fill an empty shop and build its index (a part of `search`)."""
    click.echo(json.dumps(speed.build(products)))


@cli.command("search-read", hidden=True)
@click.option("--products", type=int, required=True)
def read_search(products: int) -> None:  # noqa: ARG001 - both parts are called alike
    """Search in a shop that `search-build` made (a part of `search`)."""
    click.echo(json.dumps(speed.read(current_app)))


@cli.command("import")
@click.option("--rows", default=5_000, show_default=True, help="How many rows each table has.")
@click.option("--json", "is_json", is_flag=True, help="For machines.")
def measure_import(rows: int, is_json: bool) -> None:
    """How fast tables come in, on a shop of its own: new rows, other prices and stock, other descriptions."""
    click.echo(f"{rows} baris dikirim, diperiksa, lalu dimasukkan …", err=True)
    _tell(imports.run(rows), is_json=is_json)


@cli.command("import-measure", hidden=True)
@click.option("--rows", type=int, required=True)
def run_import(rows: int) -> None:
    """Bring tables into an empty shop (a part of `import`)."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    click.echo(json.dumps(imports.build_and_measure(app, rows)))


def _tell(figures: Mapping[str, Any], *, is_json: bool) -> None:
    if is_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in figures.items():
        click.echo(f"{name}: {value}")


def figures_of(measured: Relevance, sets: Sequence[str]) -> dict[str, Any]:
    """The figures by name, shares between 0 and 1."""
    return {
        **{f"ndcg_{name}": round(measured.ndcg(name), 4) for name in sets},
        "zero_result_rate": round(measured.zero_result_rate, 4),
        "typo_recovery": round(measured.typo_recovery, 4),
        "typos": len(measured.slips),
        "nonsense_found": list(measured.nonsense_found),
    }


def told(answer: Answer, names: Mapping[int, str]) -> str:
    """A query with its need, what came and what would have been better, each with its grade."""
    came = [f"    {answer.grades.get(each, 0)} {names[each]}" for each in answer.product_ids]
    missing = [each for each in answer.grades if each not in answer.product_ids]
    best = sorted(missing, key=lambda each: -answer.grades[each])[:DEPTH]
    wanted = [f"    {answer.grades[each]} {names[each]}" for each in best]
    head = f"{answer.query.text!r} {answer.ndcg:.3f} {answer.query.need}"
    return "\n".join([head, "  yang datang:", *came, "  yang dicari:", *wanted])
