"""One consumer group's member in this process: joins, reads its partitions, commits, leaves."""

import asyncio
from collections.abc import Collection, Sequence
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
from storywire.runtimes.batches import MAX_BATCH, Context, Pause
from storywire.runtimes.lane import Lane, Shared
from storywire.runtimes.leaving import Exit
from storywire.runtimes.share import REVOKE_SECONDS, STOP_SECONDS, Share
from storywire.service import Mount

log = structlog.get_logger()
_POLL_MS = 1_000
_METADATA_SECONDS = 0.05
_COMMIT_SECONDS = 0.1


class Group(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Handles the partitions it is given; `way_out` is taken after a crash."""

    def __init__(
        self, mount: Mount, cluster: Cluster, writer: KafkaWriter, context: Context, way_out: Exit
    ) -> None:
        self.mount = mount
        self._cluster = cluster
        self._context = context
        self.way_out = way_out
        self._consumer: Any = None
        self._committed: dict[int, int] = {}
        self._committing = asyncio.Lock()
        self._finished = asyncio.Event()
        self._leaving = False
        self._shared = Shared(writer, context, self._commit, self._finished.set)
        self.share = Share(mount, way_out, self._commit)

    async def run(self, stop: asyncio.Event) -> None:
        """Be a member of the group until `stop` is set or the process was told to leave."""
        self._consumer = await self._joined(stop)
        if self._consumer is None:
            return
        committing = asyncio.create_task(self._commit_what_is_finished())
        try:
            await first_of(stop, self.way_out.over)
        finally:
            self._leaving = True
            committing.cancel()
            await self.share.end(STOP_SECONDS)
            await close_consumer(self._consumer)

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Finish and commit what is under way before another member goes on with it."""
        if revoked:
            await self.share.end(REVOKE_SECONDS)

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Begin to read."""
        if self._leaving:
            return
        self._committed.clear()
        count = await self._partition_count() if assigned else 0
        context = replace(self._context, home=lambda key: partition_of(key, count))
        shared = replace(self._shared, context=context)
        lanes = {
            place.partition: (
                Lane(self.mount, place.partition, shared),
                partial(self._fetch, place),
            )
            for place in assigned
        }
        self.share.begin(lanes, home=context.home)

    async def _partition_count(self) -> int:
        # Partitions may come from a leader that knows the topic before this member does.
        while True:
            known = self._consumer.partitions_for_topic(self.mount.topic)
            if known:
                return len(known)
            await asyncio.sleep(_METADATA_SECONDS)

    async def _joined(self, stop: asyncio.Event) -> Any:
        pause = Pause()
        while not stop.is_set():
            consumer = self._cluster.member(self.mount.group)
            starting = asyncio.create_task(consumer.start())
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            try:
                with reaching(f"group {self.mount.group}"):
                    if starting.done():
                        starting.result()
                        self._consumer = consumer
                        consumer.subscribe([self.mount.topic], listener=self)
                        return consumer
            except StoreUnavailableError as error:
                log.warning("waiting_for_kafka", group=self.mount.group, error=str(error))
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
            lanes = {p: reader.lane for p, reader in self.share.readers.items()}
            due = {
                partition: lane.finished
                for partition, lane in lanes.items()
                if lane.finished > self._committed.get(partition, -1)
            }
            if not due:
                return
            try:
                with reaching(f"offsets of {self.mount.group}"):
                    topic = self.mount.topic
                    await self._consumer.commit(
                        {TopicPartition(topic, partition): at for partition, at in due.items()}
                    )
            except StoreUnavailableError as error:
                if not isinstance(error.__cause__, CommitFailedError | IllegalStateError):
                    raise
                # They are another member's now; it does again what it doesn't know of.
                log.info("not_ours", group=self.mount.group, topic=self.mount.topic)
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
