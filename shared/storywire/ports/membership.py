"""Who is in which story, and why: what attach keeps, and what others may read of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from storywire.domain.attach.orders import Order
from storywire.domain.attach.records import (
    EditionRecord,
    Member,
    MemberState,
    StoredEdition,
    StoredStory,
    StoryRecord,
)
from storywire.domain.model import Decision

KEPT_RESULTS = 10_000
Outputs = tuple[bytes, ...]
"""The encoded events that one input led to, in order."""


@dataclass(frozen=True, slots=True)
class MembershipStep:
    """What one micro-batch changed in one edition: whole records, and each input's result.

    `held` has the new count of each term that changed; `results` the outputs by input event id;
    `articles` the encoded texts by article_id, None where one is gone; `orders` those that are new
    or changed.
    """

    edition_name: str
    edition: EditionRecord
    results: Mapping[str, Outputs]
    stories: tuple[StoryRecord, ...] = ()
    members: tuple[Member, ...] = ()
    held: Mapping[str, int] = field(default_factory=dict)
    articles: Mapping[str, bytes | None] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of the inputs of a batch: earlier results, and members by article_id."""

    results: Mapping[str, Outputs]
    members: Mapping[str, Member]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article is; `story_id` is "" while it is in no story."""

    edition: str
    article_id: str
    revision: int
    state: MemberState
    story_id: str
    number: int
    story_seq: int
    decision: Decision | None


class MembershipStore(Protocol):
    """Keeps the stories of every edition. One writer per edition."""

    async def load(self, edition: str, *, reach: int, articles: int) -> StoredEdition:
        """Return the edition with the stories that may still matter; an empty one if unknown.

        These are the stories whose horizon is at most `reach` microseconds before the
        watermark, that were touched in the last `articles` articles, or that are open and have
        members.
        """
        ...

    async def recall(
        self, edition: str, *, event_ids: Sequence[str], article_ids: Sequence[str]
    ) -> Recalled:
        """Return the results (of the last 10,000 inputs) and members that are known."""
        ...

    async def stories(self, edition: str, story_ids: Sequence[str]) -> Sequence[StoredStory]:
        """Return these stories with their attached members, by story_id; unknown ones left out."""
        ...

    async def articles(self, edition: str, article_ids: Sequence[str]) -> Mapping[str, bytes]:
        """Return the encoded texts of these articles; unknown ones left out."""
        ...

    async def apply(self, step: MembershipStep) -> Mapping[str, Outputs]:
        """Keep all of `step` or none of it, and return the results kept for its inputs.

        A step whose inputs have results changes nothing, and the earlier results are returned.
        """
        ...


class Places(Protocol):
    """Reads where an article is."""

    async def place(self, article_id: str) -> Place | None:
        """Return where the article is, or None where it is unknown."""
        ...


class Memberships(MembershipStore, Places, Protocol):
    """All that attach keeps."""
