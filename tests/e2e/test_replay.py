"""Replay: same input, same bytes, whatever the hash seed; nothing lost, versions without gaps."""

import gzip
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from storywire_lab.demo import articles_path

WRITTEN = ("article-ingested.jsonl", "story-membership.jsonl", "story-updated.jsonl")


def replay(out: Path, *arguments: str, seed: int = 0) -> dict[str, Any]:
    command = [sys.executable, "-m", "storywire_cli", "replay", "--out", str(out), "--json"]
    done = subprocess.run(
        [*command, *arguments],
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def results(out: Path) -> dict[str, bytes]:
    files = [out / name for name in WRITTEN] + sorted((out / "stories").glob("*.json"))
    return {str(file.relative_to(out)): file.read_bytes() for file in files}


def without_timings(report: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in report.items() if key not in ("timings", "input")}


def check_nothing_is_lost(out: Path, articles: int) -> None:
    attached: Counter[str] = Counter()
    for line in (out / "story-membership.jsonl").read_bytes().splitlines():
        event = json.loads(line)
        # A merge moves an article from the story it came to.
        came = event["type"] == "storywire.article.attached.v1" and not event["data"]["moved_from"]
        if came:
            attached[event["data"]["article"]["article_id"]] += 1
    assert len(attached) == articles
    assert set(attached.values()) == {1}


def check_versions(out: Path) -> None:
    versions = defaultdict(list)
    for line in (out / "story-updated.jsonl").read_bytes().splitlines():
        data = json.loads(line)["data"]
        versions[data["story_id"]].append(data["version"])
    assert versions
    assert [v for v in versions.values() if v != list(range(1, len(v) + 1))] == []


def test_the_demo_replays_to_the_same_bytes_and_so_does_its_log(tmp_path):
    one = replay(tmp_path / "one", str(articles_path()), seed=1)
    two = replay(tmp_path / "two", str(articles_path()), seed=2)
    dump = tmp_path / "one" / "article-ingested.jsonl"
    again = replay(tmp_path / "again", "--log", str(dump), seed=3)

    assert results(tmp_path / "one") == results(tmp_path / "two") == results(tmp_path / "again")
    assert without_timings(one) == without_timings(two)
    assert (one["dead_letters"], one["gaps"], one["unsupported_sentences"]) == (0, [], 0)
    assert again["versions"] == one["versions"]
    check_versions(tmp_path / "one")


def test_refused_lines_are_told_by_line_and_field_and_the_rest_is_replayed(tmp_path):
    lines = [
        '{"title": "A bridge opens in Brevik", "url": "https://a.example/1"}',
        '{"title": "No address"}',
        "not json",
        '{"title": 5, "url": "https://a.example/2"}',
        '{"title": "A bridge closes in Harle", "url": "https://a.example/3"}',
    ]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")

    report = replay(tmp_path / "out", str(source))

    assert report["lines"] == {"accepted": 2, "refused": 3}
    assert [refusal["line"] for refusal in report["refusals"]] == [2, 3, 4]
    assert report["refusals"][2]["errors"][0]["field"] == "title"
    check_nothing_is_lost(tmp_path / "out", 2)


def test_wrong_use_exits_with_2_and_says_why(tmp_path):
    command = [sys.executable, "-m", "storywire_cli", "replay", "--out", str(tmp_path)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "--log" in done.stderr


@pytest.mark.data
@pytest.mark.timeout(900)
def test_thousands_of_real_articles_replay_to_the_same_bytes(tmp_path, development_data):
    source = development_data / "clustering" / "gva.jsonl.gz"
    count = len(gzip.decompress(source.read_bytes()).splitlines())

    one = replay(tmp_path / "one", str(source), seed=1)
    replay(tmp_path / "two", str(source), seed=2)
    dump = tmp_path / "one" / "article-ingested.jsonl"
    replay(tmp_path / "again", "--log", str(dump), seed=3)

    assert results(tmp_path / "one") == results(tmp_path / "two") == results(tmp_path / "again")
    assert (one["dead_letters"], one["gaps"]) == (0, [])
    check_versions(tmp_path / "one")
    check_nothing_is_lost(tmp_path / "one", count)
