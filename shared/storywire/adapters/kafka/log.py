"""The event log on Kafka: one producer, a tail for each topic that is followed, and seekers."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from aiokafka import TopicPartition

from storywire.adapters.kafka.cluster import (
    ASK_SECONDS,
    Cluster,
    kept_admin,
    kept_reader,
    partition_ids,
    reaching,
)
from storywire.adapters.kafka.seeker import Seeker
from storywire.adapters.kafka.tail import KEPT_BYTES, Tail
from storywire.adapters.kafka.writer import KafkaWriter
from storywire.ports.log import EventLog, Message, Record


class KafkaEventLog:
    """Topics of a cluster. It connects when first used, and reconnects by itself.

    After the first `wait` for a topic its newest records are held in memory, and reading them
    asks nothing of the cluster. What this process appended is read back at once; what others
    did may take a few milliseconds to be seen. Use and close it in one event loop.
    """

    def __init__(
        self, cluster: Cluster, *, patience: float = ASK_SECONDS, kept_bytes: int = KEPT_BYTES
    ) -> None:
        """Wait `patience` s for an answer; hold at most `kept_bytes` of each followed topic."""
        self._cluster = cluster
        self._patience = patience
        self._kept_bytes = kept_bytes
        self.writer = KafkaWriter(cluster, timeout=patience)
        self._admin = kept_admin(cluster)
        self._asker = kept_reader(cluster)
        self._seeker = Seeker(cluster, patience=patience)
        self._partitions: dict[str, Sequence[int]] = {}
        self._tails: dict[str, Tail] = {}
        self._following = asyncio.Lock()
        self._written: dict[tuple[str, int], int] = {}

    async def append(self, messages: Sequence[Message]) -> None:
        """Add `messages`, those of one key in order; on return all replicas have them."""
        for place, end in (await self.writer.append(messages)).items():
            self._written[place] = max(end, self._written.get(place, 0))

    async def read(
        self, topic: str, *, partition: int = 0, offset: int = 0, limit: int = 500
    ) -> Sequence[Record]:
        """Return up to `limit` records from `offset` on, oldest first."""
        tail = self._tails.get(topic)
        if tail is None or not tail.alive:
            end = (await self.ends(topic)).get(partition, 0)
        else:
            held = tail.read(partition, offset, limit)
            end = max(tail.end(partition), self._written.get((topic, partition), 0))
            if held or (held is not None and offset >= end):
                return held
        if offset >= end:
            return ()
        at = TopicPartition(topic, partition)
        return await self._seeker.read(at, offset, end, limit=limit)

    async def ends(self, topic: str) -> Mapping[int, int]:
        """Return for each partition the offset that the next record will get."""
        with reaching(f"ends of {topic}"):
            async with asyncio.timeout(self._patience):
                partitions = await self._partitions_of(topic)
                asker = await self._asker.get()
                found = await asker.end_offsets([TopicPartition(topic, p) for p in partitions])
        return {place.partition: int(end) for place, end in sorted(found.items())}

    async def wait(self, topic: str, positions: Mapping[int, int], *, timeout: float) -> bool:  # noqa: ASYNC109
        """Return True once any partition reaches past its position, False after `timeout` s."""
        tail = await self._tail(topic)
        return await tail.wait(positions, timeout)

    async def close(self) -> None:
        """Close all connections."""
        for tail in self._tails.values():
            await tail.close()
        await self._seeker.close()
        await self._asker.drop()
        await self._admin.drop()
        await self.writer.close()

    async def _tail(self, topic: str) -> Tail:
        async with self._following:
            tail = self._tails.get(topic)
            if tail is None or not tail.alive:
                if tail is not None:
                    await tail.close()
                tail = Tail(
                    kept_reader(self._cluster),
                    topic,
                    await self.ends(topic),
                    kept_bytes=self._kept_bytes,
                )
                await tail.start()
                self._tails[topic] = tail
            return tail

    async def _partitions_of(self, topic: str) -> Sequence[int]:
        if topic not in self._partitions:
            # Their number is frozen for the topic's life.
            self._partitions[topic] = await partition_ids(await self._admin.get(), topic)
        return self._partitions[topic]


if TYPE_CHECKING:
    _: EventLog = KafkaEventLog(Cluster("127.0.0.1:9092"))
