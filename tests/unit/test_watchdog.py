"""The watchdog of idle workers, and the damper of logs."""

import asyncio
import logging

import pytest

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog, SqliteGroupOffsets
from storywire.logging import DampedFilter, Damper
from storywire.ports.log import Message
from storywire.runtimes.watchdog import Watchdog
from storywire.service import Mount

TOPIC = "article-ingested"
SOON = 0.06


class Nothing:
    async def handle(self, events):
        return ()


class Watched:
    """A watchdog over a log with three records; `positions` are what the worker waits for."""

    def __init__(self, database: Database) -> None:
        self.log = SqliteEventLog(database)
        self.offsets = SqliteGroupOffsets(database)
        self.positions: dict[int, int | None] | None = {0: 0}
        self.dog = Watchdog(
            Mount("attach", TOPIC, Nothing()), lambda: self.positions, self.log, self.offsets
        )


@pytest.fixture
async def watched():
    with Database(":memory:") as database:
        watched = Watched(database)
        await watched.log.append([Message(TOPIC, "en", b"1")] * 3)
        yield watched


async def barks(watched: Watched, *, seconds: float) -> bool:
    barking = asyncio.create_task(watched.dog.stuck(SOON))
    done, _ = await asyncio.wait([barking], timeout=seconds)
    barking.cancel()
    return bool(done)


async def test_who_waits_for_records_that_are_there_is_stuck(watched):
    assert await barks(watched, seconds=60)


async def test_who_has_read_all_is_not(watched):
    watched.positions = {0: 3}

    assert not await barks(watched, seconds=5 * SOON)


async def test_who_is_at_work_is_not(watched):
    watched.positions = {}

    assert not await barks(watched, seconds=5 * SOON)


async def test_who_never_read_is_measured_by_what_was_committed(watched):
    watched.positions = {0: None}
    assert await barks(watched, seconds=60)

    await watched.offsets.commit("attach", TOPIC, 3)

    assert not await barks(watched, seconds=5 * SOON)


async def test_who_has_no_partition_is_stuck_if_its_group_is(watched):
    watched.positions = None
    assert await barks(watched, seconds=60)

    await watched.offsets.commit("attach", TOPIC, 3)

    assert not await barks(watched, seconds=5 * SOON)


async def test_who_waits_where_nothing_is_left_to_read_is_not(watched):
    watched.log._database.execute("DELETE FROM log")

    assert not await barks(watched, seconds=5 * SOON)


async def test_who_moves_is_not_stuck(watched):
    barking = asyncio.create_task(watched.dog.stuck(SOON))
    for n in range(30):
        watched.positions = {0: -n - 1}
        await asyncio.sleep(SOON / 10)

    assert not barking.done()
    barking.cancel()


def test_of_many_messages_alike_one_passes_and_the_next_says_how_many_did_not():
    damper = Damper(seconds=1_000)

    passed = [damper.alike("a %s") for _ in range(5)]
    other = damper.alike("b")
    damper._seconds = 0.0

    assert passed == [0, None, None, None, None]
    assert other == 0
    assert damper.alike("a %s") == 4


def test_a_log_line_says_how_many_alike_were_kept_back():
    damper = Damper(seconds=1_000)
    damped = DampedFilter(damper)
    lines = [logging.LogRecord("x", 30, "", 0, "lost %s", (n,), None) for n in range(3)]

    kept = [line for line in lines if damped.filter(line)]
    damper._seconds = 0.0
    last = logging.LogRecord("x", 30, "", 0, "lost %s", (9,), None)

    assert [line.getMessage() for line in kept] == ["lost 0"]
    assert damped.filter(last)
    assert last.getMessage() == "lost 9 (+2 alike)"
