"""An article's frozen vector: integers, weighed once with the story counts of its arrival."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from storywire.domain.attach.terms import WORD, Floats, Ids, Ints, Kinds, Terms
from storywire.domain.attach.tokens import Tokens

SCALE = 32_768
WHOLE, TITLE, BODY, HELD = range(4)
_COUNTED = 1_000
# 1 + ln count, by count
_SAID = np.array([0.0, *(1 + log(count) for count in range(1, _COUNTED))])


@dataclass(frozen=True, slots=True)
class Vector:
    """Weights times 32768 of an article's terms, aligned with `terms`: words, then entity keys.

    `title` holds the title's words; `body` all words, and the entity keys. Title words, all words
    and entity keys are each of length 1 (times 32768).
    """

    terms: tuple[str, ...] = ()
    title: tuple[int, ...] = ()
    body: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """A vector over numbered terms, in the article's order.

    `rows`: WHOLE (title, body and entity keys added and brought to length 1, times 32768), TITLE
    and BODY of words only, and HELD, which is 1. `kinds` are as in `Terms`.
    """

    ids: Ids
    rows: Ints
    kinds: Kinds


def frozen_vector(
    tokens: Tokens, worth: Callable[[Sequence[str]], Floats], beside: Sequence[str] = ()
) -> Vector:
    """Return the vector of an article; `worth` gives what each of its terms is worth now.

    A weight is (1 + ln count) * worth; terms `beside` have none.
    """
    terms = (*tokens.body, *tokens.entities)
    nothing = [0] * len(beside)
    if not terms:
        return Vector(tuple(beside), tuple(nothing), tuple(nothing))
    # The title's words are the first of the body's.
    titled, words = len(tokens.title), len(tokens.body)
    counts = [*tokens.title.values(), *tokens.body.values(), *tokens.entities.values()]
    worths = worth(terms)
    said = _SAID[np.minimum(counts, _COUNTED - 1)]
    said *= np.concatenate((worths[:titled], worths))
    title = _unit(said[:titled])
    body, entities = _unit(said[titled : titled + words]), _unit(said[titled + words :])
    return Vector(
        (*terms, *beside),
        (*title, *[0] * (len(terms) - titled), *nothing),
        (*body, *entities, *nothing),
    )


def columns_of(vector: Vector, terms: Terms) -> Columns:
    """Return `vector` over the numbers of `terms`."""
    rows = np.ones((4, len(vector.terms)), np.int64)
    rows[TITLE], rows[BODY] = vector.title, vector.body
    added = rows[TITLE] + rows[BODY]
    length = sqrt(int(added @ added)) or 1.0
    rows[WHOLE] = np.rint(added * (SCALE / length))
    ids = terms.numbered(vector.terms)
    kinds = terms.kinds(ids)
    rows[BODY, kinds != WORD] = 0
    return Columns(ids, rows, kinds)


def _unit(weights: Floats) -> list[int]:
    length = sqrt(float((weights * weights).sum())) or 1.0
    rounded: list[int] = np.rint(weights * (SCALE / length)).astype(np.int64).tolist()
    return rounded
