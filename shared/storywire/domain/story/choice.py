"""What sections are chosen from: the facts fit to show, and how near they stand to each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from storywire.domain.story import vectors
from storywire.domain.story.facts import Stated, showable
from storywire.domain.story.statements import Told
from storywire.domain.story.vectors import Vector

MAX_FACTS = 60
DAY, NEWS, FRESH = timedelta(days=1), timedelta(hours=6), 1.5
# What must be gained before a fact of the page before gives way to another.
HELD = 1.0


@dataclass(frozen=True)
class Choice:
    """What sections are chosen from: the facts fit to show.

    `seed_of` are the facts on the page before, each with the seed of its section.
    """

    told: Told
    facts: tuple[Stated, ...]
    seed_of: Mapping[str, str]

    @cached_property
    def damped(self) -> Mapping[str, Vector]:
        """Return the vector of each fact's shown sentence, common words damped."""
        return _damped(self.facts)

    @cached_property
    def places(self) -> Mapping[str, frozenset[tuple[str, int]]]:
        """Return where each fact is stated: article and index."""
        return _places(self.facts)

    @cached_property
    def joined(self) -> frozenset[str]:
        """Return the articles that state a fact together with others."""
        together = (fact.articles for fact in self.facts if len(fact.articles) > 1)
        return frozenset().union(*together)

    @cached_property
    def beside(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """Return the places before and after those of each fact."""
        return {
            fact_id: tuple((article, index + step) for article, index in places for step in (-1, 1))
            for fact_id, places in self.places.items()
        }

    def recent(self, fact: Stated) -> bool:
        """Return whether an article of the story's last day states the fact."""
        return self._age(fact) <= DAY

    def freshness(self, fact: Stated) -> float:
        """Return what the time of a fact's first report adds to its importance: 1.5 down to 0.

        So a story opens with its newest development, until others have said more of the rest. One
        by an article that says nothing of what others say may be of another story.
        """
        if fact.articles.isdisjoint(self.joined):
            return 0.0
        first = min(s.published_at for s in fact.statements)
        return FRESH * max(0.0, 1.0 - (self.told.newest - first) / NEWS)

    def _age(self, fact: Stated) -> timedelta:
        return self.told.newest - max(s.published_at for s in fact.statements)

    def alike(self, left: Stated, right: Stated) -> float:
        """Return how near two facts stand: words, neighbourhood in their articles, day."""
        near = vectors.cosine(self.damped[left.fact_id], self.damped[right.fact_id])
        touching = sum(map(self.places[right.fact_id].__contains__, self.beside[left.fact_id]))
        same_day = left.day is not None and left.day == right.day
        return near + 0.12 * min(2, touching) + (0.06 if same_day else 0.0)


def choice(told: Told, facts: Sequence[Stated], seed_of: Mapping[str, str]) -> Choice:
    """Return the (at most 60) facts that a section may show, of `facts` by importance.

    Those on the page before (`seed_of`) stay ahead of others that matter little more.
    """
    floor = 0.05 if len(facts) >= 8 else 0.0
    fit = _fit(told, facts, floor, seed_of) or _fit(told, facts, 0.0, seed_of) or list(facts)
    ranked = sorted(
        fit,
        key=lambda f: (-f.importance - (HELD if f.fact_id in seed_of else 0.0), f.shown.position),
    )
    return Choice(told, tuple(ranked[:MAX_FACTS]), seed_of)


def _fit(
    told: Told, facts: Sequence[Stated], floor: float, seed_of: Mapping[str, str]
) -> list[Stated]:
    """Return the first 60 that may be shown, and those on the page before."""
    fit: list[Stated] = []
    for fact in facts:
        wanted = len(fit) < MAX_FACTS + len(seed_of) or fact.fact_id in seed_of
        if wanted and fact.topical >= floor and showable(told, fact.shown):
            fit.append(fact)
    return fit


def _damped(facts: Sequence[Stated]) -> dict[str, Vector]:
    counts: dict[str, int] = {}
    for fact in facts:
        for term in fact.shown.vector:
            counts[term] = counts.get(term, 0) + 1
    common = 0.2 * len(facts) if len(facts) >= 6 else len(facts)
    return {
        fact.fact_id: vectors.unit(
            {t: w * (0.25 if counts[t] > common else 1.0) for t, w in fact.shown.vector.items()}
        )
        for fact in facts
    }


def _places(facts: Sequence[Stated]) -> dict[str, frozenset[tuple[str, int]]]:
    return {
        fact.fact_id: frozenset((s.sentence.article_id, s.sentence.index) for s in fact.statements)
        for fact in facts
    }
