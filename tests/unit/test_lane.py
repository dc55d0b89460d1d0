"""A lane: what becomes of what it sent when a delivery fails, and how it keeps back."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteTries
from storywire.errors import StoreUnavailableError, TransientError
from storywire.events import ArticleIngested, Event, StoryUpdated
from storywire.metrics import Metrics
from storywire.ports.log import Message, Record
from storywire.runtimes.batches import Context
from storywire.runtimes.lane import Lane, Shared
from storywire.service import Mount
from storywire.testing import NOON, a_story, an_article, an_update

TOPIC = "article-ingested"


class Outbox:
    """A writer whose deliveries a test ends as it likes."""

    def __init__(self) -> None:
        self.generation = 0
        self.sent: list[tuple[str, asyncio.Future[Any]]] = []

    async def send(
        self, messages: Sequence[Message], *, generation: int | None = None
    ) -> Sequence[asyncio.Future[Any]]:
        if generation != self.generation:
            raise StoreUnavailableError("over")
        sent = [(message.key, asyncio.get_running_loop().create_future()) for message in messages]
        self.sent += sent
        return [delivery for _, delivery in sent]

    def deliver(self, count: int) -> None:
        for _, delivery in [each for each in self.sent if not each[1].done()][:count]:
            delivery.set_result(None)

    def fail(self) -> None:
        self.generation += 1
        for _, delivery in self.sent:
            if not delivery.done():
                delivery.set_exception(ConnectionError())

    @property
    def keys(self) -> list[str]:
        return [key[-4:] for key, _ in self.sent]


class Numbers:
    """Answers each article with an update of the story that has its number."""

    def __init__(self) -> None:
        self.resets = 0
        self.batches: list[int] = []
        self.outages = 0

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        self.batches.append(len(events))
        if self.outages:
            self.outages -= 1
            raise TransientError("away")
        stories = [a_story(story_id=f"en-00000000{event.data.title}") for event in events]
        return [StoryUpdated.of(an_update(story), time=NOON) for story in stories]

    def reset(self) -> None:
        self.resets += 1


class Wired:
    """A lane and all that is around it."""

    def __init__(self, database: Database) -> None:
        self.outbox = Outbox()
        self.numbers = Numbers()
        self.commits = 0
        self.tries = SqliteTries(database)
        context = Context(self.tries, FixedClock(NOON), Metrics())
        shared = Shared(self.outbox, context, self.commit, lambda: None)
        self.lane = Lane(Mount("attach", TOPIC, self.numbers), 0, shared)

    async def commit(self) -> None:
        self.commits += 1


@pytest.fixture
def wired():
    with Database(":memory:") as database:
        yield Wired(database)


def records(first: int, count: int) -> list[Record]:
    found = []
    for n in range(first, first + count):
        event = ArticleIngested.of(an_article(title=f"{n:08}", article_id=f"a{n}"), time=NOON)
        found.append(Record(TOPIC, 0, n, "en", event.encode()))
    return found


async def settled() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_finished_is_what_is_confirmed_with_all_before_it(wired):
    await wired.lane.take(records(0, 2))
    await wired.lane.take(records(2, 2))
    deliveries = [delivery for _, delivery in wired.outbox.sent]

    for delivery in deliveries[2:]:
        delivery.set_result(None)
    await settled()
    before = wired.lane.finished
    for delivery in deliveries[:2]:
        delivery.set_result(None)
    await settled()

    assert before == -1
    assert wired.lane.finished == 4


async def test_after_a_failed_delivery_all_from_there_on_is_handled_and_sent_again(wired):
    await wired.lane.take(records(0, 2))
    await wired.lane.take(records(2, 2))
    wired.outbox.deliver(3)
    await settled()
    wired.outbox.fail()
    await settled()

    await wired.lane.take(records(4, 1))
    wired.outbox.deliver(99)
    await settled()

    assert wired.lane.finished == 5
    assert wired.numbers.resets == 1
    assert wired.outbox.keys[4:] == ["0002", "0003", "0004"]


async def test_nothing_is_sent_between_a_failed_delivery_and_its_repetition(wired):
    await wired.lane.take(records(0, 1))
    wired.numbers.outages = 1
    taking = asyncio.create_task(wired.lane.take(records(1, 1)))
    await settled()
    wired.outbox.fail()

    await taking

    assert wired.outbox.keys == ["0000", "0000", "0001"]


async def test_it_keeps_back_while_much_is_unconfirmed(wired):
    taking = asyncio.create_task(wired.lane.take(records(0, 64 * 30)))
    while len(wired.numbers.batches) < 17:
        await settled()
    await settled()
    handled = len(wired.numbers.batches)
    while not taking.done():
        wired.outbox.deliver(64)
        await settled()

    assert handled == 17
    assert wired.numbers.batches == [64] * 30


async def test_where_a_crash_is_feared_each_is_committed_before_the_next(wired):
    await wired.tries.begin("attach", TOPIC, 0, 2)
    taking = asyncio.create_task(wired.lane.take(records(0, 5)))
    commits = []

    while not taking.done():
        commits.append(wired.commits)
        wired.outbox.deliver(1)
        await settled()

    assert wired.numbers.batches == [1, 1, 1, 2]
    assert commits == sorted(commits)
    assert wired.commits == 3


async def test_it_stops_while_it_waits_for_confirmation(wired):
    await wired.tries.begin("attach", TOPIC, 0, 2)
    taking = asyncio.create_task(wired.lane.take(records(0, 5)))
    await settled()

    wired.lane.stop()
    await taking

    assert wired.numbers.batches == [1]
    assert wired.commits == 0
