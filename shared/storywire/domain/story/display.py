"""What a page shows of a sentence, and an article's headline without its outlet's suffix."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from storywire.domain.story import words
from storywire.domain.story.dates_tables import TABLES
from storywire.domain.story.mentions import DateMention
from storywire.domain.story.outlets import OUTLET

MAX_SHOWN = 1_000
# Of 3,168 headlines of gva 75 are so long before a site's name, some 10 each length around it.
SITE_CUTS = 64

_OPENER = re.compile(
    r"^(?:(?:So|Still|Yet|Also|Earlier|Instead)(?=,)|However"
    r"|But|And|Meanwhile|Locally|In addition|Additionally|Moreover"
    r"|Furthermore|Nevertheless|Nonetheless|Besides|In the meantime|At the same time"
    r"|In other news|Of course),? (?=\w)"
)
_NEAR = re.compile(
    r"(?:today|tonight|this (?:morning|afternoon|evening)|last night|yesterday|tomorrow"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)",
    re.IGNORECASE,
)
_PART = re.compile(r" (morning|afternoon|evening|night)s?\b")
_DATE_FOLLOWS = re.compile(
    r"(?: (?:morning|afternoon|evening|night))?,? \(?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov"
    r"|Dec)[a-z]*\.? \d"
)
_ATTRIBUTIVE = re.compile(r"\b(?:a|the|an) (?:early|late) $")
_BEFORE = re.compile(
    r"\b(on|since|until|till|by|from|before|after|through|between|for|as|the|a"
    r"|early|late|of) $",
    re.IGNORECASE,
)
_GENITIVE = ("'s", "’s")
_VOWELS = ("A", "O")
_SHORT = words.listed("Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.")
_SUFFIX = re.compile(r" (?:-|–|—|\||::|») ")
_SITE = re.compile(
    r"\.(?:com|org|net|co\.uk)\b|\b(?:News|TV|Times|Channel|[KW][A-Z]{2,3}|Sports|Weather|Post"
    r"|Herald|Tribune|Journal|Gazette|Online|Radio|Daily|Press|Chronicle|Guardian|Reuters|BBC|CNN"
    r"|AP|NBC|ABC|CBS|FOX|Fox)\b"
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|will|to|says?|said|[a-z]{3,}(?:ed|s))\b")
_PREFIX = re.compile(
    r"^(?:updated?|breaking(?: news)?|exclusive|the (?:latest|investigators)|just in|developing"
    r"|watch|video"
    r"|raw video)(?: ?[:|]| [-–]) ?",
    re.IGNORECASE,
)
_MEDIA = re.compile(
    r" ?[(\[](?:raw )?(?:video|photos?|pictures|updated?|audio|watch)[)\]]", re.IGNORECASE
)
_FRONTED = re.compile(
    rf"^(?:According to {OUTLET}, |{OUTLET} (?:has learned|reports?|reported|says?)"
    r"(?: on [A-Z][a-z]+\.? \d{1,2}(?= that|,))?(?: that|,)? (?!on |in |at ))"
)
_TRAILING = re.compile(
    rf",? (?:according to {OUTLET}|{OUTLET} (?:reports?|reported|has learned|says))(?=\.$)"
)
# References and where in the picture someone stands.
_MARKS = re.compile(r"\[\d{1,3}\]| \((?:pictured|left|right|above|inset|center|centre)\)")
_TOLD = re.compile(
    rf"\b(told|tells) (?:[Tt]he )?{OUTLET}(?:['’]s [A-Z][\w.]+ [A-Z][\w.]+)?(?= |,|\.)"
)
_REPORTED = (" report.", " reports.", " reported.", " has learned.", " says.")
_OUTLET_CUES = ("ccording to", "told ", "tells ", "report", "learned", " says")


def headline(title: str) -> str:
    """Return a headline on one line without prefixes such as BREAKING and the site's suffix."""
    text = _MEDIA.sub("", _PREFIX.sub("", title)).strip()
    for _ in range(4):
        match = _last(text)
        if match is None or not _is_suffix(text[: match.start()], text[match.end() :]):
            break
        text = text[: match.start()].strip()
    return text or title


def is_cut(title: str) -> bool:
    """Return whether a site cut a headline off: some cut all at one place before their name."""
    return any(match.start() == SITE_CUTS for match in _SUFFIX.finditer(title))


def _is_suffix(head: str, tail: str) -> bool:
    if len(head.split()) < 3:
        return False
    size = len(tail.split())
    if _SITE.search(tail) and size <= 9:
        return True
    return size <= 3 and not _VERB.search(tail)


def _last(text: str) -> re.Match[str] | None:
    found = None
    for match in _SUFFIX.finditer(text):
        found = match
    return found


def display(text: str, dates: Sequence[DateMention], language: str) -> str:
    """Return a sentence as a page shows it.

    Weekdays and near days become dates, discourse openers and outlets fall away. In the other
    languages with a table of months a date is put beside them, and that is all; what is too long
    to be shown stays as it is.
    """
    tag = words.base(language)
    if len(text) > MAX_SHOWN:
        return text
    if tag not in {"en", "und"}:
        return _beside(text, dates, tag) if tag in TABLES else text
    shown = _without_outlets(_dated(text, dates) if dates else text)
    if "[" in shown or "(" in shown:
        shown = _MARKS.sub("", shown)
    if shown[-1:].isalnum():  # an outlet forgot it
        shown += "."
    opener = _OPENER.match(shown)
    return _opened(shown[opener.end() :]) if opener else shown


def _opened(text: str) -> str:
    return text[:1].upper() + text[1:]


def _without_outlets(text: str) -> str:
    if not words.holds(text, _OUTLET_CUES):
        return text
    shown = _FRONTED.sub("", text, count=1)
    if "according to " in shown or shown.endswith(_REPORTED):
        shown = _TRAILING.sub("", shown)
    if words.holds(shown, ("told ", "tells ")):
        shown = _TOLD.sub(lambda match: "said" if match[1] == "told" else "says", shown)
    return _opened(shown)


def _dated(text: str, dates: Sequence[DateMention]) -> str:
    for mention in reversed(dates):
        day, word = mention.day, text[mention.start : mention.end]
        before, after = text[: mention.start], text[mention.end :]
        if day and _NEAR.fullmatch(word) and not _stays(word, before, after):
            if " " in word:  # last night, this morning
                after = f" {word.split()[-1]}{after}"
            text = _placed(before, f"{_SHORT[day.month - 1]} {day.day}", after)
    return text


def _beside(text: str, dates: Sequence[DateMention], tag: str) -> str:
    """Return a text with the date in brackets after each weekday, `gestern` and the like."""
    for mention in reversed(dates):
        before, word, after = _cut(text, mention)
        quoted = before.count("„") > before.count("“") or before.count('"') % 2 == 1
        if mention.day and word.lower() in _near_words(tag) and not quoted and after[:1] != "-":
            text = f"{before}{word} ({_spoken(mention.day, tag)}){after}"
    return text


def _cut(text: str, mention: DateMention) -> tuple[str, str, str]:
    return text[: mention.start], text[mention.start : mention.end], text[mention.end :]


@lru_cache(maxsize=16)
def _near_words(tag: str) -> frozenset[str]:
    table = TABLES[tag]
    weekdays = (name for names in table.weekdays for name in names.split("|"))
    return frozenset((*weekdays, *table.near))


def _spoken(day: date, tag: str) -> str:
    """Return `12. Januar`, `12 janvier`, `12 de enero`."""
    month = TABLES[tag].months[day.month - 1].split("|")[0]
    if tag == "de":
        return f"{day.day}. {month.capitalize()}"
    return f"{day.day} de {month}" if tag in {"es", "pt"} else f"{day.day} {month}"


def _stays(word: str, before: str, after: str) -> bool:
    """Return whether a weekday stays as it is: in a quotation, a compound, `today's world`."""
    quoted = before.count("“") > before.count("”") or before.count('"') % 2 == 1
    genitive = after.startswith(_GENITIVE) and not (word.endswith("day") and word[0].isupper())
    return (
        quoted
        or genitive
        or bool(_DATE_FOLLOWS.match(after))
        or after.startswith("-")
        or before.endswith(("-", "/"))
    )


def _placed(before: str, day: str, after: str) -> str:
    """Return a text with a date in a weekday's place, in the words that go with a date."""
    part = _PART.match(after)
    rest = after[part.end() :] if part else after
    if rest.startswith(_GENITIVE):
        return f"{before}{'the' if before else 'The'} {day}{rest[2:]}"
    match = _BEFORE.search(before)
    word = match[1].lower() if match else ""
    if word in {"the", "a", "of"}:
        an = "n" if word == "a" and day.startswith(_VOWELS) else ""
        return f"{before.rstrip()}{an} {day}{rest}"
    if word in {"early", "late"} and _ATTRIBUTIVE.search(before):
        return f"{before}{day}{rest}"
    preposition = "" if word and word not in {"early", "late"} else ("on " if before else "On ")
    period = f"the {part[1]} of " if part and word not in {"early", "late"} else ""
    return f"{before}{preposition}{period}{day}{rest}"
