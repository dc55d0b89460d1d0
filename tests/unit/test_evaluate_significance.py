"""Labelled updates, in our own words: what each weighs, and which reason is given."""

import asyncio
import json
from pathlib import Path

import pytest

from storywire.errors import UsageError
from storywire_lab.evaluate.significance import SignificanceScores, evaluate_significance

CASES = Path(__file__).parents[1] / "data" / "story" / "updates.jsonl"


@pytest.fixture(scope="module")
def scores() -> SignificanceScores:
    return asyncio.run(evaluate_significance(CASES))


def test_there_are_sixty_updates_of_every_weight(scores: SignificanceScores):
    assert len(scores.weighed) >= 60
    assert {each.want for each in scores.weighed} == set(scores.by_significance)


@pytest.mark.parametrize("significance", ["major", "correction", "cosmetic"])
def test_what_subscribers_set_floors_by_is_nine_times_in_ten_right(
    scores: SignificanceScores, significance: str
):
    precision, recall = scores.by_significance[significance]

    assert precision >= 0.9
    assert recall >= 0.9


def test_a_copy_or_a_late_article_is_never_more_than_cosmetic(scores: SignificanceScores):
    quiet = [each for each in scores.weighed if each.kind in {"wire copy", "backfill"}]

    assert {each.found for each in quiet} == {"cosmetic"}
    assert {reason for each in quiet for reason in each.reasons} == {"copy", "backfill"}


def test_a_line_that_is_no_case_is_told_with_its_number(tmp_path: Path):
    line = json.loads(CASES.read_text("utf-8").splitlines()[0])
    line["updates"][0]["retract"] = 7
    (tmp_path / "bad.jsonl").write_text(json.dumps(line), encoding="utf-8")

    with pytest.raises(UsageError, match="line 1: 'new event in the lead' names no article"):
        asyncio.run(evaluate_significance(tmp_path / "bad.jsonl"))
