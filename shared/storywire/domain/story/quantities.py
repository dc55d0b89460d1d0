"""Numbers in a sentence with what they count; years, ages, clock times and dates stand apart."""

import re
from collections.abc import Sequence
from operator import itemgetter

from storywire.domain.story import words
from storywire.domain.story.mentions import DateMention, Quantity

MAX_COUNTED = 2_000

_SPELLED = {
    word: str(number)
    for number, word in enumerate(
        words.listed("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty""")
    )
}
_SPELLED.update(thirty="30", forty="40", fifty="50", sixty="60", seventy="70", eighty="80")
_SPELLED.update(ninety="90", dozen="12", dozens="12+", hundreds="100+", thousands="1000+")
_SCALES = {
    "hundred": 100,
    "dozen": 12,
    "thousand": 1_000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_NUMBER = re.compile(
    r"(?<![\w.,$€£¥:/-])([$€£¥])?(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,6})?"
    r"(?:[ -](hundred|thousand|million|billion|trillion)\b)?(%| percent\b| per cent\b)?"
    r"(?![\w:/]|-[\dA-Z]| ?[ap]\.?m\b)"
)
_WORDS = re.compile(
    r"\b("
    + "|".join(sorted((w for w in _SPELLED if w != "zero"), key=len, reverse=True))
    + r")(?:-(one|two|three|four|five|six|seven|eight|nine))?"
    + r"(?: (hundred|dozen|thousand|million|billion|trillion))?\b",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[ -]([^\W\d_][\w'’-]*)")
_AGE = re.compile(r"^-(?:year|month|week|day)s?-old|^ (?:years?|months?) old")


def quantities(
    text: str, *, language: str, dates: Sequence[DateMention] = ()
) -> tuple[Quantity, ...]:
    """Return the numbers of a sentence, each with the stem of the next content word within 3."""
    text = text[:MAX_COUNTED]
    found: list[tuple[int, Quantity]] = []
    for match in _NUMBER.finditer(text) if words.figures(text) else ():
        value = _value(match[2], match[3], match[4])
        unit = "%" if match[5] else (match[1] or "")
        if not _inside(match.start(), dates):
            found.append((match.start(), Quantity(value, unit or _unit(text, match, language))))
    if words.base(language) in {"en", "und"} and not _SPELLED.keys().isdisjoint(words.tokens(text)):
        found += _spelled(text, language, dates)
    found.sort(key=itemgetter(0))
    return tuple(quantity for _, quantity in found)


def _spelled(text: str, language: str, dates: Sequence[DateMention]) -> list[tuple[int, Quantity]]:
    found: list[tuple[int, Quantity]] = []
    for match in _WORDS.finditer(text):
        unit = _unit(text, match, language)
        if _inside(match.start(), dates) or (match[1].lower() == "one" and not unit):
            continue
        base = _SPELLED[match[1].lower()]
        if match[2] and base.isdigit():
            base = str(int(base) + int(_SPELLED[match[2].lower()]))
        if match[3] and base.isdigit():
            base = str(int(base) * _SCALES[match[3].lower()])
        found.append((match.start(), Quantity(base, unit)))
    return found


def _inside(start: int, dates: Sequence[DateMention]) -> bool:
    return any(mention.start <= start < mention.end for mention in dates)


def _value(whole: str, fraction: str | None, scale: str | None) -> str:
    digits = whole.replace(",", "")
    if not scale:
        return (digits.lstrip("0") or "0") + (fraction or "")
    amount = float(digits + (fraction or "")) * _SCALES[scale]
    return str(int(amount))


def _unit(text: str, match: re.Match[str], language: str) -> str:
    rest = text[match.end() : match.end() + 60]
    if _AGE.match(rest):
        return "age"
    before = text[max(0, match.start() - 2) : match.start()]
    if before == ", " and rest.startswith(","):
        return "age"
    return _counted(rest, language)


def _counted(rest: str, language: str) -> str:
    """Return the stem of the first content word of three, one in lower case before a name."""
    end, named = 0, ""
    for _ in range(3):
        following = _AFTER.match(rest, end)
        if following is None or following[1].lower() in _SPELLED:
            break
        end = following.end()
        if found := words.content_stem(following[1], language):
            if following[1][0].islower():
                return found
            named = named or found
    return named
