"""Calendar sums behind the date tagger: nearest years, weekdays, quarters, weeks, ranges."""

import datetime as dt
from dataclasses import dataclass
from datetime import date, timedelta

from storywire.domain.story.mentions import Granularity

MONTHS_SOON, MONTHS_JUST_PAST = 4, 10
A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Found:
    """A value that a rule has read: as in TIMEX3, with how exact it is."""

    value: str
    granularity: Granularity
    future: bool = False


def on(day: date | None, *, published: date) -> Found | None:
    """Return a day as a value, marked future when it is after the publication."""
    if day is None:
        return None
    return Found(day.isoformat(), "day", day > published)


def make(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def shift(day: date, days: int) -> date | None:
    """Return the day so many days later, or None outside the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def full_year(text: str) -> int:
    """Return a year of two or four digits in full: `98` is 1998, `26` is 2026."""
    year = int(text)
    if len(text) > 2:
        return year
    return 1900 + year if year >= 50 else 2000 + year


def nearest(
    month: int, day: int, published: date, *, future: bool = False, past: bool = False
) -> date | None:
    """Return the day of the year before, of or after the publication that fits best.

    Days ahead count threefold and 60 days more, unless the text speaks of the future; a day at
    most 75 days past beats one more than 240 days off. Where it speaks of the past, a day more
    than a week ahead is none.
    """
    candidates = [
        found
        for year in (published.year - 1, published.year, published.year + 1)
        if (found := make(year, month, day))
    ]
    if past:
        candidates = [c for c in candidates if (c - published).days <= A_WEEK] or candidates
    return min(candidates, key=lambda c: (_cost(c, published, future=future), c), default=None)


def _cost(day: date, published: date, *, future: bool) -> int:
    gap = (day - published).days
    if future:
        return gap if gap >= 0 else (-gap + 165 if gap >= -75 else -gap * 3 + 60)
    return gap * 3 + 60 if gap > 0 else -gap


def month_year(month: int, published: date, *, future: bool = False, past: bool = False) -> int:
    """Return the year of a month named alone.

    It is the latest not ahead, unless it is at most 4 months ahead and the text does not speak of
    the `past`; where it speaks of the `future` the next one, unless it was at most 2 months ago.
    """
    ahead = (month - published.month) % 12
    near = ahead < MONTHS_JUST_PAST if future else ahead <= (0 if past else MONTHS_SOON)
    if near:
        return published.year + (month < published.month)
    return published.year - (month > published.month)


def weekday(number: int, published: date, *, future: bool = False) -> date | None:
    """Return the day a weekday (Monday is 0) names: today, the last one, or the next one."""
    back = (published.weekday() - number) % 7
    if back == 0:
        return published
    return shift(published, 7 - back if future else -back)


def months_on(day: date, months: int) -> tuple[int, int]:
    """Return the year and month so many months later."""
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def month(year: int, number: int, *, published: date) -> Found:
    """Return a month as a value."""
    ahead = (year, number) > (published.year, published.month)
    return Found(f"{year:04d}-{number:02d}", "month", ahead)


def year(number: int, *, published: date) -> Found | None:
    """Return a year as a value, None where it cannot be one in the news."""
    if not 1000 <= number <= 2199:
        return None
    return Found(f"{number:04d}", "year", number > published.year)


def quarter_of(day: date, quarters: int = 0) -> Found:
    """Return the quarter so many quarters after a day's own."""
    index = day.year * 4 + (day.month - 1) // 3 + quarters
    return Found(f"{index // 4:04d}-Q{index % 4 + 1}", "quarter", quarters > 0)


def week_of(day: date, weeks: int = 0, *, weekend: bool = False) -> Found | None:
    """Return the ISO week (or its weekend) so many weeks after a day's own."""
    moved = shift(day, 7 * weeks)
    if moved is None:
        return None
    iso = moved.isocalendar()
    return Found(f"{iso.year:04d}-W{iso.week:02d}{'-WE' * weekend}", "week", weeks > 0)


def stretch(first: date, last: date, *, published: date) -> Found | None:
    """Return a range of days, None where it runs backwards."""
    if last < first:
        return None
    return Found(f"{first.isoformat()}/{last.isoformat()}", "range", first > published)


def midnight_gap(instant: dt.datetime) -> bool:
    """Return whether an instant is in the last twelve hours of its day, with a real time."""
    return instant.hour >= 12
