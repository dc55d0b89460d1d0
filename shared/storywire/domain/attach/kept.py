"""The few articles of a story that are compared one by one: its first 3, and its last 30."""

from bisect import bisect

import numpy as np
from numpy.typing import NDArray

from storywire.domain.attach.duplicates import COPY_RESEMBLANCE, Sketch, packed, resemblance
from storywire.domain.attach.terms import Ids, Terms
from storywire.domain.attach.vectors import HELD, Columns

FIRST, RECENT = 3, 30


class Kept:
    """Vectors and sketches by number, in the order of the numbers.

    `ids`, and `rows` WHOLE, TITLE and BODY, of all of them, one after the other; those of the n-th
    begin at `starts[n]`. An article without terms is not kept.
    """

    __slots__ = ("_articles", "_sketches", "ids", "numbers", "rows", "starts")

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.starts: list[int] = []
        self.ids: Ids = np.zeros(0, np.int32)
        self.rows: NDArray[np.uint16] = np.zeros((HELD, 0), np.uint16)
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
        rows = columns.rows[:HELD].astype(np.uint16)
        self.rows = np.concatenate([self.rows[:, :start], rows, self.rows[:, start:]], axis=1)

    def drop(self, number: int) -> None:
        """Forget the article of `number`, if it is kept."""
        if number not in self.numbers:
            return
        place = self.numbers.index(number)
        start, end = self._span(place)
        del self.numbers[place], self._articles[place], self._sketches[place]
        self.starts[place:] = [at - (end - start) for at in self.starts[place + 1 :]]
        self.ids = np.concatenate([self.ids[:start], self.ids[end:]])
        self.rows = np.concatenate([self.rows[:, :start], self.rows[:, end:]], axis=1)

    def oldest(self, count: int, terms: Terms) -> list[Columns]:
        """Return the columns, over `terms`, of the first `count` articles kept."""
        found = []
        for place in range(min(count, len(self.numbers))):
            start, end = self._span(place)
            rows = np.ones((HELD + 1, end - start), np.int64)
            rows[:HELD] = self.rows[:, start:end]
            ids = self.ids[start:end]
            found.append(Columns(ids, rows, terms.kinds(ids)))
        return found

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

    def _span(self, place: int) -> tuple[int, int]:
        start, end = (*self.starts, len(self.ids))[place : place + 2]
        return start, end


def is_kept(number: int, numbers: int) -> bool:
    """Return whether the article of `number` is kept where `numbers` have been given."""
    return number <= FIRST or number > numbers - RECENT
