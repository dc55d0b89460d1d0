"""What `storywire bench story` measures, on a topic of our own."""

import gzip
import json

import pytest

from storywire.errors import UsageError
from storywire_lab.bench.story import bench_story
from storywire_lab.topics import read_topic

DAYS = [
    ["Dam at Orvel cracks", "The dam at Orvel cracked on Monday.", "Engineers lowered the lake."],
    ["Orvel lake lowered", "Engineers at Orvel lowered the lake by six metres.", "It took a day."],
    ["Orvel dam to be rebuilt", "The dam at Orvel will be rebuilt.", "It costs 40 million euros."],
    ["Too short", "Only a headline and this."],
]


def topic(folder, days=DAYS):
    path = folder / "orvel.articles.jsonl.gz"
    lines = [
        json.dumps({"id": f"paper/{day}", "published": f"2025-03-0{9 - day}", "sentences": said})
        for day, said in enumerate(days)
    ]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def test_a_topic_is_read_oldest_first_without_what_is_too_short(tmp_path):
    articles = read_topic(topic(tmp_path))

    assert [article.title for article in articles] == [
        "Orvel dam to be rebuilt",
        "Orvel lake lowered",
        "Dam at Orvel cracks",
    ]
    assert articles[0].text == "The dam at Orvel will be rebuilt.\nIt costs 40 million euros."
    assert articles[0].published_at.isoformat() == "2025-03-07T00:00:00+00:00"


def test_a_line_that_is_no_article_is_named(tmp_path):
    path = tmp_path / "broken.jsonl"
    path.write_text('{"id": 1, "published": "2025-03-07"}\n')

    with pytest.raises(UsageError, match=r"broken\.jsonl:1 is no article of a topic"):
        read_topic(path)


def test_each_size_has_its_figures(tmp_path):
    counted: list[int] = []
    grown = bench_story(read_topic(topic(tmp_path)), [3, 1], done=counted.append)

    assert [it.articles for it in grown] == [1, 3]
    assert all(0 < it.p50_ms <= it.slowest_ms for it in grown)
    assert all(it.reading_ms > 0 and it.anew_ms > 0 for it in grown)
    assert sum(counted) == 3


def test_a_story_that_is_too_small_is_refused(tmp_path):
    with pytest.raises(UsageError, match="has 3 articles, and 50 are asked for"):
        bench_story(read_topic(topic(tmp_path)), [50], done=lambda _: None)
