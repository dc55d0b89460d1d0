"""The date tagger: which times a text names, as TIMEX3 values with their spans."""

import re
from datetime import date, datetime
from functools import lru_cache

from storywire.domain.story import dates_english, dates_languages, dates_periods, words
from storywire.domain.story.dates_rules import Context, Rule
from storywire.domain.story.dates_tables import TABLES
from storywire.domain.story.values import DateMention

MAX_TAGGED = 20_000

_DIGIT = re.compile(r"\d")
_UNITS = frozenset({"day", "days", "week", "weeks", "month", "months", "years"})


@lru_cache(maxsize=64)
def _rules(language: str) -> tuple[Rule, ...]:
    match words.base(language):
        case "en" | "und":
            return dates_english.RULES + dates_periods.RULES
        case "vi":
            return dates_languages.vietnamese()
        case "zh" | "ja" | "ko" as tag:
            return dates_languages.east_asian(tag)
        case tag if tag in TABLES:
            return dates_languages.european(tag)
        case _:
            return dates_english.RULES[:1]


@lru_cache(maxsize=64)
def _triggers(language: str) -> frozenset[str]:
    triggers = frozenset[str]().union(*(rule.triggers for rule in _rules(language)))
    return triggers | _UNITS if language in {"en", "und"} else triggers


def tag(
    text: str, *, published_at: datetime, language: str, previous: date | None = None
) -> tuple[DateMention, ...]:
    """Return the time expressions of a text, in order and without overlaps.

    Relative days count from the publication, or (`two days later`) from the day named last before
    (`previous` for a text that opens with one). What no calendar has is left out.
    """
    cut = text[:MAX_TAGGED]
    triggers = _triggers(words.base(language)) & (words.tokens(cut) | {"*"})
    if _DIGIT.search(cut):
        triggers |= {"#"}
    if not triggers:
        return ()
    context = Context(cut, published_at.date(), published_at.hour)
    found: list[DateMention] = []
    for rule in _rules(language):
        if not rule.triggers.isdisjoint(triggers):
            _apply(rule, context, found)
    found.sort(key=lambda mention: mention.start)
    if not _UNITS.isdisjoint(triggers):
        found = _with_later(context, found, previous)
    return tuple(found)


def _with_later(
    context: Context, found: list[DateMention], previous: date | None
) -> list[DateMention]:
    """Add days such as `two days later`, which count from the day named last before them."""
    for match in dates_periods.LATER.finditer(context.text):
        before = [m.day for m in found if m.day and m.end <= match.start()]
        origin = before[-1] if before else previous
        value = dates_periods.later(match, origin, context) if origin else None
        start, end = match.span()
        if value and not any(start < other.end and other.start < end for other in found):
            mention = DateMention(start, end, value.value, value.granularity, value.future)
            found = sorted([*found, mention], key=lambda m: m.start)
    return found


def _apply(rule: Rule, context: Context, found: list[DateMention]) -> None:
    for match in rule.pattern.finditer(context.text):
        start, end = match.span("span") if "span" in rule.pattern.groupindex else match.span()
        if any(start < other.end and other.start < end for other in found):
            continue
        value = rule.resolve(match, context)
        if value:
            found.append(DateMention(start, end, value.value, value.granularity, value.future))
