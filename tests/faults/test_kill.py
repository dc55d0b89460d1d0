"""kill -9 of `storywire serve` at random moments under load: nothing lost, nothing doubled."""

import asyncio
import json
import random
import signal
from collections import Counter
from typing import Any

import aiohttp
import pytest
from tests.serving import ServedWire, webhook_sink

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.ports.log import Record
from storywire_lab.bench.articles import bench_articles

KILLS = 20
ARTICLES = 400


async def post_all(wire: ServedWire, articles, accepted: set[str], done: asyncio.Event) -> None:
    """Post each article until it was accepted, through every death of the wire."""
    async with aiohttp.ClientSession() as client:
        for article in articles:
            while not await post(client, wire, article, accepted):
                await asyncio.sleep(0.02)
    done.set()


async def post(client, wire: ServedWire, article, accepted: set[str]) -> bool:
    try:
        url = f"{wire.address}/v1/articles"
        async with client.post(url, json=article, headers=wire.headers) as response:
            if response.status != 202:
                return False
            accepted.add((await response.json())["article_id"])
            return True
    except (aiohttp.ClientError, ConnectionError):
        return False


async def events(folder, topic: str) -> list[dict[str, Any]]:
    with Database(folder / "storywire.db", read_only=True) as database:
        log = SqliteEventLog(database)
        records: list[Record] = []
        offset = 0
        while batch := await log.read(topic, offset=offset):
            records += batch
            offset = batch[-1].offset + 1
        return [json.loads(record.value or b"null") for record in records]


def final_versions(updates: list[dict[str, Any]]) -> dict[str, int]:
    return {update["data"]["story_id"]: update["data"]["version"] for update in updates}


def received_versions(bodies: list[bytes]) -> dict[str, int]:
    newest: Counter[str] = Counter()
    for body in bodies:
        data = json.loads(body)["data"]
        newest[data["story_id"]] = max(newest[data["story_id"]], data["version"])
    return dict(newest)


@pytest.mark.timeout(600)
async def test_twenty_kills_lose_and_double_nothing(tmp_path):
    rng = random.Random(20)
    accepted: set[str] = set()
    done = asyncio.Event()
    wire = ServedWire(tmp_path)
    await wire.start()
    async with webhook_sink() as sink:
        async with aiohttp.ClientSession() as client:
            url = f"{wire.address}/v1/subscriptions"
            async with client.post(url, json={"url": sink.url}, headers=wire.headers) as answer:
                assert answer.status == 201, await answer.text()
        posting = asyncio.create_task(
            post_all(wire, bench_articles(ARTICLES, seed=3), accepted, done)
        )
        for _ in range(KILLS):
            await asyncio.sleep(rng.uniform(0.02, 0.5))
            await wire.end(signal.SIGKILL)
            await wire.start()
        await asyncio.wait_for(posting, 120)
        await settled(wire, sink, tmp_path)
        assert await wire.end() == 0

        attached = await events(tmp_path, "story-membership")
        updates = await events(tmp_path, "story-updated")

    placed = Counter(
        event["data"]["article"]["article_id"]
        for event in attached
        if event["type"] == "storywire.article.attached.v1" and event["data"]["moved_from"] is None
    )
    assert len(accepted) == ARTICLES
    assert set(placed) == accepted
    assert set(placed.values()) == {1}
    for story_id, final in final_versions(updates).items():
        versions = [u["data"]["version"] for u in updates if u["data"]["story_id"] == story_id]
        assert versions == list(range(1, final + 1))
    assert received_versions([body for _, body in sink.received]) == final_versions(updates)


async def settled(wire: ServedWire, sink, folder) -> None:
    """Wait until every article is attached and the sink has every story's final version."""
    async with asyncio.timeout(120):
        while True:
            updates = await events(folder, "story-updated")
            received = received_versions([body for _, body in sink.received])
            articles = await events(folder, "article-ingested")
            if len(updates) >= len(articles) and received == final_versions(updates):
                return
            await asyncio.sleep(0.3)
