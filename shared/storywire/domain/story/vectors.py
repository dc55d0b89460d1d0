"""Sparse sentence vectors: tf-idf over stems, always summed in the order of the text."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

Vector = dict[str, float]

# Sentences that are thought of as seen before: without them a word that all of a small story's
# articles share would weigh nothing.
BACKGROUND = 300


def weights(bags: Sequence[Iterable[str]]) -> dict[str, float]:
    """Return the inverse document frequency of every term of `bags`, one bag per sentence."""
    frequency = Counter(chain.from_iterable(map(dict.fromkeys, bags)))
    total = BACKGROUND + len(bags) + 1
    worth = {count: math.log(total / (count + 0.5)) for count in set(frequency.values())}
    return {term: worth[count] for term, count in frequency.items()}


def weighed(stems: Sequence[str], idf: Mapping[str, float]) -> tuple[Vector, float]:
    """Return the unit vector of `stems`, (1 + log tf) x idf, and the summed idf of the distinct."""
    raw = {term: idf.get(term, 0.0) for term in stems}
    mass_of_all = sum(raw.values())
    if len(raw) < len(stems):
        for term, count in Counter(stems).items():
            raw[term] *= 1 + math.log(count)
    return unit(raw), mass_of_all


def vector(stems: Sequence[str], idf: Mapping[str, float]) -> Vector:
    """Return the unit vector of `stems`: (1 + log tf) x idf."""
    return weighed(stems, idf)[0]


def unit(raw: Vector) -> Vector:
    """Return `raw` at length 1; the empty vector stays as it is."""
    norm = math.sqrt(sum([weight * weight for weight in raw.values()]))
    return {term: weight / norm for term, weight in raw.items()} if norm else {}


def cosine(left: Vector, right: Vector) -> float:
    """Return the cosine of two unit vectors."""
    if len(right) < len(left):
        left, right = right, left
    return sum([weight * right[term] for term, weight in left.items() if term in right])


def centroid(vectors: Iterable[Vector]) -> Vector:
    """Return the unit vector of the sum of `vectors`."""
    total: Vector = {}
    for each in vectors:
        for term, weight in each.items():
            total[term] = total.get(term, 0.0) + weight
    return unit(total)


def mass(terms: Iterable[str], idf: Mapping[str, float]) -> float:
    """Return the summed idf of `terms`."""
    return sum([idf.get(term, 0.0) for term in terms])
