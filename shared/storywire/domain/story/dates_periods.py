"""English rules for longer times: years, quarters, weeks, seasons, and what was long ago."""

import re
from datetime import date

from storywire.domain.story import dates_calendar as calendar
from storywire.domain.story import dates_words as english
from storywire.domain.story.dates_calendar import Found
from storywire.domain.story.dates_rules import Context, Rule, rule
from storywire.domain.story.dates_words import COUNT

_EARNINGS = re.compile(
    r"\bquarter|\bearnings\b|\bnet\b|\ba share\b|\brevenues?\b|\bprofits?\b", re.IGNORECASE
)
_LONGER = re.compile(r"\b(?:nine|six) months\b|\b(?:fiscal|full) year\b", re.IGNORECASE)
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_NAMED_QUARTER = re.compile(r"\b(first|second|third|fourth)[ -](?:fiscal )?quarter", re.IGNORECASE)
_SEASONS = {"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"}


def _ago(match: re.Match[str], context: Context) -> Found | None:
    return moved(
        context.published, -english.count(match[1]), match[2].lower(), published=context.published
    )


def moved(anchor: date, amount: int, unit: str, *, published: date) -> Found | None:
    """Return the time so many days, weeks, months or years from an anchor day."""
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


def _years(match: re.Match[str], context: Context) -> Found | None:
    first = int(match[1])
    last = int(match[2]) if len(match[2]) == 4 else first - first % 100 + int(match[2])
    return (
        Found(f"{first}/{last}", "range", first > context.published.year) if first < last else None
    )


def _decade(match: re.Match[str], context: Context) -> Found | None:
    text = match[1]
    number = int(text) if len(text) == 4 else calendar.full_year(text)
    return Found(f"{number // 10:03d}", "decade", number > context.published.year)


def _spelled_decade(match: re.Match[str], context: Context) -> Found | None:
    tens = match["span"].lower().removesuffix("ies") + "y"
    year = english.spelled_year("nineteen", tens, None)
    return Found(f"{year // 10:03d}", "decade", year > context.published.year)


def _two_thousand(_match: re.Match[str], context: Context) -> Found | None:
    return calendar.year(2000, published=context.published)


def _quarter_number(number: int, match: re.Match[str], context: Context) -> Found:
    published = context.published
    ahead = context.ahead(*match.span())
    year = published.year
    current = (published.month - 1) // 3 + 1
    if number > current and not ahead:
        year -= 1
    elif number < current - 1 and ahead:
        year += 1
    return Found(f"{year:04d}-Q{number}", "quarter", year > published.year)


def _quarter(match: re.Match[str], context: Context) -> Found | None:
    number = _QUARTERS[match[1].lower()]
    if not match[2]:
        return _quarter_number(number, match, context)
    return Found(f"{match[2]}-Q{number}", "quarter", int(match[2]) > context.published.year)


def _quarter_of_year(match: re.Match[str], context: Context) -> Found | None:
    turned = {"last year": -1, "next year": 1, "this year": 0}
    label = match[1].lower()
    year = int(label) if label.isdigit() else context.published.year + turned[label]
    return Found(
        f"{year:04d}-Q{_QUARTERS[match[2].lower()]}", "quarter", year > context.published.year
    )


def _quarter_of_turned_year(match: re.Match[str], context: Context) -> Found | None:
    year = context.published.year + {"last": -1, "next": 1, "this": 0}[match[2].lower()]
    return Found(
        f"{year:04d}-Q{_QUARTERS[match[1].lower()]}", "quarter", year > context.published.year
    )


def _the_quarter(match: re.Match[str], context: Context) -> Found | None:
    current = match[1].lower() in {"current", "this"}
    return calendar.quarter_of(context.published, 0 if current else -1)


def _year_ago(match: re.Match[str], context: Context) -> Found | None:
    """Return the year before, or the same quarter of it where the text speaks of results."""
    published = context.published
    named = _NAMED_QUARTER.search(context.text)
    if named:
        found = _quarter_number(_QUARTERS[named[1].lower()], named, context)
        year = int(found.value[:4]) - 1
        return Found(f"{year:04d}{found.value[4:]}", "quarter")
    if _LONGER.search(context.text):
        return calendar.year(published.year - 1, published=published)
    if _EARNINGS.search(context.text) or "-" in match.group():
        return calendar.quarter_of(published, -5)
    return calendar.year(published.year - 1, published=published)


def _season(match: re.Match[str], context: Context) -> Found | None:
    name = match[2].lower()
    published = context.published
    starts = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}[name]
    year = published.year
    if match[1].lower() == "last":
        year -= published.month < starts + 3
    elif match[1].lower() == "next":
        year += published.month >= starts
    return Found(f"{year:04d}-{_SEASONS[name]}", "season", match[1].lower() == "next")


def _season_here(match: re.Match[str], context: Context) -> Found | None:
    name = _SEASONS[match[3].lower()]
    return Found(f"{context.published.year:04d}-{name}", "season")


def _season_of(match: re.Match[str], context: Context) -> Found | None:
    year = int(match[2])
    return Found(
        f"{year:04d}-{_SEASONS[match[1].lower()]}", "season", year > context.published.year
    )


def _weekend(match: re.Match[str], context: Context) -> Found | None:
    ahead = context.ahead(*match.span())
    early = context.published.weekday() < 5
    return calendar.week_of(context.published, 0 if ahead or not early else -1, weekend=True)


def _spelled_year(match: re.Match[str], context: Context) -> Found | None:
    year = english.spelled_year(match[1], match[2], match[3])
    return calendar.year(year, published=context.published)


def _this_year(_match: re.Match[str], context: Context) -> Found | None:
    return calendar.year(context.published.year, published=context.published)


def _short_year(match: re.Match[str], context: Context) -> Found | None:
    return calendar.year(calendar.full_year(match[1]), published=context.published)


_PREPOSITION = (
    r"(?:in|since|by|until|till|through|from|to|during|of|before|after|for|between|and|late|early"
    r"|mid|about|around|into|both|the|back|this|last|next|a|an|or|as|due|fiscal|year|its|their|his|year-end)"
)
_COUNTED = (
    r"(?!\d|[,.]\d| ?%|-?(?:year|foot|pound|mile|seat|member)| (?:percent|people|jobs|workers"
    r"|members|troops|dollars|miles|feet|units|shares|homes|votes|points|pounds|employees|students"
    r"|men|women|block|hours|tons|acres|square|cars|soldiers|civilians|others|more|rounds)\b)"
)
_UNITS = "week weeks month months year years decade decades day days"

RULES: tuple[Rule, ...] = (
    rule("year", r"\b(?:a year|year)[ -](?:ago|earlier)\b", _year_ago, cues="ago earlier"),
    rule(
        "quarter",
        r"\b(last year|next year|this year|(?:19|20)\d\d)(?:['’]s)? (?:fiscal )?"
        r"(first|second|third|fourth)[ -](?:fiscal )?quarter\b",
        _quarter_of_year,
    ),
    rule(
        "quarter",
        r"\b(first|second|third|fourth)[ -]quarter (?:of )?(last|next|this) year\b",
        _quarter_of_turned_year,
    ),
    rule(
        "quarter",
        r"\b(first|second|third|fourth)[ -](?:fiscal )?quarter\b"
        r"(?:,? (?:of |in )?((?:19|20)\d\d)\b)?",
        _quarter,
    ),
    rule("quarter", r"\b(?:the )?(latest|current|this) quarter\b", _the_quarter),
    rule("quarter", r"\b(the|for the) quarter\b", _the_quarter),
    rule("ago", rf"\b({COUNT}) (day|week|month|year|decade)s? ago\b", _ago),
    rule("weekend", r"\b(?:over |on )?(?P<span>the weekend)\b", _weekend),
    rule(
        "week weekend month year quarter",
        # Not the broadcast "This Week".
        r"(?<![\"“])\b(last|this|next|past|coming|previous|current) (week|weekend|month|year"
        r"|quarter)\b(?!-old)",
        _turned_unit,
    ),
    rule(
        "spring summer fall autumn winter",
        r"\b(last|this|next) (?:past )?(spring|summer|fall|autumn|winter)\b",
        _season,
    ),
    rule(
        "spring summer fall autumn winter",
        r"\b(?:[Oo]ver|[Ii]nto|[Oo]f|[Ii]n|[Dd]uring) (?P<span>(the) (?:early |late )?"
        r"(spring|summer|fall|autumn|winter))\b",
        _season_here,
    ),
    rule(
        "spring summer fall autumn winter",
        r"\b(spring|summer|fall|autumn|winter)(?: of)? ((?:19|20)\d\d)\b",
        _season_of,
    ),
    rule(
        "nineteen twenty",
        r"\b(nineteen|twenty)[ -](twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
        r"(?:[ -](one|two|three|four|five|six|seven|eight|nine))?\b",
        _spelled_year,
    ),
    rule(
        "####",
        r"(?:\bthe )?(?:(?:early|late|mid)[ -])?\b((?:1[5-9]|20)\d0)['’]?s\b",
        _decade,
        cues="0s 0' 0’",
    ),
    rule("#", r"(?:\bthe )?(?:(?:early|late|mid)[ -])?['’](\d0)s\b", _decade, cues="0s"),
    rule(
        "twenties thirties forties fifties sixties seventies eighties nineties",
        r"\bthe (?:early |late |mid-)?"
        r"(?P<span>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b",
        _spelled_decade,
    ),
    rule("year", r"\bthe year two thousand\b", _two_thousand),
    rule("year", r"\b(?P<span>year(?:[’'-]s?| )end)\b", _this_year, cues="end"),
    rule("year", r"\b(?P<span>(?:the )?(?:end of the|full|entire|rest of the) year)\b", _this_year),
    rule(
        "year",
        r"\b[Ff]or (?P<span>the year)(?= (?:ended|to date)|[,.])",
        _this_year,
    ),
    rule("year", r"\b(?:months of|(?:earli|lat)er in) (?P<span>the year)\b", _this_year),
    rule("year", r"\b(?P<span>the (?:current|latest) (?:fiscal )?year)\b", _this_year),
    rule("####", r"\bfiscal(?: year)? ((?:19|20)\d\d)\b", _short_year, cues="fiscal"),
    rule("####", r"(?<![-/\d])\b((?:1[5-9]|20)\d\d)[-–]((?:1[5-9]|20)?\d\d)\b(?![-/\d])", _years),
    rule("####", rf"\b{_PREPOSITION}[ -](?P<span>(?:1[5-9]|20)\d\d)\b{_COUNTED}", _year),
    rule(
        "####",
        r"(?:['’]s|\b(?:[Tt]h(?:at|is|eir)|[Hh](?:is|er)|[Ii]ts|[Oo]ur))(?: [a-z]+)?"
        rf" (?P<span>(?:19|20)\d\d)(?= [a-z]{{4}}){_COUNTED}",
        _year,
    ),
    rule("####", r"[(,] ?(?P<span>(?:19|20)\d\d)(?=[),])", _year),
    rule("####", r"^(?P<span>(?:19|20)\d\d)(?= [a-z])", _year),
)

_STEPS = {"next": 1, "following": 1, "previous": -1, "that": 0, "same": 0}
LATER = re.compile(
    rf"\b(?:the )?(?:(next|following|previous|that|same) (day|month|year)|"
    rf"({COUNT}) (day|week|month|year)s? "
    # "a day before he leaves" counts from what follows, which is no day that the text has named
    r"(later|earlier|(?:after|before)(?=[.,;:!?)]|$)))\b",
    re.IGNORECASE,
)


def later(match: re.Match[str], origin: date, context: Context) -> Found | None:
    """Return the time so long after or before a day that the text has named."""
    if match[2]:
        amount, unit = _STEPS[match[1].lower()], match[2].lower()
    else:
        backwards = match[5].lower() in {"earlier", "before"}
        amount, unit = english.count(match[3]) * (-1 if backwards else 1), match[4].lower()
    return moved(origin, amount, unit, published=context.published)
