"""The figures of docs/pencarian.md hold: the quality of the search cannot fall unseen."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.bench import facts
from app.bench.cli import find
from app.bench.relevance import Relevance, measure
from app.db import transaction
from app.demo import catalogue as example
from app.regions import commands as regions
from app.search import commands
from app.search import engine as engines
from config import ROOT
from tests.search.engine.conftest import KEPT

ROUNDING = 0.0011
LINE = re.compile(r"^\| ([^|]+) \| ([\d.]+) \| ([\d.]+) \|$", re.MULTILINE)


@pytest.fixture(params=KEPT)
def measured(request: pytest.FixtureRequest, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relevance]:
    monkeypatch.setitem(app.config, "SEARCH_ENGINE", request.param)
    engines.opened.cache_clear()
    with transaction():
        regions.seed_regions()
        example.seed_shelves()
    with transaction():
        example.seed_shops()
    commands.rebuild()
    yield measure(find, facts.read())
    engines.opened.cache_clear()


def test_the_documented_figures_are_reached(measured: Relevance) -> None:
    text = (ROOT / "docs" / "pencarian.md").read_text(encoding="utf-8")
    documented = {name: (float(now), float(least)) for name, now, least in LINE.findall(text)}
    found = {
        "NDCG@10 disetel": measured.ndcg("tune"),
        "NDCG@10 hanya diukur": measured.ndcg("unseen"),
        "tanpa hasil": measured.zero_result_rate,
        "salah ketik terselamatkan": measured.typo_recovery,
        "tanpa arti yang menemukan sesuatu": len(measured.nonsense_found),
    }
    assert documented.keys() == found.keys()
    for name, (now, least) in documented.items():
        is_better = -1 if least == 0 else 1
        assert (found[name] - now) * is_better >= -ROUNDING, f"{name} is worse than documented"
        assert (found[name] - least) * is_better >= 0, f"{name} is not enough"
