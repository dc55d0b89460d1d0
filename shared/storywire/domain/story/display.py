"""What a page shows of a sentence, and an article's headline without its outlet's suffix."""

import re
from collections.abc import Sequence

from storywire.domain.story import words
from storywire.domain.story.values import DateMention

_OPENER = re.compile(
    r"^(?:However|But|And|Meanwhile|Also|Locally|So|Still|Yet|In addition|Additionally|Moreover"
    r"|Furthermore|Nevertheless|Instead|Besides|In the meantime|At the same time),? (?=\w)"
)
_WEEKDAY = re.compile(r"^(?:on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$", re.IGNORECASE)
_SHORT = words.listed("""
    Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.""")
_SUFFIX = re.compile(r" (?:-|–|—|\||::|») ")
_SITE = re.compile(
    r"\.(?:com|org|net|co\.uk)\b|\b(?:News|TV|Times|Channel|[KW][A-Z]{2,3}|Sports|Weather|Post"
    r"|Herald|Tribune|Journal|Gazette|Online|Radio|Daily|Press|Chronicle|Guardian|Reuters|BBC|CNN"
    r"|AP|NBC|ABC|CBS|FOX|Fox)\b"
)
_PREFIX = re.compile(
    r"^(?:updated?|breaking(?: news)?|exclusive|the latest|just in|developing|watch|video)"
    r"(?: ?[:|]| -) ?",
    re.IGNORECASE,
)
_MEDIA = re.compile(r" ?[(\[](?:video|photos?|pictures|update[d]?|audio)[)\]]", re.IGNORECASE)


def headline(title: str) -> str:
    """Return a headline on one line without prefixes such as BREAKING and the site's suffix."""
    text = _MEDIA.sub("", _PREFIX.sub("", title)).strip()
    while match := _last(text):
        head, tail = text[: match.start()].strip(), text[match.end() :].strip()
        site = bool(_SITE.search(tail)) and len(tail.split()) <= 9
        if len(head.split()) < 3 or not (site or len(tail.split()) <= 3):
            break
        text = head
    return text or title


def _last(text: str) -> re.Match[str] | None:
    found = None
    for match in _SUFFIX.finditer(text):
        found = match
    return found


def display(text: str, dates: Sequence[DateMention], language: str) -> str:
    """Return a sentence as a page shows it: weekdays as dates, no discourse opener."""
    if words.base(language) not in {"en", "und"}:
        return text
    shown = _dated(text, dates)
    opener = _OPENER.match(shown)
    if opener:
        rest = shown[opener.end() :]
        shown = rest[0].upper() + rest[1:]
    return shown


def _dated(text: str, dates: Sequence[DateMention]) -> str:
    for mention in reversed(dates):
        day = mention.day
        if day and _WEEKDAY.match(text[mention.start : mention.end]):
            before = text[: mention.start]
            if not before.endswith(("on ", "On ", " said ", " told ")) and not before.endswith(" "):
                continue
            text = _replace(before, f"{_SHORT[day.month - 1]} {day.day}", text[mention.end :])
    return text


def _replace(before: str, day: str, after: str) -> str:
    if after.startswith(("'s", "’s", " night", " morning", " afternoon", " evening")):
        return f"{before}{day}{after}"
    joined = before.endswith(("on ", "On ", "since ", "until ", "by ", "from ", "the "))
    return f"{before}{'' if joined else 'on '}{day}{after}"
