"""What ingest keeps, in Redis: sources and their polls, articles by id, names and editions."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import orjson

from storywire.adapters.redis.server import Argument, Server, connect
from storywire.adapters.rows import known_of, known_row, poll_of, poll_row, source_of, source_row
from storywire.ports.sources import AMBIGUOUS, Known, Poll, Seen, Source, SourceStore


class RedisSourceStore:
    """Keeps all in five hashes of one slot, since one step of ingest touches any of it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._sources, self._polls, self._articles, self._names, self._editions = (
            server.key("ingest", name)
            for name in ("sources", "polls", "articles", "names", "editions")
        )
        self._polled = server.script("sources_polled")
        self._find = server.script("sources_find")
        self._record = server.script("sources_record")

    async def put(self, source: Source) -> None:
        """Keep `source`; the same id again replaces it and keeps how its polls went."""
        value = orjson.dumps(source_row(source))
        await self._server.ask("HSET", self._sources, source.source_id, value)

    async def remove(self, source_id: str) -> bool:
        """Forget the source and its polls; return whether there was one."""
        removed, _ = await self._server.ask_all(
            [("HDEL", self._sources, source_id), ("HDEL", self._polls, source_id)], whole=True
        )
        return bool(removed)

    async def all(self) -> Sequence[tuple[Source, Poll]]:
        """Return all sources with their polls, by id."""
        sources, polls = await self._server.ask_all(
            [("HGETALL", self._sources), ("HGETALL", self._polls)], whole=True
        )
        return [
            (source_of(orjson.loads(sources[source_id])), _poll(polls.get(source_id)))
            for source_id in sorted(sources)
        ]

    async def polled(self, source_id: str, poll: Poll) -> None:
        """Keep how the newest poll went; nothing if the source is gone."""
        value = orjson.dumps(poll_row(poll))
        await self._polled([self._sources, self._polls], [source_id, value])

    async def find(self, names: Sequence[str]) -> Mapping[str, Known]:
        """Return the article of each name that has one; AMBIGUOUS if a name has two."""
        found = await self._find([self._articles, self._names], names)
        return {
            name: known_of(orjson.loads(value)) if value else AMBIGUOUS
            for name, value in zip(names, found, strict=True)
            if value is not None
        }

    async def last_edition(self, source: str) -> str | None:
        """Return the edition of the last article of `source` that said or showed its own."""
        edition = await self._server.ask("HGET", self._editions, source)
        return edition.decode() if edition is not None else None

    async def record(self, seen: Seen) -> None:
        """Keep `seen`, as one step; a revision lower than the kept one changes nothing."""
        await self._record([self._articles, self._names, self._editions], _arguments(seen))


def _arguments(seen: Seen) -> list[Argument]:
    articles = [
        part
        for known in seen.articles
        for part in (known.article_id, known.revision, orjson.dumps(known_row(known)))
    ]
    names = [part for pair in seen.names for part in pair]
    editions = [part for pair in seen.editions.items() for part in pair]
    return [
        len(seen.articles), *articles, len(seen.names), *names, len(seen.editions), *editions
    ]  # fmt: skip


def _poll(value: bytes | None) -> Poll:
    return poll_of(orjson.loads(value)) if value else Poll()


if TYPE_CHECKING:
    _: SourceStore = RedisSourceStore(connect("redis://"))
