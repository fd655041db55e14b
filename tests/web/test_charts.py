"""The arithmetic of charts."""

from itertools import pairwise

from app.web import charts


def test_pairs_stand_on_one_line_with_one_scale() -> None:
    first, second = charts.pairs([("Sen", 100, 50), ("Sel", 0, 0)])
    assert (first.up.height, first.down.height) == (charts.HALF, charts.HALF // 2)
    assert first.up.y + first.up.height == first.down.y == charts.LINE
    assert (second.up.height, second.up.text, second.x) == (0, "", charts.LEFT + charts.STEP)


def test_levels_fill_the_width_with_the_longest() -> None:
    assert [bar.x for bar in charts.levels([("a", 50), ("b", 100), ("c", -1)])] == [170, 340, 0]
    assert charts.levels([]) == []


def test_a_band_is_whole_and_without_holes() -> None:
    parts = charts.band([("a", 1), ("b", 0), ("c", -7), ("d", 2)])
    assert sum(part.height for part in parts) == charts.WIDTH
    for before, after in pairwise(parts):
        assert before.x + before.height == after.x
    assert [part.height for part in charts.band([("a", 0)])] == [0]
