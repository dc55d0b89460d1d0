"""A story held in memory while its steps are followed, and the stories held lately."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from storywire.domain.membership import Attached, Revised, Step
from storywire.domain.model import Article, Story
from storywire.domain.story.members import Roll, follow, redeem
from storywire.domain.story.page import Page, PageMemory
from storywire.domain.story.scale import YOUNG, Workings
from storywire.domain.story.values import Member, ReadArticle
from storywire.errors import TransientError
from storywire.events import Event, StoryStated, StoryUpdated
from storywire.ports.stories import Outputs, StoryStep
from storywire_timeline.document import Document
from storywire_timeline.versions import (
    Compose,
    empty_page,
    make_version,
    page_without,
    same_page,
)

Read = Callable[[Article], ReadArticle]
Revision = tuple[str, int]


@dataclass(slots=True)
class Held:
    """A story as stored. Its texts are keyed by revision, so that one too many does no harm.

    `workings` only make its versions come sooner.
    """

    document: Document
    story: Story | None
    texts: dict[Revision, Article] = field(default_factory=dict)
    reads: dict[Revision, ReadArticle] = field(default_factory=dict)
    workings: Workings = field(default_factory=Workings)

    @property
    def weight(self) -> int:
        """Return how many articles it holds, and one for the story."""
        return 1 + len(self.document.roll.listed)


class Recent:
    """The stories held lately, `size` articles of them at most, but never fewer than one."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._weight = 0
        self._held: OrderedDict[str, Held] = OrderedDict()

    def get(self, story_id: str) -> Held | None:
        """Return the story if it is held."""
        return self._held.get(story_id)

    def put(self, story_id: str, held: Held) -> None:
        """Hold the story, and let go of those held longest ago."""
        self.drop(story_id)
        self._held[story_id] = held
        self._weight += held.weight
        while self._weight > self._size and len(self._held) > 1:
            self.drop(next(iter(self._held)))

    def drop(self, story_id: str) -> None:
        """Let go of the story."""
        gone = self._held.pop(story_id, None)
        self._weight -= gone.weight if gone else 0

    def keep(self, mine: Callable[[str], bool]) -> None:
        """Let go of the stories that are not `mine`."""
        for story_id in [story_id for story_id in self._held if not mine(story_id)]:
            self.drop(story_id)

    def clear(self) -> None:
        """Let go of all."""
        self._held.clear()
        self._weight = 0


class Draft:
    """A held story and the steps it takes in one micro-batch; what is held stays as it is."""

    def __init__(self, held: Held, *, compose: Compose, read: Read) -> None:
        self._held = held
        self._compose = compose
        self._read = read
        self._document = held.document
        self._story = held.story
        self._new: dict[str, Article] = {}
        self.made: dict[int, Outputs] = {}

    @property
    def version(self) -> int:
        """Return the version the story is at."""
        return self._document.roll.version

    def follow(self, event: Event, *, usable: bool) -> tuple[Event, ...]:
        """Return the events of the version that `event` completes; none while its batch is open.

        Raises:
            TransientError: a step before it, or an event of its batch, has not come yet.
        """
        step: Step = event.data
        if step.story_seq > self.version + 1:
            raise TransientError(f"{step.story_id} is at {self.version}: no {step.story_seq} yet")
        if isinstance(step, Attached | Revised):
            self._take(step.article)
        kind = event.type.split(".")[2]
        self._enroll(follow(self._roll, step, kind=kind, time=event.time, usable=usable))
        if step.batch and step.batch.k < step.batch.n:
            return ()
        if step.batch and len(self._roll.started) < step.batch.n:
            raise TransientError(f"{step.story_id}: batch {step.batch.batch_id} has holes")
        return self._finish(event, usable=usable)

    def redeem(self, article: Article) -> None:
        """Take the mark of unusability from this revision: the next step reads it again."""
        self._enroll(redeem(self._roll, article))

    def step(self) -> StoryStep | None:
        """Return what there is to store, or None."""
        if self._document == self._held.document:
            return None
        listed = {entry.article_id for entry in self._roll.listed}
        before = {entry.article_id for entry in self._held.document.roll.listed}
        return StoryStep(
            story_id=self._roll.story_id,
            before=self._held.document.roll.version,
            document=self._document.model_dump_json().encode(),
            outputs=self.made,
            articles={
                article_id: article.model_dump_json().encode()
                for article_id, article in self._new.items()
                if article_id in listed
            },
            gone=tuple(sorted(before - listed)),
        )

    def hold(self) -> Held:
        """Return the story as it is to be held once the step is stored."""
        kept = {(entry.article_id, entry.revision) for entry in self._roll.listed}
        texts = {key: text for key, text in self._held.texts.items() if key in kept}
        reads = {key: read for key, read in self._held.reads.items() if key in kept}
        # Young stories are weighed anew with each article: nothing of it would be of use again.
        worn = len(self._roll.listed) <= YOUNG
        workings = Workings() if worn else self._held.workings
        return Held(self._document, self._story, texts, reads, workings)

    @property
    def _roll(self) -> Roll:
        return self._document.roll

    def _enroll(self, roll: Roll) -> None:
        self._document = self._document.model_copy(update={"roll": roll})

    def _take(self, article: Article) -> None:
        self._new[article.article_id] = article
        self._held.texts[article.article_id, article.revision] = article

    def _finish(self, event: Event, *, usable: bool) -> tuple[Event, ...]:
        page, memory = self._page(usable=usable)
        version = make_version(self._document, self._story, page, memory)
        self._document, self._story = version.document, version.update.story
        time = self._story.updated_at
        updated = StoryUpdated.of(version.update, time=time).caused_by(event)
        stated = StoryStated.of(self._story, time=time).caused_by(event)
        self.made[self.version] = Outputs(updated.encode(), stated.encode())
        return updated, stated

    def _page(self, *, usable: bool) -> tuple[Page, PageMemory]:
        document, story = self._document, self._story
        readable = frozenset(entry.article_id for entry in self._roll.listed if not entry.unusable)
        if not readable:
            return empty_page(document), document.memory
        if self._roll.composes and usable:
            return self._compose(tuple(self._members()), document.memory, self._held.workings)
        page = same_page(document, story) if story else empty_page(document)
        return (page if usable else page_without(page, readable)), document.memory

    def _members(self) -> Iterator[Member]:
        original_of = self._roll.original_of
        for entry in self._roll.listed:
            if not entry.unusable:
                key = (entry.article_id, entry.revision)
                yield Member(self._read_once(key), entry.number, original_of.get(key[0]))

    def _read_once(self, key: Revision) -> ReadArticle:
        known = self._held.reads.get(key)
        if known is None:
            known = self._held.reads[key] = self._read(self._held.texts[key])
        return known
