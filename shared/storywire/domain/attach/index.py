"""The index of one edition: its live stories, found by the terms they hold.

A cache: a pure function of what is stored. Every sum is an integer, so the order in which
articles come in or are read back changes nothing.
"""

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import islice
from math import sqrt

import numpy as np

from storywire.domain.attach.kernels import Postings
from storywire.domain.attach.orders import Orders
from storywire.domain.attach.records import (
    DAY,
    NO_TERMS,
    EditionRecord,
    Member,
    StoredEdition,
    StoredStory,
    StoryRecord,
)
from storywire.domain.attach.score import WEIGHTS, WINDOW_DAYS, Weights
from storywire.domain.attach.story import LiveStory
from storywire.domain.attach.terms import Floats, Ids, Ints, Terms
from storywire.domain.attach.vectors import WHOLE, Columns, Vector, columns_of

TOUCHED_ARTICLES = 500
INDEX_TERMS = 25
CANDIDATES = 8
COMMON_STORIES, COMMON_SHARE = 500, 0.01
EVICTED_AT_ONCE = 4
_LOOKED_AT = 32
_NEVER = -(1 << 62)


class EditionIndex:
    """Live stories by term. A story is live for 120 days, or 500 articles, whichever is longer.

    `terms` counts the stories that hold each term; `rival` is as in `EditionRecord`; `orders` are
    what editors ordered; `weights` those of the score.
    """

    def __init__(self, stored: StoredEdition, weights: Weights = WEIGHTS) -> None:
        self.articles = stored.edition.articles
        self.opened = stored.edition.stories
        self.watermark = stored.edition.watermark
        self.rival = stored.edition.rival
        self.weights = weights
        self.terms = Terms(stored.held)
        self.orders = Orders(stored.orders)
        self.stories: dict[str, LiveStory] = {}
        self._postings = Postings()
        self._slots: list[LiveStory | None] = []
        self._free: list[int] = []
        self._shares: Floats = np.zeros(256)
        self._horizons: Ints = np.full(256, _NEVER)
        self._last = (NO_TERMS, columns_of(NO_TERMS, self.terms))
        self._due: list[tuple[int, str]] = []
        self._leaving: list[tuple[int, str]] = []
        self.load(stored.stories)

    def record(self) -> EditionRecord:
        """Return what is stored of the edition."""
        return EditionRecord(self.articles, self.opened, self.watermark, self.rival)

    def load(self, stories: Iterable[StoredStory]) -> None:
        """Take in stories as they were stored; those that are here stay as they are."""
        read: list[tuple[int, Ids, Ints]] = []
        for stored in stories:
            if stored.story.story_id not in self.stories:
                story = self._seat(LiveStory(stored.story, self._slot()))
                columns = [self.columns(it.features.vector) for it in stored.members]
                story.fill(stored.members, columns)
                read += [(story.slot, it.ids, it.rows[WHOLE]) for it in columns]
                self._file(story)
                self.expect(story)
        self._postings.add_all(read)

    def open(self, record: StoryRecord) -> LiveStory:
        """Take in a new story."""
        self.opened += 1
        return self._seat(LiveStory(record, self._slot()))

    def columns(self, vector: Vector) -> Columns:
        """Return `vector` over this edition's terms."""
        if vector is not self._last[0]:
            self._last = (vector, columns_of(vector, self.terms))
        return self._last[1]

    def worth(self, terms: Sequence[str]) -> Floats:
        """Return the inverse story frequency of each of `terms` now."""
        return self.terms.worth(self.terms.numbered(terms), self.opened)

    def held(self, terms: Sequence[str]) -> Sequence[int]:
        """Return how many stories hold each of `terms`, all different."""
        held: list[int] = self.terms.held(self.terms.numbered(terms)).tolist()
        return held

    def add(self, story: LiveStory, member: Member) -> None:
        """Put `member` into `story`."""
        columns = self.columns(member.features.vector)
        self.terms.shift(story.add(member, columns), 1)
        self._postings.add(story.slot, columns.ids, columns.rows[WHOLE])
        self._file(story)

    def remove(self, story: LiveStory, member: Member) -> None:
        """Take `member` out of `story`."""
        columns = self.columns(member.features.vector)
        self.terms.shift(story.remove(member, columns), -1)
        self._postings.remove(story.slot, columns.ids, columns.rows[WHOLE])
        self._file(story)

    def candidates(
        self, columns: Columns, now: int, without: LiveStory | None = None
    ) -> list[LiveStory]:
        """Return the 8 live stories nearest by the 25 heaviest terms, nearest first.

        None that is silent for more than 120 days at `now`; ties go to the smaller story_id. Terms
        that very many stories hold are looked at only where the others find nothing.
        """
        ids, weights = self._heaviest(columns)
        common = self.terms.held(ids) > max(COMMON_STORIES, COMMON_SHARE * self.opened)
        found = self._nearest(ids[~common], weights[~common], now, without)
        return found or self._nearest(ids[common], weights[common], now, without)

    def ended_in(self, story_id: str) -> LiveStory:
        """Return the story that `story_id` is now, after all merges."""
        story = self.stories[story_id]
        while story.into:
            story = self.stories[story.into]
        return story

    def expect(self, story: LiveStory) -> None:
        """Note when the story may close; to be called after each of its steps."""
        if story.members and not story.closed:
            heappush(self._due, (story.due, story.story_id))

    def next_due(self) -> LiveStory | None:
        """Return the open story that is longest due to close at the watermark, and forget it."""
        while self._due and self._due[0][0] <= self.watermark:
            due, story_id = heappop(self._due)
            story = self.stories.get(story_id)
            if story and story.members and not story.closed and story.due == due:
                return story
        return None

    def evict(self) -> None:
        """Forget at most 4 stories that are neither live nor open."""
        floor, later = self.watermark - WINDOW_DAYS * DAY, []
        for _ in range(EVICTED_AT_ONCE):
            if not self._leaving or self._leaving[0][0] >= floor:
                break
            leaving = heappop(self._leaving)
            story = self.stories.get(leaving[1])
            if story is None or story.horizon != leaving[0]:
                continue
            if self._live(story) or (story.members and not story.closed):
                later.append(leaving)
            else:
                self._unseat(story)
        for leaving in later:
            heappush(self._leaving, leaving)

    def _heaviest(self, columns: Columns) -> tuple[Ids, Ints]:
        weights = columns.rows[WHOLE]
        if len(weights) > INDEX_TERMS:
            least = np.partition(weights, -INDEX_TERMS)[-INDEX_TERMS]
            chosen = np.flatnonzero(weights >= max(least, 1))
        else:
            chosen = np.flatnonzero(weights)
        ids = columns.ids[chosen]
        if len(chosen) <= INDEX_TERMS:
            return ids, weights[chosen]
        pairs = zip(
            (-weights[chosen]).tolist(), self.terms.spelled(ids), chosen.tolist(), strict=True
        )
        first = [place for _, _, place in sorted(pairs)[:INDEX_TERMS]]
        return columns.ids[first], weights[first]

    def _nearest(
        self, ids: Ids, weights: Ints, now: int, without: LiveStory | None
    ) -> list[LiveStory]:
        reach = now - WINDOW_DAYS * DAY
        scored = self._postings.nearest(
            ids, weights, self._shares, self._horizons, reach, _LOOKED_AT
        )
        ranked = sorted(
            (-score, story.story_id, story)
            for score, slot in scored
            if (story := self._slots[slot]) and story is not without
        )
        reached = (story for _, _, story in ranked if self._reaches(story, now))
        return list(islice(reached, CANDIDATES))

    def _reaches(self, story: LiveStory, now: int) -> bool:
        gap = story.idle(now)
        if gap and story.windows:
            gap = min([gap, *(past for past, _ in story.waiting(now))])
        return gap <= WINDOW_DAYS * DAY and self._live(story)

    def _live(self, story: LiveStory) -> bool:
        return (
            story.horizon >= self.watermark - WINDOW_DAYS * DAY
            or story.touched >= self.articles - TOUCHED_ARTICLES
        )

    def _slot(self) -> int:
        if self._free:
            return self._free.pop()
        self._slots.append(None)
        if len(self._slots) > len(self._shares):
            self._shares = np.concatenate([self._shares, np.zeros_like(self._shares)])
            self._horizons = np.concatenate([self._horizons, np.full_like(self._horizons, _NEVER)])
        return len(self._slots) - 1

    def _seat(self, story: LiveStory) -> LiveStory:
        self.stories[story.story_id] = self._slots[story.slot] = story
        return story

    def _unseat(self, story: LiveStory) -> None:
        del self.stories[story.story_id]
        self._slots[story.slot] = None
        self._horizons[story.slot] = _NEVER
        self._postings.forget(story.slot, story.ids)
        self._free.append(story.slot)

    def _file(self, story: LiveStory) -> None:
        self._shares[story.slot] = 1 / sqrt(story.norms[WHOLE] or 1)
        self._horizons[story.slot] = story.horizon
        heappush(self._leaving, (story.horizon, story.story_id))
