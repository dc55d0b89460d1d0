"""The event log on a real broker: what only Kafka can do to it."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import NewTopic
from aiokafka.admin.records_to_delete import RecordsToDelete
from aiokafka.errors import KafkaError
from tests.kafka_server import broker_away, delete_all_topics, fresh_cluster

from storywire.adapters.kafka.cluster import Cluster
from storywire.adapters.kafka.log import KafkaEventLog
from storywire.adapters.kafka.offsets import KafkaGroupOffsets
from storywire.adapters.kafka.records import partition_of
from storywire.adapters.kafka.topics import WIRE, create_topics, verify_topics, wire_id
from storywire.errors import StoreUnavailableError, UnusableInputError, UsageError
from storywire.ports.log import Message, Record
from storywire.topics import TOPICS, Topic
from storywire_lab.kafka.broker import KafkaBroker

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(180)]
TOPIC = "story-updated"


@pytest.fixture
async def log(kafka_broker) -> AsyncIterator[KafkaEventLog]:
    log = KafkaEventLog(await fresh_cluster(kafka_broker, [Topic(TOPIC, 3, "delete")]))
    yield log
    await log.close()


async def test_a_key_is_where_kafkas_own_partitioner_puts_it(log):
    keys = ["en", "de", "und", "en-0123456789abcdef", "ключ", "", "x" * 300]

    await log.append([Message(TOPIC, key, b"1") for key in keys])

    records = [r for p in range(3) for r in await log.read(TOPIC, partition=p)]
    assert {r.key: r.partition for r in records} == {key: partition_of(key, 3) for key in keys}


def test_the_partition_of_a_key_is_the_same_in_every_language():
    """Vectors of murmur2 in the Java client's own UtilsTest; to differ mixes up every order."""
    vectors = {
        "21": -973932308,
        "foobar": -790332482,
        "a-little-bit-long-string": -985981536,
        "a-little-bit-longer-string": -1486304829,
        "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
        "abc": 479470107,
    }

    for key, murmur in vectors.items():
        assert partition_of(key, 12) == (murmur & 0x7FFFFFFF) % 12


async def test_reading_from_before_the_oldest_kept_record_gives_that_one(log):
    await log.append([Message(TOPIC, "en", str(n).encode()) for n in range(10)])
    place = TopicPartition(TOPIC, partition_of("en", 3))
    await delete_before(log, place, 4)

    (first,) = await log.read(TOPIC, partition=place.partition, offset=0, limit=1)

    assert first.offset == 4


async def test_reading_a_partition_of_which_nothing_is_kept_ends(log):
    await log.append([Message(TOPIC, "en", str(n).encode()) for n in range(10)])
    place = TopicPartition(TOPIC, partition_of("en", 3))
    await delete_before(log, place, 10)

    assert await log.read(TOPIC, partition=place.partition, offset=0) == []
    assert (await log.ends(TOPIC))[place.partition] == 10


async def test_a_follower_still_reads_what_is_older_than_its_memory(kafka_broker):
    cluster = await fresh_cluster(kafka_broker, [Topic(TOPIC, 3, "delete")])
    log = KafkaEventLog(cluster, kept_bytes=50)
    await log.wait(TOPIC, {}, timeout=0.01)
    partition, seen = partition_of("en", 3), 0

    for n in range(30):
        await log.append([Message(TOPIC, "en", b"x" * 10 + str(n).encode())])
        while not await log.wait(TOPIC, {partition: n}, timeout=5):
            pass

    records: list[Record] = []
    while batch := await log.read(TOPIC, partition=partition, offset=seen, limit=7):
        records += batch
        seen = batch[-1].offset + 1
    await log.close()
    assert [record.value for record in records] == [b"x" * 10 + str(n).encode() for n in range(30)]


async def test_many_readers_at_different_places_each_get_their_own_records(log):
    await log.append([Message(TOPIC, key, str(n).encode()) for n in range(50) for key in "abcdef"])
    ends = await log.ends(TOPIC)
    wanted = [(p, offset) for p, end in ends.items() for offset in range(0, end, 7)]

    found = await asyncio.gather(
        *(log.read(TOPIC, partition=p, offset=offset, limit=3) for p, offset in wanted)
    )

    for (partition, offset), records in zip(wanted, found, strict=True):
        count = min(3, ends[partition] - offset)
        assert [(r.partition, r.offset) for r in records] == [
            (partition, offset + n) for n in range(count)
        ]


async def test_holes_left_by_compaction_are_passed(kafka_broker):
    cluster = await fresh_cluster(kafka_broker, [])
    await make_quickly_compacted(cluster, "holes")
    log = KafkaEventLog(cluster)
    for n in range(20):
        await log.append([Message("holes", f"k{n % 2}", f"{n} {'x' * 600}".encode())])
    async with asyncio.timeout(120):
        while (await log.read("holes", limit=1))[0].offset == 0:
            # Kafka never compacts its newest segment: give it another.
            await log.append([Message("holes", "k0", b"x" * 600)])
            await asyncio.sleep(0.5)

    records = await log.read("holes")
    first_kept = records[0].offset
    (again,) = await log.read("holes", offset=first_kept - 1, limit=1)
    await log.close()

    assert first_kept > 0
    assert again == records[0]
    assert [r.offset for r in records] == sorted(r.offset for r in records)


async def test_a_message_that_is_too_large_says_so_and_sends_nothing_of_its_batch(log):
    with pytest.raises(UnusableInputError, match=TOPIC):
        await log.append([Message(TOPIC, "en", b"1"), Message(TOPIC, "en", b"x" * 2_200_000)])

    assert sum((await log.ends(TOPIC)).values()) == 0


async def test_what_waits_behind_a_message_that_is_refused_is_not_sent(kafka_broker):
    cluster = await fresh_cluster(
        kafka_broker, [Topic(TOPIC, 1, "delete", max_message_bytes=1_000)]
    )
    log = KafkaEventLog(cluster)
    writer = log.writer
    small, large = Message(TOPIC, "en", b"1"), Message(TOPIC, "en", os.urandom(200_000))
    await log.append([small])
    generation = writer.generation

    deliveries = await writer.send([large, *[small] * 3], generation=generation)
    await asyncio.wait(deliveries)

    assert all(isinstance(delivery.exception(), KafkaError) for delivery in deliveries)
    with pytest.raises(StoreUnavailableError):
        await writer.send([small], generation=generation)
    assert sum((await log.ends(TOPIC)).values()) == 1
    await log.append([small])
    assert sum((await log.ends(TOPIC)).values()) == 2
    await log.close()


async def test_a_topic_that_is_not_there_is_named(log):
    with pytest.raises(StoreUnavailableError, match="no-such-topic"):
        await log.ends("no-such-topic")


async def test_an_outage_is_told_and_over_when_the_broker_is_back(kafka_broker):
    cluster = await fresh_cluster(kafka_broker, [Topic(TOPIC, 3, "delete")])
    log = KafkaEventLog(cluster, patience=1.0)
    offsets = KafkaGroupOffsets(cluster, patience=1.0)
    await log.append([Message(TOPIC, "en", b"one")])
    positions = dict(await log.ends(TOPIC))
    assert await log.wait(TOPIC, positions, timeout=0.01) is False

    async with broker_away(kafka_broker):
        for asking in (
            lambda: log.ends(TOPIC),
            lambda: log.read(TOPIC, partition=partition_of("en", 3), offset=0),
            lambda: log.append([Message(TOPIC, "en", b"two")]),
            lambda: offsets.committed("attach", TOPIC),
        ):
            with pytest.raises(StoreUnavailableError):
                await asking()

    async with asyncio.timeout(60):
        await until_appended(log, Message(TOPIC, "en", b"three"))
        assert await log.wait(TOPIC, positions, timeout=60)
        values = [r.value for r in await log.read(TOPIC, partition=partition_of("en", 3))]
        assert await offsets.committed("attach", TOPIC) == 0
    await log.close()
    await offsets.close()
    # What was not confirmed during the outage may be there: once, and in its place.
    assert values in ([b"one", b"two", b"three"], [b"one", b"three"])


async def test_closing_ends_while_the_broker_is_away(kafka_broker: KafkaBroker):
    log = KafkaEventLog(await fresh_cluster(kafka_broker, [Topic(TOPIC, 3, "delete")]))
    await log.append([Message(TOPIC, "en", b"one")])
    await log.wait(TOPIC, await log.ends(TOPIC), timeout=0.01)

    async with broker_away(kafka_broker):
        await log.writer.send([Message(TOPIC, "en", b"two")])
        async with asyncio.timeout(30):
            await log.close()


class TestTopics:
    async def test_the_table_is_made_once_and_is_then_right(self, kafka_broker):
        cluster = Cluster(kafka_broker.servers)
        await delete_all_topics(cluster)
        names = [topic.name for topic in (*TOPICS, WIRE)]
        assert await verify_topics(cluster) == [f"topic {name} is missing" for name in names]

        made = await create_topics(cluster)

        assert made == names
        assert await create_topics(cluster) == []
        assert await verify_topics(cluster) == []

    async def test_a_topic_that_is_kept_otherwise_is_named(self, kafka_broker):
        wrong = Topic("story-state", 4, "delete", max_message_bytes=1_000)
        cluster = await fresh_cluster(kafka_broker, [wrong])
        wanted = [Topic("story-state", 12, "compact")]

        assert await verify_topics(cluster, wanted) == [
            "topic story-state has 4 partitions, not 12",
            "topic story-state has cleanup.policy=delete, not compact",
            "topic story-state has max.message.bytes=1000, not 2097152",
        ]

    async def test_a_refused_topic_is_named(self, kafka_broker):
        with pytest.raises(UsageError, match="story-state"):
            await create_topics(
                await fresh_cluster(kafka_broker, []),
                [Topic("story-state", 1, "delete")],
                replicas=3,
            )

    async def test_the_wire_has_one_id_for_its_life(self, kafka_broker):
        cluster = await fresh_cluster(kafka_broker, [])
        with pytest.raises(StoreUnavailableError, match=WIRE.name):
            await wire_id(cluster)
        await create_topics(cluster)

        first = await wire_id(cluster)
        await create_topics(cluster)

        assert await wire_id(cluster) == first
        assert len(first) == 8


async def delete_before(log: KafkaEventLog, place: TopicPartition, offset: int) -> None:
    admin = await log._admin.get()
    await admin.delete_records({place: RecordsToDelete(before_offset=offset)})


async def make_quickly_compacted(cluster: Cluster, name: str) -> None:
    configs = {
        "cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.01",
        "segment.bytes": "1048576", "segment.ms": "200", "min.compaction.lag.ms": "0",
    }  # fmt: skip
    admin = cluster.admin()
    await admin.start()
    await admin.create_topics([NewTopic(name, 1, 1, topic_configs=configs)])
    await admin.close()


async def until_appended(log: KafkaEventLog, message: Message) -> None:
    while True:
        try:
            await log.append([message])
        except StoreUnavailableError:
            continue
        return
