"""The days of a story: which of them matter, and what is said of each, over all of its articles.

Counting the articles that name a day chooses days better than counting sentences or publications
(timelines of T17, ACL 2020 protocol: `storywire evaluate timeline`); that an article tells an event
of the day, rather than names it, counts besides.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storywire.domain.story import vectors
from storywire.domain.story.values import Member, ReadSentence
from storywire.domain.story.vectors import Vector

PEAK = 0.3
LEADING, DAYS_AFTER, MAX_TELLING = 3, 2, 100
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a story: what it weighs, what is said of it, and who tells it, the best first."""

    weight: float
    said: Vector
    told_by: tuple[Member, ...]


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


def weightiest(members: Sequence[Member], count: int) -> dict[date, Day]:
    """Return the `count` days that matter most, the weightiest first."""
    weighed = weights(members)
    return {day: _day(members, day, weighed[day]) for day in ranked(weighed)[:count]}


def _day(members: Sequence[Member], day: date, weight: float) -> Day:
    telling = [
        (member, member.read.sentences[member.read.days_told[day]])
        for member in members
        if day in member.read.days_told
    ][:MAX_TELLING]
    leads = list(_leads(members, day))
    idf = vectors.weights([s.stems for s in (*leads, *(s for _, s in telling))])
    vector = {s.key: vectors.vector(s.stems, idf) for s in (*leads, *(s for _, s in telling))}
    said = in_both([vector[s.key] for _, s in telling], [vector[s.key] for s in leads])
    ordered = sorted(telling, key=lambda t: (-vectors.cosine(vector[t[1].key], said), t[0].number))
    return Day(weight, said, tuple(member for member, _ in ordered))


def _leads(members: Sequence[Member], day: date) -> Iterator[ReadSentence]:
    for member in members:
        if 0 <= (member.read.published_at.date() - day).days < DAYS_AFTER:
            yield from member.read.sentences[:LEADING]


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
