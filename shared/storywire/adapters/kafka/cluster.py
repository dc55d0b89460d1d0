"""Where the Kafka cluster is, and clients of it with the settings that were measured."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from storywire.errors import StoreUnavailableError
from storywire.topics import MAX_DEAD_LETTER

# Also how soon a group's leader that started without the topics' partitions sees them.
_METADATA_AGE_MS = 10_000
# A broker never holds an answer of these clients back; a group's join it may.
_REQUEST_MS, _GROUP_REQUEST_MS = 10_000, 40_000
_REBALANCE_MS = 30_000
_NEVER_MS = 2**31 - 1
_CLOSE_SECONDS = 3.0
ASK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Kafka cluster; `servers` are host:port, separated by commas.

    After `session_ms` without a sign of life another process takes over a killed one's share;
    6 s is the least that brokers allow by default. A sign of life is also what tells a member
    that the group is sharing anew, so there are 30 in that time.
    """

    servers: str
    client_id: str = "storywire"
    session_ms: int = 6_000

    def producer(self) -> AIOKafkaProducer:
        """Return a producer whose records arrive once and in order, on all replicas."""
        return AIOKafkaProducer(
            bootstrap_servers=self.servers,
            client_id=self.client_id,
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            compression_type="lz4",
            max_batch_size=131_072,
            # The writer checks sizes, topic by topic.
            max_request_size=2 * MAX_DEAD_LETTER,
            request_timeout_ms=30_000,
            metadata_max_age_ms=_METADATA_AGE_MS,
        )

    def reader(self, *, max_wait_ms: int = 500) -> AIOKafkaConsumer:
        """Return a consumer without a group, to be given partitions and offsets."""
        return AIOKafkaConsumer(
            bootstrap_servers=self.servers,
            client_id=self.client_id,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=max_wait_ms,
            request_timeout_ms=_REQUEST_MS,
            metadata_max_age_ms=_METADATA_AGE_MS,
        )

    def member(self, group: str) -> AIOKafkaConsumer:
        """Return a consumer that shares a topic's partitions with the others of `group`."""
        return AIOKafkaConsumer(
            bootstrap_servers=self.servers,
            client_id=self.client_id,
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=self.session_ms,
            heartbeat_interval_ms=self.session_ms // 30,
            rebalance_timeout_ms=_REBALANCE_MS,
            # Waiting for a store, however long, is no reason to leave the group.
            max_poll_interval_ms=_NEVER_MS,
            request_timeout_ms=_GROUP_REQUEST_MS,
            metadata_max_age_ms=_METADATA_AGE_MS,
        )

    def admin(self) -> AIOKafkaAdminClient:
        """Return a client for topics and groups."""
        return AIOKafkaAdminClient(
            bootstrap_servers=self.servers,
            client_id=self.client_id,
            request_timeout_ms=_REQUEST_MS,
            metadata_max_age_ms=_METADATA_AGE_MS,
        )


@contextmanager
def reaching(what: str) -> Iterator[None]:
    """Turn what a client raises inside into StoreUnavailableError, which names `what`."""
    try:
        yield
    except (KafkaError, OSError, TimeoutError) as error:
        reason = str(error) or type(error).__name__
        raise StoreUnavailableError(f"Kafka, {what}: {reason}") from error


class _Startable(Protocol):
    async def start(self) -> None: ...


_Client = TypeVar("_Client", bound=_Startable)


class Kept(Generic[_Client]):
    """A client that is made when it is first asked for, and made anew after it was dropped."""

    def __init__(
        self, make: Callable[[], _Client], end: Callable[[_Client], Awaitable[None]]
    ) -> None:
        self._make = make
        self._end = end
        self._client: _Client | None = None
        self._lock = asyncio.Lock()

    async def get(self) -> _Client:
        """Return the client, started.

        Raises:
            KafkaError: the cluster can't be reached.
        """
        async with self._lock:
            if self._client is None:
                client = self._make()
                try:
                    await client.start()
                except BaseException:
                    await self._end(client)
                    raise
                self._client = client
            return self._client

    async def drop(self) -> None:
        """Close the client; the next `get` makes another."""
        client, self._client = self._client, None
        if client is not None:
            await self._end(client)


async def closed(ending: Coroutine[Any, Any, None]) -> None:
    """Await the end of a client, for a few seconds at most, whatever becomes of it."""
    task = asyncio.ensure_future(ending)
    await asyncio.wait([task], timeout=_CLOSE_SECONDS)
    if not task.cancel() and not task.cancelled():
        task.exception()


async def close_consumer(consumer: AIOKafkaConsumer) -> None:
    """Close `consumer`, also while the cluster is away."""
    await closed(consumer.stop())
    # A fetch that `stop` cancels may end `stop` too, before it comes to its connections.
    await closed(consumer._client.close())  # noqa: SLF001


def kept_admin(cluster: Cluster) -> Kept[Any]:
    """Return the cluster's admin client, not yet started."""
    return Kept(cluster.admin, lambda client: closed(client.close()))


def kept_reader(cluster: Cluster, *, max_wait_ms: int = 500) -> Kept[Any]:
    """Return a reader of the cluster, not yet started."""
    return Kept(lambda: cluster.reader(max_wait_ms=max_wait_ms), close_consumer)


async def partition_ids(admin: Any, topic: str) -> Sequence[int]:
    """Return the partitions of `topic`.

    Raises:
        StoreUnavailableError: the topic is not there, or the cluster can't be reached.
    """
    with reaching(f"topic {topic}"):
        (described,) = await admin.describe_topics([topic])
    if described["error_code"]:
        raise StoreUnavailableError(f"Kafka has no topic {topic}: run `storywire topics create`")
    return sorted(int(each["partition"]) for each in described["partitions"])
