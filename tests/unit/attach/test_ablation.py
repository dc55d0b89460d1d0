"""Each guard of the score can be left out, and the shipped rule leaves out none."""

from pathlib import Path

import orjson

from storywire.domain.attach.score import RULE
from storywire_lab.evaluate.ablation import evaluate_ablation, rules


def test_the_first_rule_is_the_shipped_one_and_all_differ():
    found = dict(rules())

    assert found[""] == RULE
    assert len(set(found.values())) == len(found) >= 9


def test_scores_are_means_over_files_and_orders(tmp_path: Path):
    titles = {"a": "Ferry Morna aground off Elling", "b": "Brenning council passes budget"}
    lines = [
        {"id": f"{story}{n}", "title": title, "story": story, "language": "en"}
        for story, title in titles.items()
        for n in range(3)
    ]
    file = tmp_path / "labelled.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, lines)))
    told: list[int] = []

    with_all, *without = evaluate_ablation([file], orders=2, done=told.append)

    assert with_all.mean == with_all.scores["labelled.jsonl"] == (1.0, 1.0)
    assert len(told) == 1 + len(without)
