"""Terms as numbers: an edition's vocabulary, and how many of its stories hold each term."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from math import log

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Kinds = NDArray[np.uint8]
WORD, NAME_WORD, NAME, NUMBER, SENTENCE = range(5)
_FIRST_CAPACITY = 4_096
_KINDS = {"#": NUMBER, "=": SENTENCE}


class Terms:
    """Numbers terms in the order they come, and counts the stories that hold each.

    The numbers differ between an index that is read back and one that was live, so nothing that
    decides may depend on their order. `places` has room for a number per term: -1 between uses.
    """

    def __init__(self, held: Mapping[str, int]) -> None:
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self._terms: list[str] = []
        self._kinds: Kinds = np.zeros(_FIRST_CAPACITY, np.uint8)
        self._held: Ints = np.zeros(_FIRST_CAPACITY, np.int64)
        self._changed: set[int] = set()
        self._logs: Floats = np.array([log(0.5)])
        self._last: tuple[Sequence[str], Ids] = ((), np.zeros(0, np.int32))
        self.places: Ids = np.full(_FIRST_CAPACITY, -1, np.int32)
        known = self.numbered(list(held))
        self._held[known] = list(held.values())

    def numbered(self, terms: Sequence[str]) -> Ids:
        """Return the number of each of `terms`, which are all different."""
        if terms is not self._last[0]:
            numbers, known = self._numbers, len(self._numbers)
            found = list(map(numbers.__getitem__, terms))
            if len(numbers) > known:
                self._take([term for term in terms if numbers[term] >= known])
            self._last = (terms, np.array(found, np.int32))
        return self._last[1]

    def spelled(self, ids: Ids) -> list[str]:
        """Return the terms of these numbers."""
        return [self._terms[number] for number in ids.tolist()]

    def kinds(self, ids: Ids) -> Kinds:
        """Return WORD, NAME_WORD (one word of a name), NAME, NUMBER or SENTENCE for each."""
        return self._kinds[ids]

    def held(self, ids: Ids) -> Ints:
        """Return how many stories hold each."""
        return self._held[ids]

    def shift(self, ids: Ids, by: int) -> None:
        """Count `by` more stories for each."""
        self._held[ids] += by
        self._changed.update(ids.tolist())

    def worth(self, ids: Ids, stories: int) -> Floats:
        """Return ln((N+2)/(df+.5)), at least 0: what a term that df of N stories hold is worth."""
        held = self._held[ids]
        top = int(held.max(initial=0))
        if top >= len(self._logs):
            self._logs = np.array([log(held + 0.5) for held in range(2 * top + 1)])
        worth: Floats = np.maximum(0.0, log(stories + 2) - self._logs[held])
        return worth

    def changed(self) -> Iterator[tuple[str, int]]:
        """Yield the terms whose count changed since `forget_changes`, with their counts."""
        for number in sorted(self._changed):
            yield self._terms[number], int(self._held[number])

    def forget_changes(self) -> None:
        """Start over with `changed`."""
        self._changed.clear()

    def _take(self, new: Sequence[str]) -> None:
        first = len(self._terms)
        self._terms += new
        while len(self._terms) > len(self._held):
            self._held = np.concatenate([self._held, np.zeros_like(self._held)])
            self._kinds = np.concatenate([self._kinds, np.zeros_like(self._kinds)])
            self.places = np.full(len(self._held), -1, np.int32)
        self._kinds[first : len(self._terms)] = [_kind(term) for term in new]


def _kind(term: str) -> int:
    if term[0] == "@":
        return NAME if " " in term else NAME_WORD
    return _KINDS.get(term[0], WORD)
