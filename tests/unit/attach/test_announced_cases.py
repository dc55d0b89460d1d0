"""Late reports of announced events, and what only looks like them, on cases of our own."""

from pathlib import Path

import pytest

from storywire_lab.evaluate.announced import evaluate_announced, read_cases

CASES = Path(__file__).parents[2] / "data" / "attach" / "announced.jsonl"


def test_the_cases_are_as_said():
    cases = list(read_cases(CASES))
    ids = [article.id for case in cases for article in case.articles]

    assert [case.half for case in cases].count("open") == len(cases) / 2 == 12
    assert {(len(case.late), len(case.look_alike)) for case in cases} == {(2, 2)}
    assert len(set(ids)) == len(ids) == 120
    for case in cases:
        announced = max(it.article.published_at for it in case.announcement)
        later = [it.article.published_at for it in (*case.late, *case.look_alike)]
        assert (min(later) - announced).days >= 10


@pytest.mark.parametrize("half", ["open", "put aside"])
async def test_nine_in_ten_late_reports_join_and_one_in_ten_look_alikes_at_most(half):
    (scores,) = await evaluate_announced(CASES, half=half)

    assert scores.joined >= (0.9 if half == "open" else 0.8) * scores.late
    assert scores.welded <= 0.1 * scores.look_alikes
