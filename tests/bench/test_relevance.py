import pytest

from app.bench.facts import Facts
from app.bench.relevance import DEPTH, TUNE, UNSEEN, Query, measure, ndcg, nonsense, queries


@pytest.mark.parametrize(
    ("came", "all_grades", "is_worth"),
    [
        ([3, 2, 1], [1, 2, 3], 1.0),
        ([], [3], 0.0),
        ([0, 3], [3], 0.6309),  # 1 / log2(3)
        ([1, 3], [3, 1], 0.7098),  # (1 + 7 / log2(3)) / (7 + 1 / log2(3))
        ([0] * 10 + [3], [3], 0.0),  # the eleventh is on another page
        ([3] * 10, [3] * 40, 1.0),  # more than a page can show is not asked for
        ([0, 0], [], 0.0),
    ],
)
def test_ndcg_of_known_answers(came: list[int], all_grades: list[int], is_worth: float) -> None:
    assert ndcg(came, all_grades) == pytest.approx(is_worth, abs=1e-4)


def test_the_first_conditions_that_fit_give_the_grade(catalogue: list[Facts]) -> None:
    query = Query("x", TUNE, "word", "X.", ((1, {"name_any": ["paket"]}), (3, {"says_any": ["getas"]})))
    grades = {facts.name: query.grade(facts) for facts in catalogue}
    assert grades["Getas Ikan Tenggiri"] == 3
    assert grades["Paket Reseller Getas 5 kg"] == 1
    assert grades["Tekwan Ikan Siap Masak"] == 0


def test_whoever_knows_all_needs_answers_perfectly_until_somebody_misspells(catalogue: list[Facts]) -> None:
    known = {query.text: query for query in queries()}

    def find(text: str) -> list[int]:
        if text not in known:
            return []
        return [each.id for each in sorted(catalogue, key=known[text].grade, reverse=True)][:DEPTH]

    measured = measure(find, catalogue)
    assert measured.ndcg(TUNE) == measured.ndcg(UNSEEN) == 1
    assert measured.zero_result_rate == 0
    assert len(measured.slips) > 200
    assert {slip.text for slip in measured.slips if slip.is_recovered} <= set(known)
    assert measured.typo_recovery < 0.01
    assert measured.nonsense_found == []


def test_whoever_shows_everything_to_everybody_is_found_out(catalogue: list[Facts]) -> None:
    ids = [each.id for each in catalogue]
    measured = measure(lambda _text: ids[:DEPTH], catalogue)
    assert measured.ndcg(TUNE) < 0.2
    assert measured.nonsense_found == nonsense()


def test_the_worst_answers_and_lost_slips_are_of_the_tune_set(catalogue: list[Facts]) -> None:
    measured = measure(lambda _text: [], catalogue)
    assert measured.zero_result_rate == 1
    assert {answer.query.set for answer in measured.worst(1000)} == {TUNE}
    assert {slip.query.set for slip in measured.lost(1000)} <= {TUNE}
    assert len(measured.worst(3)) == 3
