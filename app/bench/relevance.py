"""How well a search serves labelled queries: NDCG@10, empty answers, slips of the finger, nonsense.

NDCG after Järvelin and Kekäläinen (2002), with gain 2^grade - 1 and a base-2 logarithmic discount.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log2
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

from app.bench.facts import Facts, fits
from app.bench.misspellings import SLIPS, misspell

DATA = Path(__file__).parent / "data"
TUNE, UNSEEN = SETS = ("tune", "unseen")
DEPTH = 10
USEFUL = 2  # the lowest grade of a product that serves the need
SEED = 1971
NOT_WORDS = frozenset({"prefix", "sku", "phrase", "spelling"})  # unfinished, exact by wish, or misspelled already

Find = Callable[[str], Sequence[int]]  # a query to the ids of the best products, the best first


@dataclass(frozen=True)
class Query:
    """What somebody types, what they need, and which facts of a product serve that how well."""

    text: str
    set: str
    kind: str
    need: str
    grades: tuple[tuple[int, Mapping[str, Any]], ...]

    def grade(self, facts: Facts) -> int:
        """3 is what was looked for, 2 serves, 1 is near, 0 is something else: the first conditions that fit decide."""
        return next((grade for grade, where in self.grades if fits(facts, where)), 0)


@dataclass(frozen=True)
class Answer:
    """What came for a query, and the grade of every product that has one."""

    query: Query
    product_ids: Sequence[int]
    grades: Mapping[int, int]

    @cached_property
    def ndcg(self) -> float:
        """1 for the best answer that is possible, 0 for one without a graded product."""
        return ndcg([self.grades.get(each, 0) for each in self.product_ids], self.grades.values())

    @property
    def is_useful(self) -> bool:
        """Whether something that serves the need came."""
        return any(self.grades.get(each, 0) >= USEFUL for each in self.product_ids)


@dataclass(frozen=True)
class Slip:
    """A misspelled query and whether it still found what serves the need."""

    query: Query
    text: str
    is_recovered: bool


@dataclass(frozen=True)
class Relevance:
    """All figures of one search."""

    answers: Sequence[Answer]
    slips: Sequence[Slip]
    nonsense_found: Sequence[str]

    def ndcg(self, name: str) -> float:
        """The mean NDCG@10 of a set."""
        return fmean(answer.ndcg for answer in self.answers if answer.query.set == name)

    @property
    def zero_result_rate(self) -> float:
        """The share of labelled queries that found nothing."""
        return fmean(not answer.product_ids for answer in self.answers)

    @property
    def typo_recovery(self) -> float:
        """The share of misspelled queries that still found what serves the need."""
        return fmean(slip.is_recovered for slip in self.slips) if self.slips else 0.0

    def worst(self, count: int) -> list[Answer]:
        """The worst answers of the tune set; the unseen ones stay unseen."""
        seen = [answer for answer in self.answers if answer.query.set == TUNE]
        return sorted(seen, key=lambda answer: answer.ndcg)[:count]

    def lost(self, count: int) -> list[Slip]:
        """Misspelled queries of the tune set that found nothing of use."""
        return [slip for slip in self.slips if slip.query.set == TUNE and not slip.is_recovered][:count]


def queries() -> list[Query]:
    """The labelled queries."""
    return [
        Query(
            row["query"],
            row["set"],
            row["kind"],
            row["need"],
            tuple((each["grade"], each["where"]) for each in row["grades"]),
        )
        for row in _data("queries")
    ]


def nonsense() -> list[str]:
    """Queries that must find nothing: noise, invented words, and things that nobody sells here."""
    found: list[str] = _data("nonsense")
    return found


def ndcg(came: Sequence[int], all_grades: Iterable[int]) -> float:
    """NDCG@10 of the grades that came against all grades there are; 0 where nothing is graded."""
    ideal = _dcg(sorted(all_grades, reverse=True))
    return _dcg(came) / ideal if ideal else 0.0


def measure(find: Find, catalogue: Sequence[Facts]) -> Relevance:
    """The figures of a search over the products on sale."""
    answers = [_answer(query, find(query.text), catalogue) for query in queries()]
    slips = [slip for answer in answers for slip in _slips(answer, find)]
    return Relevance(answers, slips, [text for text in nonsense() if find(text)])


def _dcg(grades: Sequence[int]) -> float:
    return sum(((1 << grade) - 1) / log2(rank + 1) for rank, grade in enumerate(grades[:DEPTH], start=1))


def _answer(query: Query, product_ids: Sequence[int], catalogue: Sequence[Facts]) -> Answer:
    grades = {facts.id: query.grade(facts) for facts in catalogue}
    return Answer(query, product_ids[:DEPTH], {each: grade for each, grade in grades.items() if grade})


def _slips(answer: Answer, find: Find) -> list[Slip]:
    query = answer.query
    if query.kind in NOT_WORDS or len(query.text.split()) > 2 or not answer.is_useful:
        return []
    texts = [misspell(query.text, kind, Random(f"{SEED} {kind} {query.text}")) for kind in SLIPS]  # noqa: S311
    return [
        Slip(query, text, Answer(query, find(text)[:DEPTH], answer.grades).is_useful)
        for text in texts
        if text is not None
    ]


def _data(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))
