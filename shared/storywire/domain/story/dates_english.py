"""English time expressions: days, months, weekdays, relative days and years."""

import re
from datetime import date

from storywire.domain.story import dates_calendar as calendar
from storywire.domain.story import words
from storywire.domain.story.dates_calendar import Found
from storywire.domain.story.dates_rules import Context, Rule, rule

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
SHORT_WEEKDAY = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.?"
_NUMBERS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6}
_NUMBERS |= {"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_MONTH_TRIGGERS = " ".join(_NUMBERS)
_DAY_TRIGGERS = " ".join(_DAYS)
_COUNTS = {
    word: number
    for number, word in enumerate(
        words.listed("""
    zero one two three four five six seven eight nine ten eleven twelve""")
    )
}
_COUNTS |= {"a": 1, "an": 1, "couple": 2, "few": 0, "several": 0}
COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"


def month_number(text: str) -> int:
    """Return the number of an English month, written out or short."""
    return _NUMBERS[text[:3].lower()]


def weekday_number(text: str) -> int:
    """Return the number of an English weekday, Monday being 0."""
    return _DAYS[text[:3].lower()]


def count(text: str) -> int:
    """Return a count written in figures or words."""
    return int(text) if text.isdigit() else _COUNTS.get(text.lower(), 0)


def _ordinal(text: str) -> int:
    return int(text.rstrip("stndrh"))


def _iso(match: re.Match[str], context: Context) -> Found | None:
    day = calendar.make(int(match[1]), int(match[2]), int(match[3]))
    return calendar.on(day, published=context.published)


def _numeric(match: re.Match[str], context: Context) -> Found | None:
    year = calendar.full_year(match[3])
    day = calendar.make(year, int(match[1]), int(match[2]))
    day = day or calendar.make(year, int(match[2]), int(match[1]))
    return calendar.on(day, published=context.published)


def _day_span(match: re.Match[str], context: Context) -> Found | None:
    month, first, last = month_number(match[1]), _ordinal(match[2]), _ordinal(match[3])
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
    return calendar.nearest(month, day, context.published, future=context.ahead(*span))


def _month_day(match: re.Match[str], context: Context) -> Found | None:
    month, day = month_number(match[1]), _ordinal(match[2])
    found = _year_day(month, day, match[3], context, match.span())
    return calendar.on(found, published=context.published)


def _day_month(match: re.Match[str], context: Context) -> Found | None:
    found = _year_day(month_number(match[2]), _ordinal(match[1]), match[3], context, match.span())
    return calendar.on(found, published=context.published)


def _day_of_year(match: re.Match[str], context: Context) -> Found | None:
    shift = {"last": -1, "next": 1, "this": 0}[match[3].lower()]
    year = context.published.year + shift
    day = calendar.make(year, month_number(match[1]), _ordinal(match[2]))
    return calendar.on(day, published=context.published)


def _month_year(match: re.Match[str], context: Context) -> Found | None:
    return calendar.month(int(match[2]), month_number(match[1]), published=context.published)


def _turned_month(match: re.Match[str], context: Context) -> Found | None:
    which, number = match[1].lower(), month_number(match[2])
    published = context.published
    year = published.year
    if which == "last":
        year -= number >= published.month
    elif which == "next":
        year += number <= published.month
    return calendar.month(year, number, published=published)


def _month_of_turned_year(match: re.Match[str], context: Context) -> Found | None:
    shift = {"last": -1, "next": 1, "this": 0}[match[2].lower()]
    year = context.published.year + shift
    return calendar.month(year, month_number(match[1]), published=context.published)


def _bare_month(match: re.Match[str], context: Context) -> Found | None:
    number = month_number(match["span"].split()[-1])
    ahead = context.ahead(match.start(), match.end())
    year = calendar.month_year(number, context.published, future=ahead)
    return calendar.month(year, number, published=context.published)


_NEAR = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "overnight": 0}


def _near_day(match: re.Match[str], context: Context) -> Found | None:
    day = calendar.shift(context.published, _NEAR[match["span"].lower()])
    return calendar.on(day, published=context.published)


def _weekday(match: re.Match[str], context: Context) -> Found | None:
    number = weekday_number(match["span"])
    ahead = context.ahead(match.start("span"), match.end())
    gap = (number - context.published.weekday()) % 7
    if gap == 1 and context.hour >= 12 and not ahead:
        ahead = True  # the outlet's own clock may stand a day ahead of UTC
    day = calendar.weekday(number, context.published, future=ahead)
    return calendar.on(day, published=context.published)


def _turned_weekday(match: re.Match[str], context: Context) -> Found | None:
    number, which = weekday_number(match[2]), match[1].lower()
    gap = (number - context.published.weekday()) % 7
    if which == "last":
        days = gap - 7
    elif which == "next":
        days = gap or 7
    else:
        days = gap if gap <= 3 or context.ahead(*match.span()) else gap - 7
    day = calendar.shift(context.published, days)
    return calendar.on(day, published=context.published)


def _ago(match: re.Match[str], context: Context) -> Found | None:
    return moved(context.published, -count(match[1]), match[2].lower(), published=context.published)


def moved(anchor: date, amount: int, unit: str, *, published: date) -> Found | None:
    """Return the time so many days, weeks, months or years from an anchor day."""
    if amount == 0:
        return None
    if unit == "day":
        return calendar.on(calendar.shift(anchor, amount), published=published)
    if unit == "week":
        return calendar.week_of(anchor, amount)
    if unit == "month":
        return calendar.month(*calendar.months_on(anchor, amount), published=published)
    years = anchor.year + amount * (10 if unit == "decade" else 1)
    return calendar.year(years, published=published)


def _turned_unit(match: re.Match[str], context: Context) -> Found | None:
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(match[1].lower(), 0)
    unit = match[2].lower()
    published = context.published
    if unit in {"week", "weekend"}:
        return calendar.week_of(published, step, weekend=unit == "weekend")
    if unit == "month":
        return calendar.month(*calendar.months_on(published, step), published=published)
    if unit == "quarter":
        return calendar.quarter_of(published, step)
    return calendar.year(published.year + step, published=published)


def _year(match: re.Match[str], context: Context) -> Found | None:
    return calendar.year(int(match["span"]), published=context.published)


def _decade(match: re.Match[str], context: Context) -> Found | None:
    text = match[1]
    number = int(text) if len(text) == 4 else calendar.full_year(text)
    return Found(f"{number // 10:03d}", "decade", number > context.published.year)


def _quarter(match: re.Match[str], context: Context) -> Found | None:
    number = {"first": 1, "second": 2, "third": 3, "fourth": 4}[match[1].lower()]
    published = context.published
    year = int(match[2]) if match[2] else published.year
    if not match[2] and number > (published.month - 1) // 3 + 1:
        year -= not context.ahead(*match.span())
    return Found(f"{year:04d}-Q{number}", "quarter", year > published.year)


_PREPOSITION = (
    r"(?:in|since|by|until|till|through|from|to|during|of|before|after|for|between|and|late|early"
    r"|mid|about|around|the|back|this|last|next|a|an|or|as)"
)
_COUNTED = (
    r"(?!\d|[,.]\d| ?%|-?(?:year|foot|pound|mile|seat|member)| (?:percent|people|jobs|workers"
    r"|members|troops|dollars|miles|feet|units|shares|homes|votes|points|pounds|employees|students|men|women"
    r"|block|hours|tons|acres|square|cars|soldiers|civilians|others|more|block|rounds)\b)"
)

RULES: tuple[Rule, ...] = (
    rule("#", r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)", _iso),
    rule("#", r"(?<![\d/])(\d{1,2})/(\d{1,2})/((?:19|20)?\d\d)(?![\d/])", _numeric),
    rule(
        _MONTH_TRIGGERS,
        rf"\b({MONTH}) ({DAY}) ?(?:-|–|to|through) ?({DAY})\b(?:,? ((?:19|20)\d\d)\b)?(?!\d|:)",
        _day_span,
    ),
    rule(
        _MONTH_TRIGGERS,
        rf"(?:\b(?:{WEEKDAY}|{SHORT_WEEKDAY}),? )?\b({MONTH}) ({DAY}),? (?:of )?"
        r"(last|this|next) year\b",
        _day_of_year,
    ),
    rule(
        _MONTH_TRIGGERS,
        rf"(?:\b(?:{WEEKDAY}|{SHORT_WEEKDAY}),? )?\b({MONTH}) ({DAY})\b"
        r"(?:,? ((?:19|20)\d\d)\b)?(?![\d:%])",
        _month_day,
    ),
    rule(
        _MONTH_TRIGGERS,
        rf"(?:\b(?:{WEEKDAY}|{SHORT_WEEKDAY}),? )?\b(?:the )?({DAY})(?: of|-)? ?({MONTH})\b"
        r"(?:,?[ -]((?:19|20)\d\d)\b)?",
        _day_month,
    ),
    rule(_MONTH_TRIGGERS, rf"\b({MONTH}),? (?:of )?(last|this|next) year\b", _month_of_turned_year),
    rule(
        _MONTH_TRIGGERS,
        rf"\b(?:early |late |mid-? ?)?({MONTH}),? (?:of )?((?:19|20)\d\d)\b",
        _month_year,
    ),
    rule(_MONTH_TRIGGERS, rf"\b(last|next|this) ({MONTH})\b(?! \d)", _turned_month),
    rule(
        _MONTH_TRIGGERS,
        r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|[Tt]o|[Tt]hrough|[Dd]uring|[Oo]f|[Bb]efore"
        r"|[Aa]fter|[Ff]or|[Bb]etween|and|[Ee]arl(?:y|ier)|[Ll]ate|[Mm]id-?|[Tt]hat|[Tt]his) ?"
        rf"(?P<span>(?:early |late |mid-)?{MONTH})(?=[ ,.;:)'’]|$)(?! (?:\d|said|has|be|have)\b)",
        _bare_month,
        flags=re.NOFLAG,
    ),
    rule(
        "today tonight yesterday tomorrow",
        r"\b(?P<span>yesterday|today|tonight|tomorrow)\b",
        _near_day,
    ),
    rule(_DAY_TRIGGERS, rf"\b(last|next|this) ({WEEKDAY})\b", _turned_weekday),
    rule(_DAY_TRIGGERS, rf"\b(?P<span>{WEEKDAY})\b(?!s\b)", _weekday, flags=re.NOFLAG),
    rule("ago", rf"\b({COUNT}|few|several|couple of) (day|week|month|year|decade)s? ago\b", _ago),
    rule(
        "week weekend month year quarter",
        r"\b(last|this|next|past|coming|previous) (week|weekend|month|year|quarter)\b(?!-old)",
        _turned_unit,
    ),
    rule(
        "quarter",
        r"\b(first|second|third|fourth)[ -]quarter\b(?: of ((?:19|20)\d\d)\b)?",
        _quarter,
    ),
    rule("#", r"(?:\bthe )?(?:(?:early|late|mid)[ -])?\b((?:1[5-9]|20)\d0)['’]?s\b", _decade),
    rule("#", rf"\b{_PREPOSITION}[ -](?P<span>(?:1[5-9]|20)\d\d)\b{_COUNTED}", _year),
    rule("#", r"[(,] ?(?P<span>(?:19|20)\d\d)(?=[),])", _year),
)

LATER = re.compile(
    rf"\b(?:the )?(?:(next|following|previous) (day)|({COUNT}) (day|week|month|year)s? "
    r"(later|earlier|after|before))\b",
    re.IGNORECASE,
)


def later(match: re.Match[str], origin: date, context: Context) -> Found | None:
    """Return the time so long after or before a day that the text has named."""
    if match[2]:
        amount, unit = (-1 if match[1].lower() == "previous" else 1), "day"
    else:
        backwards = match[5].lower() in {"earlier", "before"}
        amount, unit = count(match[3]) * (-1 if backwards else 1), match[4].lower()
    return moved(origin, amount, unit, published=context.published)
