"""The date tagger names days, months and longer times as TIMEX3 values."""

from datetime import UTC, date, datetime

import pytest

from storywire.domain.story import dates

PUBLISHED = datetime(2026, 1, 14, tzinfo=UTC)  # a Wednesday


def values(text: str, language: str = "en", previous: date | None = None) -> list[str]:
    found = dates.tag(text, published_at=PUBLISHED, language=language, previous=previous)
    return [mention.value for mention in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opened on 2025-12-04.", ["2025-12-04"]),
        ("It opened on Dec. 4.", ["2025-12-04"]),
        ("IT OPENED ON DECEMBER 4TH.", ["2025-12-04"]),
        ("It opened on December 4, 1999, at noon.", ["1999-12-04"]),
        ("It opened on 4 December 1999.", ["1999-12-04"]),
        ("It will open on Feb. 3.", ["2026-02-03"]),
        ("The fair runs Jan. 20-22, 2026.", ["2026-01-20/2026-01-22"]),
        ("It sank on Tuesday.", ["2026-01-13"]),
        ("The yard agreed to sell it in February.", ["2026-02"]),
        ("New rules are to be published in early February.", ["2026-02"]),
        ("The yard has until mid-February to pay.", ["2026-02"]),
        ("In March, the yard bought the ferry.", ["2025-03"]),
        ("It was built in the nineties and rebuilt in the year two thousand.", ["199", "2000"]),
        ("It sank on May 4, 2019; the following year it was raised.", ["2019-05-04", "2020"]),
        ("The ferry left to meet the tug next Tuesday.", ["2026-01-20"]),
        ("It sank Wednesday.", ["2026-01-14"]),
        ("It sank Friday.", ["2026-01-09"]),
        ("It will sail on Friday.", ["2026-01-16"]),
        ("She said Friday it will sail.", ["2026-01-09"]),
        ("On Friday, the court will hear the case.", ["2026-01-16"]),
        ("On Friday, the mayor said he will resign.", ["2026-01-09"]),
        ("It sank last Monday.", ["2026-01-12"]),
        ("It sank yesterday and was raised today.", ["2026-01-13", "2026-01-14"]),
        ("Three days ago it sank.", ["2026-01-11"]),
        ("It was built in March 2019.", ["2019-03"]),
        ("She took office in October.", ["2025-10"]),
        ("The talks resumed last June.", ["2025-06"]),
        ("It was built in 1987.", ["1987"]),
        ("It was a hit of the 1980s.", ["198"]),
        ("Sales fell in the third quarter of 2025.", ["2025-Q3"]),
        ("Sales fell last year.", ["2025"]),
        ("It happened last week.", ["2026-W02"]),
        ("The bridge closed last summer.", ["2025-SU"]),
        ("In nineteen ninety-six it burned.", ["1996"]),
    ],
)
def test_english_times(text: str, expected: list[str]):
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "May said she may resign.",
        "The March on Washington was long.",
        "About 1,910 minutes of tape were lost.",
        "It costs 2025 dollars.",
        "The hall has 2,000 seats.",
        "On Feb. 30 nothing happened.",
        "Sun and sat phones failed.",
    ],
)
def test_what_is_no_date_is_not_tagged(text: str):
    assert values(text) == []


def test_a_later_day_counts_from_the_day_named_before():
    assert values("It sank on Jan. 3 and was raised two days later.") == [
        "2026-01-03",
        "2026-01-05",
    ]
    assert values("The next day it was raised.", previous=date(2026, 1, 3)) == ["2026-01-04"]
    assert values("The next day it was raised.") == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Am 13. Januar 2026 sank die Fähre.", ["2026-01-13"]),
        ("de", "Die Fähre sank am Dienstag, dem 6. Jan. im Hafen.", ["2026-01-06"]),
        ("de", "Die Fähre sank am Montag.", ["2026-01-12"]),
        ("de", "Gestern sank die Fähre, im Oktober 2025 war sie neu.", ["2026-01-13", "2025-10"]),
        ("de", "Am 13.01.2026 sank die Fähre.", ["2026-01-13"]),
        ("fr", "Le ferry a coulé mardi 13 janvier.", ["2026-01-13"]),
        ("fr", "Le ferry a coulé le 1er décembre 2025.", ["2025-12-01"]),
        ("fr", "Le ferry a coulé hier.", ["2026-01-13"]),
        ("es", "El barco se hundió el 13 de enero de 2026.", ["2026-01-13"]),
        ("es", "El barco se hundió el lunes.", ["2026-01-12"]),
        ("it", "Il traghetto è affondato lunedì 12 gennaio.", ["2026-01-12"]),
        ("pt", "O barco afundou em 12 de janeiro de 2026.", ["2026-01-12"]),
        ("nl", "De veerboot zonk op 12 januari 2026.", ["2026-01-12"]),
        ("vi", "Tàu chìm ngày 17/10 gần cảng.", ["2025-10-17"]),
        ("vi", "Tàu chìm sáng 20.10 gần cảng.", ["2025-10-20"]),
        ("vi", "Tàu chìm hôm nay (14.1) gần cảng.", ["2026-01-14", "2026-01-14"]),
        ("vi", "Anh thắng 6/1, 7/3 rồi dẫn 13/10 ở ván sau.", []),
        ("vi", "Hôm qua tàu chìm, ngày 3 tháng 5 năm 2024 tàu mới.", ["2026-01-13", "2024-05-03"]),
        ("zh", "渡轮于2026年1月12日沉没。", ["2026-01-12"]),
        ("ja", "フェリーは12日に沈没した。3日間の捜索。", ["2026-01-12"]),
        ("ko", "여객선이 1월 12일 침몰했다.", ["2026-01-12"]),
        ("ko", "여객선이 어제 침몰했다.", ["2026-01-13"]),
    ],
)
def test_times_in_other_languages(language: str, text: str, expected: list[str]):
    assert values(text, language) == expected


def test_a_weekday_ahead_of_utc_is_tomorrow_late_in_the_day():
    late = datetime(2026, 1, 13, 22, 0, tzinfo=UTC)

    found = dates.tag("It sank on Wednesday.", published_at=late, language="en")

    assert [mention.value for mention in found] == ["2026-01-14"]


def test_a_day_ahead_is_marked_future():
    found = dates.tag("It will sail on Friday.", published_at=PUBLISHED, language="en")

    assert [mention.future for mention in found] == [True]


def test_days_at_the_end_of_the_calendar_are_left_out():
    first = datetime(1, 1, 1, tzinfo=UTC)
    end = datetime(9999, 12, 31, tzinfo=UTC)

    for instant in (first, end):
        for text in ("yesterday, tomorrow, Friday, 999 years ago, last week, next month", "Jan. 3"):
            for mention in dates.tag(text, published_at=instant, language="en"):
                assert mention.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The budget is to pass by February.", "2026-02"),
        ("He resigned in February.", "2025-02"),
        ("Talks open in November, the ministry hopes.", "2025-11"),
        ("The league wanted the previous Friday.", "2025-10-17"),
        ("The race is this coming Sunday.", "2025-11-02"),
        ("The bridge shut last night.", "2025-10-29"),
        ("It opens on Saturday, November 1: bring a coat.", "2025-11-01"),
        ("That 1978 treaty still holds.", "1978"),
        ("Sales for the full year doubled.", "2025"),
        ("The strike lasted over the summer.", "2025-SU"),
    ],
)
def test_times_without_a_year_of_their_own(text, value):
    found = dates.tag(text, published_at=datetime(2025, 10, 30, 9, tzinfo=UTC), language="en")

    assert value in [it.value for it in found]
