"""What an event log and the offsets of its consumer groups promise, on every adapter."""

import asyncio

import pytest
from tests.redis_server import BOTH

from storywire.adapters.redis.tries import RedisTries
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog, SqliteGroupOffsets, SqliteTries
from storywire.ports.log import EventLog, GroupOffsets, Message, Tries

TOPIC = "article-ingested"


@pytest.fixture
def database():
    with Database(":memory:") as database:
        yield database


class TestEventLog:
    """Runs on every event log."""

    @pytest.fixture(params=["sqlite"])
    def log(self, database) -> EventLog:
        return SqliteEventLog(database)

    async def test_records_come_back_in_the_order_of_appending(self, log):
        await log.append([Message(TOPIC, "en", b"one"), Message(TOPIC, "de", b"two")])
        await log.append([Message(TOPIC, "en", b"three", (("h", b"v"),))])

        records = await log.read(TOPIC)

        assert [record.value for record in records] == [b"one", b"two", b"three"]
        assert [record.key for record in records] == ["en", "de", "en"]
        assert records[2].headers == (("h", b"v"),)
        assert [r.offset for r in records] == sorted({r.offset for r in records})

    async def test_reading_starts_at_the_offset_and_keeps_to_the_limit(self, log):
        await log.append([Message(TOPIC, "en", str(n).encode()) for n in range(10)])
        third = (await log.read(TOPIC))[3].offset

        records = await log.read(TOPIC, offset=third, limit=2)

        assert [record.value for record in records] == [b"3", b"4"]

    async def test_the_end_is_where_the_next_record_goes(self, log):
        assert sum((await log.ends(TOPIC)).values()) == 0
        await log.append([Message(TOPIC, "en", b"one")])

        ends = await log.ends(TOPIC)
        await log.append([Message(TOPIC, "en", b"two")])

        (record,) = await log.read(TOPIC, offset=ends[0])
        assert record.value == b"two"

    async def test_a_compacted_topic_keeps_the_newest_record_of_a_key(self, log):
        await log.append([Message("story-state", "s1", b"1"), Message("story-state", "s1", b"2")])
        await log.append([Message("story-state", "s2", b"3"), Message("story-state", "s1", b"4")])

        records = await log.read("story-state")

        assert [(record.key, record.value) for record in records] == [("s2", b"3"), ("s1", b"4")]

    async def test_a_null_value_stays_null(self, log):
        await log.append([Message(TOPIC, "en", None)])

        assert (await log.read(TOPIC))[0].value is None

    async def test_a_waiting_reader_wakes_when_the_topic_grows(self, log):
        waiting = asyncio.create_task(log.wait(TOPIC, {0: 0}, timeout=30))
        await asyncio.sleep(0)
        await log.append([Message(TOPIC, "en", b"one")])

        assert await waiting is True

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


class TestGroupOffsets:
    """Runs on every store of offsets."""

    @pytest.fixture(params=["sqlite"])
    def offsets(self, database) -> GroupOffsets:
        return SqliteGroupOffsets(database)

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
