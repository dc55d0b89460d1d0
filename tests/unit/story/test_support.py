"""The checker finds what a story says without its articles saying it."""

import datetime as dt

import pytest
from tests.unit.story import steps

from storywire.domain.model import Section, Support
from storywire.domain.story.support import unsupported
from storywire.testing import NOON, a_story

TEXT = (
    "The ferry Alba left Port Haven on Monday with 1,200 people.\n"
    "Captain Ida Moss said three lifeboats\nwere  missing."
)
ALBA = steps.article("alba", title="Ferry leaves Port Haven", text=TEXT)
BELLA = steps.article("bella", title="Harbour is quiet", text="Nothing happened in Bellport.")
ARTICLES = {"alba": ALBA, "bella": BELLA}
QUOTE = Support(
    article_id="alba",
    revision=1,
    sentence=0,
    quote="The ferry Alba left Port Haven on Monday with 1,200 people.",
)


def faults_of(text, *, heading="Ferry leaves Port Haven", edited=(), **fields):
    said = steps.sentence(ALBA, text=text, **{"support": (QUOTE,), **fields})
    section = Section(section_id="s", heading=heading, sentences=(said,))
    return unsupported(a_story(summary=(section,)), ARTICLES, edited=edited)


@pytest.mark.parametrize(
    "text",
    [
        "The ferry Alba left Port Haven on Monday with 1,200 people.",
        "The ferry Alba left Port Haven on Jan. 12 with 1200 people.",
        "Captain Ida Moss said 3 lifeboats were missing.",
        "Alba's captain said lifeboats were missing.",
        "On Jan. 12 the ferry Alba left Port Haven.",
    ],
)
def test_what_the_article_says_stands(text):
    assert faults_of(text) == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("The ferry Alba left Port Haven with 1,300 people.", "number 1300"),
        ("The ferry Alba left Port Haven on Feb. 12.", "number 12"),
        ("The ferry Corona left Port Haven.", "name Corona"),
        ("The ferry left in heavy winter storms after midnight.", "words cited"),
    ],
)
def test_what_the_article_does_not_say_is_a_fault(text, fault):
    (found, *_) = faults_of(text)

    assert fault in found


def test_only_cited_articles_count():
    (fault,) = faults_of("The ferry Alba left Port Haven and Bellport.")

    assert "name Bellport" in fault


def test_a_date_needs_a_weekday_in_the_article():
    quiet = steps.article("alba", text="The ferry Alba left Port Haven.")
    said = steps.sentence(quiet, text="The ferry Alba left Port Haven on Jan. 12.")
    section = Section(section_id="s", heading="Alba left Port Haven", sentences=(said,))

    faults = unsupported(a_story(summary=(section,)), {"alba": quiet})

    assert any("number 12" in fault for fault in faults)


def test_a_house_number_after_a_date_is_no_year():
    report = steps.article("alba", text="A car hit a tree at noon Monday, 3000 block Mill Street.")
    said = steps.sentence(
        report, text="A car hit a tree at noon on Jan. 12, 3000 block Mill Street."
    )
    section = Section(section_id="s", heading="A car hit a tree", sentences=(said,))

    faults = unsupported(a_story(summary=(section,)), {"alba": report})

    assert not [fault for fault in faults if "number" in fault]


def test_a_statement_without_a_citation_or_with_an_unknown_one_is_a_fault():
    (heading, nobody, _) = faults_of("The ferry left.", citations=())
    assert "no citation" in heading
    assert "no citation" in nobody

    assert any("unknown article zeta" in f for f in faults_of("x", citations=("zeta", "alba")))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"quote": "The ferry sank."}, "is not in alba"),
        ({"revision": 2}, "revision 2"),
        ({"article_id": "bella"}, "which is not cited"),
    ],
)
def test_a_quote_must_stand_in_the_very_article_and_revision(changed, fault):
    (found,) = faults_of("The ferry left.", support=(QUOTE.model_copy(update=changed),))

    assert fault in found


def test_a_quote_may_be_broken_over_lines():
    quote = QUOTE.model_copy(update={"quote": "Ida Moss said three lifeboats were missing."})

    assert faults_of("The ferry left.", support=(quote,)) == ()


def test_a_statement_without_a_quote_is_a_fault():
    (fault,) = faults_of("The ferry left.", support=())

    assert "no supporting sentence" in fault


def test_headings_and_entries_are_judged_too():
    entry = steps.entry(ALBA, text="The ferry Dora left.", support=(QUOTE,))

    (fault,) = unsupported(a_story(timeline=(entry,)), ARTICLES)
    assert fault.startswith("entry e-alba: name Dora")

    (fault,) = faults_of("The ferry left.", heading="Ferry Emma leaves Port Haven")
    assert fault.startswith("section s heading: name Emma")


def test_an_editors_words_are_judged_by_their_citations_alone():
    assert faults_of("Nobody knows why Zeno waits.", edited={"f-alba"}) == ()


def test_a_script_without_spaces_is_found_within_its_text():
    article = steps.article(
        "alba", title="港は静か", text="フェリーは月曜日に港を出た。", language="ja"
    )
    said = steps.sentence(article, text="フェリーは月曜日に港を出た")

    (*faults,) = unsupported(
        a_story(timeline=(steps.entry(article, text=said.text),)), {"alba": article}
    )

    assert faults == []


def test_a_date_of_the_turn_of_the_year_is_near():
    eve = steps.article(
        "alba", text="The ferry Alba left on Wednesday.", published_at=NOON.replace(month=1, day=1)
    )
    entry = steps.entry(eve, text="The ferry Alba left on Dec. 31.", date=dt.date(2025, 12, 31))

    assert unsupported(a_story(timeline=(entry,)), {"alba": eve}) == ()
