"""What readers see: stories by id, version, rank and words, kept apart from who writes them.

Nothing here decides anything: a read model can be thrown away and made again from
`story-updated`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from storywire.domain.model import Significance, Story, StoryState, Update

Sort = Literal["top", "new"]
SHOWN: tuple[StoryState, ...] = ("open", "closed")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A story's newest version, as the bytes of its JSON, read only when asked for.

    `peak` is the greatest significance of any of its versions.
    """

    story_id: str
    version: int
    body: bytes
    peak: Significance = "cosmetic"

    @property
    def story(self) -> Story:
        """Return the story in `body`."""
        return Story.model_validate_json(self.body)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One line of a story's history; `changed` counts its changes by type."""

    version: int
    at: datetime
    significance: Significance
    changed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Appearance:
    """An article in a story: the versions it was in, as (first, last) with None for "still"."""

    story_id: str
    versions: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True, slots=True)
class StoryQuery:
    """Which stories, in which order; "" and None leave a condition out.

    `words` matches stories that have all its words, by their stems in the story's language.
    `after` is the `next` of the page before.
    """

    edition: str = ""
    states: tuple[StoryState, ...] = SHOWN
    words: str = ""
    entity: str = ""
    outlet: str = ""
    since: datetime | None = None
    sort: Sort = "top"
    after: str = ""
    limit: int = 30


@dataclass(frozen=True, slots=True)
class Found:
    """A page of stories; `next` is "" on the last page."""

    snapshots: tuple[Snapshot, ...]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is, and the event time of the newest of it."""

    stories: Mapping[str, int]
    versions: int
    articles: int
    last_update_at: datetime | None


class StoryWriter(Protocol):
    """The one way into a read model."""

    async def apply(self, updates: Sequence[Update]) -> None:
        """Keep each of `updates` once; the greatest version of a story is its newest.

        All of them are kept or none. Any order, any repetition: the same read model.
        """
        ...


class StoryReader(Protocol):
    """Reads what is known of one story or article."""

    async def snapshot(self, story_id: str) -> Snapshot | None:
        """Return the newest version, or None where the story is unknown."""
        ...

    async def update(self, story_id: str, version: int) -> Update | None:
        """Return the step that made `version`, with the story after it."""
        ...

    async def steps(self, story_id: str, first: int, last: int) -> Sequence[Mapping[str, Any]]:
        """Return the steps `first`..`last` as JSON objects without the story, oldest first."""
        ...

    async def history(self, story_id: str, *, limit: int = 100) -> Sequence[VersionLine]:
        """Return the newest `limit` versions, newest first."""
        ...


class StoryFinder(Protocol):
    """Finds stories."""

    async def find(self, query: StoryQuery) -> Found:
        """Return the stories that meet `query`; ties in order go to the smaller story_id.

        Raises:
            UsageError: `after` is not the `next` of any page.
        """
        ...

    async def appearances(self, article_id: str) -> Sequence[Appearance]:
        """Return the stories the article is or was in, by story_id."""
        ...

    async def editions(self) -> Sequence[str]:
        """Return the editions that have stories, by name."""
        ...

    async def counts(self) -> Counts:
        """Return how much there is; this counts everything, so it is for status pages."""
        ...


class ReadModel(StoryWriter, StoryReader, StoryFinder, Protocol):
    """All of it: what the web service needs."""


# --- what other services tell the web service ----------------------------------------------------


class ArticleTrace(Protocol):
    """A service's view of one article, for "where is article X?"."""

    async def trace(self, article_id: str) -> Mapping[str, Any]:
        """Return JSON fields to show, `stage` among them if known; {} for an unknown article."""
        ...


@dataclass(frozen=True, slots=True)
class Lag:
    """How many events a consumer group has not finished."""

    group: str
    topic: str
    events: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as readers may know it; `state` is a word such as "ok", `note` says why not."""

    name: str
    state: str
    last_checked_at: datetime | None = None
    last_article_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """What the wire knows of itself."""

    lags: tuple[Lag, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


class WireView(Protocol):
    """What pages show of the rest of the wire."""

    async def cursor(self) -> str:
        """Return the live stream's event id of the last update the read model has; "" if none."""
        ...

    async def status(self) -> Status:
        """Return what the wire knows of itself."""
        ...

    def openapi(self) -> Mapping[str, Any]:
        """Return the OpenAPI document of all routes that are served together."""
        ...
