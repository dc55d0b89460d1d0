"""Date rules for German, French, Spanish, Italian, Portuguese, Dutch, Vietnamese, and CJK."""

import re

from storywire.domain.story import dates_calendar as calendar
from storywire.domain.story import lexicon
from storywire.domain.story.dates_calendar import Found
from storywire.domain.story.dates_periods import moved
from storywire.domain.story.dates_rules import Context, Resolve, Rule, rule
from storywire.domain.story.dates_tables import COUNTS, TABLES, Table

_FIGURES = (
    r"(?<![\d.,/-])(\d{1,2})[./](\d{1,2})(?:[./]((?:19|20)?\d\d))?(?![\d/]|[.,]\d|\s?(?:%|Uhr))"
)
NEAR_DAYS = 90
_ISO = r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)"


def _flat(names: tuple[str, ...]) -> dict[str, int]:
    return {form: n for n, forms in enumerate(names, 1) for form in forms.split("|")}


def _any(names: tuple[str, ...]) -> str:
    forms = sorted(_flat(names), key=lambda form: (-len(form), form))
    return "(?:" + "|".join(re.escape(form) for form in forms) + ")"


def _day(year: str | None, month: int, day: int, context: Context) -> Found | None:
    if year:
        found = calendar.make(calendar.full_year(year), month, day)
    else:
        found = calendar.nearest(month, day, context.published)
    return calendar.on(found, published=context.published)


def _ymd(match: re.Match[str], context: Context) -> Found | None:
    return _day(match[1], int(match[2]), int(match[3]), context)


def _dmy(match: re.Match[str], context: Context) -> Found | None:
    return _day(match[3], int(match[2]), int(match[1]), context)


def _year(match: re.Match[str], context: Context) -> Found | None:
    return calendar.year(int(match["span"]), published=context.published)


def _ahead(context: Context, language: str) -> bool:
    cues = lexicon.cues(context.text, language)
    return cues.future and not cues.speech


def _named_day(table: Table) -> Resolve:
    months = _flat(table.months)

    def resolve(match: re.Match[str], context: Context) -> Found | None:
        return _day(match[3], months[match[2].lower()], int(match[1]), context)

    return resolve


def _named_month(table: Table, language: str) -> Resolve:
    months = _flat(table.months)

    def resolve(match: re.Match[str], context: Context) -> Found | None:
        number = months[match[1].lower()]
        if "y" in match.re.groupindex:
            year = int(match["y"])
        else:
            ahead = _ahead(context, language)
            year = calendar.month_year(number, context.published, future=ahead)
        return calendar.month(year, number, published=context.published)

    return resolve


def _weekday(weekdays: tuple[str, ...], language: str) -> Resolve:
    numbers = _flat(weekdays)

    def resolve(match: re.Match[str], context: Context) -> Found | None:
        number = numbers[match["w"].lower()] - 1
        following = bool(match["next"] or match["next2"])
        ahead = following or (_ahead(context, language) and not (match["last"] or match["last2"]))
        day = calendar.weekday(number, context.published, future=ahead)
        if day == context.published and (following or match["last"] or match["last2"]):
            day = calendar.shift(day, 7 if following else -7)
        return calendar.on(day, published=context.published)

    return resolve


def _near(near: dict[str, int]) -> Resolve:
    def resolve(match: re.Match[str], context: Context) -> Found | None:
        day = calendar.shift(context.published, near[match.group().lower()])
        return calendar.on(day, published=context.published)

    return resolve


def _ago(table: Table) -> Resolve:
    def resolve(match: re.Match[str], context: Context) -> Found | None:
        count = match["n"].lower()
        amount = int(count) if count.isdigit() else COUNTS.get(count, 0)
        unit = table.units[match["u"].lower()]
        return moved(context.published, -amount, unit, published=context.published)

    return resolve


def _year_of(table: Table) -> str:
    return rf"\b{table.in_year}(?P<span>(?:1[89]|20)\d\d)\b(?![.,]\d| ?%)"


def european(language: str) -> tuple[Rule, ...]:
    """Return the rules of a language that has a table; most specific first."""
    table = TABLES[language]
    month, weekday = _any(table.months), _any(table.weekdays)
    sides = (
        rf"\b(?:(?:(?P<last>{table.last})|(?P<next>{table.next})) )?(?P<w>{weekday})\b"
        rf"(?: (?:(?P<last2>{table.last})|(?P<next2>{table.next}))\b)?"
    )
    year = r"((?:19|20)\d\d)"
    before = rf"(?:\b{weekday},? (?:dem |den |le |el |il |dia |op )?)?"
    of_year = r"(?:de |del |d['’])?"
    return (
        rule("#", _ISO, _ymd),
        rule("#", before + _FIGURES, _dmy),
        rule(
            "#",
            rf"{before}\b(\d{{1,2}})(?:er|º|°|\.)?{table.joiner}({month})\b\.?"
            rf"(?:,? {of_year}{year}\b)?",
            _named_day(table),
        ),
        rule(
            "#", rf"\b({month})\b\.? {of_year}(?P<y>(?:19|20)\d\d)\b", _named_month(table, language)
        ),
        rule("*", rf"\b{table.in_month}({month})\b(?!-)", _named_month(table, language)),
        rule("*", rf"\b(?:{'|'.join(table.near)})\b", _near(table.near)),
        rule("*", sides, _weekday(table.weekdays, language)),
        rule("*", rf"\b{table.ago}\b", _ago(table)),
        rule("#", _year_of(table), _year),
    )


_VI_NEAR = {"hôm qua": -1, "hôm nay": 0, "ngày mai": 1, "hôm kia": -2}
_VI_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_VI_BEFORE = rf"(?:\b(?:{'|'.join(_VI_WEEKDAYS)}),? )?"


# "sáng 24/10", "(21/10)": 13/10 alone is a score as well.
_VI_FIGURES = (
    r"(?:\b(?:ngày|hôm|sáng|trưa|chiều|tối|đêm|khuya|nay|qua|dịch|phiên|hết),? |\((?=[^()]*\)))"
    r"(?P<span>(?P<d>\d{1,2})[./-](?P<m>\d{1,2})(?:[./-](?P<y>(?:19|20)?\d\d))?)"
    r"(?![\d/]|[.,]\d|\s?%)"
)


def _vi_day(match: re.Match[str], context: Context) -> Found | None:
    month, number = int(match["m"]), int(match["d"])
    if match["y"]:
        return _day(match["y"], month, number, context)
    day = calendar.nearest(month, number, context.published)
    near = day is not None and abs((day - context.published).days) <= NEAR_DAYS
    return calendar.on(day, published=context.published) if near else None


def _vi_weekday(match: re.Match[str], context: Context) -> Found | None:
    number = _VI_WEEKDAYS.index(match.group().lower())
    return calendar.on(calendar.weekday(number, context.published), published=context.published)


def _month_in_figures(match: re.Match[str], context: Context) -> Found | None:
    number = int(match[1])
    if not 1 <= number <= 12:
        return None
    year = int(match[2]) if match[2] else calendar.month_year(number, context.published)
    return calendar.month(year, number, published=context.published)


def vietnamese() -> tuple[Rule, ...]:
    """Return the rules for Vietnamese."""
    return (
        rule("#", r"\b(?:ngày )?(\d{1,2}) tháng (\d{1,2})(?:,? năm ((?:19|20)\d\d))?\b", _dmy),
        rule(
            "#",
            rf"{_VI_BEFORE}\bngày (\d{{1,2}})[/.-](\d{{1,2}})(?:[/.-]((?:19|20)?\d\d))?\b",
            _dmy,
        ),
        rule("#", _ISO, _ymd),
        rule("#", r"\btháng (\d{1,2})(?:(?:/| năm )((?:19|20)\d\d))?\b", _month_in_figures),
        rule("#", r"(?<![\d.,/])(\d{1,2})/((?:19|20)\d\d)\b", _month_in_figures),
        rule("#", _VI_FIGURES, _vi_day),
        rule("*", rf"\b(?:{'|'.join(_VI_NEAR)})\b", _near(_VI_NEAR)),
        rule("*", rf"\b(?:{'|'.join(_VI_WEEKDAYS)})\b", _vi_weekday),
        rule("#", r"\bnăm (?P<span>(?:19|20)\d\d)\b", _year),
    )


_CJK_NEAR = {
    "zh": {"昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "前天": -2},
    "ja": {"昨日": -1, "今日": 0, "明日": 1, "一昨日": -2},
    "ko": {"어제": -1, "오늘": 0, "내일": 1, "그저께": -2},
}
_CJK_WEEKDAYS = {"zh": "一二三四五六日天", "ja": "月火水木金土日", "ko": "월화수목금토일"}
_CJK_WEEKDAY = {
    "zh": "(?:星期|周|週|礼拜)(?P<d>[一二三四五六日天])",
    "ja": "(?P<d>[月火水木金土日])曜日?",
    "ko": "(?P<d>[월화수목금토일])요일",
}


def _month_day(match: re.Match[str], context: Context) -> Found | None:
    return _day(None, int(match[1]), int(match[2]), context)


def _bare_day(match: re.Match[str], context: Context) -> Found | None:
    """Return the day of the month before, of or after the publication that is nearest."""
    published = context.published
    months = (calendar.months_on(published, step) for step in (-1, 0, 1))
    days = [calendar.make(year, month, int(match["span"])) for year, month in months]
    near = min((d for d in days if d), key=lambda d: (abs((d - published).days), d), default=None)
    return calendar.on(near, published=published)


def _year_month(match: re.Match[str], context: Context) -> Found | None:
    if not 1 <= int(match[2]) <= 12:
        return None
    return calendar.month(int(match[1]), int(match[2]), published=context.published)


def _cjk_weekday(days: str) -> Resolve:
    def resolve(match: re.Match[str], context: Context) -> Found | None:
        number = min(days.index(match["d"]), 6)
        return calendar.on(calendar.weekday(number, context.published), published=context.published)

    return resolve


def east_asian(language: str) -> tuple[Rule, ...]:
    """Return the rules for Chinese, Japanese or Korean."""
    near = _CJK_NEAR[language]
    y, m, d = (" ?[年년] ?", " ?[月월] ?", "[日일号號]")
    return (
        rule("#", rf"((?:19|20)\d\d){y}(\d{{1,2}}){m}(\d{{1,2}}) ?{d}(?![間间본本])", _ymd),
        rule("#", _ISO, _ymd),
        rule("#", r"((?:19|20)\d\d)[./](\d{1,2})[./](\d{1,2})(?!\d)", _ymd),
        rule("#", rf"((?:19|20)\d\d){y}(\d{{1,2}}){m.strip('? ')}(?![間간个])", _year_month),
        rule("#", rf"(?<!\d)(\d{{1,2}}){m}(\d{{1,2}}) ?{d}(?![間间本])", _month_day),
        rule("#", rf"(?<![\d第])(?P<span>\d{{1,2}}){d}(?![間间本간内後后째])", _bare_day),
        rule("*", "|".join(sorted(near, key=lambda w: (-len(w), w))), _near(near)),
        rule("*", _CJK_WEEKDAY[language], _cjk_weekday(_CJK_WEEKDAYS[language])),
        rule("#", r"(?P<span>(?:19|20)\d\d) ?[年년](?![間间代])", _year),
    )
