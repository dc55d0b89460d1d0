"""A page says what its articles say, cites them, and keeps its ids."""

import random
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.story import pages
from tests.unit.story.pages import ARRIVAL, DEPARTURE, GREETED, INTERVIEW, SUMMIT

from storywire.domain.story.page import PageMemory, compose
from storywire.domain.story.reading import read
from storywire.domain.story.support import unsupported
from storywire.domain.story.values import Member
from storywire.testing import a_story

UNRELATED = (
    "2026-01-13T06:00:00+00:00",
    "Library in Velm reopens after repairs",
    "The city library in Velm reopened after two years of repairs, librarian Jon Berg said.",
)


def test_the_summit_story_has_sections_that_cite_every_article_saying_the_same():
    page = pages.page_of(*SUMMIT)

    said = {s.text: s.citations for section in page.sections for s in section.sentences}
    assert said["Norland banned oyster imports from eight Sudrian counties in 2014."] == (
        "article-2",
        "article-3",
        "article-4",
    )


def test_two_reports_of_one_arrival_are_one_sentence_with_two_citations():
    page = pages.page_of(*SUMMIT)

    arrivals = [
        s for section in page.sections for s in section.sentences if "arrived in Port" in s.text
    ]
    assert [s.citations for s in arrivals] == [("article-4", "article-5")]


def test_each_supporting_quote_stands_in_the_article_it_is_from():
    page = pages.page_of(*SUMMIT)
    articles = {f"article-{n}": pages.article(n, told) for n, told in enumerate(SUMMIT, start=1)}

    story = a_story(summary=page.sections, timeline=page.timeline, title=page.title)
    assert page.sections
    assert unsupported(story, articles) == ()


def test_the_title_is_the_headline_of_an_article():
    assert pages.page_of(*SUMMIT).title in {title for _, title, _ in SUMMIT}


def test_an_article_without_text_is_shown_by_its_headline():
    page = pages.page_of(("2026-01-13T04:10:00+00:00", "Storm closes harbour of Port Amber", ""))

    (section,) = page.sections
    (entry,) = page.timeline
    assert section.sentences[0].text == page.title == "Storm closes harbour of Port Amber"
    assert section.sentences[0].citations == ("article-1",)
    assert (entry.date, entry.time) == (date(2026, 1, 13), time(4, 10))


def test_one_article_makes_one_section_under_its_headline():
    page = pages.page_of(ARRIVAL)

    assert [section.heading for section in page.sections] == [ARRIVAL[1]]
    assert pages.shown(page)[0].startswith("President Mara Lind arrived in Port Amber")


def test_a_copy_is_cited_and_speaks_with_a_quarter_of_a_voice_only():
    first, second = pages.members(ARRIVAL, ARRIVAL)
    copy = Member(second.read, second.number, copy_of="article-1")

    page, _ = compose([first, copy], PageMemory())

    assert page.sections[0].sentences[0].citations == ("article-1", "article-2")
    assert {fact.outlets for fact in page.facts} == {1}


def test_a_page_needs_a_member():
    with pytest.raises(ValueError, match="at least one member"):
        compose([], PageMemory())


def test_ids_stay_when_an_unrelated_article_joins():
    page, memory = compose(pages.members(*SUMMIT), PageMemory())

    after, _ = compose(pages.members(*SUMMIT, UNRELATED), memory)

    assert {f.fact_id for f in page.facts} <= {f.fact_id for f in after.facts}
    kept = {section.section_id for section in after.sections}
    assert {section.section_id for section in page.sections} <= kept
    entries = {entry.entry_id: entry.text for entry in after.timeline}
    assert {entry.entry_id: entry.text for entry in page.timeline}.items() <= entries.items()


def test_a_revision_that_repeats_a_sentence_keeps_its_fact_id():
    _, memory = compose(pages.members(ARRIVAL, DEPARTURE), PageMemory())
    before, _ = compose(pages.members(ARRIVAL, DEPARTURE), memory)
    opened = (*ARRIVAL[:2], f"Rain fell on the airport of Port Amber all night.\n{ARRIVAL[2]}")
    revised = pages.article(1, opened, revision=2)

    after, _ = compose([Member(read(revised), 1), *pages.members(ARRIVAL, DEPARTURE)[1:]], memory)

    ids = {fact.text: fact.fact_id for fact in before.facts}
    again = {fact.text: fact.fact_id for fact in after.facts}
    same = ids.keys() & again.keys()
    assert len(same) >= 2
    assert {text: ids[text] for text in same} == {text: again[text] for text in same}


def test_composing_again_from_what_is_remembered_changes_nothing():
    page, memory = compose(pages.members(*SUMMIT), PageMemory())

    again, remembered = compose(pages.members(*SUMMIT), memory)

    assert (again, remembered) == (page, memory)


def test_memory_survives_json():
    _, memory = compose(pages.members(*SUMMIT), PageMemory())

    assert PageMemory.model_validate_json(memory.model_dump_json()) == memory


@settings(deadline=None)
@given(seed=st.integers(0, 1_000), size=st.integers(1, 5))
def test_a_page_does_not_depend_on_the_order_its_members_come_in(seed, size):
    members = pages.members(*SUMMIT[:size])
    shuffled = random.Random(seed).sample(members, len(members))

    assert compose(shuffled, PageMemory()) == compose(members, PageMemory())


@settings(deadline=None)
@given(
    texts=st.lists(
        st.lists(
            st.sampled_from(
                [line for told in (*SUMMIT, UNRELATED) for line in told[2].split("\n")]
                + ["", "He said no.", "12 34", "Ça va très bien à Port Amber, a dit la ministre."]
            ),
            max_size=5,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_the_articles_say_every_citation_and_quote_stands(texts):
    told = [(INTERVIEW[0], f"Headline {n} of the day", "\n".join(t)) for n, t in enumerate(texts)]
    page = pages.page_of(*told)

    articles = {f"article-{n}": pages.article(n, t) for n, t in enumerate(told, start=1)}
    assert page.sections
    for said in pages.statements(page):
        assert said.citations
        assert len(said.citations) <= 8
        assert {s.article_id for s in said.support} == set(said.citations) <= articles.keys()
        for support in said.support:
            source = articles[support.article_id]
            assert support.quote in f"{source.title}\n{' '.join(source.text.split())}"


def test_a_later_greeting_does_not_change_the_sentence_that_is_shown():
    page, memory = compose(pages.members(*SUMMIT[:4]), PageMemory())
    arrival = next(t for t in pages.shown(page) if "arrived in Port Amber" in t)

    after, _ = compose(pages.members(*SUMMIT[:4], GREETED), memory)

    assert arrival in pages.shown(after)


ROUND_UP = (
    "2026-03-03T18:00:00+00:00",
    "Evening round-up",
    "Showers will cross the western hills all week and clear by Sunday evening.\n"
    "A bakery on the square won the yearly prize for rye bread.\n"
    "The new tram line to the stadium opens in autumn, two years late.\n"
    "Farmers in the southern valleys brought in a record crop of plums.\n"
    "The town library is closed on Friday for repairs of its roof.\n"
    "The night ferry Morna ran aground off Skarvoy, the coast guard said.",
)
AGROUND = (
    "2026-03-03T06:00:00+00:00",
    "Night ferry Morna runs aground off Skarvoy",
    "The night ferry Morna ran aground off Skarvoy early on Tuesday, the coast guard said.\n"
    "Captain Ida Brook said that the steering had failed.\n"
    "All 212 passengers were brought ashore by lifeboats from Skarvoy.",
)
FREED = (
    "2026-03-04T06:00:00+00:00",
    "Tugs free night ferry Morna off Skarvoy",
    "Two tugs freed the night ferry Morna from the rocks off Skarvoy on Wednesday.\n"
    "Captain Ida Brook thanked the lifeboats of Skarvoy.\n"
    "The owner of the Morna will inspect the hull in dock.",
)


def test_the_other_matters_of_a_round_up_stay_off_the_page():
    page = pages.page_of(AGROUND, ROUND_UP, FREED)

    told = " ".join(said.text for said in pages.statements(page))
    assert "Morna" in told
    for far in ("Showers", "bakery"):
        assert far not in told


def test_what_could_happen_next_week_is_not_told_when_that_week_has_gone():
    hearing = (
        "2026-03-06T09:00:00+00:00",
        "Court hears ferry captain",
        "Captain Ida Brook told the court in Skarvoy that the steering of the Morna had failed.\n"
        "Brook could learn next week whether she loses her licence for the ferry.",
    )
    verdict = (
        "2026-06-01T09:00:00+00:00",
        "Ferry captain keeps her licence",
        "A court in Skarvoy let Captain Ida Brook keep her licence on Monday.\n"
        "The court said that the steering of the ferry Morna had failed.",
    )

    early = " ".join(pages.shown(pages.page_of(AGROUND, hearing)))
    late = " ".join(pages.shown(pages.page_of(AGROUND, hearing, verdict)))

    assert "could learn" in early
    assert "could learn" not in late
