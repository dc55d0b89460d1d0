"""The timeline: which facts are events, on which day, and at what time where that is known."""

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from storywire.domain.model import EntryStatus
from storywire.domain.story import vectors, verbs
from storywire.domain.story.facts import Stated
from storywire.domain.story.pairs import name_stems
from storywire.domain.story.scale import Statement
from storywire.domain.story.sections import (
    DAY_COSINE,
    PLAIN_SHARE,
    TWIN_COSINE,
    TWIN_SHARE,
    share,
)
from storywire.domain.story.statements import Told
from storywire.domain.story.values import ReadSentence
from storywire.domain.story.vetoes import opposed

MAX_ENTRIES, MIN_ENTRIES, PER_DAY = 12, 3, 4
# A story of more articles than are read has its days chosen first: one entry for each.
PER_DAY_OF_MANY, SAID_OF_DAY = 1, 3.0
NEAR_DAYS, FAR_COSINE = 3, 0.8
SAME_DAY_COSINE, SAME_DAY_SHARE = 0.36, 0.5
SAME_DEED_SHARE, OTHER_DEED_COSINE, OTHER_DEED_SHARE = 0.25, 0.42, 0.5
_POSSIBLE = frozenset({"can", "could", "may", "might", "would"})
# How things stand, and what is no news of its day: charges that hold, a birth, "there is".
_STANDS = re.compile(
    r"^There(?: is|['’]s| are)\b|^[^,;]{1,90}?\b(?:is|are) (?:accused|suspected) of\b"
    r"|^[^,;]{1,90}?\b(?:is|are) (?:facing|seeking|looking|asking|searching|one of)\b"
    r"|\b(?:was|were) born\b|^As of\b|^[^,;]{1,90}?\b(?:is|are|was|were) in custody\b"
)
_PLANNED = re.compile(r"\bhad been (?:planned|scheduled|expected)\b")
ANNIVERSARY, OF_VICTIMS = 0.25, 0.12
WEEK = 7
# Where the outlet stands its day may be ahead of the clock's: no event is told before it is.
NEXT_DAY = dt.timedelta(days=1)
MIDNIGHT = dt.time(0, 0)


@dataclass(frozen=True, slots=True)
class Event:
    """A fact as an event: the statement that tells it, its day, and its time if it has one."""

    fact: Stated
    statement: Statement
    day: dt.date
    time: dt.time | None
    status: EntryStatus
    score: float

    @property
    def deed(self) -> str:
        """Return the verb that says what was done, "" where none is plain to see."""
        return verbs.deed(self.statement.sentence.text)

    @property
    def of_victims(self) -> bool:
        """Return whether it tells that somebody was killed or hurt."""
        return self.deed in verbs.SUFFERED


def events(told: Told, facts: Sequence[Stated], disputed: frozenset[str]) -> list[Event]:
    """Return the events of the timeline, oldest first: at most 12, at most 4 a day, none twice.

    Of a story of many days (`Told.days`) each has one entry, the weightiest days before others.
    """
    telling = told.workings.notes(Telling)
    events = (_event(told, fact, disputed) for fact in facts if telling.of(fact))
    found = [event for event in events if event is not None]
    written = [event for event in found if not event.statement.sentence.headline]
    found = written or found
    found = [e for e in found if not _anniversary(told, e, found)]
    found.sort(key=lambda e: (-e.score, e.statement.position))
    per_day = PER_DAY_OF_MANY if told.days else PER_DAY
    kept: list[Event] = []
    for event in found:
        same_day = sum(other.day == event.day for other in kept)
        if same_day < per_day and not any(_twice(event, other) for other in kept):
            kept.append(event)
        if len(kept) == _room(told):
            break
    return sorted(kept, key=_chronological)


def _chronological(event: Event) -> tuple[dt.date, dt.time, dt.datetime, int]:
    return (
        event.day,
        event.time or dt.time.max,
        event.statement.published_at,
        event.statement.position,
    )


def _room(told: Told) -> int:
    by_articles = 1.6 * len(told.members) + 1.5
    by_length = 1.6 * math.sqrt(len(told.statements))
    return max(MIN_ENTRIES, min(MAX_ENTRIES, int(max(by_articles, by_length))))


def _event(told: Told, fact: Stated, disputed: frozenset[str]) -> Event | None:
    statement = _teller(told, fact)
    if statement is None:
        return None
    day = _dated(told, statement)
    if day is None:
        return None
    scheduled = day > told.newest.date() and statement.sentence.future
    status: EntryStatus = "scheduled" if scheduled else "reported"
    if fact.fact_id in disputed and not scheduled:
        status = "disputed"
    return Event(
        fact=fact,
        statement=statement,
        day=day,
        time=None if scheduled else _time(fact, statement, day),
        status=status,
        score=_score(told, fact, statement) + _of_day(told, statement, day),
    )


def _dated(told: Told, statement: Statement) -> dt.date | None:
    """Return the day of an event; once a plan's day has come, the day it was announced."""
    sentence, today = statement.sentence, told.newest.date()
    published = statement.published_at.date()
    day = sentence.event_date
    if day is None or not sentence.future or day > today or day <= published:
        return day
    if sentence.anchor == "speech":  # what was said on a day was said, whatever the stamp is
        return day
    said = [m.day for m in sentence.dates if m.day and m.day <= published]
    recent = [d for d in said if (published - d).days <= WEEK]
    if sentence.speech and (recent or sentence.index == 0):
        return max(recent, default=published)
    return None


def _teller(told: Told, fact: Stated) -> Statement | None:
    """Return the statement that tells the event, the shown one first.

    None in future wording once the day has come and another tells it.
    """
    today = told.newest.date()
    telling = told.workings.notes(Telling).of(fact)
    first = min(s.published_at for s in fact.statements).date() + NEXT_DAY
    fit = [
        s
        for s in telling
        if s.position not in told.astray and (s.sentence.future or _day(s) <= first)
    ]
    past = [s for s in fit if not (s.sentence.future and _day(s) <= today)]
    return next(iter(past or fit), None)


def _day(statement: Statement) -> dt.date:
    return statement.sentence.event_date or dt.date.min


class Scores(dict[tuple[int, int], float]):
    """What events score by themselves; facts and statements live as long as these notes."""


class Telling:
    """Which statements of a fact tell an event that an entry may show."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Statement, ...]] = {}

    def of(self, fact: Stated) -> tuple[Statement, ...]:
        """Return them, the shown one first; facts live as long as these notes."""
        known = self._known.get(id(fact))
        if known is None:
            every = (fact.shown, *fact.statements)
            known = self._known[id(fact)] = tuple(s for s in every if _tells(s.sentence))
        return known


def _tells(sentence: ReadSentence) -> bool:
    return (
        sentence.confidence >= 2
        and sentence.eventive
        and sentence.event_date is not None
        and sentence.showable
        and not sentence.dangling
        and (sentence.headline or not _no_event(sentence.text))
        and not verbs.had_been(sentence.text)
        and (sentence.future or not sentence.stale_claim)
    )


@lru_cache(maxsize=4_096)
def _no_event(text: str) -> bool:
    """Return whether it tells of what may be, what had been meant to be, or how things stand."""
    said = verbs.tokens(text)
    verb = verbs.finite(said)
    if verb is not None and (said[verb] in _POSSIBLE or verbs.stands(text)):
        return True
    return bool(_PLANNED.search(text) or _STANDS.search(text))


def _time(fact: Stated, statement: Statement, day: dt.date) -> dt.time | None:
    """Return when the report came, if the event is the report itself and its clock is real."""
    sentence = statement.sentence
    if sentence.future or sentence.speech or sentence.event_date != day:
        return None
    reports = [
        s.published_at.astimezone(dt.UTC)
        for s in fact.statements
        if s.sentence.index == 0 and not s.sentence.speech and s.sentence.event_date == day
    ]
    reports = [moment for moment in reports if moment.date() == day]
    clocks = [moment for moment in reports if moment.time() != MIDNIGHT]
    return min(clocks).time().replace(microsecond=0) if clocks else None


def _score(told: Told, fact: Stated, statement: Statement) -> float:
    known = told.workings.notes(Scores)
    key = id(fact), id(statement)
    if key not in known:
        known[key] = _weight(told, fact, statement)
    return known[key]


def _weight(told: Told, fact: Stated, statement: Statement) -> float:
    sentence = statement.sentence
    return (
        fact.voices
        + (1.0 if fact.lead else 0.0)
        + (0.5 if sentence.anchor in {"text", "speech"} else 0.0)
        - 0.05 * sentence.index
        + 0.8 * vectors.cosine(statement.vector, told.centroid)
    )


def _of_day(told: Told, statement: Statement, day: dt.date) -> float:
    """Return what the day adds in a story of many: its weight, and how well it is told."""
    if (weighty := told.days.get(day)) is None:
        return 0.0
    return weighty.weight + SAID_OF_DAY * vectors.cosine(statement.vector, weighty.said)


def _anniversary(told: Told, event: Event, others: Sequence[Event]) -> bool:
    """Return whether an undated lead of one article retells an older, dated event."""
    sentence = event.statement.sentence
    if sentence.anchor != "lead" or len(event.fact.statements) > 1 or len(told.members) == 1:
        return False
    dated = (o for o in others if o.statement.sentence.anchor == "text" and o.day < event.day)
    anyones = sentence.headline or event.of_victims
    least = OF_VICTIMS if anyones else ANNIVERSARY
    return any(
        (anyones or other.statement.sentence.article_id == sentence.article_id)
        and (
            vectors.cosine(other.statement.vector, event.statement.vector) >= least
            or (event.of_victims and other.of_victims)
        )
        and (anyones or (event.day - other.day).days >= NEAR_DAYS or event.deed == other.deed != "")
        for other in dated
    )


def _twice(one: Event, other: Event) -> bool:
    """Return whether two events are one told twice; on different days names alone don't count."""
    left, right = one.statement, other.statement
    cosine = vectors.cosine(left.vector, right.vector)
    apart = abs((one.day - other.day).days)
    if apart > NEAR_DAYS:
        return cosine > FAR_COSINE
    if opposed(left.sentence, right.sentence):
        return False
    if _same_deed(one, other) and share(left.bag, right.bag) >= SAME_DEED_SHARE:
        return True
    plain = share(left.bag - name_stems(left), right.bag - name_stems(right))
    if apart == 0:
        victims = one.of_victims and other.of_victims
        alike = share(left.bag, right.bag)
        if _other_deed(one, other) and not victims:
            return cosine > OTHER_DEED_COSINE or alike >= OTHER_DEED_SHARE
        plainly = cosine >= DAY_COSINE and plain >= PLAIN_SHARE
        enough = OF_VICTIMS if victims else SAME_DAY_COSINE
        return plainly or cosine >= enough or alike >= SAME_DAY_SHARE
    return plain >= TWIN_SHARE or (cosine > TWIN_COSINE and plain >= SAME_DAY_SHARE)


def _same_deed(one: Event, other: Event) -> bool:
    """Return whether both say by one verb what happened, on one day, or one without a day in it."""
    left, right = one.statement.sentence, other.statement.sentence
    dated = left.anchor == right.anchor == "text" and one.day != other.day
    return not dated and verbs.same_deed(left.text, right.text)


def _other_deed(one: Event, other: Event) -> bool:
    """Return whether two verbs, both plain to see, say two things: returned a drum, stole it."""
    return bool(one.deed and other.deed) and one.deed != other.deed
