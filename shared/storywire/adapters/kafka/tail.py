"""The newest records of a topic, held in memory as they come, for readers that follow it."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from storywire.adapters.kafka.cluster import Kept, reaching
from storywire.adapters.kafka.records import record_of
from storywire.ports.log import Record

log = structlog.get_logger()
KEPT_BYTES = 16 * 1024 * 1024
_POLL_MS = 60_000
_RETRY_SECONDS = 1.0


class Tail:
    """Follows one topic from the ends it is given; nothing is asked of Kafka to read it."""

    def __init__(
        self, reader: Kept[Any], topic: str, ends: Mapping[int, int], *, kept_bytes: int
    ) -> None:
        """At most `kept_bytes` of records are held in memory."""
        self._reader = reader
        self._topic = topic
        self._starts = dict(ends)
        self._ends = dict(ends)
        self._records: dict[int, deque[Record]] = {partition: deque() for partition in ends}
        self._order: deque[Record] = deque()
        self._bytes = 0
        self._kept_bytes = kept_bytes
        self._grown = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to follow.

        Raises:
            StoreUnavailableError: the cluster can't be reached.
        """
        with reaching(f"following {self._topic}"):
            reader = await self._reader.get()
        reader.assign([TopicPartition(self._topic, partition) for partition in self._ends])
        for partition, end in self._ends.items():
            reader.seek(TopicPartition(self._topic, partition), end)
        self._pump = asyncio.create_task(self._run(reader))

    async def close(self) -> None:
        """Follow no more."""
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.wait([self._pump])
        await self._reader.drop()

    @property
    def alive(self) -> bool:
        """Return whether it still follows; it doesn't after an error nobody foresaw."""
        return self._pump is not None and not self._pump.done()

    def end(self, partition: int) -> int:
        """Return the offset after the newest record held."""
        return self._ends.get(partition, 0)

    def read(self, partition: int, offset: int, limit: int) -> Sequence[Record] | None:
        """Return up to `limit` records from `offset` on; None where memory does not reach back."""
        if offset < self._starts.get(partition, 0):
            return None
        held = self._records.get(partition, ())
        found = (record for record in held if record.offset >= offset)
        return [record for record, _ in zip(found, range(limit), strict=False)]

    async def wait(self, positions: Mapping[int, int], seconds: float) -> bool:
        """Return True once a partition reaches past its position, False after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                while self.alive and not self._past(positions):
                    await self._grown.wait()
        except TimeoutError:
            return False
        return self._past(positions)

    def _past(self, positions: Mapping[int, int]) -> bool:
        return any(end > positions.get(partition, 0) for partition, end in self._ends.items())

    async def _run(self, reader: Any) -> None:
        try:
            await self._follow(reader)
        except Exception as error:
            log.exception("tail_lost", topic=self._topic, error=str(error))
        finally:
            self._wake()

    def _wake(self) -> None:
        grown, self._grown = self._grown, asyncio.Event()
        grown.set()

    async def _follow(self, reader: Any) -> None:
        while True:
            try:
                batches = await reader.getmany(timeout_ms=_POLL_MS)
            except KafkaError:
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            for found in batches.values():
                self._keep([record_of(each) for each in found])
            if batches:
                self._wake()

    def _keep(self, records: Sequence[Record]) -> None:
        for record in records:
            if record.offset < self._ends[record.partition]:
                continue
            self._ends[record.partition] = record.offset + 1
            self._records[record.partition].append(record)
            self._order.append(record)
            self._bytes += len(record.value or b"")
        while self._bytes > self._kept_bytes:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        oldest = self._order.popleft()
        self._records[oldest.partition].popleft()
        self._starts[oldest.partition] = oldest.offset + 1
        self._bytes -= len(oldest.value or b"")
