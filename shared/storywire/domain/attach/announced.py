"""Coming dates that an article announces, as windows of days."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from operator import itemgetter

FIRST_DAY_AHEAD, LAST_DAY_AHEAD = 3, 300
MAX_WINDOWS = 3
SCANNED_CHARACTERS = 1_500
_EPOCH = date(1970, 1, 1).toordinal()
_NAMES = (
    ("January", "Jan", "Januar", "Jänner", "enero", "janvier"),
    ("February", "Feb", "Februar", "febrero", "février"),
    ("March", "Mar", "März", "marzo", "mars"),
    ("April", "Apr", "abril", "avril"),
    ("May", "Mai", "mai", "mayo"),
    ("June", "Jun", "Juni", "junio", "juin"),
    ("July", "Jul", "Juli", "julio", "juillet"),
    ("August", "Aug", "agosto", "août"),
    ("September", "Sept", "Sep", "septiembre", "septembre"),
    ("October", "Oct", "Oktober", "Okt", "octubre", "octobre"),
    ("November", "Nov", "noviembre", "novembre"),
    ("December", "Dec", "Dezember", "Dez", "diciembre", "décembre"),
)
Window = tuple[int, int]
"""First and last day, both meant, as days since 1970-01-01."""


def announced_windows(text: str, *, published: date) -> tuple[Window, ...]:
    """Return up to 3 windows that begin 3 to 300 days after `published`, in text order.

    Reads `Month D`, `D Month` and `in/next/by Month` with English, German, Spanish and French
    names in the first 1,500 characters; a date without a year is the next one there is.
    """
    text = text[:SCANNED_CHARACTERS]
    named = [
        (match.start(), month, match)
        for month, names in enumerate(_NAMES, start=1)
        if any(map(text.__contains__, names))
        for match in _pattern(month).finditer(text)
    ]
    found: list[Window] = []
    for _, month, match in sorted(named, key=itemgetter(0)):
        window = _coming(match, month, published)
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


@cache
def _pattern(month: int) -> re.Pattern[str]:
    name = "|".join(sorted(_NAMES[month - 1], key=lambda name: (-len(name), name)))
    year = r"(?:,?\s+(?:de\s+)?(?P<year{n}>20\d\d)\b)?"
    return re.compile(
        rf"\b(?:{name})\.?\s+(?P<day1>\d\d?)(?:st|nd|rd|th)?\b(?!:){year.format(n=1)}"
        rf"|\b(?P<day2>\d\d?)(?:st|nd|rd|th|\.|er)?\s+(?:of\s+|de\s+)?(?:{name})\b"
        rf"{year.format(n=2)}"
        rf"|\b(?:[Ii]n|[Nn]ext|[Bb]y|[Ii]m|[Ee]n|bis|nächsten)\s+(?:{name})\b"
        rf"{year.format(n=3)}"
    )


def _coming(match: re.Match[str], month: int, published: date) -> Window | None:
    day = match["day1"] or match["day2"]
    year = match["year1"] or match["year2"] or match["year3"]
    years = (int(year),) if year else (published.year, published.year + 1)
    for first, last in _spans(years, month, int(day) if day else None):
        ahead = (first - published).days
        if FIRST_DAY_AHEAD <= ahead <= LAST_DAY_AHEAD:
            return day_of(first), day_of(last)
    return None


def _spans(years: tuple[int, ...], month: int, day: int | None) -> Iterator[tuple[date, date]]:
    for year in years:
        length = monthrange(year, month)[1]
        if day is None:
            first = date(year, month, 1)
            yield first, first + timedelta(days=length - 1)
        elif 1 <= day <= length:
            yield date(year, month, day), date(year, month, day)
