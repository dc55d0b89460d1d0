"""Workers on a broker that dies, and workers that come and go: nothing lost, nothing doubled."""

import asyncio
import json
import random
import signal
from collections.abc import AsyncIterator

import pytest
from tests.kafka_server import broker_away, fresh_cluster
from tests.runtime_wire import OUT, RuntimeWire, Worker, in_first_order, message, until

from storywire.errors import StoreUnavailableError
from storywire.ports.log import Message
from storywire.runtimes.leaving import HUNG

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]
EDITIONS = ("en", "de", "fr", "es", "it", "pt", "nl", "sv")


@pytest.fixture(params=["kafka", "faust"])
async def wire(request, kafka_broker, tmp_path) -> AsyncIterator[RuntimeWire]:
    cluster = await fresh_cluster(kafka_broker)
    wire = RuntimeWire(request.param, tmp_path, cluster.servers)
    yield wire
    await wire.close()


async def send_through_outages(wire: RuntimeWire, count: int, enough: asyncio.Event) -> int:
    """Send at least `count` articles to each edition, each again until it is confirmed.

    Goes on until it is `enough`; returns how many each edition got.
    """
    sent = 0
    while sent < count or not enough.is_set():
        waiting = [message(f"t{sent}", edition=edition) for edition in EDITIONS]
        while not await appended(wire, waiting):
            await asyncio.sleep(0.1)
        sent += 1
        await asyncio.sleep(0.01)
    return sent


async def appended(wire: RuntimeWire, messages: list[Message]) -> bool:
    try:
        await wire.log.append(messages)
    except StoreUnavailableError:
        return False
    return True


async def finished(wire: RuntimeWire, sending: asyncio.Task[int], enough: asyncio.Event) -> int:
    """Stop the sending, and return how many each edition got once all are published."""
    enough.set()
    count = await asyncio.wait_for(sending, 120)
    await all_seen(wire, count)
    return count


async def assert_complete(wire: RuntimeWire, count: int) -> None:
    versions: dict[str, list[int]] = {}
    for value in in_first_order(await wire.records(OUT)):
        body = json.loads(value or b"{}")["data"]
        versions.setdefault(body["story_id"][:2], []).append(body["version"])
    for edition in EDITIONS:
        assert wire.seen(edition) == [f"t{n}" for n in range(count)]
        assert versions[edition] == list(range(1, count + 1))
    assert await wire.dead() == []


async def all_seen(wire: RuntimeWire, count: int) -> None:
    for edition in EDITIONS:
        await wire.until_seen(count, edition)
    await until(lambda: published(wire, count * len(EDITIONS)))


async def published(wire: RuntimeWire, count: int) -> bool:
    return len(in_first_order(await wire.records(OUT))) >= count


async def test_a_broker_killed_under_load_loses_and_doubles_nothing(wire, kafka_broker):
    worker, enough = await wire.start(), asyncio.Event()
    sending = asyncio.create_task(send_through_outages(wire, 200, enough))
    await wire.until_seen(1)

    for _ in range(3):
        await asyncio.sleep(random.uniform(0.2, 1.0))
        async with broker_away(kafka_broker):
            await asyncio.sleep(random.uniform(0.0, 2.0))
    count = await finished(wire, sending, enough)

    assert not worker.over
    assert await worker.stop() == 0
    await assert_complete(wire, count)


async def test_workers_that_come_and_go_lose_and_double_nothing(wire):
    enough = asyncio.Event()
    sending = asyncio.create_task(send_through_outages(wire, 200, enough))
    first, second = await wire.start(), await wire.start()
    await until(lambda: len(wire.processes()) == 2)

    assert await first.stop() == 0
    third = await wire.start()
    await until(lambda: len(wire.processes()) == 3)
    await second.end(signal.SIGKILL)
    count = await finished(wire, sending, enough)

    assert await third.stop() == 0
    await assert_complete(wire, count)


async def test_a_worker_frozen_with_work_in_hand_doubles_nothing_when_it_comes_back(wire):
    wire.database.execute("INSERT INTO outage VALUES (1)")
    enough = asyncio.Event()
    sending = asyncio.create_task(send_through_outages(wire, 50, enough))
    frozen = await wire.start()
    await until(lambda: len(wire.waited()) >= 20)
    await freeze_and_end_outage(frozen, wire)

    other = await wire.start()
    await wire.until_seen(50)
    frozen.signal(signal.SIGCONT)
    await until(lambda: len(wire.processes()) == 2)
    count = await finished(wire, sending, enough)

    assert await frozen.stop() == 0
    assert await other.stop() == 0
    await assert_complete(wire, count)


async def freeze_and_end_outage(worker: Worker, wire: RuntimeWire) -> None:
    """Freeze `worker` at a moment when it does not hold the test's own database."""
    while True:
        worker.signal(signal.SIGSTOP)
        try:
            wire.database.execute("DELETE FROM outage")
        except StoreUnavailableError:
            worker.signal(signal.SIGCONT)
            await asyncio.sleep(0.05)
        else:
            return


async def test_it_stops_while_the_broker_is_away(wire, kafka_broker):
    worker = await wire.start()
    await wire.send("t0")
    await wire.until_seen(1)

    async with broker_away(kafka_broker):
        assert await worker.stop() in (0, HUNG)

    assert worker.said.count("\n") < 100


async def test_it_starts_while_the_broker_is_away_and_waits(wire, kafka_broker):
    await wire.send("one")

    async with broker_away(kafka_broker):
        worker = await wire.start()
        await until(lambda: "waiting_for_kafka" in worker.said)

    await wire.until_seen(1)
    assert await worker.stop() == 0
