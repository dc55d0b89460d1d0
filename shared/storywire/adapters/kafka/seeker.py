"""Reads from anywhere in the log: a few consumers that are sent to a place, read and rest."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import TopicPartition

from storywire.adapters.kafka.cluster import Cluster, Kept, kept_reader, reaching
from storywire.adapters.kafka.records import record_of
from storywire.errors import StoreUnavailableError
from storywire.ports.log import Record

_READERS = 3
_POLL_MS = 1_000
# What is read is known to be there; a longer wait at the end would keep the next reader waiting.
_SHORT_WAIT_MS = 10


class _Place:
    """A consumer and where it stands: whoever reads on from there gets what it fetched ahead."""

    def __init__(self, reader: Kept[Any]) -> None:
        self.reader = reader
        self.partition: TopicPartition | None = None
        self.offset = -1

    async def move(self, partition: TopicPartition, offset: int) -> Any:
        reader = await self.reader.get()
        if self.partition != partition:
            reader.assign([partition])
        else:
            reader.resume(partition)
        if (self.partition, self.offset) != (partition, offset):
            reader.seek(partition, offset)
        self.partition = partition
        return reader

    def rest(self, reader: Any, offset: int) -> None:
        # A paused consumer asks for nothing, so the next one to move it need not wait.
        reader.pause(self.partition)
        self.offset = offset

    async def forget(self) -> None:
        self.partition, self.offset = None, -1
        await self.reader.drop()


class Seeker:
    """Reads single stretches of partitions, a few at a time."""

    def __init__(self, cluster: Cluster, *, patience: float) -> None:
        self._patience = patience
        readers = [kept_reader(cluster, max_wait_ms=_SHORT_WAIT_MS) for _ in range(_READERS)]
        self._idle = [_Place(reader) for reader in readers]
        self._free = asyncio.Semaphore(_READERS)

    async def read(
        self, partition: TopicPartition, offset: int, end: int, *, limit: int
    ) -> Sequence[Record]:
        """Return up to `limit` records of `partition` from `offset` to before `end`.

        Raises:
            StoreUnavailableError: the cluster can't be reached.
        """
        async with self._free:
            place = self._choose(partition, offset)
            try:
                with reaching(f"reading {partition.topic}"):
                    async with asyncio.timeout(self._patience):
                        return await _read(place, partition, (offset, end), limit)
            except (StoreUnavailableError, asyncio.CancelledError):
                await place.forget()
                raise
            finally:
                self._idle.append(place)

    async def close(self) -> None:
        """Close the consumers."""
        for place in self._idle:
            await place.forget()

    def _choose(self, partition: TopicPartition, offset: int) -> _Place:
        there = [p for p in self._idle if (p.partition, p.offset) == (partition, offset)]
        place = there[0] if there else self._idle[0]
        self._idle.remove(place)
        return place


async def _read(
    place: _Place, partition: TopicPartition, span: tuple[int, int], limit: int
) -> list[Record]:
    offset, end = span
    reader = await place.move(partition, offset)
    records: list[Record] = []
    # Offsets have holes, and the last ones before `end` may be gone: ask where it stands.
    while offset < end and len(records) < limit:
        found = await reader.getmany(
            partition, timeout_ms=_POLL_MS, max_records=limit - len(records)
        )
        records += [record_of(each) for each in found.get(partition, ())]
        offset = await reader.position(partition)
    place.rest(reader, offset)
    return records
