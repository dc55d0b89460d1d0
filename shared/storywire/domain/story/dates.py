"""The date tagger: which times a text names, as TIMEX3 values with their spans."""

from datetime import date, datetime
from functools import lru_cache
from itertools import islice

from storywire.domain.story import dates_english, dates_languages, dates_periods, words
from storywire.domain.story.dates_rules import Context, Rule
from storywire.domain.story.dates_tables import TABLES
from storywire.domain.story.mentions import DateMention

MAX_TAGGED = 20_000
MAX_MENTIONS = 400
MAX_LATER = 20

_ALWAYS = frozenset({"*"})
_FIGURES = {0: frozenset[str](), 1: frozenset({"#"}), 4: frozenset({"#", "####"})}
_UNITS = frozenset({"day", "days", "week", "weeks", "month", "months", "year", "years"})


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


@lru_cache(maxsize=1_024)
def _triggered(language: str, triggers: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules that `triggers` set off, in their order."""
    return tuple(
        rule
        for rule in _rules(language)
        if not rule.triggers.isdisjoint(triggers) and (not rule.also or rule.also in triggers)
    )


def tag(
    text: str, *, published_at: datetime, language: str, previous: date | None = None
) -> tuple[DateMention, ...]:
    """Return the time expressions of a text, in order and without overlaps.

    Relative days count from the publication, or (`two days later`) from the day named last before
    (`previous` for a text that opens with one). What no calendar has is left out.
    """
    cut = text[:MAX_TAGGED]
    triggers = _set_off(cut, language)
    if not triggers:
        return ()
    context = Context(cut, published_at.date(), published_at.hour)
    found: list[DateMention] = []
    low = cut.lower()
    taken = bytearray(len(cut))
    for rule in _triggered(language, triggers):
        if not rule.cues or words.holds(low, rule.cues):
            _apply(rule, context, found, taken)
    found.sort(key=lambda mention: mention.start)
    if not _UNITS.isdisjoint(triggers):
        found = _with_later(context, found, previous)
    return tuple(found)


def _set_off(text: str, language: str) -> frozenset[str]:
    known = _triggers(words.base(language))
    found = known & words.tokens(text)
    return found | _ALWAYS & known | _FIGURES[words.figures(text)]


def _with_later(
    context: Context, found: list[DateMention], previous: date | None
) -> list[DateMention]:
    """Add days such as `two days later`, which count from the day named last before them."""
    added: list[DateMention] = []
    for match in islice(dates_periods.LATER.finditer(context.text), MAX_LATER):
        start, end = match.span()
        before = [m.day for m in found if m.day and m.end <= start]
        origin = before[-1] if before else previous
        value = dates_periods.later(match, origin, context) if origin else None
        if value and not any(start < other.end and other.start < end for other in found):
            added.append(DateMention(start, end, value.value, value.granularity, value.future))
    return sorted([*found, *added], key=lambda mention: mention.start)


def _apply(rule: Rule, context: Context, found: list[DateMention], taken: bytearray) -> None:
    """Add what a rule finds where no rule before it has found anything (`taken`)."""
    part = "span" if "span" in rule.pattern.groupindex else 0
    for match in rule.pattern.finditer(context.text):
        start, end = match.span(part)
        if len(found) >= MAX_MENTIONS or any(taken[start:end]):
            continue
        value = rule.resolve(match, context)
        if value:
            found.append(DateMention(start, end, value.value, value.granularity, value.future))
            taken[start:end] = b"\1" * (end - start)
