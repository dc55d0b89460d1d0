"""Which story holds which term, and with what weight, in numpy: the coarse look at all stories.

`compiled` has the same.

A posting list is an `array` of packed entries, one per article and term, so that an article is
filed by appends. Entries of one story are added up when a list doubles.
"""

from array import array
from collections.abc import Sequence

import numpy as np

from storywire.domain.attach.terms import Floats, Ids, Ints

_SHIFT = 40
_BIAS = 1 << 39
_MASK = (1 << _SHIFT) - 1
_SUMMED_FROM = 64


class PlainPostings:
    """Weights of terms in stories; a story is its slot, a number from 0 on."""

    def __init__(self) -> None:
        self._lists: dict[int, array[int]] = {}

    def add(self, slot: int, ids: Ids, weights: Ints) -> None:
        """File that an article with these terms and weights is in the story of `slot`."""
        lists = self._lists
        for number, entry in _filed(slot, ids, weights):
            posting = lists.get(number)
            if posting is None:
                lists[number] = array("q", (entry,))
                continue
            posting.append(entry)
            length = len(posting)
            if length >= _SUMMED_FROM and not length & (length - 1):
                lists[number] = _summed(posting)

    def add_all(self, articles: Sequence[tuple[int, Ids, Ints]]) -> None:
        """File many articles at once, each as slot, terms and weights, as `add` would."""
        if not articles:
            return
        slots = np.repeat([slot for slot, _, _ in articles], [len(ids) for _, ids, _ in articles])
        ids = np.concatenate([ids for _, ids, _ in articles])
        weights = np.concatenate([weights for _, _, weights in articles]).astype(np.int64)
        order = np.argsort(ids, kind="stable")
        order = order[weights[order] != 0]
        entries = (weights[order] + ((slots[order] << _SHIFT) + _BIAS)).astype(np.int64)
        numbers, starts = np.unique(ids[order], return_index=True)
        ends = [*starts.tolist(), len(entries)][1:]
        for number, start, end in zip(numbers.tolist(), starts.tolist(), ends, strict=True):
            posting = self._lists.setdefault(number, array("q"))
            posting.frombytes(entries[start:end].tobytes())
            if len(posting) >= _SUMMED_FROM:
                self._lists[number] = _summed(posting)

    def remove(self, slot: int, ids: Ids, weights: Ints) -> None:
        """File that an article with these terms and weights has left the story of `slot`."""
        left = _filed(slot, ids, -weights)
        for (number, entry), (_, less) in zip(_filed(slot, ids, weights), left, strict=True):
            posting = self._lists[number]
            if entry in posting:
                posting.remove(entry)
            else:  # it was added up with others
                posting.append(less)

    def forget(self, slot: int, ids: Ids) -> None:
        """Forget the story of `slot`, which holds these terms."""
        for number in ids.tolist():
            posting = self._lists.pop(number, None)
            if posting:
                entries = np.frombuffer(posting, np.int64)
                left = entries[entries >> _SHIFT != slot]
                if len(left):
                    self._lists[number] = array("q", left.tobytes())

    def nearest(
        self, ids: Ids, weights: Ints, shares: Floats, horizons: Ints, reach: int, most: int
    ) -> list[tuple[float, int]]:
        """Return the highest scores, and the slots that have them, in any order.

        A score is the dot product times the story's share, if that is above 0 and the horizon from
        `reach` on; `most` are returned, and those that tie with the last. Products are whole
        numbers below 2**53, so the order of entries changes nothing.
        """
        found = [
            (np.frombuffer(posting, np.int64), weight)
            for number, weight in zip(ids.tolist(), weights.tolist(), strict=True)
            if (posting := self._lists.get(number))
        ]
        if not found:
            return []
        entries = np.concatenate([entries for entries, _ in found])
        times = np.repeat([weight for _, weight in found], [len(entries) for entries, _ in found])
        added = (((entries & _MASK) - _BIAS) * times).astype(np.float64)
        dots = np.bincount(entries >> _SHIFT, added).astype(np.float64, copy=False)
        slots = np.flatnonzero((dots > 0) & (horizons[: len(dots)] >= reach))
        scores = dots[slots] * shares[slots]
        if len(slots) > most:
            nearest = scores >= np.partition(scores, -most)[-most]
            slots, scores = slots[nearest], scores[nearest]
        return list(zip(scores.tolist(), slots.tolist(), strict=True))


def _filed(slot: int, ids: Ids, weights: Ints) -> "zip[tuple[int, int]]":
    """Return term and entry for each weight; one of 0 is held by the story, and finds nothing."""
    told = weights.nonzero()[0]
    weighed = weights[told].astype(np.int64)
    entries: list[int] = (weighed + ((slot << _SHIFT) + _BIAS)).tolist()
    return zip(ids[told].tolist(), entries, strict=True)


def _summed(posting: "array[int]") -> "array[int]":
    entries = np.frombuffer(posting, np.int64)
    slots, places = np.unique(entries >> _SHIFT, return_inverse=True)
    sums = np.zeros(len(slots), np.int64)
    np.add.at(sums, places, (entries & _MASK) - _BIAS)
    packed = (slots << _SHIFT) + (sums + _BIAS)
    return array("q", packed[sums != 0].tobytes())
