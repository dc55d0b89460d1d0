"""What a page shows of sentences and headlines."""

from datetime import UTC, datetime

import pytest

from storywire.domain.story import dates, display

PUBLISHED = datetime(2026, 1, 14, tzinfo=UTC)


def shown(text: str, language: str = "en") -> str:
    found = dates.tag(text, published_at=PUBLISHED, language=language)
    return display.display(text, found, language)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It sank on Tuesday.", "It sank on Jan. 13."),
        ("It sank Tuesday off Ellis.", "It sank on Jan. 13 off Ellis."),
        ("On Tuesday, it sank.", "On Jan. 13, it sank."),
        ("Tuesday it sank.", "On Jan. 13 it sank."),
        ("It sank late Sunday night.", "It sank late on Jan. 11."),
        ("It sank Sunday night.", "It sank on the night of Jan. 11."),
        ("It was seen before Monday.", "It was seen before Jan. 12."),
        ("Sunday's storm was strong.", "The Jan. 11 storm was strong."),
        ("After Sunday's storm it sank.", "After the Jan. 11 storm it sank."),
        ("The Sunday night storm was strong.", "The Jan. 11 storm was strong."),
        ("It sank Friday afternoon, Jan. 9, 2026.", "It sank Friday afternoon, Jan. 9, 2026."),
        ("Sunday night's storm was strong.", "The Jan. 11 storm was strong."),
        ("It sank,[6][7] and a sailor (pictured) died.", "It sank, and a sailor died."),
        ("It sank early this morning.", "It sank early on Jan. 14."),
        ("It sank this evening.", "It sank on the evening of Jan. 14."),
        ("She said so in a late Tuesday call.", "She said so in a late Jan. 13 call."),
        (
            "It was planned for Tuesday, as early as Tuesday.",
            "It was planned for Jan. 13, as early as Jan. 13.",
        ),
        ("It sank yesterday.", "It sank on Jan. 13."),
        ("In today's world it sank.", "In today's world it sank."),
        ("“It sank on Tuesday,” she said.", "“It sank on Tuesday,” she said."),
        ("However, the ferry sank.", "The ferry sank."),
        ("According to CBS2, the ferry sank.", "The ferry sank."),
        ("The ferry sank, KTLA reports.", "The ferry sank."),
        ("The mayor told NBC10 that it sank.", "The mayor said that it sank."),
        ("The mayor told the council that it sank.", "The mayor told the council that it sank."),
    ],
)
def test_a_sentence_is_shown_without_furniture_and_with_dates(text: str, expected: str):
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Aber am Montag sank die Fähre.", "Aber am Montag (12. Januar) sank die Fähre."),
        ("fr", "Le ferry a coulé lundi.", "Le ferry a coulé lundi (12 janvier)."),
        ("es", "El barco se hundió ayer.", "El barco se hundió ayer (13 de enero)."),
        ("vi", "Con phà chìm hôm thứ Hai.", "Con phà chìm hôm thứ Hai."),
    ],
)
def test_elsewhere_a_date_is_put_beside_a_weekday(language: str, text: str, expected: str):
    assert shown(text, language) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ferry sinks off Port Ellis - Ellis Daily News", "Ferry sinks off Port Ellis"),
        ("Ferry sinks off Port Ellis | KXYZ-TV | ellisnews.com", "Ferry sinks off Port Ellis"),
        ("BREAKING: Ferry sinks off Port Ellis (VIDEO)", "Ferry sinks off Port Ellis"),
        ("Ferry sinks - mayor says pier was unsafe", "Ferry sinks - mayor says pier was unsafe"),
        ("Ellis - News", "Ellis - News"),
    ],
)
def test_a_headline_loses_what_is_not_the_outlets_statement(title: str, expected: str):
    assert display.headline(title) == expected


def test_an_article_goes_with_the_month_that_stands_after_it():
    published = datetime(2026, 4, 15, 12, tzinfo=UTC)
    text = "Two boats sank in a Tuesday storm."

    found = dates.tag(text, published_at=published, language="en")

    assert display.display(text, found, "en") == "Two boats sank in an April 14 storm."


def test_a_headline_as_long_as_some_sites_let_it_be_is_cut_off():
    assert display.is_cut("x" * 64 + " - Ellis Daily News")
    assert not display.is_cut("x" * 63 + " - Ellis Daily News")
    assert not display.is_cut("x" * 64)
