"""Follows all partitions of a topic for a store in SQLite: state and place are one commit.

For a process with a read model of its own: it shares the partitions with nobody, and it needs
no consumer group, since its places are kept beside its state.
"""

import asyncio
import time
from collections.abc import Sequence

import structlog

from storywire.adapters.sqlite.database import Database
from storywire.errors import TransientError
from storywire.ports.log import EventLog, GroupOffsets, Record
from storywire.runtimes.batches import Batches, Context, Pause, Work
from storywire.service import Mount

log = structlog.get_logger()
_WAIT = 1.0


class Follower:
    """Hands what comes on a topic to one processor, whose store is in `database`."""

    def __init__(
        self,
        database: Database,
        event_log: EventLog,
        mount: Mount,
        *,
        offsets: GroupOffsets,
        context: Context,
    ) -> None:
        """`offsets` and the tries of `context` are kept in `database` too."""
        self._database = database
        self._log = event_log
        self._mount = mount
        self._offsets = offsets
        self._context = context
        self._batches: dict[int, Batches] = {}
        self._places: dict[int, int] = {}
        self._pause = Pause()

    async def run(self, stop: asyncio.Event) -> None:
        """Follow until `stop` is set; the batch under way is finished."""
        while not stop.is_set():
            try:
                if not await self.turn():
                    await self._log.wait(self._mount.topic, self._places, timeout=_WAIT)
            except TransientError as error:
                log.warning("retrying", topic=self._mount.topic, error=str(error))
                await self._pause.wait()

    async def turn(self) -> bool:
        """Take one batch of each partition that has something new; return whether one had.

        Raises:
            TransientError: the log can't be read now.
        """
        if not self._places:
            await self._open()
        moved = [await self._step(partition) for partition in self._places]
        return any(moved)

    async def lag(self) -> int:
        """Return how many records are not taken yet."""
        ends = await self._log.ends(self._mount.topic)
        return sum(end - self._places.get(partition, 0) for partition, end in ends.items())

    async def _open(self) -> None:
        group, topic = self._mount.group, self._mount.topic
        for partition in await self._log.ends(topic):
            self._places[partition] = await self._offsets.committed(
                group, topic, partition=partition
            )
            self._batches[partition] = Batches(self._mount, self._context, partition=partition)

    async def _step(self, partition: int) -> bool:
        batches, place = self._batches[partition], self._places[partition]
        records = await self._log.read(
            self._mount.topic, partition=partition, offset=place, limit=await batches.limit(place)
        )
        if not records:
            return False
        started = time.perf_counter()
        if await batches.take(records, self._finish):
            self._places[partition] = records[-1].offset + 1
            batches.observe(len(records), time.perf_counter() - started)
        self._pause.over()
        return True

    async def _finish(self, records: Sequence[Record], work: Work) -> None:
        with self._database.transaction():
            letters = await work()
            if not letters:
                await self._commit(records)
        if letters:
            # Nothing may wait for the log inside a transaction; taking a batch twice is fine.
            await self._log.append(letters)
            await self._commit(records)

    async def _commit(self, records: Sequence[Record]) -> None:
        last = records[-1]
        await self._offsets.commit(
            self._mount.group, last.topic, last.offset + 1, partition=last.partition
        )
