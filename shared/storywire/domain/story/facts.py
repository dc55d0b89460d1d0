"""Facts: which sentences of different articles state one event, and how much each fact matters.

The single source of summary and timeline. A fact has at most one sentence of each article.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from storywire.domain.story import lexicon, vectors
from storywire.domain.story.mentions import DateMention
from storywire.domain.story.statements import Statement, Told
from storywire.domain.story.vetoes import FAR, days_apart, vetoed

COPY_COSINE, NEAR_COPY, COPY_VOICE = 0.92, 0.9, 0.25
MEAN_COSINE, SHARED_MASS = 0.28, 0.42
KEY_TERMS, MAX_POSTINGS = 7, 48
STICKY = 1.1
PLAN_HOLDS = timedelta(days=2)
_DATED = frozenset({"text", "speech", "inherited"})


class Stated(NamedTuple):
    """A fact while the page is made: its statements in order, and the one that is shown."""

    fact_id: str
    statements: tuple[Statement, ...]
    shown: Statement
    voices: float
    importance: float
    topical: float

    @property
    def articles(self) -> frozenset[str]:
        """Return the articles that state it."""
        return frozenset(s.sentence.article_id for s in self.statements)

    @property
    def lead(self) -> bool:
        """Return whether an article opens with it."""
        return any(s.sentence.index == 0 for s in self.statements)

    @property
    def day(self) -> date | None:
        """Return its event day as the shown sentence has it."""
        return self.shown.sentence.event_date


# --- pairs --------------------------------------------------------------------------------------


def groups(told: Told) -> list[list[Statement]]:
    """Return the statements grouped into facts, each and all in order of position.

    Pairs across articles by falling cosine, ties by position; a union holds while no article
    repeats, the mean cross-cosine stays, and nothing inside is vetoed.
    """
    if len({statement.sentence.article_id for statement in told.statements}) < 2:
        return [[statement] for statement in told.statements]
    pairs = [
        (cosine, left, right)
        for left, right in _candidates(told)
        if (cosine := _accepted(told, left, right)) is not None
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1].position, pair[2].position))
    group_of = {s.position: [s] for s in told.statements}
    for cosine, left, right in pairs:
        one, other = group_of[left.position], group_of[right.position]
        if one is not other and _joins(one, other, copy=cosine > COPY_COSINE):
            one.extend(other)
            for moved in other:
                group_of[moved.position] = one
    distinct = {id(group): group for group in group_of.values()}
    found = [sorted(group, key=lambda s: s.position) for group in distinct.values()]
    return sorted(found, key=lambda group: group[0].position)


def _candidates(told: Told) -> list[tuple[Statement, Statement]]:
    """Return the pairs of different articles that share two of their heaviest terms."""
    postings: dict[str, list[int]] = defaultdict(list)
    found: list[tuple[Statement, Statement]] = []
    at = told.statements
    article = [statement.sentence.article_id for statement in at]
    for position, statement in enumerate(at):
        ranked = sorted([(-weight, term) for term, weight in statement.vector.items()])
        places = [postings[term] for _, term in ranked[:KEY_TERMS]]
        found += [
            (at[other], statement)
            for other, count in Counter(chain.from_iterable(places)).items()
            if count > 1 and article[other] != article[position]
        ]
        for standing in places:
            if len(standing) < MAX_POSTINGS:
                standing.append(position)
    return found


def _accepted(told: Told, left: Statement, right: Statement) -> float | None:
    cosine = vectors.cosine(left.vector, right.vector)
    copied = cosine > COPY_COSINE and left.sentence.quantities == right.sentence.quantities
    if copied and not _other_day(left, right):
        return cosine
    if cosine < MEAN_COSINE:
        return None
    shared = left.bag & right.bag
    if len(shared - name_stems(left) - name_stems(right)) < 2:
        return None
    lighter = min(left.mass, right.mass)
    if vectors.mass(sorted(shared), told.idf) < SHARED_MASS * lighter:
        return None
    if vetoed(left.sentence, right.sentence) or not _dates_agree(left, right, cosine):
        return None
    return cosine


def _other_day(left: Statement, right: Statement) -> bool:
    """Return whether both name their day, and not the same one: the same thing happened again."""
    one, other = left.sentence, right.sentence
    return one.anchor == other.anchor == "text" and one.event_date != other.event_date


def name_stems(statement: Statement) -> frozenset[str]:
    """Return the stems of a statement that belong to its names."""
    parts = (part for name in statement.sentence.names for part in name.split())
    return frozenset(parts) & statement.bag


def _dates_agree(left: Statement, right: Statement, cosine: float) -> bool:
    one, other = left.sentence, right.sentence
    apart = days_apart(one.event_date, other.event_date)
    dated = [s.anchor in _DATED for s in (one, other)]
    if any(dated) and apart is not None and apart > FAR:
        return cosine >= 0.70 and not _other_day(left, right)
    if all(dated) and apart:
        return cosine >= 0.60
    if apart == 0:
        return cosine >= (0.30 if all(dated) else 0.35)
    published = abs(left.published_at - right.published_at)
    names = len(one.names & other.names)
    near = cosine >= 0.38 and names >= 2 and published <= timedelta(days=3)
    return near or (cosine >= 0.50 and published <= timedelta(days=30))


def _joins(one: list[Statement], other: list[Statement], *, copy: bool) -> bool:
    articles = {s.sentence.article_id for s in one}
    if any(s.sentence.article_id in articles for s in other):
        return False
    if len(one) == len(other) == 1:
        return True
    left, right = one[:6], other[:6]
    if not copy and any(vetoed(a.sentence, b.sentence) for a in left for b in right):
        return False
    total = sum(vectors.cosine(a.vector, b.vector) for a in left for b in right)
    return total >= MEAN_COSINE * len(left) * len(right)


# --- weight -------------------------------------------------------------------------------------


def voices(statements: Sequence[Statement]) -> float:
    """Return how many articles speak for a fact: a copy, or near copy, counts a quarter."""
    total = 0.0
    for position, statement in enumerate(statements):
        near = any(
            vectors.cosine(statement.vector, earlier.vector) > NEAR_COPY
            for earlier in statements[:position]
        )
        total += COPY_VOICE if near or statement.member.copy_of else 1.0
    return total


def stated(
    told: Told, statements: list[Statement], fact_id: str, shown_before: str | None
) -> Stated:
    """Return the fact that `statements` make, with its weight and the sentence to show."""
    shown = _representative(told, statements, shown_before)
    speaking = voices(statements)
    first = min(s.sentence.index for s in statements)
    topical = max(vectors.cosine(s.vector, told.centroid) for s in statements)
    importance = (
        math.log2(1 + speaking)
        + (0.5 if first == 0 else 0.0)
        + 1.2 * topical
        - 0.02 * min(first, 25)
        - (0.35 if lexicon.is_colour(shown.sentence.text) else 0.0)
        - (0.5 if shown.sentence.dangling else 0.0)
    )
    return Stated(fact_id, tuple(statements), shown, speaking, importance, topical)


def _representative(told: Told, statements: list[Statement], before: str | None) -> Statement:
    if len(statements) == 1:
        return statements[0]
    scores = {s.position: _score(told, s, statements) for s in statements}
    best = min(statements, key=lambda s: (-scores[s.position], s.position))
    for statement in statements if before else ():
        held = statement.key == before and showable(told, statement)
        if held and scores[best.position] < scores[statement.position] * STICKY:
            return statement
    return best


def _score(told: Told, statement: Statement, group: list[Statement]) -> float:
    sentence = statement.sentence
    others = [vectors.cosine(statement.vector, s.vector) for s in group[:12]]
    return (
        2.0
        + sum(others) / len(others)
        + 0.5 * vectors.cosine(statement.vector, told.centroid)
        - 0.35 * sentence.dangling
        - 0.01 * sentence.index
        - abs(len(sentence.text.split()) - 24) / 120
        - (0.0 if showable(told, statement) else 1.5)
    )


def showable(told: Told, statement: Statement) -> bool:
    """Return whether a section may show it: no fault, nothing to lean on, not out of date."""
    sentence = statement.sentence
    if not sentence.showable or sentence.dangling or _has_come(told, statement):
        return False
    fresh = told.newest - statement.published_at < timedelta(days=1)
    return fresh or not sentence.stale_claim


def _has_come(told: Told, statement: Statement) -> bool:
    """Return whether it tells as a plan what has had its day, or has none ahead and is old."""
    sentence, today = statement.sentence, told.newest.date()
    if not sentence.future:
        return False
    published, day = statement.published_at.date(), sentence.event_date
    if day is not None and day > published:
        return day <= today
    old = told.newest - statement.published_at >= PLAN_HOLDS
    return old and not any(_ahead(mention, today) for mention in sentence.dates)


def _ahead(mention: DateMention, today: date) -> bool:
    """Return whether a time that lay ahead when it was named still does."""
    return mention.future and mention.value > today.isoformat()[: len(mention.value)]


# --- identity -----------------------------------------------------------------------------------


def identified(
    grouped: Sequence[list[Statement]], known: Mapping[str, str]
) -> list[tuple[str, list[Statement]]]:
    """Return each group with its id: the one most of its statements had, else one of its own."""
    claims: list[tuple[int, int, str]] = []
    for number, group in enumerate(grouped):
        votes: dict[str, int] = {}
        for statement in group if known else ():
            if (held := known.get(statement.key)) is not None:
                votes[held] = votes.get(held, 0) + 1
        claims += [(-count, number, fact_id) for fact_id, count in votes.items()]
    taken: dict[str, int] = {}
    given: dict[int, str] = {}
    for _, number, fact_id in sorted(claims):
        if fact_id not in taken and number not in given:
            taken[fact_id], given[number] = number, fact_id
    used = set(known.values()) | set(taken)
    return [
        (given.get(number) or _fresh(group[0].key, used), group)
        for number, group in enumerate(grouped)
    ]


def _fresh(key: str, used: set[str]) -> str:
    fact_id = f"f-{key}"
    while fact_id in used:
        fact_id += "x"
    used.add(fact_id)
    return fact_id
