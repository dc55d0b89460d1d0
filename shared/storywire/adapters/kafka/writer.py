"""One idempotent producer for a process: records arrive in the order they were handed over."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from storywire.adapters.kafka.cluster import Cluster, closed, reaching
from storywire.adapters.kafka.records import key_bytes, size_of
from storywire.errors import StoreUnavailableError, UnusableInputError
from storywire.ports.log import Message
from storywire.topics import max_message_bytes

log = structlog.get_logger()
_SEND_SECONDS = 10.0

Delivery = asyncio.Future[Any]


class KafkaWriter:
    """Hands messages to Kafka without waiting for each.

    When a delivery fails, all that wait behind it fail too and nothing more of them is sent:
    else a later version of a story could stand in the log before an earlier one. `generation`
    then goes up, and who sent without waiting must begin again at what was not delivered.
    """

    def __init__(self, cluster: Cluster, *, timeout: float = _SEND_SECONDS) -> None:
        self._cluster = cluster
        self._timeout = timeout
        self._producer: AIOKafkaProducer | None = None
        self._lock = asyncio.Lock()
        self._ending: set[asyncio.Future[None]] = set()
        self._generation = 0

    @property
    def generation(self) -> int:
        """Return a number that goes up when a delivery failed."""
        return self._generation

    async def send(
        self, messages: Sequence[Message], *, generation: int | None = None
    ) -> Sequence[Delivery]:
        """Queue `messages` in order; each delivery ends when its message is in the log.

        Raises:
            StoreUnavailableError: not all were queued, or `generation` is over.
            UnusableInputError: one is larger than its topic takes; none was queued.
        """
        _check_sizes(messages)
        with reaching("sending"):
            async with asyncio.timeout(self._timeout):
                producer = await self._ready(generation)
                return [await self._queue(producer, message) for message in messages]

    async def append(self, messages: Sequence[Message]) -> Mapping[tuple[str, int], int]:
        """Send `messages` and wait; return the ends of the partitions they went to.

        Raises:
            StoreUnavailableError: it is not known which of them are in the log.
        """
        deliveries = await self.send(messages)
        if deliveries:
            _, late = await asyncio.wait(deliveries, timeout=self._timeout)
            if late:
                raise StoreUnavailableError(f"Kafka did not confirm within {self._timeout} s")
        with reaching("appending"):
            written = [await delivery for delivery in deliveries]
        return {(at.topic, at.partition): at.offset + 1 for at in written}

    async def close(self) -> None:
        """Close the producer; what was not confirmed may or may not arrive."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await _end(producer)
        await asyncio.gather(*self._ending)

    async def _ready(self, generation: int | None) -> AIOKafkaProducer:
        async with self._lock:
            if generation is not None and generation != self._generation:
                raise StoreUnavailableError("an earlier message was not delivered")
            if self._producer is None:
                producer = self._cluster.producer()
                try:
                    await producer.start()
                except BaseException:
                    await _end(producer)
                    raise
                self._producer = producer
            return self._producer

    async def _queue(self, producer: AIOKafkaProducer, message: Message) -> Delivery:
        delivery: Delivery = await producer.send(
            message.topic,
            key=key_bytes(message.key),
            value=message.value,
            headers=list(message.headers),
        )
        delivery.add_done_callback(lambda ended: self._look_at(producer, ended))
        return delivery

    def _look_at(self, producer: AIOKafkaProducer, delivery: Delivery) -> None:
        error = None if delivery.cancelled() else delivery.exception()
        if error is None or producer is not self._producer:
            return
        log.warning("delivery_failed", error=str(error) or type(error).__name__)
        self._producer = None
        self._generation += 1
        _halt(producer)
        ending = asyncio.ensure_future(_end(producer))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)


def _check_sizes(messages: Sequence[Message]) -> None:
    for message in messages:
        limit = max_message_bytes(message.topic)
        if size_of(message) > limit:
            raise UnusableInputError(f"over {limit} bytes for topic {message.topic}")


def _halt(producer: AIOKafkaProducer) -> None:
    """Send nothing more and fail what waits, at once; aiokafka has no call for it."""
    sender, waiting = producer._sender, producer._message_accumulator  # noqa: SLF001
    if sender.sender_task is not None:
        sender.sender_task.cancel()
    waiting.fail_all(KafkaError("an earlier message was not delivered"))


async def _end(producer: AIOKafkaProducer) -> None:
    await closed(producer.stop())
    # What `stop` could not end in time, because the cluster is away, ends here.
    _halt(producer)
    await closed(producer.client.close())
