"""The days of a story: which of them matter, and what is said of each, over all of its articles.

Counting the articles that name a day chooses days better than counting sentences or publications
(timelines of T17, ACL 2020 protocol: `storywire evaluate timeline`); that an article tells an event
of the day, rather than names it, counts besides.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storywire.domain.story import vectors
from storywire.domain.story.values import Member
from storywire.domain.story.vectors import Vector

MAX_MEMBERS, OLDEST = 60, 4
DAYS, TELLERS = 16, 2
PEAK = 0.3
LEADING, DAYS_AFTER, MAX_TELLING = 3, 2, 100
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a story: what it weighs, what is said of it, and who tells it, the best first."""

    weight: float
    said: Vector
    told_by: tuple[Member, ...]


def to_read(members: Sequence[Member], known: "Days") -> tuple[list[Member], Mapping[date, Day]]:
    """Return which members a page reads, in order of number, and the days that matter most.

    Up to 60 all of them, and no days. Of more, the 4 oldest, two that tell each of the 16
    weightiest days, and the newest.
    """
    if len(members) <= MAX_MEMBERS:
        return list(members), {}
    by_time = sorted(members, key=lambda m: (m.read.published_at, m.number))
    weighty = weightiest(by_time, DAYS, known)
    telling = [member for day in weighty.values() for member in day.told_by[:TELLERS]]
    newest = reversed(by_time[OLDEST:])
    # What is known of a day may be of an earlier version: its members are taken by number.
    numbers = dict.fromkeys(m.number for m in (*by_time[:OLDEST], *telling, *newest))
    chosen = frozenset(list(numbers)[:MAX_MEMBERS])
    return sorted((m for m in members if m.number in chosen), key=lambda m: m.number), weighty


def weights(members: Iterable[Member]) -> dict[date, float]:
    """Return how much each day matters that an article names: logarithms of counted articles."""
    named: Counter[date] = Counter()
    told: Counter[date] = Counter()
    for member in members:
        named.update(member.read.days_named)
        told.update(member.read.days_told.keys())
    return {
        day: math.log1p(count)
        + math.log1p(told[day])
        + (PEAK if count > max(named[day - _DAY], named[day + _DAY]) else 0.0)
        for day, count in named.items()
    }


def ranked(weighed: Mapping[date, float]) -> list[date]:
    """Return the days, the weightiest first, of equal ones the earlier."""
    return sorted(weighed, key=lambda day: (-weighed[day], day))


class Days(dict[tuple[object, ...], tuple[Vector, tuple[Member, ...]]]):
    """What is said of the days of the last version, and by whom, by all that it depends on."""


def weightiest(members: Sequence[Member], count: int, known: Days) -> dict[date, Day]:
    """Return the `count` days that matter most, the weightiest first."""
    weighed = weights(members)
    chosen = ranked(weighed)[:count]
    telling: dict[date, list[Member]] = {day: [] for day in chosen}
    leading: dict[date, list[Member]] = {day: [] for day in chosen}
    for member in members:
        for day in member.read.days_told.keys() & telling.keys():
            telling[day].append(member)
        published = member.read.published_at.date()
        for day in (published - back * _DAY for back in range(DAYS_AFTER)):
            if day in leading:
                leading[day].append(member)
    keys = {day: _key(day, telling[day][:MAX_TELLING], leading[day]) for day in chosen}
    now = {
        key: known.get(key) or _said(day, telling[day][:MAX_TELLING], leading[day])
        for day, key in keys.items()
    }
    known.clear()
    known.update(now)
    return {day: Day(weighed[day], *now[key]) for day, key in keys.items()}


def _key(day: date, telling: Sequence[Member], leading: Sequence[Member]) -> tuple[object, ...]:
    revisions = ((m.number, m.read.article.revision) for m in (*telling, *leading))
    return (day, len(telling), *revisions)


def _said(
    day: date, telling: Sequence[Member], leading: Sequence[Member]
) -> tuple[Vector, tuple[Member, ...]]:
    naming = [member.read.sentences[member.read.days_told[day]] for member in telling]
    leads = [lead for member in leading for lead in member.read.sentences[:LEADING]]
    idf = vectors.weights([sentence.stems for sentence in (*leads, *naming)])
    vector = {s.key: vectors.vector(s.stems, idf) for s in (*leads, *naming)}
    said = in_both([vector[s.key] for s in naming], [vector[s.key] for s in leads])
    ordered = sorted(
        zip(naming, telling, strict=True),
        key=lambda told: (-vectors.cosine(vector[told[0].key], said), told[1].number),
    )
    return said, tuple(member for _, member in ordered)


def in_both(naming: Sequence[Vector], leading: Sequence[Vector]) -> Vector:
    """Return the mean of what sentences naming a day say and what was reported on it.

    Only terms of both count, where there are both: the "PM-mean" of Gholipour Ghalandari and Ifrim
    (ACL 2020).
    """
    means = [_mean(each) for each in (naming, leading) if each]
    if len(means) < 2:
        return vectors.unit(means[0]) if means else {}
    one, other = means
    return vectors.unit({term: one[term] + other[term] for term in one if term in other})


def _mean(each: Sequence[Vector]) -> Vector:
    total: Vector = {}
    for vector in each:
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + weight / len(each)
    return total
