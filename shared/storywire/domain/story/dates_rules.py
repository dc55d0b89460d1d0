"""What a date rule is, and the context a rule reads in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from storywire.domain.story.dates_calendar import Found

_CLAUSE = re.compile(r"[;:]|\bbut\b")
_FUTURE = re.compile(
    r"\b(?:will|won't|shall|'ll|’ll|to be|is to|are to|(?:is|are|['’]re|['’]s|be|been|was|were)"
    r"(?: now| tentatively)? (?:set|due|expected|scheduled|slated|likely|planning|going|about)"
    r"|plans?|intends?|hopes?|expects?|set to|upcoming|may|might|could|would|can|must"
    r"|(?:agree[sd]?|agreement|program|deal|offer|proposal|decision|pledged?|vow(?:ed)?"
    r"|promised?) to (?=[a-z])"
    r"|deadline|until|through|effective|beginning|starting|due to|needs? to)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:said|told|announced|reported|added|was|were|had|did|has|have|went|came|took|made|held"
    r"|began|left|met|brought|bought|sold|won|lost|fell|rose|gave|paid|sent|struck|shot|filed|issued|[a-z]{2,}(?<!e)ed)\b",
    re.IGNORECASE,
)
_DIRECT = re.compile(
    r"\b(?:by|until|till|through|effective|beginning|starting|due|from now)(?: the)?"
    r"(?: end of)?(?: on| in)? ?$",
    re.IGNORECASE,
)
_PLUPERFECT = re.compile(r"\b(?:had|were|was) (?:\w+ ){0,2}\w{2,}(?:ed|en)\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:be|been|being) (?:\w+ly )?\w+(?:ed|en|ld|nt)\b", re.IGNORECASE)
_WAS = re.compile(r"\b(?:was|were)\b(?! (?:\w+ ){0,2}(?:to|due|set|expected))[^,;]*$")
OPENS = 4
_SPAN = re.compile(r"\b(?:through|starting|beginning)(?: on)? $", re.IGNORECASE)
_COMING = re.compile(
    r"\b(?:will|shall|is|are|be|set|due|expected|scheduled|plans?|may|might|could|would|can|must)\b"
)
_BE_DONE = re.compile(r"^ (?:\w+ly )?\w+(?:ed|en|ld|nt)\b")
_NOT_PAST = frozenset({"scheduled", "expected", "planned", "announced"})


@dataclass(frozen=True, slots=True)
class Context:
    """A text with the day it was published on, and the clock hour where one is known."""

    text: str
    published: date
    hour: int = 0

    def future_before(self, start: int) -> bool:
        """Return whether the words before an expression put it ahead of the publication."""
        before = self.text[max(0, start - 160) : start]
        clause = _CLAUSE.split(before)[-1]
        pluperfect = _PLUPERFECT.search(clause)
        if _DIRECT.search(before):
            return not pluperfect
        cue = last(_FUTURE, clause)
        if cue is None or (pluperfect and pluperfect.start() <= cue.start()):
            return False
        after = _PASSIVE.sub("", clause[cue.end() :])
        if cue.group().lower().endswith(" be"):
            after = _BE_DONE.sub("", after)
        return not any(m.group().lower() not in _NOT_PAST for m in _PAST.finditer(after))

    def past_before(self, start: int) -> bool:
        """Return whether a verb before an expression is past; after "by" and the like none is."""
        if _DIRECT.search(self.text[max(0, start - 40) : start]):
            return False
        clause = _CLAUSE.split(self.text[max(0, start - 160) : start])[-1]
        after = self.text[start : start + 60] if start < 4 else ""
        return _PAST.search(_PASSIVE.sub("", f"{clause} {after}")) is not None

    def past_span(self, start: int) -> bool:
        """Return whether a time that began or ended was: `26 were shot from Friday to Sunday`."""
        opened = _SPAN.search(self.text[max(0, start - 24) : start]) is not None
        return opened and not _COMING.search(self.text) and bool(_PAST.search(self.text))

    def was_before(self, start: int) -> bool:
        """Return whether the past of "be" stands before an expression, or after one that opens."""
        near = self.text[max(0, start - 80) : start]
        return _WAS.search(near if start > OPENS else self.text[start : start + 80]) is not None

    def fronted_future(self, start: int, end: int) -> bool:
        """Return whether an expression opens the text and what follows is still to come."""
        if start > 8 or len(self.text[:start].strip("\"“'‘ ")) > 3:
            return False
        rest = self.text[end : end + 120]
        cue = _FUTURE.search(rest)
        if cue is None or cue.group().lower() in {"could", "would", "may", "might", "can", "by"}:
            return False
        past = _PAST.search(_PASSIVE.sub(lambda match: " " * len(match.group()), rest))
        return past is None or cue.start() <= past.start()

    def ahead(self, start: int, end: int) -> bool:
        """Return whether an expression without a year of its own lies in the future."""
        return self.future_before(start) or self.fronted_future(start, end)


def last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return a pattern's last match in a text."""
    found = None
    for match in pattern.finditer(text):
        found = match
    return found


Resolve = Callable[[re.Match[str], Context], Found | None]


class Rule(NamedTuple):
    """A pattern tried only on texts that hold one of its triggers, and what it reads there.

    A trigger is a lower-case word, `#` for any digit, `####` for four in a row, `*` for any text;
    `also` is a trigger that must be there too. `cues` are pieces of text of which one stands,
    in lower case, in whatever matches. The group `span`, where a pattern has it, is the
    expression; else the whole match is.
    """

    triggers: frozenset[str]
    pattern: re.Pattern[str]
    resolve: Resolve
    also: str = ""
    cues: tuple[str, ...] = ()


def rule(
    triggers: str,
    pattern: str,
    resolve: Resolve,
    *,
    flags: re.RegexFlag = re.IGNORECASE,
    also: str = "",
    cues: str = "",
) -> Rule:
    """Return a rule from blank-separated triggers and cues, and the source of its pattern."""
    compiled = re.compile(pattern, flags)
    return Rule(frozenset(triggers.split()), compiled, resolve, also, tuple(cues.split()))
