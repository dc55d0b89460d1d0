"""English rules for days and months: `Jan. 13`, `13 January 2026`, `Tuesday`, `last June`."""

import re
from datetime import date

from storywire.domain.story import dates_calendar as calendar
from storywire.domain.story import dates_words as english
from storywire.domain.story.dates_calendar import Found
from storywire.domain.story.dates_rules import Context, Rule, rule
from storywire.domain.story.dates_words import (
    COUNT,
    DAY,
    MONTH,
    MONTH_WORDS,
    PART_OF_DAY,
    SHORT_WEEKDAY,
    WEEKDAY,
    WEEKDAY_WORDS,
)

LATE = 6
_TURNS = {"last": -1, "next": 1, "this": 0}


def _iso(match: re.Match[str], context: Context) -> Found | None:
    day = calendar.make(int(match[1]), int(match[2]), int(match[3]))
    return calendar.on(day, published=context.published)


def _numeric(match: re.Match[str], context: Context) -> Found | None:
    year = calendar.full_year(match[3])
    day = calendar.make(year, int(match[1]), int(match[2]))
    day = day or calendar.make(year, int(match[2]), int(match[1]))
    return calendar.on(day, published=context.published)


def _day_span(match: re.Match[str], context: Context) -> Found | None:
    month, first, last = (
        english.month_number(match[1]),
        english.ordinal(match[2]),
        english.ordinal(match[3]),
    )
    day = _year_day(month, first, match[4], context, match.span())
    end = calendar.make(day.year, month, last) if day else None
    if day is None or end is None:
        return None
    return calendar.stretch(day, end, published=context.published)


def _year_day(
    month: int, day: int, year: str | None, context: Context, span: tuple[int, int]
) -> date | None:
    if year:
        return calendar.make(calendar.full_year(year), month, day)
    ahead = context.ahead(*span)
    past = not ahead and context.was_before(span[0])
    return calendar.nearest(month, day, context.published, future=ahead, past=past)


def _month_day(match: re.Match[str], context: Context) -> Found | None:
    month, day = english.month_number(match[1]), english.ordinal(match[2])
    found = _year_day(month, day, match[3], context, match.span())
    return calendar.on(found, published=context.published)


def _day_month(match: re.Match[str], context: Context) -> Found | None:
    found = _year_day(
        english.month_number(match[2]), english.ordinal(match[1]), match[3], context, match.span()
    )
    return calendar.on(found, published=context.published)


def _day_of_year(match: re.Match[str], context: Context) -> Found | None:
    shift = _TURNS[match[3].lower()]
    year = context.published.year + shift
    day = calendar.make(year, english.month_number(match[1]), english.ordinal(match[2]))
    return calendar.on(day, published=context.published)


def _month_year(match: re.Match[str], context: Context) -> Found | None:
    return calendar.month(
        int(match[2]), english.month_number(match[1]), published=context.published
    )


def _month_spelled_year(match: re.Match[str], context: Context) -> Found | None:
    year = english.spelled_year(match[2], match[3], match[4])
    return calendar.month(year, english.month_number(match[1]), published=context.published)


def _turned_month(match: re.Match[str], context: Context) -> Found | None:
    which, number = match[1].lower(), english.month_number(match[2])
    published = context.published
    year = published.year
    if which == "last":
        year -= number >= published.month
    elif which == "next":
        year += number <= published.month
    return calendar.month(year, number, published=published)


def _month_of_turned_year(match: re.Match[str], context: Context) -> Found | None:
    shift = _TURNS[match[2].lower()]
    year = context.published.year + shift
    return calendar.month(year, english.month_number(match[1]), published=context.published)


def _bare_month(match: re.Match[str], context: Context) -> Found | None:
    number = english.month_number(re.split(r"[ -]", match["span"])[-1])
    start, end = match.span("span")
    ahead, past = context.ahead(start, end), context.past_before(start)
    year = calendar.month_year(number, context.published, future=ahead, past=past)
    return calendar.month(year, number, published=context.published)


_NEAR = {"yesterday": -1, "last night": -1, "today": 0, "tonight": 0, "tomorrow": 1, "overnight": 0}


def _near_day(match: re.Match[str], context: Context) -> Found | None:
    day = calendar.shift(context.published, _NEAR[match["span"].lower()])
    return calendar.on(day, published=context.published)


def _weekday(match: re.Match[str], context: Context) -> Found | None:
    number = english.weekday_number(match["span"])
    ahead = context.ahead(match.start("span"), match.end())
    gap = (number - context.published.weekday()) % 7
    present = not context.past_before(match.start("span"))
    if gap == 1 and (context.hour >= 12 or context.hour == 0 or present) and not ahead:
        # The outlet's own clock may stand a day ahead of UTC; a stamp without a time (00:00) is
        # often that of a first version; and what ends on Wednesday does so tomorrow, not last week.
        ahead = True
    elif gap == LATE or (ahead and context.past_span(match.start("span"))):
        # What comes in six days is called next Tuesday: the text is of the day before its stamp.
        ahead = False
    day = calendar.weekday(number, context.published, future=ahead)
    return calendar.on(day, published=context.published)


def _turned_weekday(match: re.Match[str], context: Context) -> Found | None:
    number, which = english.weekday_number(match[2]), match[1].lower()
    gap = (number - context.published.weekday()) % 7
    if which == "last":
        days = gap - 7
    elif which == "previous":
        days = (gap or 7) - 14
    elif which in {"coming", "next"}:
        days = gap or 7
    else:
        days = gap if gap <= 3 or context.ahead(*match.span()) else gap - 7
    day = calendar.shift(context.published, days)
    return calendar.on(day, published=context.published)


def _this_day(_match: re.Match[str], context: Context) -> Found | None:
    return calendar.on(context.published, published=context.published)


_ON_WEEKDAY = rf"(?:\b(?:{WEEKDAY}|{SHORT_WEEKDAY}),? )?"

RULES: tuple[Rule, ...] = (
    rule("####", r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)", _iso, cues="-"),
    rule("#", r"(?<![\d/])(\d{1,2})/(\d{1,2})/((?:19|20)?\d\d)(?![\d/])", _numeric, cues="/"),
    rule(
        MONTH_WORDS,
        rf"\b({MONTH}) ({DAY}) ?(?:-|–|to|through) ?({DAY})\b(?:,? ((?:19|20)\d\d)\b)?(?!\d|:)",
        _day_span,
        also="#",
    ),
    rule(
        MONTH_WORDS,
        rf"{_ON_WEEKDAY}\b({MONTH}) ({DAY}),? (?:of )?(last|this|next) year\b",
        _day_of_year,
        also="#",
        cues="year",
    ),
    rule(
        MONTH_WORDS,
        rf"{_ON_WEEKDAY}\b({MONTH}) (?:the )?({DAY})\b(?:,? ((?:19|20)\d\d)\b)?(?!\d|:\d|%)",
        _month_day,
        also="#",
    ),
    rule(
        MONTH_WORDS,
        rf"{_ON_WEEKDAY}\b(?:the )?({DAY})(?: of|-)? ?({MONTH})\b(?:,?[ -]((?:19|20)\d\d)\b)?",
        _day_month,
        also="#",
    ),
    rule(
        MONTH_WORDS,
        rf"\b({MONTH}),? (?:of )?(last|this|next) year\b",
        _month_of_turned_year,
        cues="year",
    ),
    rule(
        MONTH_WORDS,
        rf"\b(?:early |late |mid-? ?)?({MONTH}),? (?:of )?((?:19|20)\d\d)\b",
        _month_year,
        also="####",
    ),
    rule(
        MONTH_WORDS,
        rf"\b({MONTH}),? (nineteen|twenty)[ -](\w+ty)(?:[ -]({COUNT}))?\b",
        _month_spelled_year,
        cues="nineteen twenty",
    ),
    rule(
        MONTH_WORDS, rf"\b(last|next|this) ({MONTH})\b(?! \d)", _turned_month, cues="last next this"
    ),
    rule(
        MONTH_WORDS,
        r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|[Tt]o|[Tt]hrough|[Dd]uring|[Oo]f|[Bb]efore"
        r"|[Aa]fter|[Ff]or|[Bb]etween|and|[Ee]arl(?:y|ier)|[Ll]ate|[Mm]id-?|[Tt]hat|the|a) ?"
        rf"(?P<span>(?:early |late |mid-)?{MONTH})"
        r"(?=[- ,.;:)'’]|$)(?! (?:\d|said|has|be|have|on)\b)",
        _bare_month,
        flags=re.NOFLAG,
    ),
    rule(
        "this",
        rf"\b(?P<span>this {PART_OF_DAY})\b",
        _this_day,
        cues="morning afternoon evening night",
    ),
    rule(
        "today tonight yesterday tomorrow night",
        r"\b(?P<span>yesterday|today|tonight|tomorrow|last night)\b",
        _near_day,
    ),
    rule(
        WEEKDAY_WORDS,
        rf"\b(?:the |this )?(last|next|this|previous|coming) ({WEEKDAY})\b",
        _turned_weekday,
        cues="last next this previous coming",
    ),
    rule(
        WEEKDAY_WORDS,
        rf"\b(?P<span>{WEEKDAY})(?!s\b|\w)",
        _weekday,
        flags=re.NOFLAG,
    ),
)
