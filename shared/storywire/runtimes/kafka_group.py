"""One consumer group's member in this process: joins, reads its partitions, commits, leaves."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from storywire.adapters.kafka.cluster import Cluster, close_consumer, reaching
from storywire.adapters.kafka.records import partition_of, record_of
from storywire.adapters.kafka.writer import KafkaWriter
from storywire.errors import StoreUnavailableError, TransientError
from storywire.ports.log import Record
from storywire.ports.processing import Resettable
from storywire.runtimes.batches import MAX_BATCH, Context, Pause
from storywire.runtimes.lane import Lane, Shared
from storywire.runtimes.leaving import Exit
from storywire.runtimes.reader import Reader, drain
from storywire.service import Mount

log = structlog.get_logger()
_POLL_MS = 1_000
_METADATA_SECONDS = 0.05
_COMMIT_SECONDS = 0.1
# A batch under way is finished within these; who gives partitions away has more time for it.
_STOP_SECONDS, _REVOKE_SECONDS = 5.0, 20.0
_SETTLE_SECONDS = 2.0


class Group(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Handles the partitions it is given; `way_out` is taken after a crash."""

    def __init__(
        self, mount: Mount, cluster: Cluster, writer: KafkaWriter, context: Context, way_out: Exit
    ) -> None:
        self._mount = mount
        self._cluster = cluster
        self._context = context
        self._exit = way_out
        self._consumer: Any = None
        self._readers: dict[TopicPartition, Reader] = {}
        self._committed: dict[TopicPartition, int] = {}
        self._committing = asyncio.Lock()
        self._finished = asyncio.Event()
        self._leaving = False
        self._shared = Shared(writer, context, self._commit, self._finished.set)

    async def run(self, stop: asyncio.Event) -> None:
        """Be a member of the group until `stop` is set or the process was told to leave."""
        self._consumer = await self._joined(stop)
        if self._consumer is None:
            return
        committing = asyncio.create_task(self._commit_what_is_finished())
        try:
            await first_of(stop, self._exit.over)
        finally:
            self._leaving = True
            committing.cancel()
            await self._drain(_STOP_SECONDS)
            await close_consumer(self._consumer)

    def positions(self) -> Mapping[int, int | None] | None:
        """Return what each partition waits for, without those at work; None if it has none."""
        if not self._readers:
            return None
        waiting = {p: reader for p, reader in self._readers.items() if reader.waiting}
        return {place.partition: reader.position for place, reader in waiting.items()}

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Finish and commit what is under way before another member goes on with it."""
        if revoked:
            await self._drain(_REVOKE_SECONDS)

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Begin to read."""
        if self._leaving:
            return
        self._reset()
        self._committed.clear()
        count = await self._partition_count() if assigned else 0
        context = replace(self._context, home=lambda key: partition_of(key, count))
        shared = replace(self._shared, context=context)
        for place in assigned:
            lane = Lane(self._mount, place.partition, shared)
            fetch = partial(self._fetch, place)
            self._readers[place] = Reader(place.partition, lane, fetch, self._exit.crashed_at)
        partitions = sorted(place.partition for place in assigned)
        log.info(
            "assigned", group=self._mount.group, topic=self._mount.topic, partitions=partitions
        )

    async def _partition_count(self) -> int:
        # Partitions may come from a leader that knows the topic before this member does.
        while True:
            known = self._consumer.partitions_for_topic(self._mount.topic)
            if known:
                return len(known)
            await asyncio.sleep(_METADATA_SECONDS)

    async def _joined(self, stop: asyncio.Event) -> Any:
        pause = Pause()
        while not stop.is_set():
            consumer = self._cluster.member(self._mount.group)
            starting = asyncio.create_task(consumer.start())
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            try:
                with reaching(f"group {self._mount.group}"):
                    if starting.done():
                        starting.result()
                        self._consumer = consumer
                        consumer.subscribe([self._mount.topic], listener=self)
                        return consumer
            except StoreUnavailableError as error:
                log.warning("waiting_for_kafka", group=self._mount.group, error=str(error))
            starting.cancel()
            await close_consumer(consumer)
            await pause.wait(stop)
        return None

    async def _fetch(self, place: TopicPartition) -> Sequence[Record]:
        try:
            found = await self._consumer.getmany(place, timeout_ms=_POLL_MS, max_records=MAX_BATCH)
        except KafkaError as error:
            if not error.retriable:
                raise
            raise StoreUnavailableError(f"Kafka, reading {place.topic}: {error}") from error
        return [record_of(each) for each in found.get(place, ())]

    async def _drain(self, seconds: float) -> None:
        """Bring what is under way to its end; after a crash leave it as it is."""
        readers = list(self._readers.values())
        if self._exit.over.is_set():
            for reader in readers:
                reader.abandon()
        else:
            await drain(readers, seconds=seconds, settle_seconds=_SETTLE_SECONDS)
            with suppress(TransientError, TimeoutError):
                await asyncio.wait_for(self._commit(), _SETTLE_SECONDS)
        self._readers.clear()
        self._reset()

    def _reset(self) -> None:
        if isinstance(self._mount.processor, Resettable):
            self._mount.processor.reset()

    async def _commit_what_is_finished(self) -> None:
        while True:
            await self._finished.wait()
            self._finished.clear()
            try:
                await self._commit()
            except TransientError:
                self._finished.set()
            await asyncio.sleep(_COMMIT_SECONDS)

    async def _commit(self) -> None:
        """Commit what is confirmed of every partition.

        Raises:
            StoreUnavailableError: the cluster is away.
        """
        async with self._committing:
            lanes = {place: reader.lane for place, reader in self._readers.items()}
            due = {
                place: lane.finished
                for place, lane in lanes.items()
                if lane.finished > self._committed.get(place, -1)
            }
            if not due:
                return
            try:
                with reaching(f"offsets of {self._mount.group}"):
                    await self._consumer.commit(due)
            except StoreUnavailableError as error:
                if not isinstance(error.__cause__, CommitFailedError | IllegalStateError):
                    raise
                # They are another member's now; it does again what it doesn't know of.
                log.info("not_ours", group=self._mount.group, topic=self._mount.topic)
                return
            self._committed |= due


async def first_of(*events: asyncio.Event) -> None:
    """Return once one of `events` is set."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
