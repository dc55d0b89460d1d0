"""How stories read: slugs, links, citations, dates, changes in words, differences."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web_stories import entry, ferry, ferry_updates, said

from storywire.domain.model import Change, Side
from storywire_web.cards import slug_of
from storywire_web.diffs import compare, passage
from storywire_web.views import direction_of, href_of, readable, view_of
from storywire_web.wording import in_words


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Night ferry, 412 aboard: all safe!", "night-ferry-412-aboard-all-safe"),
        ("  — ", "story"),
        ("Fragment", "fragment-story"),
        ("Łódź_tram", "łódź-tram"),
        ("a" * 200, "a" * 80),
    ],
)
def test_a_slug_is_the_words_of_the_title(title, slug):
    assert slug_of(title) == slug


@given(st.text(max_size=200))
def test_a_slug_is_one_short_part_of_a_path(title):
    slug = slug_of(title)

    assert 0 < len(slug) <= 90
    assert not set(slug) & set("/?#%. ")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//x.example/a", "/a",
        "https:", "https:///a", "ftp://x.example", " https://x.example", "https://x.example/\n",
        "https://[", "", None,
    ],
)  # fmt: skip
def test_an_address_that_is_not_plain_http_is_not_linked(url):
    assert href_of(url) is None


def test_a_plain_address_is_linked_as_it_is():
    assert href_of("HTTPS://x.example/ä?q=1#b") == "HTTPS://x.example/ä?q=1#b"


def test_sources_are_what_the_summary_cites_and_keep_their_numbers():
    view = view_of(ferry())

    assert [line.number for line in view.sources] == [1, 2, 4]
    assert [line.number for line in view.related] == [1, 2, 3, 4, 5]
    assert view.related[2].copy_of == 2


def test_the_timeline_is_oldest_first_with_times_only_where_known():
    late = entry(dt.date(2026, 3, 4), "Late.", "a1", time=dt.time(9, 5))
    early = entry(dt.date(2026, 3, 4), "Early on.", "a1")
    before = entry(dt.date(2025, 12, 31), "The day before.", "a1")

    view = view_of(ferry(timeline=(late, early, before)))

    assert [(line.when, line.machine) for line in view.timeline] == [
        ("Dec 31, 2025", "2025-12-31"),
        ("Mar 4, 2026", "2026-03-04"),
        ("Mar 4, 2026 (09:05 UTC)", "2026-03-04T09:05Z"),
    ]


def test_citations_stand_by_number_and_the_rest_is_counted():
    sentence = said("A claim.", "a4", "unlisted", "a1").model_copy(update={"citation_count": 11})
    section = ferry().summary[0].model_copy(update={"sentences": (sentence,)})

    (statement,) = view_of(ferry(summary=(section,))).sections[0].statements

    assert [citation.number for citation in statement.citations] == [1, 4]
    assert statement.more == 9


def test_a_source_without_an_address_is_cited_by_its_line_on_the_page():
    articles = tuple(ref.model_copy(update={"url": "javascript:x"}) for ref in ferry().articles)

    view = view_of(ferry(articles=articles))

    citation = view.sections[0].statements[0].citations[0]
    assert (citation.href, citation.external) == ("#a1", False)
    assert all(line.href is None for line in view.related)


def test_notes_have_names_of_their_own():
    view = view_of(ferry())
    said_ = [one for part in view.sections for one in part.statements]
    tips = [c.tip for one in (*said_, *(e.statement for e in view.timeline)) for c in one.citations]

    assert len(tips) == len(set(tips))


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("he-IL", "rtl"), ("en", "ltr")]
)
def test_direction_follows_the_language(language, direction):
    assert direction_of(language) == direction


def test_instants_are_read_in_utc():
    oslo = dt.datetime(2026, 3, 5, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))

    assert readable(oslo) == "Mar 4, 2026, 23:30 UTC"


def test_changes_are_told_weightiest_first_and_once():
    lines = in_words(ferry_updates()[1].changes, "major")

    assert [(line.kind, line.label) for line in lines[:4]] == [
        ("changed", "New headline"),
        ("changed", "Revised"),
        ("new", "New"),
        ("changed", "Now reported by 3 outlets"),
    ]
    assert lines[1].before == "Four people were treated."


def test_what_only_lists_and_counts_is_not_told():
    side: Side = {"text": "Same.", "outlets": 2}
    changes = (
        Change(type="article_changed", article_id="a", before={"number": 1}, after={"number": 2}),
        Change(type="section_moved", section_id="s", before=1, after=0),
        Change(type="fact_corroborated", fact_id="f", before=side, after=side),
    )

    assert in_words(changes, "minor") == ()


def test_a_fact_that_is_gone_comes_first_only_in_a_correction():
    gone: Side = {"text": "Four died.", "outlets": 1}
    there: Side = {"text": "All are safe.", "outlets": 1}
    changes = (
        Change(type="fact_added", fact_id="f", after=there),
        Change(type="fact_withdrawn", fact_id="g", before=gone),
    )

    corrected, ordinary = in_words(changes, "correction"), in_words(changes, "minor")

    assert [line.label for line in corrected] == ["No longer stated", "New"]
    assert [line.label for line in ordinary] == ["New", "Off the page"]


def test_a_statement_in_two_changes_is_told_once():
    side: Side = {"text": "The bridge opened.", "outlets": 1}
    changes = (
        Change(type="entry_added", entry_id="e", after=side),
        Change(type="fact_added", fact_id="f", after=side),
    )

    assert [line.label for line in in_words(changes, "minor")] == ["New"]


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_a_difference_holds_both_texts_whole(before, after):
    runs = passage(before, after).runs

    assert "".join(run.text for run in runs if run.kind != "new") == before
    assert "".join(run.text for run in runs if run.kind != "old") == after


def test_a_few_other_words_are_marked_word_by_word():
    runs = passage("The court freed 12 men.", "The court freed 13 men.").runs

    assert [(run.kind, run.text) for run in runs] == [
        ("same", "The court freed"),
        ("old", " 12"),
        ("new", " 13"),
        ("same", " men."),
    ]


def test_another_sentence_is_shown_whole_beside_the_old_one():
    runs = passage("The court freed 12 men.", "Police closed the road to Skarvøy.").runs

    assert [run.kind for run in runs] == ["old", "new"]


def test_a_story_does_not_differ_from_itself():
    assert compare(ferry(), ferry()).same


def test_a_sentence_that_went_to_another_section_is_the_same():
    one, two, three = ferry().summary
    moved = one.sentences[-1]
    before = ferry()
    after = ferry(
        summary=(
            one.model_copy(update={"sentences": one.sentences[:-1]}),
            two.model_copy(update={"sentences": (*two.sentences, moved)}),
            three,
        )
    )

    first, second, _ = compare(before, after).sections

    assert len(first.sentences) == len(one.sentences) - 1
    assert [said_.kind for said_ in second.sentences] == ["same"] * 3


def test_what_is_gone_stands_after_what_is_there():
    first, second = (update.story for update in ferry_updates())

    kinds = [section.kind for section in compare(second, first).sections]

    assert kinds == ["same", "removed", "removed"]
