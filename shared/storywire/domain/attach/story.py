"""A story in memory: integer sums over its attached articles, in any order the same."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from storywire.domain.attach.announced import Window
from storywire.domain.attach.kept import RECENT, Kept, is_kept
from storywire.domain.attach.records import DAY, SECOND, Member, StoryRecord
from storywire.domain.attach.terms import NUMBER, Ids, Ints, Mask
from storywire.domain.attach.vectors import HELD, TITLE, WHOLE, Columns

IDLE_DAYS = 8
WINDOW_DAYS_BEFORE, WINDOW_DAYS_AFTER = 1, 4
Sums = NDArray[np.int32]
"""Of at most 65,535 articles: a weight is at most 32,768."""


class LiveStory:
    """What the matcher reads of a story.

    `sums` has the rows of `Columns`, added up over the articles, for the terms `ids` (rising);
    `norms` are the squared lengths of its first three rows. `times` adds up the articles' times in
    seconds; `numbered` counts the articles that have a number.
    """

    __slots__ = (
        "closed", "heard", "ids", "into", "kept", "members", "newest", "norms", "numbered",
        "numbers", "oldest", "seq", "slot", "story_id", "sums", "times", "touched", "windows",
    )  # fmt: skip

    def __init__(self, record: StoryRecord, slot: int) -> None:
        self.story_id, self.slot = record.story_id, slot
        self.seq, self.numbers = record.seq, record.numbers
        self.newest, self.oldest = record.newest, record.oldest
        self.touched, self.heard = record.touched, record.heard
        self.closed, self.into = record.closed, record.into
        self.members = self.numbered = self.times = 0
        self.ids: Ids = np.zeros(0, np.int32)
        self.sums: Sums = np.zeros((4, 0), np.int32)
        self.norms = [0, 0, 0]
        self.kept = Kept()
        self.windows: dict[Window, int] = {}

    @property
    def horizon(self) -> int:
        """Return when the story stops expecting anything by date: see `StoryRecord`."""
        return max(self.newest, *(_end(window) for window in self.windows), 0)

    @property
    def due(self) -> int:
        """Return from when on the story may close."""
        return max(self.newest + IDLE_DAYS * DAY, self.horizon)

    def record(self) -> StoryRecord:
        """Return what is stored of the story."""
        return StoryRecord(
            self.story_id, self.seq, self.numbers, self.members, self.newest, self.oldest,
            self.touched, self.heard, self.horizon, self.closed, self.into,
        )  # fmt: skip

    def add(self, member: Member, columns: Columns) -> Ids:
        """Count `member` in; return the terms that the story did not hold."""
        self._take(member, columns)
        if not is_kept(self.numbers - RECENT, self.numbers):
            self.kept.drop(self.numbers - RECENT)
        if not len(self.ids):
            return self._begin(columns)
        new: Ids = np.sort(columns.ids[~self._holds(columns.ids)])
        places = np.searchsorted(self.ids, new)
        self.ids = np.insert(self.ids, places, new)
        self.sums = np.insert(self.sums, places, 0, axis=1)
        self._shift(columns, 1)
        return new

    def fill(self, members: Sequence[Member], columns: Sequence[Columns]) -> None:
        """Count in all members of a story that is still empty, each with its columns."""
        for member, its in zip(members, columns, strict=True):
            self._take(member, its)
        if not columns:
            return
        ids = np.concatenate([it.ids for it in columns])
        rows = np.concatenate([it.rows for it in columns], axis=1)
        self.ids, at = np.unique(ids, return_inverse=True)
        # Whole numbers below 2**53: exact as fractions too.
        sums = np.array([np.bincount(at, row, len(self.ids)) for row in rows])
        self.sums = sums.astype(np.int32)
        self.norms = (sums[:HELD].astype(np.int64) ** 2).sum(axis=1).tolist()

    def remove(self, member: Member, columns: Columns) -> Ids:
        """Count `member` out; return the terms that no article of the story holds any more."""
        self._count(member, columns, -1)
        self.kept.drop(member.number)
        self._shift(columns, -1)
        left = self.sums[HELD] > 0
        gone: Ids = self.ids[~left]
        self.ids, self.sums = self.ids[left], self.sums[:, left]
        return gone

    def whole(self, ids: Ids) -> Ints:
        """Return the sum of WHOLE for each of `ids`, 0 for terms that the story does not hold."""
        places = self._places(ids)
        return np.where(self.ids[places] == ids, self.sums[WHOLE, places], 0).astype(np.int64)

    def holds(self, ids: Ids) -> list[bool]:
        """Return for each of `ids` whether an article of the story has it."""
        held: list[bool] = self._holds(ids).tolist()
        return held

    def titled(self, ids: Ids) -> list[bool]:
        """Return for each of `ids` whether a title of the story has it."""
        places = self._places(ids)
        found: list[bool] = ((self.ids[places] == ids) & (self.sums[TITLE, places] > 0)).tolist()
        return found

    def idle(self, now: int) -> int:
        """Return how far `now` is from the time the story ran, in microseconds."""
        return max(0, now - self.newest, self.oldest - now)

    def waiting(self, now: int) -> Iterator[tuple[int, Window]]:
        """Yield (microseconds past the window, window) for announced windows that have come."""
        for window in sorted(self.windows):
            if now >= (window[0] - WINDOW_DAYS_BEFORE) * DAY:
                yield max(0, now - _end(window)), window

    def _begin(self, columns: Columns) -> Ids:
        order = np.argsort(columns.ids)
        self.ids, self.sums = columns.ids[order], columns.rows[:, order].astype(np.int32)
        self.norms = (columns.rows[:HELD] ** 2).sum(axis=1).tolist()
        return self.ids

    def _holds(self, ids: Ids) -> Mask:
        held: Mask = self.ids[self._places(ids)] == ids
        return held

    def _places(self, ids: Ids) -> NDArray[np.intp]:
        """Return where each of `ids` is, or would be; the story holds a term at least."""
        return np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)

    def _shift(self, columns: Columns, sign: int) -> None:
        places = np.searchsorted(self.ids, columns.ids)
        before = self.sums[:, places].astype(np.int64)
        after = before + sign * columns.rows
        self.sums[:, places] = after
        grown = (after[:HELD] ** 2 - before[:HELD] ** 2).sum(axis=1).tolist()
        self.norms = [norm + more for norm, more in zip(self.norms, grown, strict=True)]

    def _take(self, member: Member, columns: Columns) -> None:
        self._count(member, columns, 1)
        if is_kept(member.number, self.numbers):
            features = member.features
            self.kept.put(member.number, member.article_id, columns, features.sketch)

    def _count(self, member: Member, columns: Columns, by: int) -> None:
        self.members += by
        self.times += by * (member.features.time // SECOND)
        self.numbered += by * bool((columns.kinds == NUMBER).any())
        for window in member.features.windows:
            self.windows[window] = self.windows.get(window, 0) + by
            if not self.windows[window]:
                del self.windows[window]


def _end(window: Window) -> int:
    return (window[1] + 1 + WINDOW_DAYS_AFTER) * DAY
