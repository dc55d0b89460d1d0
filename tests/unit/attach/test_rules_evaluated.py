"""Copies, tuning and merges are scored on labelled files as the docs say."""

from datetime import timedelta
from math import isclose
from pathlib import Path

import orjson
import pytest

from storywire.domain.attach.score import RULE
from storywire_lab.evaluate.attach import read_labelled
from storywire_lab.evaluate.merges import Share, evaluate_merges
from storywire_lab.evaluate.robustness import (
    COPIES,
    evaluate_robustness,
    first_words,
    over_days,
    slower,
)
from storywire_lab.evaluate.tuning import evaluate_tuning, steps

FERRY = (
    ("Ferry Morna aground", "The ferry Morna ran aground off Port Elling with 212 aboard."),
    ("212 brought ashore", "Volunteers brought travellers ashore after a vessel struck a reef."),
    (
        "All 212 of the ferry Morna ashore",
        "Volunteers brought all 212 of the ferry Morna ashore at Port Elling after the vessel"
        " struck a reef. The ferry ran aground with travellers aboard.",
    ),
)


def written(path: Path, labels: str, parts=FERRY) -> Path:
    """Write the parts as labelled articles an hour apart, one label a character."""
    lines = [
        {
            "id": f"{label}{n}", "title": title, "text": text, "story": label, "language": "en",
            "published_at": f"2026-03-01T{n:02}:00:00+00:00",
        }
        for n, (label, (title, text)) in enumerate(zip(labels, parts, strict=True))
    ]  # fmt: skip
    path.write_bytes(b"\n".join(map(orjson.dumps, lines)))
    return path


@pytest.fixture
def ferry(tmp_path):
    return written(tmp_path / "ferry.jsonl", "aaa")


def test_a_merge_is_right_where_most_articles_of_both_stories_have_one_label(ferry, tmp_path):
    right = evaluate_merges(ferry)
    wrong = evaluate_merges(written(tmp_path / "two.jsonl", "aba"))

    assert (right.made, right.moved) == (Share(1, 1), Share(1, 1))
    assert (wrong.made, wrong.moved) == (Share(0, 1), Share(0, 1))


def test_copies_are_shorter_slower_and_over_ten_days(ferry):
    labelled = list(read_labelled(ferry))

    assert len(first_words(labelled)[2].article.text.split()) == 20
    times = [it.article.published_at for it in slower(labelled)]
    assert times[2] - times[0] == timedelta(hours=12)
    times = [it.article.published_at for it in over_days(labelled)]
    assert times[1] - times[0] == timedelta(days=10) / 3


def test_each_copy_is_scored(ferry):
    told: list[int] = []

    (found,) = evaluate_robustness([ferry], orders=2, done=told.append)

    assert (found.name, set(found.scores)) == ("ferry.jsonl", set(COPIES))
    assert found.scores["as it is"] == (1.0, 1.0)
    assert len(told) == len(COPIES)


def test_each_step_changes_one_thing_and_keeps_the_sum_of_likenesses():
    rules = dict(steps())

    assert RULE not in rules.values()
    assert len(set(rules.values())) == len(rules)
    weights = rules["whole × 1.2"].weights
    likenesses = (
        weights.whole, weights.nearest, weights.recent, weights.first, weights.title, weights.body,
        weights.coverage,
    )  # fmt: skip
    assert isclose(sum(likenesses), 1.0)


def test_a_file_left_out_is_told_what_the_others_choose(ferry, tmp_path):
    one = written(tmp_path / "one.jsonl", "abc")
    done: list[int] = []

    found = evaluate_tuning([ferry, one], orders=1, done=done.append)

    assert len(done) == len(found.tried) == len(list(steps()))
    assert [it.file for it in found.left_out] == ["ferry.jsonl", "one.jsonl"]
    by_step = {it.step: it.gains for it in found.tried}
    for it in found.left_out:
        assert it.own_gain == (by_step[it.step][it.file] if it.step else 0.0)
        assert it.others_gain == max(
            0.0, *(gains[next(name for name in gains if name != it.file)]
                   for gains in by_step.values())
        )  # fmt: skip
