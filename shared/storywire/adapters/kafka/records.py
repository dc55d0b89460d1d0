"""Messages and records as Kafka has them; keys that are no UTF-8 keep their bytes."""

from typing import Any

from aiokafka.partitioner import murmur2

from storywire.ports.log import Message, Record


def partition_of(key: str, partitions: int) -> int:
    """Return where Kafka's own partitioner puts `key`, in every client of every language."""
    return int(murmur2(key_bytes(key)) & 0x7FFF_FFFF) % partitions


def key_bytes(key: str) -> bytes:
    """Return the key as it is in Kafka."""
    return key.encode("utf-8", "surrogateescape")


def record_of(found: Any) -> Record:
    """Return a record of aiokafka as one of the port's."""
    return Record(
        topic=found.topic,
        partition=found.partition,
        offset=found.offset,
        key=None if found.key is None else found.key.decode("utf-8", "surrogateescape"),
        value=found.value,
        headers=tuple((name, value or b"") for name, value in found.headers),
    )


def size_of(message: Message) -> int:
    """Return how many bytes `message` takes in a topic at most, uncompressed."""
    headers = sum(len(name) + len(value) + 16 for name, value in message.headers)
    return len(key_bytes(message.key)) + len(message.value or b"") + headers + 1_024
