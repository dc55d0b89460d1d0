"""Timeline's processor: membership step n becomes version n of the story."""

from collections.abc import Callable, Sequence

from storywire.domain.membership import Attached, Revised, Step
from storywire.domain.model import Article
from storywire.domain.story import page, reading
from storywire.domain.story.members import Roll
from storywire.errors import TransientError
from storywire.events import Event, StoryStated, StoryUpdated
from storywire.ports.stories import Outputs, StoryStore
from storywire_timeline.document import Document
from storywire_timeline.held import Draft, Held, Read, Recent
from storywire_timeline.versions import Compose


class TimelineProcessor:
    """Follows `story-membership`; gives `story-updated` and `story-state`, one pair per step.

    A step handled again gives the bytes it gave first. A step that comes too early waits
    (TransientError). An error of `compose` or `read` is not caught: after `give_up` the article
    is listed, uncited, and not read again until it is revised or redriven.
    """

    def __init__(
        self,
        stories: StoryStore,
        *,
        cache_size: int = 2000,
        compose: Compose = page.compose,
        read: Read = reading.read,
    ) -> None:
        self._stories = stories
        self._compose = compose
        self._read = read
        self._recent = Recent(cache_size)

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        """Return the two events of each step that `events` complete, in their order.

        Raises:
            TransientError: a step before one of them has not come yet; nothing was written.
        """
        return await self._follow(events, usable=True)

    async def give_up(self, event: Event) -> Sequence[Event]:
        """Return the version that `event` owes, composing nothing: its article is not cited."""
        return await self._follow([event], usable=False)

    def reset(self) -> None:
        """Forget the stories held in memory."""
        self._recent.clear()

    def keep(self, mine: Callable[[str], bool]) -> None:
        """Forget the stories held in memory that are not `mine`."""
        self._recent.keep(mine)

    async def _follow(self, events: Sequence[Event], *, usable: bool) -> Sequence[Event]:
        drafts: dict[str, Draft] = {}
        given: list[Event] = []
        for event in events:
            step: Step = event.data
            if step.story_id not in drafts:
                drafts[step.story_id] = await self._open(step)
            draft = drafts[step.story_id]
            if step.story_seq > draft.version:
                given += draft.follow(event, usable=usable)
            else:
                given += await self._again(draft, event, usable=usable)
        for story_id, draft in drafts.items():
            await self._store(story_id, draft)
        return given

    async def _open(self, step: Step) -> Draft:
        held = self._recent.get(step.story_id) or await self._load(step)
        return Draft(held, compose=self._compose, read=self._read)

    async def _load(self, step: Step) -> Held:
        stored = await self._stories.load(step.story_id)
        if stored is None:
            return Held(Document(roll=Roll(story_id=step.story_id, edition=step.edition)), None)
        texts = (await self._stories.articles(step.story_id)).values()
        articles = [Article.model_validate_json(text) for text in texts]
        return Held(
            Document.model_validate_json(stored.document),
            StoryStated.read(stored.stated).data if stored.stated else None,
            {(article.article_id, article.revision): article for article in articles},
        )

    async def _again(self, draft: Draft, event: Event, *, usable: bool) -> Sequence[Event]:
        """Return what a step gave when it was made; a redriven article is usable again."""
        step: Step = event.data
        if usable and isinstance(step, Attached | Revised):
            draft.redeem(step.article)
        if step.batch and step.batch.k < step.batch.n:
            return ()
        made = draft.made.get(step.story_seq)
        made = made or await self._stories.outputs(step.story_id, step.story_seq)
        return _events(made, event) if made else ()

    async def _store(self, story_id: str, draft: Draft) -> None:
        step = draft.step()
        if step is None:
            self._recent.put(story_id, draft.hold())
            return
        self._recent.drop(story_id)
        if await self._stories.apply(step) != step.outputs:
            raise TransientError(f"{story_id} went on elsewhere: its stored steps answer next")
        self._recent.put(story_id, draft.hold())


def _events(made: Outputs, cause: Event) -> tuple[Event, ...]:
    return (
        StoryUpdated.read(made.updated).caused_by(cause),
        StoryStated.read(made.stated).caused_by(cause),
    )
