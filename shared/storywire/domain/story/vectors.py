"""Sparse sentence vectors: tf-idf over stems, always summed in the order of the text."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

Vector = dict[str, float]

# Sentences that are thought of as seen before: without them a word that all of a small story's
# articles share would weigh nothing.
BACKGROUND = 300


class Weights(dict[str, float]):
    """Terms with their inverse document frequency; others weigh as terms that are seen once."""

    def __init__(self, frequency: Counter[str], sentences: int) -> None:
        total = BACKGROUND + sentences + 1
        worth = {count: math.log(total / (count + 0.5)) for count in set(frequency.values())}
        super().__init__({term: worth[count] for term, count in frequency.items()})
        self.unseen = math.log(total / 1.5)

    def __missing__(self, term: str) -> float:
        return self.unseen


def frequencies(bags: Iterable[Iterable[str]]) -> Counter[str]:
    """Return how many of `bags`, one a sentence, hold each term."""
    return Counter(chain.from_iterable(map(dict.fromkeys, bags)))


def weights(bags: Sequence[Iterable[str]]) -> Weights:
    """Return the inverse document frequency of every term of `bags`, one bag per sentence."""
    return Weights(frequencies(bags), len(bags))


def weighed(stems: Sequence[str], idf: Weights) -> tuple[Vector, float]:
    """Return the unit vector of `stems`, (1 + log tf) x idf, and the summed idf of the distinct."""
    raw = {term: idf[term] for term in stems}
    mass_of_all = sum(raw.values())
    if len(raw) < len(stems):
        for term, count in Counter(stems).items():
            raw[term] *= 1 + math.log(count)
    return unit(raw), mass_of_all


def vector(stems: Sequence[str], idf: Weights) -> Vector:
    """Return the unit vector of `stems`: (1 + log tf) x idf."""
    return weighed(stems, idf)[0]


def length(raw: Vector) -> float:
    """Return the length of `raw`."""
    return math.sqrt(sum([weight * weight for weight in raw.values()]))


def unit(raw: Vector) -> Vector:
    """Return `raw` at length 1; the empty vector stays as it is."""
    norm = length(raw)
    return {term: weight / norm for term, weight in raw.items()} if norm else {}


def cosine(left: Vector, right: Vector) -> float:
    """Return the product of two vectors: of unit vectors, the cosine."""
    if len(right) < len(left):
        left, right = right, left
    return sum([weight * right[term] for term, weight in left.items() if term in right])


def total(vectors: Iterable[Vector]) -> Vector:
    """Return the sum of `vectors`."""
    summed: Vector = {}
    for each in vectors:
        for term, weight in each.items():
            summed[term] = summed.get(term, 0.0) + weight
    return summed


def centroid(vectors: Iterable[Vector]) -> Vector:
    """Return the unit vector of the sum of `vectors`."""
    return unit(total(vectors))


def mass(terms: Iterable[str], idf: Weights) -> float:
    """Return the summed idf of `terms`."""
    return sum([idf[term] for term in terms])
