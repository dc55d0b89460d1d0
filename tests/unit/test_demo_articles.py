"""What the bundled demo promises: enough articles, outlets and languages, and its stories."""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storywire.domain.ids import article_id_of
from storywire_lab.demo import articles_path
from storywire_lab.replay import replay_articles

Line = dict[str, object]
TEXTS = ("title", "url", "text", "published_at", "outlet", "language", "revision_of", "retract")
REQUIRED = ("title", "url", "text", "published_at", "outlet", "language")
ANNOUNCEMENT = "https://sundmarkgazette.example/2025/12/01/okoro-to-visit-port-callan"
ARRIVAL = "https://harbourpost.example/2026/01/13/okoro-arrives-in-port-callan"
REPRINT = "https://dailytern.example/2026/01/13/okoro-port-callan-summit"


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return [json.loads(line) for line in articles_path().read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def articles(lines: list[Line]) -> list[Line]:
    return [line for line in lines if "retract" not in line]


def _time(line: Line) -> datetime:
    return datetime.fromisoformat(str(line["published_at"]))


def _at(articles: Sequence[Line], url: str) -> Line:
    return next(line for line in articles if line["url"] == url)


def _paragraphs(line: Line) -> set[str]:
    return set(str(line["text"]).split("\n\n"))


def test_there_are_forty_articles_from_ten_outlets_in_three_languages(
    articles: list[Line],
) -> None:
    assert len({line["url"] for line in articles}) >= 40
    assert len({line["outlet"] for line in articles}) >= 10
    assert len({line["language"] for line in articles}) >= 3


def test_every_line_holds_only_known_fields(lines: list[Line]) -> None:
    for line in lines:
        authors = line.get("authors", [])
        assert set(line) <= {*TEXTS, "authors"}
        assert all(isinstance(line[name], str) and line[name] for name in TEXTS if name in line)
        assert isinstance(authors, list)
        assert all(isinstance(author, str) for author in authors)


def test_every_article_has_a_title_a_text_and_an_invented_address(articles: list[Line]) -> None:
    for line in articles:
        assert set(REQUIRED) <= set(line)
        assert str(line["url"]).split("/")[2].endswith(".example")


def test_a_retraction_says_nothing_but_when_and_what(lines: list[Line]) -> None:
    retractions = [line for line in lines if "retract" in line]
    assert retractions
    assert all(set(line) == {"published_at", "retract"} for line in retractions)


def test_the_lines_are_in_order_of_time_and_every_time_has_a_zone(lines: list[Line]) -> None:
    times = [_time(line) for line in lines]
    assert all(time.tzinfo is not None for time in times)
    assert times == sorted(times)


def test_a_revision_or_a_retraction_names_an_article_of_an_earlier_line(
    lines: list[Line],
) -> None:
    seen: set[object] = set()
    for line in lines:
        assert line.get("revision_of", line.get("retract")) in {None, *seen}
        seen.add(line.get("url"))


def test_only_a_revision_repeats_the_id_of_an_article(articles: list[Line]) -> None:
    first = [line for line in articles if "revision_of" not in line]
    assert len({article_id_of(str(line["url"])) for line in first}) == len(first)
    revisions = [line for line in articles if "revision_of" in line]
    assert all(line["revision_of"] == line["url"] for line in revisions)


def test_a_revision_changes_the_text(articles: list[Line]) -> None:
    revisions = [line for line in articles if "revision_of" in line]
    assert len(revisions) >= 2
    for line in revisions:
        assert line["text"] != _at(articles, str(line["url"]))["text"]


def test_the_summit_is_announced_five_weeks_before_it_begins(articles: list[Line]) -> None:
    announced, arrived = _at(articles, ANNOUNCEMENT), _at(articles, ARRIVAL)
    assert "January 13" in str(announced["text"])
    assert _time(arrived) - _time(announced) >= timedelta(days=35)


def test_the_wire_copy_reprints_the_arrival_under_its_own_dateline(articles: list[Line]) -> None:
    arrival, reprint = _at(articles, ARRIVAL), _at(articles, REPRINT)
    assert "(Wire) - " in str(reprint["text"])
    assert reprint["outlet"] != arrival["outlet"]
    assert len(_paragraphs(reprint) & _paragraphs(arrival)) >= 5


def test_two_towns_have_an_accident_at_night_and_no_article_names_both(
    articles: list[Line],
) -> None:
    texts = [str(line["text"]) for line in articles]
    assert sum("Millbrook" in text and "warehouse" in text for text in texts) == 3
    assert sum("Denholm" in text and "silo" in text for text in texts) == 3
    assert not any("Millbrook" in text and "Denholm" in text for text in texts)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    asyncio.run(replay_articles(articles_path(), folder, progress=lambda _: None))
    return folder


@pytest.fixture(scope="module")
def stories(out: Path) -> list[set[str]]:
    """The titles of the articles of each story."""
    pages = [json.loads(path.read_bytes()) for path in sorted((out / "stories").iterdir())]
    return [{item["title"] for item in page["articles"]} for page in pages]


def _titles(articles: Sequence[Line], *words: str) -> set[str]:
    return {str(a["title"]) for a in articles if any(word in str(a["text"]) for word in words)}


def test_the_replayed_demo_loses_nothing_and_says_nothing_unsupported(out: Path) -> None:
    report = json.loads((out / "report.json").read_bytes())
    assert report["refusals"] == []
    assert report["dead_letters"] == 0
    assert report["gaps"] == []
    assert report["unsupported_sentences"] == 0


def test_the_replayed_demo_has_eleven_stories_of_several_articles(
    stories: list[set[str]],
) -> None:
    assert sum(len(titles) > 1 for titles in stories) == 11
    assert sum(len(titles) == 1 for titles in stories) == 3


def test_every_article_on_the_summit_is_in_one_story(
    articles: list[Line], stories: list[set[str]]
) -> None:
    summit = _titles(articles, "Okoro")
    assert len(summit) == 9
    assert summit in stories


def test_the_german_articles_on_the_storm_are_one_story(
    articles: list[Line], stories: list[set[str]]
) -> None:
    storm = _titles(articles, "Frieda")
    assert len(storm) == 4
    assert storm in stories


@pytest.mark.parametrize("town", ["Millbrook", "Denholm"])
def test_each_of_the_two_towns_has_its_own_story(
    articles: list[Line], stories: list[set[str]], town: str
) -> None:
    accident = _titles(articles, town)
    assert len(accident) == 3
    assert accident in stories
