"""How far consumer groups have come, asked of Kafka at most twice a second a group."""

import asyncio
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from storywire.adapters.kafka.cluster import (
    ASK_SECONDS,
    Cluster,
    close_consumer,
    kept_admin,
    reaching,
)
from storywire.ports.log import GroupOffsets

_AGE_SECONDS = 0.5
_RETRY_SECONDS = 0.1


class KafkaGroupOffsets:
    """Committed offsets of any group, for views of lag and for setting an idle group back."""

    def __init__(
        self,
        cluster: Cluster,
        *,
        age_seconds: float = _AGE_SECONDS,
        patience: float = ASK_SECONDS,
    ) -> None:
        """What is told is at most `age_seconds` old."""
        self._cluster = cluster
        self._age = age_seconds
        self._patience = patience
        self._admin = kept_admin(cluster)
        self._known: dict[str, tuple[float, Mapping[TopicPartition, int]]] = {}

    async def committed(self, group: str, topic: str, *, partition: int = 0) -> int:
        """Return the offset of the first record the group has not finished."""
        asked, offsets = self._known.get(group, (0.0, {}))
        if not asked or time.monotonic() - asked >= self._age:
            offsets = await self._ask(group)
            self._known[group] = (time.monotonic(), offsets)
        return offsets.get(TopicPartition(topic, partition), 0)

    async def commit(self, group: str, topic: str, offset: int, *, partition: int = 0) -> None:
        """Everything before `offset` is finished.

        Raises:
            StoreUnavailableError: the cluster is away, or the group has members: they commit.
        """
        place = TopicPartition(topic, partition)
        member = self._cluster.member(group)
        try:
            with reaching(f"offsets of {group}"):
                async with asyncio.timeout(self._patience):
                    await member.start()
                    member.assign([place])
                    await member.commit({place: offset})
        finally:
            await close_consumer(member)
        self._known.pop(group, None)

    async def close(self) -> None:
        """Close the connection."""
        await self._admin.drop()

    async def _ask(self, group: str) -> Mapping[TopicPartition, int]:
        with reaching(f"offsets of {group}"):
            async with asyncio.timeout(self._patience):
                found = await self._listed(group)
        return {place: max(0, at.offset) for place, at in found.items()}

    async def _listed(self, group: str) -> Mapping[TopicPartition, Any]:
        while True:
            admin = await self._admin.get()
            try:
                return cast(
                    "Mapping[TopicPartition, Any]", await admin.list_consumer_group_offsets(group)
                )
            except KafkaError as error:
                # The first ever to ask for a group is told so while its home is being made.
                if not error.retriable:
                    raise
            await asyncio.sleep(_RETRY_SECONDS)


if TYPE_CHECKING:
    _: GroupOffsets = KafkaGroupOffsets(Cluster("127.0.0.1:9092"))
