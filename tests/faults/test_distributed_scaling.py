"""Workers come and go under load: nothing lost, nothing doubled, versions in order."""

import asyncio
import json
from collections import Counter

import aiohttp
import pytest
from tests import distributed_wire as there

from storywire_lab.bench.articles import bench_articles
from storywire_lab.distributed import DistributedWire, distributed_wire

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.redis,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("kafka"),
]
ARTICLES = 400
EDITIONS = ("en", "de", "fr", "es", "it", "nl")


async def offer(wire: DistributedWire, articles: list[dict[str, str]]) -> None:
    headers = {"Authorization": f"Bearer {wire.token}"}
    async with aiohttp.ClientSession(wire.address("ingest"), headers=headers) as client:
        for article in articles:
            async with client.post("/v1/articles", json=article) as answer:
                assert answer.status == 202, await answer.text()


async def grow_and_shrink(wire: DistributedWire) -> None:
    for role in ("attach", "timeline"):
        added = [await wire.add(role) for _ in range(2)]
        for worker in added:
            await worker.ready()
        await asyncio.sleep(2)
        for worker in added:
            assert await worker.end() == 0


async def test_one_three_one_workers_under_load(tmp_path):
    there.needs_servers()
    articles = [
        {**article, "edition": EDITIONS[number % len(EDITIONS)]}
        for number, article in enumerate(bench_articles(ARTICLES, seed=9))
    ]
    async with distributed_wire(tmp_path) as wire:
        offering = asyncio.create_task(offer(wire, articles))
        await grow_and_shrink(wire)
        await offering
        await there.settled(wire)
        steps = there.by_story(await there.values(wire, "story-membership"))
        updates = there.versions(await there.values(wire, "story-updated"))

    attached = Counter(
        event["data"]["article"]["article_id"]
        for lines in steps.values()
        for event in map(json.loads, lines)
        if event["type"] == "storywire.article.attached.v1" and event["data"]["moved_from"] is None
    )
    assert len(attached) == ARTICLES
    assert set(attached.values()) == {1}
    assert updates.keys() == steps.keys()
    for story_id, found in updates.items():
        assert found == list(range(1, len(found) + 1)), story_id
