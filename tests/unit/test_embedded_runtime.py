"""The embedded runtime: exactly once, whatever happens in between."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.errors import TransientError, UnusableInputError
from storywire.events import ArticleIngested, Event
from storywire.metrics import Metrics
from storywire.ports.log import Message
from storywire.runtimes.batches import MAX_CRASHES
from storywire.runtimes.embedded import EmbeddedRuntime, Fault, no_fault
from storywire.service import Mount
from storywire.testing import an_article

NOON = datetime(2026, 1, 12, 12, tzinfo=UTC)
DLQ = "article-ingested.attach.dlq"


class Crash(Exception):  # noqa: N818
    """Stands for the death of the process."""


class Recorder:
    """Writes each title it handles into the database; does what the title asks for."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.database.create("CREATE TABLE IF NOT EXISTS seen (title TEXT)")
        self.resets = 0
        self.outages = 0

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        for event in events:
            title = event.data.title
            self.database.execute("INSERT INTO seen VALUES (?)", (title,))
            if title == "poison":
                raise UnusableInputError("poison")
            if title == "crash":
                raise Crash
            if title == "outage" and self.outages:
                self.outages -= 1
                raise TransientError("away")
        return ()

    def reset(self) -> None:
        self.resets += 1

    @property
    def seen(self) -> list[str]:
        return [row[0] for row in self.database.execute("SELECT title FROM seen")]


class Wire:
    """A runtime with one group, over one database that outlives it."""

    def __init__(self) -> None:
        self.database = Database(":memory:")
        self.log = SqliteEventLog(self.database)
        self.recorder = Recorder(self.database)

    def runtime(self, fault: Fault = no_fault) -> EmbeddedRuntime:
        mounts = [Mount("attach", "article-ingested", self.recorder)]
        return EmbeddedRuntime(
            self.database, self.log, mounts, clock=FixedClock(NOON), metrics=Metrics(), fault=fault
        )

    async def append(self, *titles: str) -> None:
        articles = [an_article(title=title, article_id=f"a{n}") for n, title in enumerate(titles)]
        events = [ArticleIngested.of(article, time=NOON) for article in articles]
        await self.log.append([Message.of(event) for event in events])

    async def dead(self) -> list[dict[str, str]]:
        records = await self.log.read(DLQ)
        return [{name: value.decode() for name, value in record.headers} for record in records]


@pytest.fixture
def wire() -> Wire:
    return Wire()


async def test_everything_in_the_log_is_handled_once_and_in_order(wire):
    titles = [f"t{n}" for n in range(150)]
    await wire.append(*titles)

    await wire.runtime().drain()
    await wire.runtime().drain()

    assert wire.recorder.seen == titles


@pytest.mark.parametrize("point", ["handled", "appended", "committing", "committed"])
async def test_a_crash_at_any_point_loses_and_doubles_nothing(wire, point):
    await wire.append("one", "two", "three")
    crashed: list[str] = []

    def fault(reached: str) -> None:
        if reached == point and not crashed:
            crashed.append(reached)
            raise Crash

    with pytest.raises(Crash):
        await wire.runtime(fault).drain()
    await wire.runtime().drain()

    assert wire.recorder.seen == ["one", "two", "three"]
    assert crashed == [point]


async def test_one_bad_input_is_one_dead_letter_and_the_rest_moves_on(wire):
    await wire.append("one", "poison", "three")

    await wire.runtime().drain()

    assert wire.recorder.seen == ["one", "three"]
    (letter,) = await wire.dead()
    assert letter["dlq-error-class"] == "unusable-input"
    assert letter["dlq-offset"] == "1"
    assert letter["dlq-first-failed-at"] == NOON.isoformat()


async def test_bytes_that_are_no_event_are_dead_letters_with_the_original_bytes(wire):
    values = [None, b"{", b"[]", b"\xff", b"[" * 100_000]
    await wire.log.append([Message("article-ingested", "en", value) for value in values])
    await wire.append("good")

    await wire.runtime().drain()

    assert [record.value for record in await wire.log.read(DLQ)] == values
    assert wire.recorder.seen == ["good"]


async def test_an_event_under_a_wrong_key_is_a_dead_letter(wire):
    event = ArticleIngested.of(an_article(), time=NOON)
    await wire.log.append([Message(event.topic, "de", event.encode())])

    await wire.runtime().drain()

    (letter,) = await wire.dead()
    assert letter["dlq-error-class"] == "wrong-key"


async def test_the_third_crash_at_one_input_is_a_dead_letter_not_a_crash_loop(wire):
    await wire.append("one", "crash", "three")
    crashes = 0

    while True:
        try:
            await wire.runtime().drain()
            break
        except Crash:
            crashes += 1

    assert crashes <= 4
    assert wire.recorder.seen == ["one", "three"]
    (letter,) = await wire.dead()
    assert letter["dlq-error-class"] == "crashed"
    assert letter["dlq-attempts"] == "3"


async def test_an_outage_holds_the_order_and_loses_nothing(wire):
    wire.recorder.outages = 2
    await wire.append("one", "outage", "three")

    await wire.runtime().drain()

    assert wire.recorder.seen == ["one", "outage", "three"]
    assert wire.recorder.resets == 2
    assert await wire.dead() == []


async def test_a_long_outage_is_no_crash(wire):
    wire.recorder.outages = MAX_CRASHES + 1
    await wire.append("one", "outage", "three")

    await wire.runtime().drain()

    assert wire.recorder.seen == ["one", "outage", "three"]
    assert await wire.dead() == []


async def test_a_running_wire_handles_what_arrives_and_stops_when_told(wire):
    stop = asyncio.Event()
    running = asyncio.create_task(wire.runtime().run(stop))
    await asyncio.sleep(0)

    await wire.append("later")
    while not wire.recorder.seen:
        await asyncio.sleep(0)
    stop.set()
    await running

    assert wire.recorder.seen == ["later"]
