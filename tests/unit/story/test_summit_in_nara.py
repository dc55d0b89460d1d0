"""A whole story, told by five articles in our own words: what its page must have.

The facts are those of a real summit: announced on December 4, told in an interview on January 12,
begun on January 13. The articles come among other news, as they would.
"""

import asyncio
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.unit.story.pages import statements

from storywire.domain.model import Article, Story
from storywire.domain.story.page import Page, PageMemory, compose
from storywire.domain.story.reading import read
from storywire.domain.story.values import Member
from storywire.events import StoryUpdated
from storywire.testing import an_article
from storywire_lab.demo import articles_path
from storywire_lab.replay import replay_articles

DATA = Path(__file__).parents[2] / "data" / "story"
ANNOUNCED, INTERVIEW, SIDES, DEPARTS, ARRIVES = range(5)
DEC_4, JAN_12, JAN_13 = dt.date(2025, 12, 4), dt.date(2026, 1, 12), dt.date(2026, 1, 13)


def lines(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Story]:
    """All versions of the story, told among the news of the demo."""
    folder = tmp_path_factory.mktemp("nara")
    news = [json.loads(line) for line in articles_path().read_text("utf-8").splitlines()]
    told = sorted([*news, *lines("nara.jsonl")], key=lambda line: line["published_at"])
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, told)), encoding="utf-8")
    asyncio.run(replay_articles(folder / "news.jsonl", folder / "out", progress=lambda _: None))
    updates = (folder / "out" / "story-updated.jsonl").read_bytes().splitlines()
    stories = [StoryUpdated.read(line).data.story for line in updates]
    return [story for story in stories if any("Nara" in ref.title for ref in story.articles)]


@pytest.fixture(scope="module")
def story(versions: Sequence[Story]) -> Story:
    return versions[-1]


def number(story: Story, article_id: str) -> int:
    return next(ref.number for ref in story.articles if ref.article_id == article_id) - 1


def cited(story: Story, citations: Sequence[str]) -> set[int]:
    return {number(story, article_id) for article_id in citations}


def entries(story: Story, *words: str) -> list[tuple[dt.date, dt.time | None, set[int]]]:
    found = [entry for entry in story.timeline if all(word in entry.text for word in words)]
    return [(entry.date, entry.time, cited(story, entry.citations)) for entry in found]


def section_with(story: Story, *words: str) -> str:
    for section in story.summary:
        text = " ".join([section.heading, *(said.text for said in section.sentences)])
        if all(word in text for word in words):
            return section.section_id
    raise AssertionError(f"no section has {words}")


def test_five_articles_are_one_story_and_each_article_is_one_version(versions):
    assert {story.story_id for story in versions} == {versions[0].story_id}
    assert [story.article_count for story in versions] == [1, 2, 3, 4, 5]


def test_the_number_of_an_article_never_changes(versions):
    numbers: dict[str, int] = {}
    for story in versions:
        for ref in story.articles:
            assert numbers.setdefault(ref.article_id, ref.number) == ref.number


def test_its_four_subjects_have_a_section_each(story):
    sections = {
        section_with(story, "arrive", "two-day", "Takaichi"),
        section_with(story, "seafood", "CPTPP"),
        section_with(story, "Beijing", "Tokyo", "Taiwan"),
        section_with(story, "Horyuji", "temple"),
    }
    assert len(sections) == 4
    assert len(story.summary) == 4
    assert all(1 < len(section.sentences) <= 3 for section in story.summary)


def test_the_summary_cites_the_four_articles_of_the_day_and_not_the_old_announcement(story):
    in_summary = {
        it for section in story.summary for said in section.sentences for it in said.citations
    }
    assert cited(story, sorted(in_summary)) == {INTERVIEW, SIDES, DEPARTS, ARRIVES}
    assert story.article_count == 5


def test_the_announcement_is_an_entry_of_its_day_without_a_time(story):
    assert entries(story, "will travel to Japan") == [(DEC_4, None, {ANNOUNCED})]


def test_the_interview_is_told_on_its_day_with_all_who_report_it(story):
    ((day, time, who),) = entries(story, "Taiwan")
    assert (day, time) == (JAN_12, None)
    assert who >= {INTERVIEW, SIDES, DEPARTS}


def test_history_and_trade_are_entries_of_the_interviews_day(story):
    assert entries(story, "1910-45") == [(JAN_12, None, {INTERVIEW, SIDES})]
    ((day, time, who),) = entries(story, "seafood")
    assert (day, time) == (JAN_12, None)
    assert who >= {INTERVIEW, SIDES}


def test_departure_and_arrival_are_two_entries_at_the_time_of_their_reports(story):
    assert entries(story, "left Seoul") == [(JAN_13, dt.time(0, 55), {DEPARTS})]
    assert entries(story, "arrived in Japan") == [(JAN_13, dt.time(2, 38), {ARRIVES})]


def test_what_is_to_come_is_marked_as_scheduled(story):
    (visit,) = [entry for entry in story.timeline if "Horyuji" in entry.text]
    assert (visit.date, visit.status) == (dt.date(2026, 1, 14), "scheduled")
    assert len(visit.citations) == 4


def test_no_weekday_stands_where_a_date_can(story):
    shown = [said.text for section in story.summary for said in section.sentences]
    shown += [entry.text for entry in story.timeline]
    assert not any(
        day in text for text in shown for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
    )


# --- the same in German --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> Page:
    members = [
        Member(read(german(number, line)), number)
        for number, line in enumerate(lines("nara-de.jsonl"), start=1)
    ]
    return compose(members, PageMemory())[0]


def german(number: int, line: dict[str, str]) -> Article:
    published = dt.datetime.fromisoformat(line["published_at"])
    return an_article(
        article_id=str(number - 1), url=line["url"], outlet=line["outlet"], title=line["title"],
        text=line["text"], language="de", published_at=published, ingested_at=published,
    )  # fmt: skip


def told(page: Page, *words: str) -> list[tuple[dt.date, dt.time | None, set[int]]]:
    return [
        (entry.date, entry.time, set(map(int, entry.citations)))
        for entry in page.timeline
        if all(word in entry.text for word in words)
    ]


def test_in_german_its_subjects_have_sections_too(page):
    assert 3 <= len(page.sections) <= 4
    shown = " ".join(said.text for section in page.sections for said in section.sentences)
    assert all(word in shown for word in ("angekommen", "Meeresfrüchte", "Taiwan", "Horyuji"))


def test_in_german_the_days_and_times_are_the_same(page):
    assert told(page, "wird im Januar", "reisen") == [(DEC_4, None, {ANNOUNCED})]
    assert told(page, "abgeflogen") == [(JAN_13, dt.time(0, 55), {DEPARTS})]
    assert told(page, "angekommen") == [(JAN_13, dt.time(2, 38), {ARRIVES})]
    ((day, time, who),) = told(page, "Taiwan")
    assert (day, time) == (JAN_12, None)
    assert who >= {INTERVIEW, SIDES}
    ((day, time, who),) = told(page, "Meeresfrüchte", "brauche Zeit")
    assert (day, time) == (JAN_12, None)
    assert SIDES in who


def test_in_german_a_weekday_has_its_date_beside_it(page):
    for said in statements(page):
        for day, date in (("Montag", "12. Januar"), ("Dienstag", "13. Januar")):
            assert said.text.count(day) == said.text.count(f"{day} ({date})")
