"""The index of one edition: which story holds which term, and how rare each term is.

A cache: a pure function of what is stored. Every sum is an integer, so the order in which
articles come in or are read back changes nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from heapq import heapify, heappop, heappush
from itertools import islice
from math import sqrt

from storywire.domain.attach.records import DAY, EditionRecord, Member, StoredEdition, StoredStory
from storywire.domain.attach.story import LiveStory
from storywire.domain.attach.vectors import SCALE, Vector, inverse_story_frequency

WINDOW_DAYS = 120
TOUCHED_ARTICLES = 500
NEAR_DAYS = 14
EVICT_EVERY = 200
INDEX_TERMS = 25
CANDIDATES = 8
_NO_POSTING: Mapping[str, int] = {}


class EditionIndex:
    """Live stories by term. A story is live for 120 days, or 500 articles, whichever is longer.

    `changed_terms` are those whose `held` count changed since it was last cleared.
    """

    def __init__(self, stored: StoredEdition) -> None:
        self.articles = stored.edition.articles
        self.opened = stored.edition.stories
        self.watermark = stored.edition.watermark
        self.held = dict(stored.held)
        self.changed_terms: set[str] = set()
        self.stories: dict[str, LiveStory] = {}
        self._postings: dict[str, dict[str, int]] = {}
        self._shares: dict[str, tuple[float, int]] = {}
        self._near: set[str] = set()
        self._leaving: list[tuple[int, str]] = []
        self._due: list[tuple[int, str]] = []
        self._evicted_at = self.articles
        self.load(stored.stories)

    def record(self) -> EditionRecord:
        """Return what is stored of the edition."""
        return EditionRecord(self.articles, self.opened, self.watermark)

    def load(self, stories: Iterable[StoredStory]) -> None:
        """Take in stories as they were stored; those that are here stay as they are."""
        for stored in stories:
            if stored.story.story_id not in self.stories:
                story = LiveStory(stored.story)
                self.stories[story.story_id] = story
                for member in stored.members:
                    story.add(member)
                self._post(story, story.sums)
                self.expect(story)

    def open(self, story: LiveStory) -> None:
        """Take in a new story."""
        self.stories[story.story_id] = story
        self.opened += 1

    def add(self, story: LiveStory, member: Member) -> None:
        """Put `member` into `story`."""
        for term in story.add(member):
            self.held[term] = self.held.get(term, 0) + 1
            self.changed_terms.add(term)
        self._post(story, member.features.vector)

    def remove(self, story: LiveStory, member: Member) -> None:
        """Take `member` out of `story`."""
        for term in story.remove(member):
            self.held[term] -= 1
            self.changed_terms.add(term)
        self._post(story, member.features.vector)

    def worth(self, terms: Collection[str]) -> dict[str, float]:
        """Return the inverse story frequency of each of `terms` now."""
        counts = [self.held.get(term, 0) for term in terms]
        of_count = {n: inverse_story_frequency(n, self.opened) for n in set(counts)}
        return dict(zip(terms, map(of_count.__getitem__, counts), strict=True))

    def candidates(self, vector: Vector, now: int, reach: int) -> list[LiveStory]:
        """Return the 8 live stories nearest by the 25 heaviest terms of `vector`, nearest first.

        None that is silent for more than `reach` microseconds at `now`; ties go to the smaller
        story_id.
        """
        dots: dict[str, int] = {}
        shares, last = self._shares, now - reach
        among = self._since(last)
        for term in islice(vector, INDEX_TERMS):
            weight, posting = vector[term], self._postings.get(term, _NO_POSTING)
            for story_id in posting if among is None else posting.keys() & among:
                dots[story_id] = dots.get(story_id, 0) + weight * posting[story_id]
        ranked = [
            (-dot * share, story_id)
            for story_id, dot in dots.items()
            for share, horizon in (shares[story_id],)
            if horizon >= last
        ]
        heapify(ranked)  # the first few of many are wanted
        found: list[LiveStory] = []
        while ranked:
            story = self.stories[heappop(ranked)[1]]
            if self._reaches(story, now, reach):
                found.append(story)
                if len(found) == CANDIDATES:
                    break
        return found

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
        """Every 200 articles, forget stories that are neither live nor open."""
        if self.articles - self._evicted_at < EVICT_EVERY:
            return
        self._evicted_at = self.articles
        for story in list(self.stories.values()):
            if not self._live(story) and (story.closed or not story.members):
                del self.stories[story.story_id], self._shares[story.story_id]
                self._near.discard(story.story_id)
                for term in story.sums:
                    self._unpost(story.story_id, term)

    def _since(self, last: int) -> set[str] | None:
        """Return stories, among them all whose horizon is not before `last`; None is all there are.

        Most live stories have been silent for long, and most articles are new: kept apart are
        the stories of 14 days before the watermark.
        """
        floor = self.watermark - NEAR_DAYS * DAY
        while self._leaving and self._leaving[0][0] < floor:
            story_id = heappop(self._leaving)[1]
            if story_id in self._near and self._shares[story_id][1] < floor:
                self._near.remove(story_id)
        return self._near if last >= floor else None

    def _live(self, story: LiveStory) -> bool:
        return (
            story.horizon >= self.watermark - WINDOW_DAYS * DAY
            or story.touched >= self.articles - TOUCHED_ARTICLES
        )

    def _reaches(self, story: LiveStory, now: int, reach: int) -> bool:
        gap = min([story.idle(now), *(past for past, _ in story.waiting(now))])
        return gap <= reach and self._live(story)

    def _post(self, story: LiveStory, terms: Iterable[str]) -> None:
        sums, story_id, postings = story.sums, story.story_id, self._postings
        for term in terms:
            total = sums.get(term, 0)
            if not total:
                self._unpost(story_id, term)
            elif (posting := postings.get(term)) is not None:
                posting[story_id] = total
            else:
                postings[term] = {story_id: total}
        horizon = story.horizon
        self._shares[story_id] = (1 / sqrt(story.norm or 1), horizon)
        self._near.add(story_id)
        heappush(self._leaving, (horizon, story_id))

    def _unpost(self, story_id: str, term: str) -> None:
        posting = self._postings.get(term)
        if posting is not None:
            posting.pop(story_id, None)
            if not posting:
                del self._postings[term]


def unit_dot(dot: int) -> float:
    """Return the dot product of two frozen vectors as a float."""
    return dot / (SCALE * SCALE)
