"""Which other words for a statement may be shown, and why not."""

import pytest

from storywire.domain.model import ArticleRef, Sentence, Support
from storywire.domain.story.rewording import Statement, refusal
from storywire.testing import NOON, a_story

LINE = "About 30 people were hurt when a train hit a bus in Velm on Jan. 12, police said."
QUOTE = "About 30 people were hurt when a train hit a bus in Velm on Monday, police said."


def refused(text, *, line=LINE, quote=QUOTE, language="en", heading=False):
    support = (Support(article_id="alba", revision=1, sentence=0, quote=quote),)
    said = Sentence(
        text=line, fact_id="f-1", citations=("alba",), citation_count=1, support=support
    )
    alba = ArticleRef(article_id="alba", number=1, title="A crash", published_at=NOON)
    story = a_story(articles=(alba,), language=language)
    return refusal(Statement(line, language, heading, (said,)), text, story)


@pytest.mark.parametrize(
    "text",
    [
        "About 30 people were hurt as a train hit a bus in Velm on Jan. 12, police said.",
        "About 30 people were hurt on Jan. 12 when a train hit a bus in Velm, police said.",
        "Police said about 30 people were hurt when a train hit a bus in Velm on Jan. 12.",
    ],
)
def test_the_same_in_fewer_or_turned_words_may_stand(text):
    assert refused(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("About 31 people were hurt when a train hit a bus in Velm on Jan. 12, police said.",
         "its numbers are others"),
        ("About 30 people were hurt when a train hit a bus in Velm, police said.",
         "its numbers are others"),
        ("About 30 people were not hurt when a train hit a bus in Velm on Jan. 12, police said.",
         "one of the two is a denial"),
        ("About 30 people will be hurt when a train hits a bus in Velm on Jan. 12, police said.",
         "one of the two is about the future"),
        ("About 30 people were hurt when a train hit a bus in Velm on Jan. 12.",
         "who says it is gone, or new"),
        ("30 people were hurt when a train hit a bus in Velm on Jan. 12, police said.",
         "what limits it (nearly, may, alleged) is gone, or new"),
        ("About 30 people were killed when a train hit a bus in Velm on Jan. 12, police said.",
         "its sources do not have: kill"),
        ("About 30 people were hurt when a train hit a bus in Sand on Jan. 12, police said.",
         "its sources do not have: sand"),
        ("About 30 people were hurt when a train hit a bus in Velm on Jan. 12, police said",
         "a sentence ends with a full stop, a heading without"),
        ("About 30 people were hurt.\nA train hit a bus in Velm on Jan. 12, police said.",
         "it is empty, or has markup, an address or several lines"),
        ("", "it is empty, or has markup, an address or several lines"),
        (LINE[:-1] + " to reporters, people, police, train, bus, about 30 people in Velm.",
         "it is too long"),
    ],
)  # fmt: skip
def test_what_says_less_more_or_other_things_is_refused_with_its_reason(text, reason):
    assert refused(text) == reason


def test_who_did_it_to_whom_may_not_be_turned_round():
    line = "The Herons beat the Storks in Velm."

    reason = refused("The Storks beat the Herons in Velm.", line=line, quote=line)

    assert reason == "its names stand in another order"


def test_what_rose_may_not_fall_and_spelled_numbers_count():
    line = "Shares in Norland rose by three per cent on strong sales of timber and fish, it said."

    assert refused(line.replace("rose", "fell"), line=line, quote=line) == "it says the opposite"
    numbers = refused(line.replace("three", "four"), line=line, quote=line)
    assert numbers == "its numbers are others"


def test_a_heading_may_say_what_any_sentence_under_it_rests_on():
    text = "Train hit a bus in Velm, police said"

    assert refused(text, line="30 hurt in a crash in Velm, police said", heading=True) == (
        "its numbers are others"
    )
    assert refused(text, line="A crash in Velm, police said", heading=True) is None


def test_a_name_in_full_may_stand_where_the_quote_has_the_surname_alone():
    line = "Mara Lind pulled about 30 people from the water off Velm on Jan. 12, police said."
    quote = "Lind pulled about 30 people from the water off Velm on Monday, police said."

    text = "Mara Lind pulled about 30 people from the water on Jan. 12 off Velm, police said."

    assert refused(text, line=line, quote=quote) is None
    assert refused(text.replace("Mara", "Ida"), line=line, quote=quote) is not None


def test_another_language_has_its_own_denials():
    line = "Die Fähre ist am Montag nicht ausgelaufen, teilte die Reederei mit."

    reason = refused(line.replace("nicht ", ""), line=line, quote=line, language="de")

    assert reason == "one of the two is a denial"
