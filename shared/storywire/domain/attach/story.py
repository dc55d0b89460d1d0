"""A story in memory: integer sums over its attached articles, in any order the same."""

from collections.abc import Iterator

from storywire.domain.attach.announced import Window
from storywire.domain.attach.duplicates import COPY_RESEMBLANCE, Sketch, resemblance
from storywire.domain.attach.records import DAY, Member, StoryRecord
from storywire.domain.attach.vectors import Vector

RECENT_NUMBERS = 30
IDLE_DAYS = 8
WINDOW_SLACK_DAYS = 2


class LiveStory:
    """What the matcher reads of a story.

    `sums` and `norm` (its squared length) add up the vectors, `held` counts the articles that
    hold a term, `recent` has the vectors of the articles among the last 30 numbers given.
    """

    __slots__ = (
        "_sharers", "_sketches", "closed", "held", "members", "newest", "norm", "numbers",
        "oldest", "recent", "seq", "story_id", "sums", "touched", "windows",
    )  # fmt: skip

    def __init__(self, record: StoryRecord) -> None:
        self.story_id = record.story_id
        self.seq, self.numbers = record.seq, record.numbers
        self.members = 0
        self.newest, self.oldest = record.newest, record.oldest
        self.touched, self.closed = record.touched, record.closed
        self.sums: dict[str, int] = {}
        self.held: dict[str, int] = {}
        self.norm = 0
        self.recent: dict[int, Vector] = {}
        self.windows: dict[Window, int] = {}
        self._sketches: dict[int, tuple[Sketch, str]] = {}
        self._sharers: dict[int, list[int]] = {}

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
            self.touched, self.horizon, self.closed,
        )  # fmt: skip

    def add(self, member: Member) -> list[str]:
        """Count `member` in; return the terms that the story did not hold."""
        self.members += 1
        self._count(member.features.windows, 1)
        self._add_sketch(member)
        if member.number > self.numbers - RECENT_NUMBERS:
            self.recent[member.number] = member.features.vector
            self.recent.pop(self.numbers - RECENT_NUMBERS, None)
        new = [term for term in member.features.vector if term not in self.held]
        self._shift(member.features.vector, 1)
        return new

    def remove(self, member: Member) -> list[str]:
        """Count `member` out; return the terms that no article of the story holds any more."""
        self.members -= 1
        self._count(member.features.windows, -1)
        self._drop_sketch(member)
        self.recent.pop(member.number, None)
        self._shift(member.features.vector, -1)
        return [term for term in member.features.vector if term not in self.held]

    def copied_by(self, sketch: Sketch, number: int) -> str | None:
        """Return the oldest article, of a lower number, that a text with `sketch` repeats."""
        candidates = {other for value in sketch for other in self._sharers.get(value, ())}
        for other in sorted(candidates):
            theirs, article_id = self._sketches[other]
            if other < number and resemblance(sketch, theirs) >= COPY_RESEMBLANCE:
                return article_id
        return None

    def idle(self, now: int) -> int:
        """Return how far `now` is from the time the story ran, in microseconds."""
        return max(0, now - self.newest, self.oldest - now)

    def waiting(self, now: int) -> Iterator[tuple[int, Window]]:
        """Yield (microseconds past the window, window) for announced windows that have come."""
        for window in sorted(self.windows):
            if now >= (window[0] - WINDOW_SLACK_DAYS) * DAY:
                yield max(0, now - _end(window)), window

    def _shift(self, vector: Vector, sign: int) -> None:
        sums, held, norm = self.sums, self.held, self.norm
        for term, weight in vector.items():
            before = sums.get(term, 0)
            after = before + sign * weight
            norm += after * after - before * before
            sums[term] = after
            held[term] = count = held.get(term, 0) + sign
            if not count:
                del held[term], sums[term]
        self.norm = norm

    def _count(self, windows: tuple[Window, ...], sign: int) -> None:
        for window in windows:
            self.windows[window] = self.windows.get(window, 0) + sign
            if not self.windows[window]:
                del self.windows[window]

    def _add_sketch(self, member: Member) -> None:
        self._sketches[member.number] = (member.features.sketch, member.article_id)
        for value in member.features.sketch:
            self._sharers.setdefault(value, []).append(member.number)

    def _drop_sketch(self, member: Member) -> None:
        del self._sketches[member.number]
        for value in member.features.sketch:
            self._sharers[value].remove(member.number)
            if not self._sharers[value]:
                del self._sharers[value]


def _end(window: Window) -> int:
    return (window[1] + 1 + WINDOW_SLACK_DAYS) * DAY
