"""Growing stories of our own: what counts as churn, and what has a reason."""

import json
from pathlib import Path

import pytest

from storywire.errors import UsageError
from storywire_lab.evaluate.churn import KINDS, evaluate_churn

CRACK = "The dam at Orvel cracked on 3 March 2025 , engineers said ."
SAID = (
    ("2025-03-03", ["Dam at Orvel cracks", CRACK, "Nobody was hurt in the valley below the dam ."]),
    ("2025-03-04", ["Orvel dam cracked", CRACK, "Nobody was hurt in the valley below the dam ."]),
    ("2025-03-05", ["Lake lowered", "Engineers lowered the lake at Orvel on 5 March 2025 ."]),
    ("2025-03-07", ["Mayor resigns", "The mayor of Orvel resigned over the dam on 7 March 2025 ."]),
)


def topic(folder: Path, said=SAID) -> Path:
    lines = [
        json.dumps({"id": str(at), "published": day, "sentences": [*lines, "It rained all day ."]})
        for at, (day, lines) in enumerate(said)
    ]
    path = folder / "orvel.articles.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def churned(path: Path, **given: int):
    settings = {"articles": 60, "shuffles": 1, **given}
    (found,) = evaluate_churn([path], **settings, done=lambda _: None)
    return found


def test_what_stays_is_no_churn_and_what_is_shown_is_counted(tmp_path: Path):
    found = churned(topic(tmp_path))

    assert (found.topic, found.articles) == ("orvel", 4)
    assert [turnover.kind for turnover in found.turnovers] == list(KINDS)
    for turnover in found.turnovers:
        assert turnover.shown >= turnover.gone >= turnover.unreasoned >= 0
        assert 0 <= turnover.churn <= 1
    assert found.turnovers[2].shown > 0


def test_the_same_article_again_turns_nothing_over(tmp_path: Path):
    again = [(f"2025-03-0{day}", SAID[0][1]) for day in (3, 3, 3)]

    found = churned(topic(tmp_path, again))

    assert [turnover.unreasoned for turnover in found.turnovers] == [0, 0, 0]


def test_facts_are_the_same_in_whatever_order_articles_come(tmp_path: Path):
    assert churned(topic(tmp_path), shuffles=3).agreement == pytest.approx(1.0)


def test_one_article_is_too_few(tmp_path: Path):
    with pytest.raises(UsageError, match="fewer than two articles"):
        churned(topic(tmp_path), articles=1)
