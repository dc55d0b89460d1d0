"""The attach processor: articles of an edition in, steps of its stories out."""

from collections.abc import Callable, Sequence

from storywire.domain.attach.index import TOUCHED_ARTICLES, EditionIndex
from storywire.domain.attach.matcher import EditionMatcher
from storywire.domain.attach.records import DAY
from storywire.domain.attach.score import RULE, WINDOW_DAYS, Rule
from storywire.errors import UnusableInputError
from storywire.events import ArticleIngested, ArticleRetracted, Event, StoryEditRequested
from storywire.ports.membership import MembershipStore
from storywire_attach.editing import named_by, obeyed
from storywire_attach.loading import hold, members_of
from storywire_attach.outcome import event_of, read_back, step_of

Input = ArticleIngested | ArticleRetracted | StoryEditRequested


class AttachProcessor:
    """Decides for every edition it is given; its indexes are caches of `memberships`."""

    def __init__(
        self,
        memberships: MembershipStore,
        rule: Rule = RULE,
    ) -> None:
        self._memberships = memberships
        self._rule = rule
        self._matchers: dict[str, EditionMatcher] = {}

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        """Return the steps that follow, in the order of `events`.

        An input handled before gives its first result again, byte for byte.

        Raises:
            UnusableInputError: an event is no article, retraction or command, or is a command that
                can't be obeyed.
        """
        by_edition: dict[str, list[Input]] = {}
        for event in map(_usable, events):
            by_edition.setdefault(event.data.edition, []).append(event)
        results = {
            edition: await self._handle(edition, inputs) for edition, inputs in by_edition.items()
        }
        return [output for event in events for output in results[event.data.edition][event.id]]

    def reset(self) -> None:
        """Forget the indexes; they are read back when their editions are next handled."""
        self._matchers.clear()

    def keep(self, mine: Callable[[str], bool]) -> None:
        """Forget the indexes of editions that are not `mine`."""
        for edition in [edition for edition in self._matchers if not mine(edition)]:
            del self._matchers[edition]

    async def _handle(self, edition: str, inputs: Sequence[Input]) -> dict[str, Sequence[Event]]:
        matcher = await self._matcher(edition)
        articles, stories = named_by(inputs, matcher.index.orders)
        recalled = await self._memberships.recall(
            edition, event_ids=[event.id for event in inputs], article_ids=sorted(articles)
        )
        stories |= {member.story_id for member in recalled.members.values()} - {""}
        await hold(self._memberships, edition, matcher.index, stories)
        matcher.begin(recalled.members)
        once = {event.id: event for event in inputs}
        earlier = {
            event_id: [read_back(value).caused_by(once[event_id]) for value in outputs]
            for event_id, outputs in recalled.results.items()
        }
        fresh = {
            key: await self._decide(edition, matcher, event)
            for key, event in once.items()
            if key not in earlier
        }
        if fresh:
            await self._memberships.apply(step_of(edition, matcher, fresh))
            matcher.index.evict()
        return {**fresh, **earlier}

    async def _decide(self, edition: str, matcher: EditionMatcher, event: Input) -> list[Event]:
        match event:
            case ArticleRetracted():
                happened = matcher.take_back(event.data)
            case StoryEditRequested():
                happened = await obeyed(self._memberships, edition, matcher, event)
            case _:
                happened = matcher.take(event.data)
                if matcher.union:
                    absorbed = matcher.union.absorbed.story_id
                    moving = await members_of(self._memberships, edition, matcher.changes, absorbed)
                    happened += matcher.unite(moving, event.data)
                happened += matcher.close()
        return [event_of(it).caused_by(event) for it in happened]

    async def _matcher(self, edition: str) -> EditionMatcher:
        if edition not in self._matchers:
            stored = await self._memberships.load(
                edition, reach=WINDOW_DAYS * DAY, articles=TOUCHED_ARTICLES
            )
            self._matchers[edition] = EditionMatcher(
                edition, EditionIndex(stored, self._rule.weights), self._rule
            )
        return self._matchers[edition]


def _usable(event: Event) -> Input:
    if not isinstance(event, ArticleIngested | ArticleRetracted | StoryEditRequested):
        raise UnusableInputError(f"{event.type} is nothing to attach")
    return event
