"""The few articles of a story that are compared one by one: its first 3, and its last 30."""

from bisect import bisect

import numpy as np

from storywire.domain.attach.duplicates import COPY_RESEMBLANCE, Sketch, packed, resemblance
from storywire.domain.attach.terms import Floats, Ids
from storywire.domain.attach.vectors import WHOLE, Columns

FIRST, RECENT = 3, 30


class Kept:
    """Vectors and sketches by number, in the order of the numbers.

    `ids` and `weights` (times 32768) of all of them, one after the other; those of the n-th begin
    at `starts[n]`. An article without terms is not kept.
    """

    __slots__ = ("_articles", "_sketches", "ids", "numbers", "starts", "weights")

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.starts: list[int] = []
        self.ids: Ids = np.zeros(0, np.int32)
        self.weights: Floats = np.zeros(0)
        self._articles: list[str] = []
        self._sketches: list[Sketch] = []

    def put(self, number: int, article_id: str, columns: Columns, sketch: Sketch) -> None:
        """Keep an article."""
        if not len(columns.ids):
            return
        place = bisect(self.numbers, number)
        start = self.starts[place] if place < len(self.starts) else len(self.ids)
        self.numbers.insert(place, number)
        self._articles.insert(place, article_id)
        self._sketches.insert(place, packed(sketch))
        later = [at + len(columns.ids) for at in self.starts[place:]]
        self.starts[place:] = [start, *later]
        self.ids = np.concatenate([self.ids[:start], columns.ids, self.ids[start:]])
        weights = columns.rows[WHOLE].astype(np.float64)
        self.weights = np.concatenate([self.weights[:start], weights, self.weights[start:]])

    def drop(self, number: int) -> None:
        """Forget the article of `number`, if it is kept."""
        if number not in self.numbers:
            return
        place = self.numbers.index(number)
        start, end = (*self.starts, len(self.ids))[place : place + 2]
        del self.numbers[place], self._articles[place], self._sketches[place]
        self.starts[place:] = [at - (end - start) for at in self.starts[place + 1 :]]
        self.ids = np.concatenate([self.ids[:start], self.ids[end:]])
        self.weights = np.concatenate([self.weights[:start], self.weights[end:]])

    def copied_by(self, sketch: Sketch, number: int) -> str | None:
        """Return the oldest article, of a lower number, that a text with `sketch` repeats."""
        if not sketch:
            return None
        for other, article_id, theirs in zip(
            self.numbers, self._articles, self._sketches, strict=True
        ):
            if other < number and resemblance(sketch, theirs) >= COPY_RESEMBLANCE:
                return article_id
        return None


def is_kept(number: int, numbers: int) -> bool:
    """Return whether the article of `number` is kept where `numbers` have been given."""
    return number <= FIRST or number > numbers - RECENT
