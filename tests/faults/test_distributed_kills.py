"""Workers, broker and Redis killed under load, and one frozen: nothing lost, nothing doubled."""

import asyncio
import json
import random
import signal
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import aiohttp
import pytest
from tests import distributed_wire as there
from tests.serving import Sink, webhook_sink

from storywire_lab.bench.articles import bench_articles
from storywire_lab.distributed import DistributedWire, distributed_wire

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.redis,
    pytest.mark.timeout(1_200),
    pytest.mark.xdist_group("kafka"),
]
ARTICLES, DUPLICATES = 2_000, 200
KILLS = 10
FROZEN_SECONDS = 20
Fault = Callable[[], Coroutine[Any, Any, None]]


class Poster:
    """Offers every article until it is accepted, through every death of ingest."""

    def __init__(self, wire: DistributedWire) -> None:
        self._wire = wire
        self.accepted: set[str] = set()
        self.done = 0

    async def run(self, articles: Sequence[Mapping[str, str]]) -> None:
        headers = {"Authorization": f"Bearer {self._wire.token}"}
        timeout = aiohttp.ClientTimeout(total=30)
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as client:
            for article in articles:
                while not await self._offer(client, article):
                    await asyncio.sleep(0.1)
                self.done += 1

    async def _offer(self, client: aiohttp.ClientSession, article: Mapping[str, str]) -> bool:
        url = f"{self._wire.address('ingest')}/v1/articles"
        try:
            async with client.post(url, json=article) as answer:
                if answer.status != 202:
                    return False
                self.accepted.add((await answer.json())["article_id"])
                return True
        except (aiohttp.ClientError, TimeoutError):
            return False


async def supervise(wire: DistributedWire) -> None:
    """Start again whoever is gone, as compose would."""
    while True:
        for worker in wire.workers:
            if not worker.running:
                await worker.start()
        await asyncio.sleep(0.2)


def faults(wire: DistributedWire, rng: random.Random) -> list[Fault]:
    async def kill_a_worker() -> None:
        rng.choice(wire.workers).send(signal.SIGKILL)

    async def kill_the_broker() -> None:
        await asyncio.to_thread(wire.broker.kill)
        await asyncio.to_thread(wire.broker.start)

    async def kill_redis() -> None:
        await asyncio.to_thread(wire.redis.end, signal.SIGKILL)
        await asyncio.to_thread(wire.redis.start)

    async def freeze_a_worker() -> None:
        worker = wire.of("attach")[0]
        worker.send(signal.SIGSTOP)
        await asyncio.sleep(FROZEN_SECONDS)
        worker.send(signal.SIGCONT)

    planned: list[Fault] = (
        [kill_a_worker] * KILLS + [kill_the_broker] * 2 + [kill_redis, freeze_a_worker]
    )
    rng.shuffle(planned)
    return planned


async def strike(wire: DistributedWire, poster: Poster, rng: random.Random) -> None:
    """Let each fault happen while articles come in, spread over all of them."""
    planned = faults(wire, rng)
    for number, fault in enumerate(planned):
        due = (number + 1) * (ARTICLES + DUPLICATES) // (len(planned) + 1)
        while poster.done < due:
            await asyncio.sleep(0.1)
        await fault()


def with_duplicates(rng: random.Random) -> list[Mapping[str, str]]:
    articles = list(bench_articles(ARTICLES, seed=11))
    for number in rng.sample(range(len(articles)), DUPLICATES):
        place = min(len(articles), number + rng.randint(1, 40))
        articles.insert(place, articles[number])
    return articles


async def test_kills_of_everything_lose_and_double_nothing(tmp_path):
    there.needs_servers()
    rng = random.Random(4)
    async with distributed_wire(tmp_path) as wire, webhook_sink() as sink:
        await wire.add("attach")
        await subscribe(wire, sink)
        poster = Poster(wire)
        supervising = asyncio.create_task(supervise(wire))
        try:
            async with asyncio.timeout(900):
                await asyncio.gather(poster.run(with_duplicates(rng)), strike(wire, poster, rng))
                await there.settled(wire)
                updates = await there.values(wire, "story-updated")
                await there.delivered(wire, sink)
        finally:
            supervising.cancel()
        steps = await there.values(wire, "story-membership")

    check_attached_once(steps, poster.accepted)
    check_equal_bytes([*steps, *updates])
    for story_id, found in there.versions(updates).items():
        assert sorted(found) == list(range(1, len(found) + 1)), story_id
    assert len(poster.accepted) == ARTICLES


async def subscribe(wire: DistributedWire, sink: Sink) -> None:
    headers = {"Authorization": f"Bearer {wire.token}"}
    async with (
        aiohttp.ClientSession(wire.address("notify"), headers=headers) as client,
        client.post("/v1/subscriptions", json={"url": sink.url}) as answer,
    ):
        assert answer.status == 201, await answer.text()


def check_attached_once(steps: Sequence[bytes], accepted: set[str]) -> None:
    events: dict[str, dict[str, Any]] = {}
    for line in steps:
        event = json.loads(line)
        events[event["id"]] = event
    placed = Counter(
        event["data"]["article"]["article_id"]
        for event in events.values()
        if event["type"] == "storywire.article.attached.v1" and event["data"]["moved_from"] is None
    )
    assert set(placed) == accepted
    assert set(placed.values()) == {1}


def check_equal_bytes(lines: Sequence[bytes]) -> None:
    by_id: dict[tuple[str, str], set[bytes]] = defaultdict(set)
    for line in lines:
        event = json.loads(line)
        by_id[event["id"], event["type"]].add(line)
    assert [key for key, found in by_id.items() if len(found) > 1] == []
