"""Topics of our own: which days are found, and how timelines are held against each other."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from storywire.errors import UsageError
from storywire_lab.evaluate.alignment import rouge, same_days
from storywire_lab.evaluate.timeline import evaluate_timeline, mean

CRACK, LOWERED, CLOSED = date(2025, 3, 3), date(2025, 3, 5), date(2025, 3, 7)
SAID = {CRACK: ["The dam cracked."], LOWERED: ["Engineers lowered the lake."]}


def topic(folder: Path, *, query: str = "dam\nlake\n") -> Path:
    told = [
        ("2025-03-04", "The dam at Orvel cracked on 3 March 2025 ."),
        ("2025-03-05", "Cracks in the dam at Orvel were seen on 3 March 2025 by a walker ."),
        ("2025-03-06", "Engineers lowered the lake at Orvel on 5 March 2025 ."),
        ("2025-03-07", "The lake was lowered on 5 March 2025 , two days after the dam cracked ."),
        ("2025-03-07", "A bakery in Orvel closed on 7 March 2025 ."),
    ]
    lines = [
        json.dumps(
            {
                "id": str(at),
                "published": day,
                "sentences": [said, "Nobody was hurt .", "It rained ."],
            }
        )
        for at, (day, said) in enumerate(told)
    ]
    gold = {
        "paper/orvel": {
            day.isoformat(): said for day, said in {**SAID, CLOSED: ["Repairs."]}.items()
        }
    }
    (folder / "orvel.articles.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (folder / "orvel.gold.json").write_text(json.dumps(gold), encoding="utf-8")
    (folder / "orvel.query.txt").write_text(query, encoding="utf-8")
    return folder


def test_days_that_articles_name_are_found_and_only_sentences_with_a_given_word(tmp_path: Path):
    counted: list[int] = []

    tasks, pages = evaluate_timeline(topic(tmp_path), done=counted.append)

    (task,) = tasks
    assert (task.name, task.asked) == ("paper/orvel", 3)
    assert task.scores.days.precision == pytest.approx(1.0)
    assert task.scores.ar1.f1 > task.by_publications.ar1.f1
    (page,) = pages
    assert (page.topic, page.articles) == ("orvel", 5)
    assert 0 < page.on_a_day <= page.entries
    assert sum(counted) == 1


def test_without_a_sentence_that_holds_a_given_word_there_is_no_day(tmp_path: Path):
    ((task,), _) = evaluate_timeline(topic(tmp_path, query="volcano\n"), done=lambda _: None)

    assert task.scores.days.f1 == task.scores.ar1.f1 == 0.0


def test_a_timeline_agrees_with_itself_and_less_with_one_a_day_off():
    late = {date(2025, 3, 4): SAID[CRACK], date(2025, 3, 6): SAID[LOWERED]}

    assert rouge(SAID, SAID, 1).f1 == rouge(SAID, SAID, 2).f1 == same_days(SAID, SAID).f1 == 1.0
    assert rouge(late, SAID, 1).f1 == pytest.approx(0.5)
    assert same_days(late, SAID).f1 == 0.0


def test_the_mean_is_taken_of_precision_and_of_recall(tmp_path: Path):
    ((task,), _) = evaluate_timeline(topic(tmp_path), done=lambda _: None)

    both = mean([task.scores, task.by_publications])

    expected = (task.scores.days.recall + task.by_publications.days.recall) / 2
    assert both.days.recall == pytest.approx(expected)


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("orvel.gold.json", "[]", r"orvel\.gold\.json holds no timelines"),
        ("orvel.gold.json", '{"a": {"March": []}}', r"orvel\.gold\.json holds no timelines"),
        ("orvel.articles.jsonl.gz", "", r"is no article of a topic|can't be read|gzip"),
    ],
)
def test_a_file_that_is_no_topics_is_named(tmp_path: Path, file: str, text: str, told: str):
    (topic(tmp_path) / file).write_text(text, encoding="utf-8")

    if file.endswith("gz"):
        (tmp_path / file).write_bytes(b"{}")
    with pytest.raises(UsageError, match=told):
        evaluate_timeline(tmp_path, done=lambda _: None)


def test_a_folder_without_topics_is_told(tmp_path: Path):
    with pytest.raises(UsageError, match="has no"):
        evaluate_timeline(tmp_path, done=lambda _: None)
