"""Event dates: on which day happened what a sentence states, and how sure that is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storywire.domain.story.values import Anchor, DateMention

_SUBORDINATE = re.compile(
    r"\([^)]*\)|\"[^\"]*\"|“[^”]*”|, (?:who|which|where|when|while|after|before|as) [^,;]*"
    r"|\b(?:after|before|when|while|since|in connection with|stemming from|charged with"
    r"|accused of|victims? of) [^,;]*"
)
_SPEECH_NEAR = re.compile(
    r"\b(?:said|says|told|announced|added|stated|reported|confirmed)\b(?: \w+){0,3}(?: on)? $"
    r"|\b(?:interview|statement|briefing|release|news conference)\b[^,;.]{0,30}$"
)


@dataclass(frozen=True, slots=True)
class EventDay:
    """The day of a sentence's event, how it was found, and how sure that is (0 to 3)."""

    day: date | None
    anchor: Anchor
    confidence: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: its index, and what the sentences before it were dated to."""

    index: int
    published: date
    speech_day: date | None = None
    text_day: date | None = None
    text_index: int = -9


def anchor(
    text: str, dates: Sequence[DateMention], *, place: Place, speech: bool, future: bool
) -> EventDay:
    """Return the event day of a sentence by the rules of its main clause, in their order."""
    main = _SUBORDINATE.sub(lambda m: " " * len(m.group()), text)
    days = [mention for mention in dates if mention.granularity == "day" and mention.day]
    inside = [m for m in days if main[m.start : m.end].strip()]
    for mention in inside or days[:1]:
        near = speech and bool(_SPEECH_NEAR.search(main[: mention.start]))
        kind: Anchor = "speech" if near else "text"
        return EventDay(mention.day, kind, 3)
    if dates and not days:
        return EventDay(None, "background", 0)
    return _undated(place, speech=speech, future=future)


def _undated(place: Place, *, speech: bool, future: bool) -> EventDay:
    if speech and place.speech_day and abs((place.published - place.speech_day).days) <= 3:
        return EventDay(place.speech_day, "inherited", 2)
    if place.index == 0:
        return EventDay(place.published, "lead", 2)
    older = place.text_day and place.text_day < place.published
    if older and not speech and not future and place.index - place.text_index <= 2:
        return EventDay(place.text_day, "carried", 1)
    return EventDay(place.published, "published", 1)
