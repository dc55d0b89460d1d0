"""What ingest alone writes: the sources it polls, and which articles it saw in which revision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Source:
    """A feed that is polled. What it leaves open (None), each article answers for itself."""

    source_id: str
    url: str
    outlet: str | None = None
    edition: str | None = None
    language: str | None = None
    full_text: bool = True
    interval_seconds: int = 600


@dataclass(frozen=True, slots=True)
class Poll:
    """How polling a source goes: what the last poll saw, and the failures since the last good one.

    `last_ok` is None until the first good poll, whose articles are backfill.
    """

    kind: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    last_polled: datetime | None = None
    last_ok: datetime | None = None
    failures: int = 0
    last_error: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The last revision of an article; `content_hash` is that of its last text ("" if none came).

    `retracted_at` is set while it is withdrawn.
    """

    article_id: str
    edition: str
    revision: int
    content_hash: str = ""
    retracted_at: datetime | None = None


AMBIGUOUS = Known(article_id="", edition="und", revision=0)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one step of ingest adds: articles by id, other names for them, editions by source."""

    articles: Sequence[Known]
    names: Sequence[tuple[str, str]] = ()
    editions: Mapping[str, str] = field(default_factory=dict)


class PolledSources(Protocol):
    """The sources and how polling them goes."""

    async def put(self, source: Source) -> None:
        """Keep `source`; the same id again replaces it and keeps how its polls went."""
        ...

    async def remove(self, source_id: str) -> bool:
        """Forget the source and its polls; return whether there was one."""
        ...

    async def all(self) -> Sequence[tuple[Source, Poll]]:
        """Return all sources with their polls, by id."""
        ...

    async def polled(self, source_id: str, poll: Poll) -> None:
        """Keep how the newest poll went; nothing if the source is gone."""
        ...


class Revisions(Protocol):
    """Which articles were seen, under which names, in which revision."""

    async def find(self, names: Sequence[str]) -> Mapping[str, Known]:
        """Return the article of each name that has one; its id is a name, and goes first.

        A name that was given to two articles answers AMBIGUOUS.
        """
        ...

    async def last_edition(self, source: str) -> str | None:
        """Return the edition of the last article of `source` that said or showed its own."""
        ...

    async def record(self, seen: Seen) -> None:
        """Keep `seen`, as one step; a revision lower than the kept one changes nothing."""
        ...


class SourceStore(PolledSources, Revisions, Protocol):
    """All that ingest keeps."""
