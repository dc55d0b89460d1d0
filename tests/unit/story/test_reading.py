"""Reading an article gives dated, judged sentences, whatever the text is."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storywire.domain.model import Article
from storywire.domain.story import reading
from storywire.domain.story.values import ReadArticle

PUBLISHED = datetime(2026, 1, 14, 9, 30, tzinfo=UTC)


def article(
    text: str, *, title: str = "Ferry sinks off Port Ellis", language: str = "en"
) -> Article:
    return Article(
        edition="en",
        article_id="a1",
        revision=1,
        content_hash="h",
        title=title,
        text=text,
        language=language,
        published_at=PUBLISHED,
        ingested_at=PUBLISHED,
    )


def read(text: str, *, language: str = "en") -> ReadArticle:
    return reading.read(article(text, language=language))


texts = st.one_of(
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=400),
    st.lists(
        st.sampled_from(
            [
                "On Jan. 3", "99/99/2026", "31 February 2026", "\x07", "“", '"', "He said", "?",
                "two days later", "in 1998", "ngày 45/13", "2026年13月40日", "\n", " - ", "A.",
                "...", "May said", "the '80s", "3,000,000,000,000 people", "(", "\u202e", ".",
                "last summer", "999 years ago", "the 1988 third quarter", "next Tuesday",
                "nineteen ninety-six", "Montag", "vor 999 Jahren", "thứ hai", "周日",
            ]
        ),
        max_size=30,
    ).map(" ".join),
)  # fmt: skip
languages = st.sampled_from(
    ["en", "und", "de", "fr", "es", "it", "pt", "nl", "vi", "ja", "zh", "ko", "th", "xx"]
)


@given(texts, languages)
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_read_and_reads_the_same_twice(text: str, language: str):
    first = read(text, language=language)

    assert first == read(text, language=language)
    for index, sentence in enumerate(first.sentences):
        assert sentence.index == index
        assert "\n" not in sentence.text
        for mention in sentence.dates:
            assert 0 <= mention.start < mention.end <= len(sentence.text)
            assert mention.granularity != "day" or mention.day is not None


@given(
    st.text(
        st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=80
    )
)
@settings(max_examples=80, deadline=None)
def test_any_title_gives_a_headline(title: str):
    found = reading.read(article("", title=title))

    assert found.sentences == ()
    assert "\n" not in found.headline


def test_a_very_long_line_is_read_in_part():
    found = read("x " * 50_000 + ". " + "The ferry sank on Monday near the harbour wall. " * 2_000)

    assert len(found.sentences) <= reading.MAX_SENTENCES


def test_an_empty_article_has_its_headline_and_no_sentence():
    found = read("")

    assert found.headline == "Ferry sinks off Port Ellis"
    assert found.sentences == ()


def test_furniture_gets_no_index():
    found = read(
        "PORT ELLIS (AP) - The ferry Linnet sank on Monday with 14 people aboard.\n"
        "Sign up for our newsletter to get the news first.\n"
        "Photo gallery\n"
        "Divers found the wreck at a depth of 40 metres."
    )

    assert [(s.index, s.text) for s in found.sentences] == [
        (0, "The ferry Linnet sank on Monday with 14 people aboard."),
        (1, "Divers found the wreck at a depth of 40 metres."),
    ]


def test_a_lead_without_its_full_stop_is_the_lead():
    found = read(
        "The captain of the ferry Linnet pled guilty in a court of Port Ellis Monday morning\n"
        "All the news of the harbour and the town every day of the week\n"
        "Jonas Lind had left the pier in a storm."
    )

    assert [s.index for s in found.sentences] == [0, 1]
    assert found.sentences[0].display == (
        "The captain of the ferry Linnet pled guilty in a court of Port Ellis on the morning of"
        " Jan. 12."
    )


def test_a_sentence_knows_its_day_names_numbers_and_stems():
    sentence = read("The ferry Linnet sank on Monday with 14 people aboard.").sentences[0]

    assert sentence.event_date == date(2026, 1, 12)
    assert (sentence.anchor, sentence.confidence) == ("text", 3)
    assert sentence.names == {"linnet"}
    assert [(q.value, q.unit) for q in sentence.quantities] == [("14", "peopl")]
    assert sentence.stems == ("ferri", "linnet", "sank", "14", "peopl", "aboard")
    assert sentence.eventive
    assert not sentence.speech
    assert sentence.showable
    assert sentence.display == "The ferry Linnet sank on Jan. 12 with 14 people aboard."


def test_numbers_of_dates_are_no_quantities():
    sentence = read("On Jan. 3, 2026 the yard laid off twenty-five welders.").sentences[0]

    assert [(q.value, q.unit) for q in sentence.quantities] == [("25", "welder")]


def test_cues_tell_speech_negation_and_the_future():
    said, planned = read(
        "The mayor said the bridge was not safe for lorries. "
        "The council will close the bridge in the spring for repairs."
    ).sentences

    assert said.speech
    assert said.negated
    assert planned.future
    assert not planned.speech


def test_a_state_is_not_an_event():
    sentence = read("The bridge is the longest of its kind in the county.").sentences[0]

    assert not sentence.eventive


def test_english_grammar_is_not_asked_of_other_languages():
    sentence = read(
        "Die Fähre sank am 12. Januar vor der Küste von Port Ellis.", language="de"
    ).sentences[0]

    assert sentence.showable
    assert sentence.eventive
    assert sentence.event_date == date(2026, 1, 12)


def test_a_chinese_sentence_is_measured_in_characters():
    sentence = read("渡轮于1月12日在港口附近沉没，造成十四人死亡。", language="zh").sentences[0]

    assert "too-short" not in sentence.faults
    assert sentence.stems


@pytest.mark.parametrize(
    "piece", ["Ab ", "Monday ", '"“', "1,000,", "Jan. 3 ", "who was ", "X-", "("]
)
def test_sentences_of_one_piece_repeated_can_be_read(piece: str):
    found = read("\n".join(f"It is {n} {piece * 400} {n}." for n in range(5)))

    assert len(found.sentences) >= 5
