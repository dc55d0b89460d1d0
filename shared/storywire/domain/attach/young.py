"""Two young stories that turn out to be one: told by their own articles, as soon as one joins.

A story opened by an article that shared too little with what was there is often found out by the
next one, which fits both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from storywire.domain.attach.decide import Match, fits, matches
from storywire.domain.attach.index import EditionIndex
from storywire.domain.attach.score import Rule
from storywire.domain.attach.story import LiveStory
from storywire.domain.attach.vectors import Columns

YOUNG_MEMBERS = 10
ASKED_ARTICLES = 8
NEARLY = exp(-1.0)
MORE_FOR_ONE, MORE_FOR_SEVERAL = 0.2, 0.6
UNWILLING = -3.0


@dataclass(frozen=True, slots=True)
class Union:
    """A merge that follows: `absorbed` ends in `survivor`; `score` as in `Match`."""

    absorbed: LiveStory
    survivor: LiveStory
    score: float


def union_of(index: EditionIndex, ranked: Sequence[Match], now: int, rule: Rule) -> Union | None:
    """Return the merge that follows after an article of time `now` joined the first of `ranked`.

    Asked is the smaller of that story and the best other one within a factor e of the threshold,
    if it has at most 10 articles: 2 of 3 of its 8 oldest must prefer the larger story to all
    others, and fit it on average better than an article must to join.
    """
    joined = ranked[0].story
    near = [it for it in ranked[1:] if it.score >= NEARLY * rule.threshold]
    if not near:
        return None
    other = max(near, key=lambda it: it.blend).story
    if other.members < joined.members:
        small, large = other, joined
    else:
        small, large = joined, other
    if small.members > YOUNG_MEMBERS or index.orders.apart(small.story_id, large.story_id):
        return None
    more = MORE_FOR_ONE if small.members == 1 else MORE_FOR_SEVERAL
    needed = log(rule.threshold) + more
    asked = small.kept.oldest(ASKED_ARTICLES, index.terms)
    if not asked or _at_best(index, asked, large, now) < needed:
        return None
    said = [_preference(index, columns, small, large, now) for columns in asked]
    willing = [score for score in said if score is not None]
    score = (sum(willing) + UNWILLING * (len(said) - len(willing))) / len(said)
    agreed = 3 * len(willing) >= 2 * len(said) and score >= needed
    return Union(small, large, exp(score)) if agreed else None


def _at_best(index: EditionIndex, asked: Sequence[Columns], large: LiveStory, now: int) -> float:
    """Return a bound of what the articles may say on average, without a look at other stories.

    What surrounds a story adds at most what its lead does, from -2 to 2.
    """
    alone = (log(fits(index, [large], columns, now)[0].score) for columns in asked)
    most = 4 * index.weights.lead
    return sum(max(score + most, UNWILLING) for score in alone) / len(asked)


def _preference(
    index: EditionIndex, columns: Columns, small: LiveStory, large: LiveStory, now: int
) -> float | None:
    """Return how well an article of `small` fits `large` (ln), None where another fits better."""
    ranked = matches(index, columns, now, without=small)
    return log(ranked[0].score) if ranked and ranked[0].story is large else None
