"""`storywire evaluate pages`: what is printed for a reader to judge."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from storywire.errors import UsageError
from storywire_cli.main import application

TOLD = (
    ("fire-1", "Fire destroys warehouse in Millford", "2026-01-12T08:00:00+00:00",
     "A fire destroyed a furniture warehouse in Millford on Monday, police said.\n"
     "Two firefighters were injured when the roof fell in."),
    ("fire-2", "Warehouse burns down in Millford, two hurt", "2026-01-12T10:00:00+00:00",
     "A fire destroyed a warehouse for furniture in Millford on Monday, the mayor said.\n"
     "Two firefighters were injured when the roof of the warehouse fell in."),
    ("chess", "Girl of sixteen wins chess open", "2026-01-12T11:00:00+00:00",
     "Ada Holm, sixteen, won the chess open of Portnell on Sunday."),
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = [
        {"id": name, "story": name.partition("-")[0], "title": title, "text": text,
         "published_at": at, "language": "en", "source": name}
        for name, title, at, text in TOLD
    ]  # fmt: skip
    path = tmp_path / "told.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(application(), ["evaluate", "pages", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_each_statement_stands_beside_what_its_sources_say(file: Path):
    output = run(str(file), "--least", "2")

    assert "=== told: fire, 2 articles" in output
    assert "  S A fire destroyed" in output
    assert "on Jan. 12" in output
    assert "      C [2]" in output
    assert "chess" not in output


def test_the_last_line_counts_what_there_is_to_judge(file: Path):
    counts = json.loads(run(str(file), "--least", "1", "--json"))

    assert counts["pages"] == 2
    assert counts["sentences"] >= counts["headings"] >= 2
    assert counts["supported_twice"] >= 1


def test_the_same_seed_draws_the_same_stories(file: Path):
    first = run(str(file), "--least", "1", "--sample", "1", "--seed", "3")
    again = run(str(file), "--least", "1", "--sample", "1", "--seed", "3")

    assert first == again
    assert first.count("===") == 1


def test_sentences_that_are_one_fact_stand_side_by_side(file: Path):
    output = run(str(file), "--least", "2")

    assert "  M Two firefighters were injured when the roof fell in." in output
    assert "    = Two firefighters were injured when the roof of the warehouse fell in." in output


def test_a_long_topic_is_read_in_runs(tmp_path: Path):
    lines = [
        {"id": name, "published": at[:10], "sentences": [title, *text.split("\n"), "It rained."]}
        for name, title, at, text in TOLD
    ]
    path = tmp_path / "topic.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    counts = json.loads(run(str(path), "--run", "2", "--sample", "3", "--json"))
    assert counts["pages"] == 3

    result = CliRunner().invoke(application(), ["evaluate", "pages", str(path), "--run", "9"])
    assert isinstance(result.exception, UsageError)
    assert "has 3 articles, and 9 are asked for" in str(result.exception)
