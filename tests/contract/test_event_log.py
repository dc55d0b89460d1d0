"""What an event log, the offsets and the tries of its consumer groups promise, on every adapter."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.kafka_server import fresh_cluster
from tests.redis_server import BOTH

from storywire.adapters.kafka.log import KafkaEventLog
from storywire.adapters.kafka.offsets import KafkaGroupOffsets
from storywire.adapters.redis.tries import RedisTries
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog, SqliteGroupOffsets, SqliteTries
from storywire.ports.log import EventLog, GroupOffsets, Message, Record, Tries
from storywire.topics import Topic

TOPIC = "article-ingested"
STATE = "story-state"
TOPICS = (Topic(TOPIC, 3, "delete"), Topic(STATE, 2, "compact"))
KAFKA = pytest.param("kafka", marks=pytest.mark.kafka)


@pytest.fixture
def database():
    with Database(":memory:") as database:
        yield database


async def read_all(log: EventLog, topic: str) -> list[Record]:
    """Return the records of all partitions, in the order of each."""
    records: list[Record] = []
    for partition in await log.ends(topic):
        records += await log.read(topic, partition=partition)
    return records


class TestEventLog:
    """Runs on every event log."""

    @pytest.fixture(params=["sqlite", KAFKA])
    async def log(self, request, database) -> AsyncIterator[EventLog]:
        if request.param == "sqlite":
            yield SqliteEventLog(database)
            return
        cluster = await fresh_cluster(request.getfixturevalue("kafka_broker"), TOPICS)
        log = KafkaEventLog(cluster)
        yield log
        await log.close()

    async def test_records_of_a_key_come_back_in_the_order_of_appending(self, log):
        await log.append([Message(TOPIC, "en", b"one"), Message(TOPIC, "de", b"two")])
        await log.append([Message(TOPIC, "en", b"three", (("h", b"v"), ("h", b"w")))])

        records = await read_all(log, TOPIC)

        assert [r.value for r in records if r.key == "en"] == [b"one", b"three"]
        assert [r.value for r in records if r.key == "de"] == [b"two"]
        (third,) = [record for record in records if record.value == b"three"]
        assert third.headers == (("h", b"v"), ("h", b"w"))
        assert len({(record.partition, record.offset) for record in records}) == 3

    async def test_records_of_a_key_share_a_partition(self, log):
        await log.append([Message(TOPIC, key, b"1") for key in ("en", "de", "fr", "es") * 3])

        records = await read_all(log, TOPIC)

        places = {(record.key, record.partition) for record in records}
        assert len(records) == 12
        assert len(places) == 4

    async def test_reading_starts_at_the_offset_and_keeps_to_the_limit(self, log):
        await log.append([Message(TOPIC, "en", str(n).encode()) for n in range(10)])
        third = (await read_all(log, TOPIC))[3]

        records = await log.read(TOPIC, partition=third.partition, offset=third.offset, limit=2)

        assert [record.value for record in records] == [b"3", b"4"]

    async def test_reading_on_comes_to_the_end_and_back_to_older_places(self, log):
        await log.append([Message(TOPIC, "en", str(n).encode()) for n in range(250)])
        partition = (await read_all(log, TOPIC))[0].partition
        seen: list[Record] = []

        while batch := await log.read(
            TOPIC, partition=partition, offset=seen[-1].offset + 1 if seen else 0, limit=100
        ):
            seen += batch

        assert [record.value for record in seen] == [str(n).encode() for n in range(250)]
        again = await log.read(TOPIC, partition=partition, offset=seen[7].offset, limit=1)
        assert again == [seen[7]]

    async def test_the_end_is_where_the_next_record_goes(self, log):
        assert sum((await log.ends(TOPIC)).values()) == 0
        await log.append([Message(TOPIC, "en", b"one")])

        ends = await log.ends(TOPIC)
        await log.append([Message(TOPIC, "en", b"two")])

        found = [
            r for p, end in ends.items() for r in await log.read(TOPIC, partition=p, offset=end)
        ]
        assert [record.value for record in found] == [b"two"]

    async def test_a_compacted_topic_keeps_the_newest_record_of_a_key(self, log):
        await log.append([Message(STATE, "s1", b"1"), Message(STATE, "s1", b"2")])
        await log.append([Message(STATE, "s2", b"3"), Message(STATE, "s1", b"4")])

        records = await read_all(log, STATE)

        assert {record.key: record.value for record in records} == {"s2": b"3", "s1": b"4"}

    async def test_a_null_value_stays_null(self, log):
        await log.append([Message(TOPIC, "en", None)])

        assert [record.value for record in await read_all(log, TOPIC)] == [None]

    async def test_a_waiting_reader_wakes_when_the_topic_grows(self, log):
        waiting = asyncio.create_task(log.wait(TOPIC, {0: 0}, timeout=30))
        await asyncio.sleep(0)
        await log.append([Message(TOPIC, "en", b"one")])

        assert await waiting is True

    async def test_who_follows_reads_each_record_once_and_in_order(self, log):
        positions = dict(await log.ends(TOPIC))
        seen: list[Record] = []

        for n in range(20):
            await log.append([Message(TOPIC, key, str(n).encode()) for key in ("en", "de")])
            assert await log.wait(TOPIC, positions, timeout=30) is True
            for partition in await log.ends(TOPIC):
                found = await log.read(TOPIC, partition=partition, offset=positions[partition])
                seen += found
                positions[partition] = found[-1].offset + 1 if found else positions[partition]

        for key in ("en", "de"):
            values = [record.value for record in seen if record.key == key]
            assert values == [str(n).encode() for n in range(20)]

    async def test_waiting_ends_when_nothing_comes(self, log):
        assert await log.wait(TOPIC, {0: 0}, timeout=0.01) is False


class TestRollback:
    """SQLite only: what is appended in a step that fails was never there."""

    async def test_a_failed_step_appends_nothing_and_reuses_its_offsets(self, database):
        log = SqliteEventLog(database)
        await log.append([Message(TOPIC, "en", b"one")])

        with pytest.raises(ZeroDivisionError), database.transaction():
            await log.append([Message(TOPIC, "en", b"lost")])
            raise ZeroDivisionError

        assert [record.value for record in await log.read(TOPIC)] == [b"one"]
        assert await log.ends(TOPIC) == {0: 1}


class TestCompaction:
    """SQLite only: it compacts at once; Kafka does when it likes, and readers must not care."""

    async def test_an_older_record_of_a_key_is_gone(self, database):
        log = SqliteEventLog(database)

        await log.append([Message(STATE, "s1", b"1"), Message(STATE, "s1", b"2")])

        assert [record.value for record in await log.read(STATE)] == [b"2"]


class TestGroupOffsets:
    """Runs on every store of offsets."""

    @pytest.fixture(params=["sqlite", KAFKA])
    async def offsets(self, request, database) -> AsyncIterator[GroupOffsets]:
        if request.param == "sqlite":
            yield SqliteGroupOffsets(database)
            return
        offsets = KafkaGroupOffsets(
            await fresh_cluster(request.getfixturevalue("kafka_broker"), TOPICS)
        )
        yield offsets
        await offsets.close()

    async def test_a_group_starts_at_the_beginning_and_goes_on_where_it_committed(self, offsets):
        assert await offsets.committed("attach", TOPIC) == 0

        await offsets.commit("attach", TOPIC, 7)

        assert await offsets.committed("attach", TOPIC) == 7
        assert await offsets.committed("web", TOPIC) == 0
        assert await offsets.committed("attach", TOPIC, partition=1) == 0


class TestTries:
    """Runs on every store of tries."""

    @pytest.fixture(params=BOTH)
    def tries(self, request) -> Tries:
        if request.param == "redis":
            return RedisTries(request.getfixturevalue("redis"))
        return SqliteTries(request.getfixturevalue("database"))

    async def test_tries_at_one_place_are_counted_until_it_is_passed(self, tries):
        assert [await tries.begin("attach", TOPIC, 5, 9) for _ in range(3)] == [1, 2, 3]
        assert await tries.unfinished("attach", TOPIC) == 9

        await tries.finish("attach", TOPIC, 10)

        assert await tries.unfinished("attach", TOPIC) == -1
        assert await tries.begin("attach", TOPIC, 10, 10) == 1

    async def test_the_end_of_a_failed_batch_is_remembered_while_its_records_go_singly(self, tries):
        await tries.begin("attach", TOPIC, 5, 9)
        await tries.begin("attach", TOPIC, 5, 5)
        await tries.finish("attach", TOPIC, 6)
        await tries.begin("attach", TOPIC, 6, 6)

        assert await tries.unfinished("attach", TOPIC) == 9

    async def test_groups_topics_and_partitions_are_counted_apart(self, tries):
        await tries.begin("attach", TOPIC, 5, 9)

        assert await tries.begin("web", TOPIC, 5, 9) == 1
        assert await tries.begin("attach", "story-updated", 5, 9) == 1
        assert await tries.begin("attach", TOPIC, 5, 9, partition=1) == 1
        await tries.finish("attach", TOPIC, 10, partition=1)
        assert await tries.unfinished("attach", TOPIC) == 9
