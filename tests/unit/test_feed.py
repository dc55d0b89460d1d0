"""A feed: what Faust brings is taken once, in order, and acknowledged last."""

from dataclasses import dataclass, field

import pytest

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.ports.log import Message
from storywire.runtimes.feed import Feed, Inflow, SkippedError

TOPIC = "article-ingested"


@dataclass
class Brought:
    """A record as aiokafka has it."""

    offset: int
    topic: str = TOPIC
    partition: int = 0
    key: bytes = b"en"
    value: bytes = b"1"
    headers: tuple[tuple[str, bytes], ...] = ()


@dataclass
class FaustEvent:
    """An event as Faust has it."""

    message: Brought
    acked: list[int] = field(default_factory=list)

    def ack(self) -> None:
        self.acked.append(self.message.offset)


@pytest.fixture
async def log():
    with Database(":memory:") as database:
        log = SqliteEventLog(database)
        await log.append([Message(TOPIC, "en", b"1")] * 10)
        yield log


def events(*offsets: int) -> list[FaustEvent]:
    acked: list[int] = []
    return [FaustEvent(Brought(offset), acked) for offset in offsets]


async def put(feed: Feed, *offsets: int) -> list[FaustEvent]:
    brought = events(*offsets)
    for event in brought:
        await feed.put(event)
    return brought


async def test_what_came_before_is_left_out(log):
    feed = Feed(0, log, 3, Inflow())

    await put(feed, 1, 2, 3, 4, 3, 4, 5)

    assert [record.offset for record in await feed.fetch()] == [3, 4, 5]


async def test_a_record_that_did_not_come_is_noticed_at_once(log):
    feed = Feed(0, log, 3, Inflow())

    with pytest.raises(SkippedError, match="offset 5 came, 3 did not"):
        await put(feed, 5)


async def test_a_record_missing_in_between_is_noticed_too(log):
    feed = Feed(0, log, 3, Inflow())

    with pytest.raises(SkippedError, match="offset 6 came, 5 did not"):
        await put(feed, 3, 4, 6)


async def test_a_hole_in_the_log_is_none(log):
    log._database.execute('DELETE FROM log WHERE "offset" IN (0, 1, 5)')
    feed = Feed(0, log, 0, Inflow())

    await put(feed, 2, 3, 4, 6)

    assert [record.offset for record in await feed.fetch()] == [2, 3, 4, 6]


async def test_only_what_is_finished_is_acknowledged_and_in_order(log):
    feed = Feed(0, log, 0, Inflow())
    brought = await put(feed, 0, 1, 2, 3)
    await feed.fetch()

    feed.acknowledge(0)
    assert brought[0].acked == []
    feed.acknowledge(3)

    assert brought[0].acked == [0, 1, 2]


async def test_a_batch_is_as_large_as_the_rule_allows(log):
    await log.append([Message(TOPIC, "en", b"1")] * 100)
    feed = Feed(0, log, 0, Inflow())

    await put(feed, *range(100))

    assert len(await feed.fetch()) == 64
    assert len(await feed.fetch()) == 36
