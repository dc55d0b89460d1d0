"""All stores of the distributed wire: Kafka's log, Redis's state, and web's own read model."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storywire.adapters.kafka.cluster import Cluster
from storywire.adapters.kafka.log import KafkaEventLog
from storywire.adapters.kafka.offsets import KafkaGroupOffsets
from storywire.adapters.redis.deliveries import RedisDeliveryStore
from storywire.adapters.redis.membership import RedisMembershipStore
from storywire.adapters.redis.server import Server, connect
from storywire.adapters.redis.sources import RedisSourceStore
from storywire.adapters.redis.stories import RedisStoryStore
from storywire.adapters.redis.subscriptions import RedisSubscriptionStore
from storywire.adapters.redis.tokens import RedisTokenStore
from storywire.adapters.redis.tries import RedisTries
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteGroupOffsets
from storywire.adapters.sqlite.read_model import SqliteReadModel
from storywire.ports.log import GroupOffsets
from storywire.stores import Stores
from storywire_distributed.settings import DistributedSettings

FOLLOWER = "web"


@dataclass(frozen=True, slots=True)
class Backends:
    """What every process connects to: the cluster, its log and groups, and the Redis server."""

    cluster: Cluster
    log: KafkaEventLog
    groups: KafkaGroupOffsets
    redis: Server

    def stores(self, database: Database) -> Stores:
        """Return all stores; the read model, and how far it has come, are in `database`."""
        return Stores(
            log=self.log,
            offsets=Offsets(self.groups, SqliteGroupOffsets(database)),
            tries=RedisTries(self.redis),
            sources=RedisSourceStore(self.redis),
            memberships=RedisMembershipStore(self.redis),
            stories=RedisStoryStore(self.redis),
            subscriptions=RedisSubscriptionStore(self.redis),
            deliveries=RedisDeliveryStore(self.redis),
            read_model=SqliteReadModel(database),
            tokens=RedisTokenStore(self.redis),
            atomic=each_by_itself,
        )


class Offsets:
    """The places of consumer groups: in Kafka, but for web's, which is beside its read model."""

    def __init__(self, groups: GroupOffsets, own: GroupOffsets) -> None:
        self._groups = groups
        self._own = own

    async def committed(self, group: str, topic: str, *, partition: int = 0) -> int:
        """Return the offset of the first record the group has not finished."""
        return await self._of(group).committed(group, topic, partition=partition)

    async def commit(self, group: str, topic: str, offset: int, *, partition: int = 0) -> None:
        """Everything before `offset` is finished."""
        await self._of(group).commit(group, topic, offset, partition=partition)

    def _of(self, group: str) -> GroupOffsets:
        return self._own if group == FOLLOWER else self._groups


@contextmanager
def each_by_itself() -> Iterator[None]:
    """Join nothing: what a step writes to Kafka and to Redis can't be one."""
    yield


@asynccontextmanager
async def connected(settings: DistributedSettings, *, name: str) -> AsyncIterator[Backends]:
    """Give the backends, not yet asked for anything, and close them; `name` is told to Kafka."""
    cluster = Cluster(settings.kafka, client_id=f"storywire-{name}")
    log, groups = KafkaEventLog(cluster), KafkaGroupOffsets(cluster)
    async with connect(settings.redis()) as redis:
        try:
            yield Backends(cluster, log, groups, redis)
        finally:
            await groups.close()
            await log.close()


if TYPE_CHECKING:
    _own = SqliteGroupOffsets(Database(":memory:"))
    _: GroupOffsets = Offsets(_own, _own)
