"""An article's frozen vector: integers, weighed once with the story counts of its arrival."""

from collections.abc import Callable, Collection, Iterable, Mapping
from math import log, sqrt

from storywire.domain.attach.tokens import Tokens

SCALE = 32_768
KEPT_TERMS = 120
Vector = Mapping[str, int]


def inverse_story_frequency(held_by: int, stories: int) -> float:
    """Return ln((N+2)/(df+.5)): what a term that `held_by` of `stories` stories hold is worth."""
    return log((stories + 2) / (held_by + 0.5))


def frozen_vector(
    tokens: Tokens, weigh: Callable[[Collection[str]], Mapping[str, float]]
) -> dict[str, int]:
    """Return round(w * 32768) per term, heaviest first, ties by the term.

    `weigh` gives what terms are worth. Title, body and entity weights ((1 + ln count) * worth) are
    each brought to length 1, added and brought to length 1 again. The 120 heaviest terms keep
    their weight; the others are held with weight 0, because holding them counts.
    """
    worth = weigh([*tokens.body, *tokens.entities])
    fields = [_unit(field, worth) for field in (tokens.title, tokens.body, tokens.entities)]
    added: dict[str, float] = {}
    for field in fields:
        for term, weight in field.items():
            added[term] = added.get(term, 0.0) + weight
    length = _length(added.values())
    ranked = sorted([(-round(weight / length * SCALE), term) for term, weight in added.items()])
    vector = {term: -weight for weight, term in ranked[:KEPT_TERMS]}
    vector.update((term, 0) for _, term in ranked[KEPT_TERMS:])
    return vector


def _unit(counts: Mapping[str, int], worth: Mapping[str, float]) -> dict[str, float]:
    weights = {
        term: worth[term] if count == 1 else (1 + log(count)) * worth[term]
        for term, count in counts.items()
    }
    length = _length(weights.values())
    return {term: weight / length for term, weight in weights.items()}


def _length(weights: Iterable[float]) -> float:
    return sqrt(sum([weight * weight for weight in weights])) or 1.0
