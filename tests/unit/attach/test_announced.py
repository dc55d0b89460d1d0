"""Which coming dates an article announces."""

from datetime import date

import pytest

from storywire.domain.attach.announced import announced_windows, date_of
from storywire.domain.attach.scripts import words_of

PUBLISHED = date(2026, 3, 10)


def spans(text: str) -> list[tuple[str, str]]:
    windows = announced_windows(text, words=words_of(text.lower()), published=PUBLISHED)
    return [(str(date_of(first)), str(date_of(last))) for first, last in windows]


@pytest.mark.parametrize(
    "text",
    [
        "The bridge opens on May 4.",
        "The bridge opens on 4 May 2026.",
        "The bridge opens on the 4th of May.",
        "Die Brücke öffnet am 4. Mai.",
        "El puente abre el 4 de mayo.",
        "Le pont ouvrira le 4 mai.",
        "Il ponte apre il 4 maggio 2026.",
        "A ponte abre em 4 de maio de 2026.",
        "De brug opent op 4 mei.",
        "Мост откроют 4 мая.",
        "Most zostanie otwarty 4 maja.",
        "大桥将于5月4日通车。",
        "橋は2026年5月4日に開通する。",
        "다리는 5월 4일 개통한다.",
        "Cầu sẽ thông xe ngày 4 tháng 5 năm 2026.",
    ],
)
def test_a_coming_day_is_a_window_of_one_day(text):
    assert spans(text) == [("2026-05-04", "2026-05-04")]


@pytest.mark.parametrize(
    "text",
    [
        "It opens in June.",
        "by June it opens",
        "Es öffnet im Juni.",
        "Abre em junho.",
        "6月に開く。",
    ],
)
def test_a_coming_month_is_a_window_of_all_its_days(text):
    assert spans(text) == [("2026-06-01", "2026-06-30")]


@pytest.mark.parametrize(
    "text",
    [
        "It opened on March 8.",
        "It opens on March 12.",
        "It opens on 30 February.",
        "It may 4 times be postponed.",
        "It opens on May 4, 2029.",
        "It opened on May 4, 2019.",
    ],
)
def test_what_is_past_or_near_or_far_or_no_date_announces_nothing(text):
    assert spans(text) == []


def test_a_month_before_this_one_is_next_years():
    assert spans("Voting starts in January.") == [("2027-01-01", "2027-01-31")]


def test_no_more_than_three_windows_are_kept():
    text = "Dates: April 20, April 20, May 3, June 9 and July 1."

    assert spans(text) == [
        ("2026-04-20", "2026-04-20"),
        ("2026-05-03", "2026-05-03"),
        ("2026-06-09", "2026-06-09"),
    ]
