"""Headings by compression: whole clauses cut out of a fact's sentences, never put together anew."""

import re
from collections.abc import Iterator
from functools import lru_cache

from storywire.domain.story import heading_gate, verbs, words

_SAID = r"(?:said|says|told|announced|added|reported|confirmed)"
_SOURCE = re.compile(
    r"\b(police|prosecutors|officials|deputies|authorities|investigators)\b", re.IGNORECASE
)
_BRACKETS = re.compile(r" ?[(\[][^)\]]*[)\]]")
_FRONTED = re.compile(
    r"^(?:On|In|After|Before|During|At|By|Since|Following|According to|Under|With|As of|Earlier"
    r"|Late|Early)\b[^,]{1,90}, (?=\S)"
)
_AGE = re.compile(
    r", (?:\d{1,3}|\d{1,3}-year-old|of [A-Z][\w ]+(?:, [A-Z][a-z]+\.?(?=,|$))?)(?:,|(?=\.?$))"
)
_GOES_ON = (" a ", " an ", " the ", " who ", " of ")
_TIME = re.compile(
    r",? (?:(?:at|by|around|about|shortly (?:before|after)) )*\d{1,2}(?::\d\d)? ?[ap]\.?m\.?"
    r"(?= |,|$)"
    r"|, (?:Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\. \d{1,2}(?:, \d{4})?"
    r"|,? on (?:early |late )?(?:Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\. \d{1,2}(?:, \d{4})?"
    r"|,? on (?:March|April|May|June|July) \d{1,2}(?:, \d{4})?"
    r"|,? (?:on )?(?:early |late )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?: (?:morning|night|evening|afternoon))?(?!['’])"
)
_TIME_CUES = (
    "day", "am", "a.m", "pm", "p.m", "on Jan", "on Feb", "on Mar", "on Apr", "on Ma", "on Ju",
    "on Aug", "on Sept", "on Oct", "on Nov", "on Dec", "on early ", "on late ",
)  # fmt: skip
_DASHES = re.compile(r" [—–-] [^—–]{1,90} [—–-] ")
_ATTRIBUTION = re.compile(
    rf", (?:according to [^,]+|[^,]{{2,60}}? {_SAID}(?: [^,]{{1,40}})?|{_SAID} [^,]{{2,60}})\.?$"
)
_RELATIVE = re.compile(r", (?:who|which|whose|where)\b[^,]*,")
_APPOSITION = re.compile(r"(?<=\w), (?:a|an|the) [^,]{2,60},(?= [a-z])")
_TAILS = (
    (2, re.compile(r", (?:who|which|while|including|with|where|[a-z]+ing)\b.*$")),
    (
        2,
        re.compile(
            r",? (?:shortly |just |soon |hours |days )?(?:after|before|while|because|when)\b.*$"
        ),
    ),
    (2, re.compile(r", (?:but|as|and|since|until) .*$")),
    (3, re.compile(r"(?:;| [—–-] ).*$")),
    (3, re.compile(r", (?:and|a|an|the) .*$")),
    (3, re.compile(r" and (?:was|has|is|were|had|have|will)\b.*$")),
)
_PREPOSITIONAL = re.compile(
    r" (?:in|on|at|during|near|within|along|outside|inside|across|for|from|with|amid|under|over)"
    r" (?:(?!\b(?:in|on|at|during|near|for|from|with|over)\b)[^,])+$"
)
_KEEPS = re.compile(
    r"(?:connection|role|charge|charged|guilty|shot|charges|accused|based|due|\bas \w+)$"
)
LONG = 14


@lru_cache(maxsize=4_096)
def candidates(shown: str) -> tuple[tuple[str, int], ...]:
    """Return headings cut from a shown sentence, each with how much was cut for it (0 to 4).

    All of them pass the gate.
    """
    bare = _plain(shown)
    base, source = _attributed(bare)
    main = _verb(bare)
    if base is None or main is None:
        return ()
    found: dict[str, int] = {}
    for text, severity in _shorter(base):
        tidy = _tidy(text)
        if tidy not in found and _verb(tidy) == main:
            found[tidy] = severity
    return tuple(
        (said, severity)
        for text, severity in found.items()
        for said in _with_source(text, source)
        if heading_gate.passes(said, severity=severity) and not _cut_noun(base, text)
    )


def _plain(text: str) -> str:
    text = (_BRACKETS.sub("", text) if words.holds(text, "([") else text).rstrip(". ")
    text = _FRONTED.sub("", text)
    text = _AGE.sub(_comma, text)
    text = _DASHES.sub(" ", text)
    return _TIME.sub("", text) if words.holds(text, _TIME_CUES) else text


def _comma(age: re.Match[str]) -> str:
    """Return what is left of an age or a home town: the comma of what goes on after it."""
    goes_on = age.string[age.end() :].startswith(_GOES_ON)
    return "," if goes_on and age[0].endswith(",") else ""


def _attributed(text: str) -> tuple[str | None, str]:
    """Return the text without trailing attribution, and the source if it is an authority.

    None where it is a single speaker's claim: that is no heading.
    """
    match = _ATTRIBUTION.search(text)
    if not match:
        return text, ""
    source = _SOURCE.search(match.group())
    return (text[: match.start()], source[1].lower()) if source else (None, "")


def _with_source(text: str, source: str) -> Iterator[str]:
    if not source:
        yield text
    elif len(text.split()) <= 12 and "," not in text:
        yield f"{text}, {source} say"


def _shorter(text: str) -> Iterator[tuple[str, int]]:
    yield text, 0
    middle = _APPOSITION.sub("", _RELATIVE.sub("", text)) if "," in text else text
    if middle != text:
        yield middle, 1
    for severity, pattern in _TAILS:
        for whole in dict.fromkeys((text, middle)):
            cut = pattern.sub("", whole)
            if cut != whole:
                yield cut, severity
                yield from _last_phrase(cut, severity)
    yield from _last_phrase(middle, 1)


def _last_phrase(text: str, severity: int) -> Iterator[tuple[str, int]]:
    match = _PREPOSITIONAL.search(text) if len(text.split()) > LONG else None
    if match:
        head = text[: match.start()]
        last = head.split()[-1]
        if not _KEEPS.search(head) and not verbs.is_past(last) and not verbs.is_base(last):
            yield head, max(severity, 4)


def _tidy(text: str) -> str:
    text = " ".join(text.split()).strip(" ,;—–-")
    return text[:1].upper() + text[1:]


def _verb(text: str) -> str | None:
    """Return the finite verb of a text: a cut must keep that of its sentence."""
    said = verbs.tokens(text)
    at = verbs.finite(said)
    return None if at is None else said[at]


def _cut_noun(base: str, text: str) -> bool:
    """Return whether a noun phrase was cut in two: determiner and word, and the source goes on."""
    kept = text.split()
    at = base.lower().find(text.lower())
    rest = base[at + len(text) :].lstrip() if at >= 0 else ""
    opened = len(kept) > 1 and kept[-2].lower() in {"a", "an", "the", "his", "her", "its", "their"}
    return opened and rest.startswith((",", "/", "and "))
