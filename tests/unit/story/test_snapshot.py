"""The snapshot counts everything, shows a part, and stays under 64 kB."""

import datetime as dt
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.story import steps

from storywire.domain.model import Entity, Fact, Section, Sentence, Story, Support
from storywire.domain.story.members import Listed, Roll
from storywire.domain.story.page import Page
from storywire.domain.story.snapshot import MAX_ARTICLES, language_of, snapshot
from storywire.domain.story.trims import MAX_BYTES, size_of
from storywire.testing import NOON


def listed(number, **fields):
    values = {
        "article_id": f"a{number}", "number": number, "revision": 1, "title": f"Title {number}",
        "url": f"https://{number}.example/", "outlet": f"Outlet {number}", "language": "en",
        "published_at": NOON + timedelta(minutes=number), **fields,
    }  # fmt: skip
    return Listed(**values)


def a_roll(*members, **fields):
    values = {"first_published_at": NOON, "updated_at": NOON, "version": 1, **fields}
    return Roll(story_id=steps.STORY, edition="en", listed=members, **values)


def a_page(*citing, **fields):
    """A page with one entry for each of `citing`: the numbers of the articles it cites."""
    entries = tuple(
        steps.entry(
            steps.article(f"a{numbers[0]}"),
            entry_id=f"e{place}",
            citations=tuple(f"a{number}" for number in numbers),
            citation_count=len(numbers),
        )
        for place, numbers in enumerate(citing)
    )
    values = {
        "title": "Title", "sections": (), "timeline": entries, "facts": (), "entities": (), **fields
    }  # fmt: skip
    return Page(**values)


class TestArticles:
    def test_cited_ones_come_first_by_number_then_the_newest(self):
        roll = a_roll(*(listed(number) for number in (1, 2, 3, 4)))

        story = snapshot(roll, a_page((3,), (1,)))

        assert [ref.number for ref in story.articles] == [1, 3, 4, 2]
        assert [ref.cited for ref in story.articles] == [True, True, False, False]
        assert (story.article_count, story.cited_count) == (4, 2)

    def test_the_list_ends_at_50_and_the_counts_do_not(self):
        roll = a_roll(*(listed(number) for number in range(1, 81)))

        story = snapshot(roll, a_page((1,)))

        assert len(story.articles) == MAX_ARTICLES
        assert [ref.number for ref in story.articles][:2] == [1, 80]
        assert (story.article_count, story.outlet_count) == (80, 80)

    def test_more_cited_than_the_list_holds_leaves_each_statement_its_first_citation(self):
        roll = a_roll(*(listed(number) for number in range(1, 101)))
        page = a_page(*(tuple(range(first, first + 8)) for first in range(1, 81, 8)))

        story = snapshot(roll, page)

        shown = {ref.article_id for ref in story.articles}
        assert len(shown) == MAX_ARTICLES
        assert story.cited_count == 80
        for entry, whole in zip(story.timeline, page.timeline, strict=True):
            assert entry.citations[0] == whole.citations[0]
            assert set(entry.citations) <= shown
            assert entry.citation_count == 8

    def test_a_statement_shows_at_most_8_citations(self):
        roll = a_roll(*(listed(number) for number in range(1, 13)))

        (entry,) = snapshot(roll, a_page(tuple(range(1, 13)))).timeline

        assert (len(entry.citations), entry.citation_count) == (8, 12)

    def test_unknown_outlets_are_not_counted(self):
        roll = a_roll(listed(1, outlet=None), listed(2), listed(3, outlet="Outlet 2"))

        story = snapshot(roll, a_page((1,)))

        assert (story.outlet_count, story.outlets) == (1, ("Outlet 2",))


class TestLanguage:
    @pytest.mark.parametrize(
        ("languages", "expected"),
        [
            (["de", "en", "en"], "en"),
            (["de", "en"], "de"),
            (["und", "und", "fr"], "fr"),
            (["und"], "und"),
            ([], "und"),
        ],
    )
    def test_it_is_the_most_frequent_one_and_of_equals_the_founders(self, languages, expected):
        members = tuple(
            listed(number, language=language) for number, language in enumerate(languages, start=1)
        )

        assert language_of(members) == expected


class TestTitle:
    def test_an_editors_title_wins(self):
        assert snapshot(a_roll(listed(1), title="By hand"), a_page((1,))).title == "By hand"


def test_a_story_that_never_had_an_article_has_no_snapshot():
    with pytest.raises(ValueError, match="no article"):
        snapshot(a_roll(first_published_at=None), a_page())


def huge(*, letter, sentences, words):
    """A roll and page in which everything is as long as the fields allow."""
    text = letter * words
    quotes = tuple(
        Support(article_id=f"a{number}", revision=1, sentence=0, quote=text)
        for number in range(1, 9)
    )
    said = {
        "text": text,
        "citations": tuple(f"a{number}" for number in range(1, 9)),
        "citation_count": 8,
        "support": quotes,
    }
    sections = tuple(
        Section(
            section_id=f"s{place}",
            heading=letter * 200,
            sentences=tuple(Sentence(fact_id=f"f{place}-{n}", **said) for n in range(sentences)),
        )
        for place in range(5)
    )
    timeline = tuple(
        steps.entry(steps.article("x"), entry_id=f"e{n}", date=dt.date(2026, 1, 1 + n % 28), **said)
        for n in range(12)
    )
    facts = tuple(Fact(fact_id=f"f{n}", text=text) for n in range(200))
    entities = tuple(Entity(slug=f"n{n}", name=letter * 100) for n in range(30))
    roll = a_roll(
        *(
            listed(n, title=letter * 1000, url="https://" + "u" * 2000, outlet=f"{letter * 190}{n}")
            for n in range(1, 301)
        ),
        title=letter * 1000,
    )
    page = Page(title=letter, sections=sections, timeline=timeline, facts=facts, entities=entities)
    return roll, page


class TestSize:
    @settings(max_examples=8, deadline=None)
    @given(
        letter=st.sampled_from(["x", "é", "語", "🦭", '"', "\x01"]),
        sentences=st.integers(0, 6),
        words=st.sampled_from([40, 400, 4000]),
    )
    def test_no_story_is_too_large(self, letter, sentences, words):
        story = snapshot(*huge(letter=letter, sentences=sentences, words=words))

        assert size_of(story) < MAX_BYTES
        assert (story.article_count, story.outlet_count) == (300, 300)
        shown = {ref.article_id for ref in story.articles}
        cited = {name for entry in story.timeline for name in entry.citations}
        cited |= {
            name for part in story.summary for said in part.sentences for name in said.citations
        }
        assert cited <= shown
        assert {ref.article_id for ref in story.articles if ref.cited} == cited
        assert Story.model_validate_json(story.model_dump_json()) == story

    def test_quotes_go_before_sentences(self):
        roll, page = huge(letter="x", sentences=4, words=250)

        story = snapshot(roll, page)

        assert len(story.summary) == 5
        assert len(story.timeline) == 12
        assert all(len(said.support) == 1 for part in story.summary for said in part.sentences)

    def test_a_story_that_fits_is_left_alone(self):
        page = a_page((1,), (2, 1))

        assert snapshot(a_roll(listed(1), listed(2)), page).timeline == page.timeline
