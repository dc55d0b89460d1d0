"""The event day of a sentence is the day of its main clause, not of what it mentions."""

from datetime import UTC, date, datetime

import pytest

from storywire.domain.model import Article
from storywire.domain.story import reading
from storywire.domain.story.values import ReadSentence

WEDNESDAY = datetime(2026, 1, 14, tzinfo=UTC)


def read(text: str) -> tuple[ReadSentence, ...]:
    article = Article(
        edition="en",
        article_id="a1",
        revision=1,
        content_hash="h",
        title="The ferry",
        text=text,
        language="en",
        published_at=WEDNESDAY,
        ingested_at=WEDNESDAY,
    )
    return reading.read(article).sentences


def second(text: str) -> ReadSentence:
    """Read a sentence that is no lead."""
    return read(f"A ferry sank off the coast of Port Ellis. {text}")[1]


@pytest.mark.parametrize(
    ("text", "day", "anchor"),
    [
        ("The ferry left the harbour on Monday with cars aboard.", date(2026, 1, 12), "text"),
        ("The mayor said Tuesday that the pier was unsafe.", date(2026, 1, 13), "speech"),
        ("The mayor told local reporters on Tuesday that he knew.", date(2026, 1, 13), "speech"),
        ("The mayor said the ferry left the pier on Monday.", date(2026, 1, 12), "text"),
        ("The captain was arrested after a dance on Sunday night.", date(2026, 1, 14), "published"),
        ("The ferry left shortly after 3 a.m. Monday from Ellis.", date(2026, 1, 12), "text"),
        ("The captain, who took over on Sunday, was arrested.", date(2026, 1, 14), "published"),
        ("The man who steered on Sunday was jailed on Tuesday.", date(2026, 1, 13), "text"),
        ("Ten people were hurt in the Friday night crash.", date(2026, 1, 14), "published"),
        ("Sunday's crash was the worst the town has seen.", date(2026, 1, 14), "published"),
        ("He was charged with murder in the shooting on Jan. 3.", date(2026, 1, 14), "published"),
        ("The ferry was built in March 2019 at a yard nearby.", None, "background"),
        ("The ferry line lost a 2013 contract to its rival.", date(2026, 1, 14), "published"),
        ("The ferry lay there a day before it sank.", date(2026, 1, 14), "published"),
        ("The council asks about Jan. 6 crash off the pier.", date(2026, 1, 14), "published"),
        ("On Jan. 6 protests began at the pier of Port Ellis.", date(2026, 1, 6), "text"),
        (
            "The mayor said in an interview with the local station aired Monday that he knew.",
            date(2026, 1, 12),
            "speech",
        ),
        ("The mayor named the sailors lost in 1942 at Ellis.", date(2026, 1, 14), "published"),
        ("The pier recalls the war of 1914-18 and its sailors.", date(2026, 1, 14), "published"),
        ("A cook accused of theft pleaded guilty in court on Monday.", date(2026, 1, 12), "text"),
        ("Two sailors were hurt after a collision on Sunday night.", date(2026, 1, 11), "text"),
        ("A sailor killed at sea on Sunday has been named.", date(2026, 1, 14), "published"),
        (
            "Police named the man in Sunday's deadly east Velm shooting.",
            date(2026, 1, 14),
            "published",
        ),
        ("Police named the man in the Sunday Velm pier shooting.", date(2026, 1, 14), "published"),
        ("Lind was walking near the pier on Oct. 29 that day.", date(2025, 10, 29), "text"),
        ("When the ferry left on Sunday, it was met by tugs.", date(2026, 1, 11), "text"),
        ("Boats met over the crash which occurred on Sunday.", date(2026, 1, 14), "published"),
        ("Two sailors were charged after a fight on Sunday night.", date(2026, 1, 14), "published"),
    ],
)
def test_the_main_clause_dates_the_event(text: str, day: date | None, anchor: str):
    sentence = second(text)

    assert (sentence.event_date, sentence.anchor) == (day, anchor)


def test_an_undated_lead_happened_on_the_day_of_publication():
    (lead,) = read("A ferry sank off the coast of Port Ellis.")

    assert (lead.event_date, lead.anchor, lead.confidence) == (date(2026, 1, 14), "lead", 2)


def test_speech_that_goes_on_inherits_the_day_of_the_speech():
    _, _, further = read(
        "A ferry sank off the coast of Port Ellis. "
        "Mayor Ida Brook told the local radio on Monday that the pier was unsafe. "
        "Brook also said that the harbour would be rebuilt."
    )

    assert (further.event_date, further.anchor) == (date(2026, 1, 12), "inherited")


def test_narrative_after_an_older_day_carries_that_day_for_two_sentences():
    days = [
        sentence.event_date
        for sentence in read(
            "A ferry sank off the coast of Port Ellis. "
            "On Jan. 3 the crew found a crack in the hull. "
            "Welders patched the crack within three hours. "
            "The captain signed the log of the repair. "
            "Nobody looked at the hull again in the port."
        )
    ]

    assert days[2:] == [date(2026, 1, 3), date(2026, 1, 3), date(2026, 1, 14)]


def test_what_is_said_in_an_interview_has_its_day_over_a_line_of_background():
    told = read(
        "The mayor said in an interview on Monday that the pier was unsafe. The pier was built in"
        " 1961. The mayor said he would close it."
    )

    assert [(it.event_date, it.anchor) for it in told] == [
        (date(2026, 1, 12), "speech"), (None, "background"), (date(2026, 1, 12), "inherited"),
    ]  # fmt: skip
