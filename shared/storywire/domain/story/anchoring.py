"""Event dates: on which day happened what a sentence states, and how sure that is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from storywire.domain.story import verbs
from storywire.domain.story.mentions import DateMention
from storywire.domain.story.values import Anchor

MAX_INHERITED_DAYS = 3
CARRIED_SENTENCES = 2
MAX_WEIGHED = 12

_EVENT = (
    r"(?:shootings?|attacks?|crash|fire|bombings?|blast|explosion|killings?|murders?|slayings?"
    r"|robbery|accident|incident|raid|riots?|protests?|march|rally|elections?|votes?|meeting"
    r"|summit|game|match|hearing|trial|storm|earthquake|quake|floods?|massacre|stabbing|collision"
    r"|derailment|fight|party|ceremony|parade|concert|vigil|funeral|debate|referendum|strike"
    r"|assault|arrest|death|deaths|disaster|tragedy|hijacking|launch|violence|rampage|homicide)"
)
_TIME = r"(?! ?(?:about |around |just )?(?:\d|midnight|noon|dawn|sunrise|sunset|dark|daybreak))"
_ASIDE = re.compile(
    rf"\([^)]*\)|\"[^\"]*\"|“[^”]*”|, (?:who|whose|which|where|when|while|as"
    rf"|(?:after|before){_TIME}) [^,;]*"
    rf"|\b(?:[Aa]fter|[Bb]efore){_TIME}\b [^,;]*|\b(?:[Ww]hen|[Ww]hile|[Ss]ince"
    r"|stemming from) [^,;]*"
    r"|\b(?:in connection (?:with|to)|charged with|accused of|victims? of|in the death of) [^,;]*"
    r"|^As [^,;]*,|\bthe body found [^,;]*"
)
_RELATIVE = re.compile(
    r"\b(?:who|which|that (?:was|were|had|has|killed|left|injured|took|began))\b"
)
_REPORT = re.compile(
    r"\b(?:said|says|announced|added|confirmed|reported|stated|testified|wrote|tweeted|declared)"
    r"(?: (?:in|during|at) (?:an?|the) [\w -]{1,30}?)?(?: late| early| earlier)?(?: on)? $"
    r"|\btold (?!(?:\w+ ){0,3}(?:he|she|they|that|it|to|a) )"
    r"[\w.&’'-]+(?: [\w.&’'-]+){0,3}?(?: on)? $"
    r"|\b(?:interview|statement|briefing|press release|news release|news conference)\b[^,;.]{0,60}$"
)
_REPORT_AFTER = re.compile(r"^,? (?:said|told|announced|confirmed|reported|stated|declared)\b")
_QUALIFIES = re.compile(
    rf"^(['’]s)?(?: (?:morning|night|afternoon|evening))?(?: [a-z-]+){{0,2}} {_EVENT}\b"
)
_GENITIVE = {"'s", "’s"}
_DETERMINED = re.compile(r"\b(?:[Tt]he|[Aa]) $")
_NAMED_EVENT = re.compile(rf"^(?: (?!on\b|in\b|at\b|and\b|of\b)[\w-]+){{0,4}} {_EVENT}\b")
_DETERMINER = re.compile(r"\b(?:the|a|an|this|that)(?: \w+)? $", re.IGNORECASE)
# "On Jan. 6 protests began", but "investigates Jan. 6 attack".
_WHEN = re.compile(
    r"^$|\b(?:on|since|until|by|from|late|early|last|this|next) $|, $", re.IGNORECASE
)
_OF_EVENT = re.compile(
    rf"\b(?:in|of|from|during|for|to|about|over) the [^,;.]{{0,60}}?\b{_EVENT}"
    r"[^,;.]{0,30}? (?:on )?$"
)
_SAME = re.compile(r"\b(?:that|the same|the previous) $", re.IGNORECASE)
_LEGAL = re.compile(
    r"\b(?:charged|accused|indicted|convicted|sentenced|arraigned|mourn\w*|remember\w*|honou?r\w*"
    rf"|memorial|suspects?|wanted|sought|guilty)\b[^;.]*\b{_EVENT}\b[^,;.]{{0,40}}$"
)
_IN = re.compile(
    r"\b(?:in|during|by|until|from|through|throughout|early|late|mid)(?: the| early| late| mid)?"
    r"[ -]?$",
    re.IGNORECASE,
)
# "laborers killed in 1942", "the ban, imposed in 2013": which ones, not when something happened.
_REDUCED = re.compile(
    r"(?:,|\b(?!(?:was|were|is|are|been|be|had|has|have|it|he|she|they|and)\b)[a-z]+)"
    r" (?:\w{2,}ed|built|held|born|made|known|set|lost|shot|struck|hit|sunk|begun)"
    r" (?:in|since|during)(?: the| early| late)? $"
)
_MEANWHILE = re.compile(r"(?:^(?:When|While|As)|, (?:when|while)) [^,;]*(?<!since)$")
_IN_ATTACK = re.compile(rf"\b(?:after|in|during|when|as) [^,;]*\b{_EVENT}\b[^,;]{{0,60}}$")
_LONG_AGO = re.compile(r"(?:last|next|previous|past)\b|.*\bago$", re.IGNORECASE)


class EventDay(NamedTuple):
    """The day of a sentence's event, how it was found, and how sure that is (0 to 3)."""

    day: date | None
    anchor: Anchor
    confidence: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: its index, and what the sentences before it were dated to.

    `named` is the day that the article named last, for `two days later`.
    """

    index: int
    published: date
    speech_day: date | None = None
    text_day: date | None = None
    text_index: int = -9
    named: date | None = None

    def after(self, event: EventDay, dates: Sequence[DateMention]) -> "Place":
        """Return the place of the next sentence."""
        days = [mention.day for mention in dates if mention.granularity == "day"]
        dated = event.anchor == "text"
        return Place(
            self.index + 1,
            self.published,
            self._speech_day(event),
            event.day if dated else self.text_day,
            self.index if dated else self.text_index,
            days[-1] if days else self.named,
        )

    def _speech_day(self, event: EventDay) -> date | None:
        """Return the day of the speech that is told; a line of background does not end it."""
        if event.anchor == "background":
            return self.speech_day
        return event.day if event.anchor in {"speech", "inherited"} else None


def anchor(
    text: str, dates: Sequence[DateMention], *, place: Place, speech: bool, future: bool
) -> EventDay:
    """Return the event day of a sentence by the rules of its main clause, in their order.

    A day named there; a day beside the verb of speech; the day of the speech that this one goes
    on with; publication for a lead; the day of the narrative just before; publication at last.
    """
    main = [mention for mention in dates[:MAX_WEIGHED] if not _aside(text, mention, dates)]
    days = [mention for mention in main if mention.granularity == "day"]
    reports = [mention for mention in days if speech and _is_report(text, mention)]
    for mention in days:
        if mention not in reports:
            return EventDay(mention.day, "text", 3)
    if reports:
        return EventDay(reports[0].day, "speech", 3)
    day = _at_once(text, dates, place) or _suffered(text, dates, place)
    if day is not None:
        return EventDay(day, "text", 3)
    if any(_is_period(text, mention) for mention in main):
        return EventDay(None, "background", 0)
    return _undated(place, speech=speech, future=future)


def _at_once(text: str, dates: Sequence[DateMention], place: Place) -> date | None:
    """Return the day of what went on meanwhile: `When the ferry left on Aug. 29, it was met`."""
    for mention in dates[:MAX_WEIGHED]:
        day = mention.day
        if day and day <= place.published and _MEANWHILE.search(text[: mention.start]):
            return day
    return None


def _suffered(text: str, dates: Sequence[DateMention], place: Place) -> date | None:
    """Return the day of the attack in which someone was killed or hurt: the same day."""
    if verbs.deed(text) not in verbs.SUFFERED:
        return None
    days = {mention.day for mention in dates[:MAX_WEIGHED] if mention.day}
    day = days.pop() if len(days) == 1 else None
    at = next((mention.start for mention in dates if mention.day), 0)
    return day if day and day <= place.published and _IN_ATTACK.search(text[:at]) else None


def _undated(place: Place, *, speech: bool, future: bool) -> EventDay:
    said = place.speech_day
    if speech and said and abs((place.published - said).days) <= MAX_INHERITED_DAYS:
        return EventDay(said, "inherited", 2)
    if place.index == 0:
        return EventDay(place.published, "lead", 2)
    older = place.text_day is not None and place.text_day < place.published
    near = place.index - place.text_index <= CARRIED_SENTENCES
    if older and near and not speech and not future:
        return EventDay(place.text_day, "carried", 1)
    return EventDay(place.published, "published", 1)


def _aside(text: str, mention: DateMention, dates: Sequence[DateMention]) -> bool:
    """Return whether a time stands outside the main clause, or only tells which event is meant."""
    before = text[: mention.start]
    if mention.granularity == "day" and _qualifies(text, mention):
        return True
    for start, end in _asides(text):
        if start <= mention.start < end:
            # "A man accused of robbing a bank | pleaded guilty Friday."
            verb = verbs.main_at(text)
            return verb is None or not start < verb < mention.start
    if _of_subject(text, mention):
        return True
    starts = [match.end() for match in _RELATIVE.finditer(before)]
    if not starts or "," in before[starts[-1] :]:
        return False
    return not any(starts[-1] < other.start < mention.start for other in dates)


def _of_subject(text: str, mention: DateMention) -> bool:
    """Return whether a participle and its day tell who: "the man killed at sea Monday has ..."."""
    verb = verbs.main_at(text)
    if verb is None or verb < mention.start or "," in text[mention.end : verb]:
        return False
    said = verbs.tokens(text[: mention.start])[1:]
    return any(verbs.is_past(token) or verbs.is_participle(token) for token in said)


@lru_cache(maxsize=64)
def _asides(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of a text that stand outside its main clause."""
    return tuple(match.span() for match in _ASIDE.finditer(text))


def _qualifies(text: str, mention: DateMention) -> bool:
    before, after = text[max(0, mention.start - 160) : mention.start], text[mention.end :]
    genitive = after[:2] in _GENITIVE
    named = (genitive or _DETERMINED.search(before)) and _NAMED_EVENT.match(
        after[2 * genitive :][:80]
    )
    if named:
        return True
    qualifier = _QUALIFIES.match(after[:80])
    if qualifier and (qualifier[1] or _DETERMINER.search(before) or not _WHEN.search(before)):
        return True
    return any(pattern.search(before) for pattern in (_SAME, _OF_EVENT, _LEGAL))


def _is_report(text: str, mention: DateMention) -> bool:
    before = text[max(0, mention.start - 80) : mention.start]
    return bool(_REPORT.search(before) or _REPORT_AFTER.match(text[mention.end :][:20]))


def _reduced(before: str) -> bool:
    """Return whether a participle after the main verb leads to what follows."""
    match = _REDUCED.search(before)
    return match is not None and verbs.finite(verbs.tokens(before[: match.start()])) is not None


def _is_period(text: str, mention: DateMention) -> bool:
    """Return whether a month, year or week says when the event was (not: `the 2013 ban`)."""
    shown = text[mention.start : mention.end]
    if _reduced(text[: mention.start]):
        return False
    if mention.granularity == "week" and verbs.deed(text):
        return True
    if mention.granularity == "range" or shown.lower().startswith(("this ", "the current")):
        return False
    return bool(_LONG_AGO.match(shown) or _IN.search(text[: mention.start]))
