"""What the matcher decided, as events and as one step of the store."""

from collections.abc import Mapping, Sequence

import orjson

from storywire.domain.attach.matcher import EditionMatcher
from storywire.domain.attach.steps import Happening
from storywire.events import (
    EVENTS,
    ArticleAttached,
    ArticleDetached,
    ArticleRevised,
    Event,
    StoryClosed,
    StoryMerged,
    StoryRenamed,
    StoryReopened,
    StoryRewritten,
    StorySplit,
)
from storywire.ports.membership import MembershipStep

_EVENT_OF: Mapping[str, type[Event]] = {
    "attached": ArticleAttached,
    "revised": ArticleRevised,
    "detached": ArticleDetached,
    "merged": StoryMerged,
    "split": StorySplit,
    "renamed": StoryRenamed,
    "rewritten": StoryRewritten,
    "closed": StoryClosed,
    "reopened": StoryReopened,
}


def event_of(happening: Happening) -> Event:
    """Return the event that says `happening`."""
    return _EVENT_OF[happening.kind].of(happening.step, time=happening.time)


def read_back(value: bytes) -> Event:
    """Return the event that was encoded as `value`, with those bytes."""
    return EVENTS[orjson.loads(value)["type"]].read(value)


def step_of(
    edition: str, matcher: EditionMatcher, results: Mapping[str, Sequence[Event]]
) -> MembershipStep:
    """Return all that the matcher's batch changed, with the outputs of each input."""
    index, changes = matcher.index, matcher.changes
    return MembershipStep(
        edition_name=edition,
        edition=index.record(),
        results={key: tuple(event.encode() for event in found) for key, found in results.items()},
        stories=tuple(story.record() for story in changes.stories.values()),
        members=tuple(changes.members.values()),
        held=dict(index.terms.changed()),
        orders=tuple(index.orders.changed.values()),
        articles={
            key: article.model_dump_json().encode() if article else None
            for key, article in changes.articles.items()
        },
    )
