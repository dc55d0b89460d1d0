"""A heading is a whole statement; what is cut, leaning or dull does not pass."""

import pytest
from tests.unit.story import pages

from storywire.domain.story import verbs
from storywire.domain.story.compression import candidates
from storywire.domain.story.heading_gate import passes
from storywire.domain.story.reading import read


@pytest.mark.parametrize(
    "text",
    [
        "Lind left Velm for a two-day summit with Rey",
        "Norland banned oyster imports from eight counties",
        "Two tugs freed the ferry from the rocks at high tide",
        "The central bank cut its key rate to 3.25 percent",
    ],
)
def test_a_whole_clause_passes(text):
    assert passes(text)


@pytest.mark.parametrize(
    "text",
    [
        "He left Velm for a two-day summit with Rey",
        "The oyster ban from eight counties of Sudria",
        "Lind left Velm for a two-day summit with the",
        "When Lind left Velm for the summit in Port Amber",
        "Lind said she would lift the ban on oyster imports",
        "Lind left",
        "A tug of the harbour master sank April 18, two",
        "Lind had celebrated the end of the strike prior to the March 31, 2013",
        "Police are looking for the driver of the red lorry",
        "Lind was so intent on the oyster ban",
        "The ruling limits what Norland may ban",
        "Police of Velm have spoken to the brother about the boat",
        "Bail in Velm was set at one million crowns for each man",
        "The new figure was more than the harbour board had asked for",
        'Lind called the ban "a matter of the past in Velm',
        "Officials held a news conference about the oyster ban",
        "Officers came to 12 Quay Street at, in reference to the fire",
        "The network had reported that the oyster ban was over",
        "The vote comes as the harbour board of Velm meets",
    ],
)
def test_what_is_no_statement_of_its_own_does_not_pass(text):
    assert not passes(text)


def headings_of(sentence):
    told = ("2026-01-13T02:38:00+00:00", "A headline of the day", sentence)
    return [text for text, _ in candidates(read(pages.article(1, told)).sentences[0].display)]


def test_a_fronted_phrase_and_a_weekday_are_cut():
    found = headings_of(
        "After weeks of talks, the harbour board of Velm closed the old fish market on Monday."
    )

    assert found[0] == "The harbour board of Velm closed the old fish market"


def test_what_an_authority_says_keeps_its_source():
    found = headings_of("A lorry hit the gate of the old fish market in Velm, police said.")

    assert found[0] == "A lorry hit the gate of the old fish market in Velm, police say"


def test_what_a_single_speaker_claims_is_no_heading():
    assert headings_of("The oyster ban ruined every farm on the coast, Jon Berg said.") == []


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Lind left Velm", "left"),
        ("The man accused of theft appeared in court", "appeared"),
        ("The mayor who resigned in spring returns to court", "returns"),
        ("A felon linked by police to a fire that injured five now faces charges", "faces"),
    ],
)
def test_the_finite_verb_is_the_main_one(text, verb):
    said = verbs.tokens(text)
    position = verbs.finite(said)

    assert position is not None
    assert said[position] == verb


def test_a_headline_that_breaks_off_within_a_word_is_no_heading():
    cut = (
        "2026-01-13T02:38:00+00:00",
        "Two tugs freed the ferry from the rocks at high ti",
        "Two tugs freed the ferry Ida from the rocks of Velm at high tide on Tuesday.",
    )
    other = (
        "2026-01-13T04:00:00+00:00",
        "Ferry Ida is afloat in Velm",
        "The ferry Ida was afloat on Tuesday after two tugs freed it from the rocks of Velm.",
    )

    page = pages.page_of(cut, other)

    assert page.title == "Ferry Ida is afloat in Velm"
    assert not any("high ti" in section.heading.split("tide")[0] for section in page.sections)


@pytest.mark.parametrize(
    ("headline", "heading"),
    [
        ("Two Boats Free Ferry Ida From Rocks Off Velm After Long Night",
         "Two boats free ferry Ida from rocks off Velm after long night"),
        ("Velm Harbour Board Won't Rule Out NATO Inquiry Into Boats' Delay",
         "Velm Harbour Board won't rule out NATO inquiry into boats' delay"),
        ("NATO-Led Boats Free Ferry Ida Near Velm", "NATO-led boats free ferry Ida near Velm"),
        ("US Boats Free Ferry Ida Near Velm", "US boats free ferry Ida near Velm"),
    ],
)  # fmt: skip
def test_a_headline_in_title_case_keeps_the_capitals_of_its_names(headline, heading):
    told = (
        "2026-01-13T02:38:00+00:00",
        headline,
        "The ferry Ida was freed near Velm on Tuesday, the Velm Harbour Board said.",
    )

    assert pages.page_of(told).title == heading


@pytest.mark.parametrize(
    ("sentence", "heading"),
    [
        ("Police named the injured man as Jonas Lind, 19, a cook of the ferry Morna.",
         "Police named the injured man as Jonas Lind, a cook of the ferry Morna"),
        ("Police named the man found in the harbour as Jonas E. Lind, of Port Ellis, Mo.",
         "Police named the man found in the harbour as Jonas E. Lind"),
        ("Captain Ida Brook, 44, was pulled from the cold water of the harbour.",
         "Captain Ida Brook was pulled from the cold water of the harbour"),
    ],
)  # fmt: skip
def test_ages_and_home_towns_are_cut_with_the_commas_that_are_theirs(sentence, heading):
    assert heading in [text for text, _ in candidates(sentence)]


def test_a_comparison_is_not_cut_within_its_second_half():
    sentence = (
        "Brook said that ties with Norland were as important to Port Ellis as ties with its larger"
        " neighbour Velm."
    )

    assert not any(text.endswith("as ties") for text, _ in candidates(sentence))
