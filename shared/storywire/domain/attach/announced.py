"""Coming dates that an article announces, as windows of days."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from storywire.domain.attach.months import MONTHS

FIRST_DAY_AHEAD, LAST_DAY_AHEAD = 3, 300
MAX_WINDOWS = 3
SCANNED_CHARACTERS = 1_500
_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = frozenset(map(str.lower, MONTHS))
_NAME = re.compile(r"[^\W\d_]{3,12}")
_BEFORE, _AFTER = 16, 16
_DAY_BEFORE = re.compile(r"\b(\d\d?)(?:st|nd|rd|th|\.|er|º)?\s+(?:of\s+|de\s+)?$")
_DAY_AFTER = re.compile(r"\.?\s+(\d\d?)(?:st|nd|rd|th)?\b(?!:)")
_COMING = re.compile(
    r"\b(?:in|next|by|im|en|bis|ab|nächsten|em|entro|tegen|w|do|в|до|к)\s+$", re.IGNORECASE
)
_YEAR = re.compile(r"\.?(?:\s+\d\d?(?:st|nd|rd|th)?)?,?\s+(?:de\s+)?(20\d\d)\b")
# 2026年3月3日 · 3월 3일 · ngày 3 tháng 3 năm 2026
_NUMBERED = re.compile(
    r"(?:(?P<year1>20\d\d)[年년]\s?)?(?P<month1>\d\d?)[月월](?:\s?(?P<day1>\d\d?)[日号일])?"
    r"|(?:(?P<day2>\d\d?)\s+)?tháng\s+(?P<month2>\d\d?)\b(?:\s+năm\s+(?P<year2>20\d\d))?"
)
_NUMBERS = re.compile(r"[月월]|tháng")
Window = tuple[int, int]
"""First and last day, both meant, as days since 1970-01-01."""
_PARTS = ("year", "month", "day")
_Said = tuple[int | None, int, int | None]
"""Year, month and day, as far as the text says."""


def announced_windows(text: str, *, words: Sequence[str], published: date) -> tuple[Window, ...]:
    """Return up to 3 windows that begin 3 to 300 days after `published`, in text order.

    `words` are at least those of the text, lower case: where none is a month, none is looked for.

    Reads `Month D`, `D Month` and `in Month` in the first 1,500 characters, with the names of
    months in English, German, French, Spanish, Italian, Portuguese, Dutch, Russian and Polish, and
    numbered months in Chinese, Japanese, Korean and Vietnamese. A date without a year is the next
    one there is.
    """
    text = text[:SCANNED_CHARACTERS]
    found: list[Window] = []
    named = () if _MONTHS.isdisjoint(words) else _named(text)
    for said in (*named, *_numbered(text)):
        window = _coming(said, published)
        if window is not None and window not in found:
            found.append(window)
            if len(found) == MAX_WINDOWS:
                break
    return tuple(found)


def day_of(moment: date) -> int:
    """Return the number of days from 1970-01-01 to `moment`."""
    return moment.toordinal() - _EPOCH


def date_of(day: int) -> date:
    """Return the day that is `day` days after 1970-01-01."""
    return date.fromordinal(day + _EPOCH)


def _named(text: str) -> Iterator[_Said]:
    for match in _NAME.finditer(text):
        month = MONTHS.get(match[0])
        if month is not None:
            said = _around(text, match.start(), match.end(), month)
            if said is not None:
                yield said


def _around(text: str, start: int, end: int, month: int) -> _Said | None:
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    year = _YEAR.match(after)
    day = _DAY_BEFORE.search(before) or _DAY_AFTER.match(after)
    if day is None and _COMING.search(before) is None:
        return None
    return int(year[1]) if year else None, month, int(day[1]) if day else None


def _numbered(text: str) -> Iterator[_Said]:
    if _NUMBERS.search(text) is None:
        return
    for match in _NUMBERED.finditer(text):
        year, month, day = (match[f"{part}1"] or match[f"{part}2"] for part in _PARTS)
        yield int(year) if year else None, int(month), int(day) if day else None


def _coming(said: _Said, published: date) -> Window | None:
    year, month, day = said
    years = (year,) if year else (published.year, published.year + 1)
    for first, last in _spans(years, month, day):
        ahead = (first - published).days
        if FIRST_DAY_AHEAD <= ahead <= LAST_DAY_AHEAD:
            return day_of(first), day_of(last)
    return None


def _spans(years: tuple[int, ...], month: int, day: int | None) -> Iterator[tuple[date, date]]:
    for year in years if 1 <= month <= 12 else ():
        length = monthrange(year, month)[1]
        if day is None:
            first = date(year, month, 1)
            yield first, first + timedelta(days=length - 1)
        elif 1 <= day <= length:
            yield date(year, month, day), date(year, month, day)
