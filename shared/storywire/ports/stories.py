"""Where timeline keeps its stories: a document each, its articles, and what its steps gave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

KEPT_OUTPUTS = 50


@dataclass(frozen=True, slots=True)
class Outputs:
    """The two events that one step gave, as published."""

    updated: bytes
    stated: bytes


@dataclass(frozen=True, slots=True)
class StoredStory:
    """A story after `seq` steps; `stated` is the event of its last one, None before the first."""

    seq: int
    document: bytes
    stated: bytes | None = None


@dataclass(frozen=True, slots=True)
class StoryStep:
    """What leads a story from `before` steps on: its `outputs` by their seq, in order.

    A step whose batch is not complete yet has no outputs, and leaves `seq` where it was.
    `articles` are added or replaced, `gone` are removed.
    """

    story_id: str
    before: int
    document: bytes
    outputs: Mapping[int, Outputs] = field(default_factory=dict)
    articles: Mapping[str, bytes] = field(default_factory=dict)
    gone: tuple[str, ...] = ()

    @property
    def seq(self) -> int:
        """Return how many steps the story has made after it."""
        return self.before + len(self.outputs)


class StoryStore(Protocol):
    """Keeps the stories; timeline alone writes it."""

    async def load(self, story_id: str) -> StoredStory | None:
        """Return the story without its articles, or None where no step of it was kept."""
        ...

    async def articles(self, story_id: str) -> Mapping[str, bytes]:
        """Return the story's articles by id, ordered by id."""
        ...

    async def outputs(self, story_id: str, seq: int) -> Outputs | None:
        """Return what the step gave, if it is one of the last `KEPT_OUTPUTS`."""
        ...

    async def apply(self, step: StoryStep) -> Mapping[int, Outputs]:
        """Keep `step` if the story is still at `step.before`; return its outputs as stored.

        All of it is kept or nothing. If the story is further on, nothing changes and those
        of the step's outputs are returned that were stored then: the first result stays.
        """
        ...
