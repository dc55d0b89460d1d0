"""Facts: which sentences of different articles state one event, and how much each fact matters.

The single source of summary and timeline. A fact has at most one sentence of each article.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from storywire.domain.story import lexicon, vectors
from storywire.domain.story.mentions import DateMention
from storywire.domain.story.pairs import COPY_COSINE, MEAN_COSINE, Pairs
from storywire.domain.story.scale import Statement
from storywire.domain.story.statements import Told
from storywire.domain.story.vetoes import vetoed

NEAR_COPY, COPY_VOICE = 0.9, 0.25
STICKY = 1.1
PLAN_HOLDS = timedelta(days=2)
PASSES = timedelta(days=3)


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
    joined: dict[int, list[Statement]] = {}
    for less, at, other_at, left, right in told.workings.notes(Pairs).among(told):
        one, other = joined.get(at) or [left], joined.get(other_at) or [right]
        if one is not other and _joins(one, other, copy=-less > COPY_COSINE):
            one.extend(other)
            joined[at] = one
            for moved in other:
                joined[moved.position] = one
    for group in {id(group): group for group in joined.values()}.values():
        group.sort(key=lambda s: s.position)
    grouped = ((s.position, joined.get(s.position) or [s]) for s in told.statements)
    return [group for position, group in grouped if group[0].position == position]


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


class Weighed(dict[tuple[object, ...], Stated]):
    """Facts as they were weighed, by all that it depends on; the statements live as long."""


def stated(
    told: Told, groups: Sequence[tuple[str, list[Statement]]], before: Mapping[str, str]
) -> tuple[Stated, ...]:
    """Return the facts that groups make, with the sentences to show; what matters most first.

    Of each group its fact's id; `before` are the sentences, by key, that facts were shown by.
    """
    known = told.workings.notes(Weighed)
    found: list[Stated] = []
    for fact_id, statements in groups:
        key: tuple[object, ...] = (fact_id, *map(id, statements))
        if len(statements) > 1:
            key = (before.get(fact_id), *(showable(told, one) for one in statements), *key)
        if (fact := known.get(key)) is None:
            fact = known[key] = _weigh(told, statements, fact_id, before.get(fact_id))
        found.append(fact)
    found.sort(key=lambda fact: (-fact.importance, fact.shown.position))
    return tuple(found)


def _weigh(
    told: Told, statements: list[Statement], fact_id: str, shown_before: str | None
) -> Stated:
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
        - (0.6 if shown.sentence.headline else 0.0)
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
        - 1.0 * sentence.headline
        - 0.01 * sentence.index
        - abs(len(sentence.text.split()) - 24) / 120
        - (0.0 if showable(told, statement) else 1.5)
    )


def showable(told: Told, statement: Statement) -> bool:
    """Return whether a section may show it: no fault, nothing to lean on, not out of date."""
    sentence = statement.sentence
    if not sentence.showable or sentence.dangling or statement.position in told.astray:
        return False
    return sentence.lasting or _holds(told, statement)


def _holds(told: Told, statement: Statement) -> bool:
    if statement.sentence.plan and _has_come(told, statement):
        return False
    age = told.newest - statement.published_at
    if statement.sentence.passing and age >= PASSES:
        return False
    return age < timedelta(days=1) or not statement.sentence.stale_claim


def _has_come(told: Told, statement: Statement) -> bool:
    """Return whether what it tells as a plan has had its day, or has none ahead and is old."""
    sentence, today = statement.sentence, told.newest.date()
    published, day = statement.published_at.date(), sentence.event_date
    if day is not None and day > published:
        return day <= today
    if day == published and not sentence.speech:
        return day < today
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
        held = [known[statement.key] for statement in group if statement.key in known]
        claims += [(-held.count(fact_id), number, fact_id) for fact_id in dict.fromkeys(held)]
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
