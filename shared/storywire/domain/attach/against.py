"""One article against a few stories in numpy: the sums of products that a likeness is made of.

`compiled` has the same. Dot products are sums of whole numbers below 2**53, which no order of
addition changes; fractions are added from left to right.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from storywire.domain.attach.terms import NAME, NAME_WORD, NUMBER, WORD, Floats, Ids, Ints, Kinds
from storywire.domain.attach.vectors import HELD, TITLE, WHOLE

Asked = tuple[Ids, Ints, Kinds, Floats, Floats]
"""An article: ids, rows and kinds of its columns; what each term is worth, and adds to `few`."""
Compared = tuple[Ids, NDArray[np.int32], Ids, NDArray[np.uint16], list[int], int]
"""A story: its terms and their sums; terms and rows of the articles kept, and where each begins;
how many articles it has."""
Against = tuple[int, int, int, list[int], float, float, float, float, float, bool]
"""Dot products of the whole, of titles and of bodies; of each article kept; what shared words are
worth together, the dearest title word, name, and second one-word name; what shared names and
numbers add to `few`; whether a number is shared."""


def compare(article: Asked, places: Ids, stories: list[Compared]) -> list[Against]:
    """Return how `article` is against each of `stories`.

    `places` has room for every term, -1 before and after.
    """
    ids = article[0]
    places[ids] = np.arange(len(ids))
    found = [_against(article, places, story) for story in stories]
    places[ids] = -1
    return found


def _against(article: Asked, places: Ids, story: Compared) -> Against:
    _, rows, kinds, worth, few = article
    ids, sums, kept_ids, kept, starts, members = story
    at = places[ids]
    held = (at >= 0).nonzero()[0]
    at, sums = at[held], sums[:, held]
    whole, title, body = (rows[:HELD, at] * sums[:HELD]).sum(axis=1).tolist()
    order = np.argsort(at)
    at, counts = at[order], sums[HELD, order]
    shared, values = kinds[at], worth[at] * np.sqrt(counts / members)
    words, name_words = shared == WORD, shared == NAME_WORD
    of_names = np.sort(values[name_words])
    return (
        whole,
        title,
        body,
        _kept(rows, places, kept_ids, kept, starts),
        _added(values[words]),
        float(values[words & (rows[TITLE, at] > 0)].max(initial=0.0)),
        float(values[name_words | (shared == NAME)].max(initial=0.0)),
        float(of_names[-2]) if len(of_names) > 1 else 0.0,
        _added(few[at[~words]]),
        bool((shared == NUMBER).any()),
    )


def _kept(
    rows: Ints, places: Ids, ids: Ids, kept: NDArray[np.uint16], starts: Sequence[int]
) -> list[int]:
    if not starts or not rows.size:
        return [0] * len(starts)
    at = places[ids]
    products = np.where(at >= 0, rows[WHOLE, at] * kept[WHOLE], 0)
    dots: list[int] = np.add.reduceat(products, starts).tolist()
    return dots


def _added(values: Floats) -> float:
    return float(values.cumsum()[-1]) if len(values) else 0.0
