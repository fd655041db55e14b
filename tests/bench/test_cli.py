import json

from flask import Flask

from app.bench.cli import told
from app.bench.facts import Facts
from app.bench.relevance import TUNE, UNSEEN, Answer, Query, nonsense, queries


def test_a_shop_without_products_serves_nobody(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["bench", "relevance", "--json"])
    assert json.loads(result.output) == {
        "ndcg_tune": 0,
        "ndcg_unseen": 0,
        "zero_result_rate": 1,
        "typo_recovery": 0,
        "typos": 0,
        "nonsense_found": [],
    }


def test_unseen_queries_are_never_shown(app: Flask) -> None:
    output = app.test_cli_runner().invoke(args=["bench", "relevance", "--set", "unseen", "--worst", "1000"]).output
    shown = {query.set for query in queries() if f"{query.text!r} 0.000 {query.need}" in output}
    assert shown == {TUNE}
    assert "ndcg_unseen: 0" in output
    assert f"ndcg_{TUNE}" not in output
    assert nonsense()[0] not in output
    assert UNSEEN in {query.set for query in queries()}


def test_a_bad_answer_is_told_with_what_was_wanted(catalogue: list[Facts]) -> None:
    first, second = catalogue[:2]
    query = Query("lada", TUNE, "word", "Lada.", ())
    text = told(Answer(query, [first.id], {second.id: 3}), {each.id: each.name for each in catalogue})
    assert text.splitlines() == [
        "'lada' 0.000 Lada.",
        "  yang datang:",
        f"    0 {first.name}",
        "  yang dicari:",
        f"    3 {second.name}",
    ]
