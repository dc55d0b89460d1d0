"""The reference design, in plain Python: what is simplest and good, and what ours is measured by.

Words and names of title and body weighed by how few articles have them; the story whose sum and
nearest articles are most alike takes the article, if that is enough. It counts articles, forgets
stories after 18 days, and knows nothing of rarity, cohesion or other candidates.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from heapq import nlargest
from math import exp, log, sqrt

from storywire.domain.attach.tokens import tokens_of
from storywire.domain.model import Article

THRESHOLD, HALF_LIFE_DAYS, WINDOW_DAYS = 0.17, 3.0, 18.0
INDEX_TERMS, CANDIDATES, KEPT, NEAREST = 15, 25, 30, 3
MOST_TERMS, TERMS_LEFT, DROPPED_EVERY = 600, 300, 500
_DAY = 86_400.0
Weights = Mapping[str, float]


class _Story:
    def __init__(self) -> None:
        self.sums: dict[str, float] = defaultdict(float)
        self.kept: list[Weights] = []
        self.newest = 0.0

    def add(self, vector: Weights, now: float) -> None:
        for term, weight in vector.items():
            self.sums[term] += weight
        if len(self.sums) > MOST_TERMS:
            heaviest = nlargest(TERMS_LEFT, self.sums.items(), key=lambda it: it[1])
            self.sums = defaultdict(float, heaviest)
        self.kept = [*self.kept[1 - KEPT :], vector]
        self.newest = max(self.newest, now)

    def length(self) -> float:
        return sqrt(sum(weight * weight for weight in self.sums.values())) or 1.0


class Reference:
    """Attaches articles as the reference design does; `opened` counts its stories."""

    def __init__(self) -> None:
        self._held: Counter[str] = Counter()
        self._articles = 0
        self._stories: dict[int, _Story] = {}
        self._postings: dict[str, set[int]] = defaultdict(set)
        self.opened = 0

    def take(self, article: Article) -> float:
        """Attach `article`; return the seconds it took, tokens included."""
        begun, now = time.perf_counter(), article.published_at.timestamp()
        vector = self._vector(article)
        found = [(self._likeness(vector, it, now), -it) for it in self._candidates(vector, now)]
        likeness, place = max(found, default=(0.0, 0))
        if likeness < THRESHOLD:
            place, self.opened = -self.opened, self.opened + 1
            self._stories[-place] = _Story()
        self._stories[-place].add(vector, now)
        for term in vector:
            self._postings[term].add(-place)
        self._held.update(vector.keys())
        self._articles += 1
        if self._articles % DROPPED_EVERY == 0:
            self._drop(now)
        return time.perf_counter() - begun

    def _vector(self, article: Article) -> Weights:
        tokens = tokens_of(article.title, article.text, language=article.language)
        vector: dict[str, float] = defaultdict(float)
        for counts in (tokens.title, tokens.body, tokens.entities):
            for term, weight in _unit({it: self._weight(it, n) for it, n in counts.items()}):
                vector[term] += weight
        return dict(_unit(vector))

    def _weight(self, term: str, count: int) -> float:
        return (1 + log(count)) * max(0.0, log((self._articles + 2) / (self._held[term] + 0.5)))

    def _candidates(self, vector: Weights, now: float) -> list[int]:
        shared: dict[int, float] = defaultdict(float)
        for term, weight in nlargest(INDEX_TERMS, vector.items(), key=lambda it: it[1]):
            for story in self._postings.get(term, ()):
                shared[story] += weight * self._stories[story].sums.get(term, 0.0)
        near = ((dot / self._stories[it].length(), -it) for it, dot in shared.items())
        best = [-it for _, it in nlargest(CANDIDATES, near)]
        return [it for it in best if now - self._stories[it].newest <= WINDOW_DAYS * _DAY]

    def _likeness(self, vector: Weights, place: int, now: float) -> float:
        story = self._stories[place]
        whole = _dot(vector, story.sums) / story.length()
        nearest = nlargest(NEAREST, (_dot(vector, kept) for kept in story.kept))
        silent = max(0.0, now - story.newest) / _DAY
        alike = 0.5 * whole + 0.5 * sum(nearest) / len(nearest)
        return alike * exp(-silent * log(2) / HALF_LIFE_DAYS)

    def _drop(self, now: float) -> None:
        old = [it for it, s in self._stories.items() if now - s.newest > WINDOW_DAYS * _DAY]
        for place in old:
            del self._stories[place]
        for stories in self._postings.values() if old else ():
            stories.difference_update(old)


def _unit(vector: Weights) -> list[tuple[str, float]]:
    length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return [(term, weight / length) for term, weight in vector.items() if weight]


def _dot(left: Weights, right: Weights) -> float:
    return sum(weight * right[term] for term, weight in left.items() if term in right)
