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


@pytest.mark.parametrize(("half", "joined"), [("open", 24), ("put aside", 22)])
async def test_as_many_late_reports_join_as_docs_say_and_one_look_alike_at_most(half, joined):
    (scores,) = await evaluate_announced(CASES, half=half)

    assert (scores.late, scores.joined) == (24, joined)
    assert scores.welded <= 1
