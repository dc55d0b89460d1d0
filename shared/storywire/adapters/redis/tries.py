"""Tries in Redis: one hash for each group and partition."""

from typing import TYPE_CHECKING

from storywire.adapters.redis.server import Server, connect
from storywire.ports.log import Tries


class RedisTries:
    """Counts tries; they survive the death of the process that tries."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._begin = server.script("tries")
        self._finish = server.script("tries_finish")

    async def begin(
        self, group: str, topic: str, first: int, last: int, *, partition: int = 0
    ) -> int:
        """Count one try at the records `first`..`last`; return the tries at `first`."""
        return int(await self._begin([self._key(group, topic, partition)], [first, last]))

    async def unfinished(self, group: str, topic: str, *, partition: int = 0) -> int:
        """Return the last offset of a try that never ended, or -1."""
        last = await self._server.ask("HGET", self._key(group, topic, partition), "last")
        return int(last) if last is not None else -1

    async def finish(self, group: str, topic: str, offset: int, *, partition: int = 0) -> None:
        """Everything before `offset` is finished: tries that reach no further are over."""
        await self._finish([self._key(group, topic, partition)], [offset])

    def _key(self, group: str, topic: str, partition: int) -> str:
        return self._server.key(f"{group}/{topic}/{partition}", "tries")


if TYPE_CHECKING:
    _: Tries = RedisTries(connect("redis://"))
