"""The consumer of docs/downstream.md misses nothing while workers are killed."""

import asyncio
import re
import signal
from typing import Any

import aiohttp
import pytest
from tests import distributed_wire as there
from tests.conftest import ROOT

from storywire_lab.bench.articles import bench_articles
from storywire_lab.distributed import DistributedWire, distributed_wire

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.redis,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("kafka"),
]
ARTICLES = 120


def the_consumer() -> Any:
    page = (ROOT / "docs" / "downstream.md").read_text(encoding="utf-8")
    block = re.search(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert block
    names: dict[str, Any] = {}
    exec(compile(block[1], "downstream.md", "exec"), names)
    return names["follow"]


async def offer(wire: DistributedWire) -> None:
    headers = {"Authorization": f"Bearer {wire.token}"}
    async with aiohttp.ClientSession(wire.address("ingest"), headers=headers) as client:
        for article in bench_articles(ARTICLES, seed=5):
            async with client.post("/v1/articles", json=article) as answer:
                assert answer.status == 202, await answer.text()
            await asyncio.sleep(0.05)


async def kill(wire: DistributedWire) -> None:
    for role in ("timeline", "attach", "timeline"):
        await asyncio.sleep(1.5)
        (worker,) = wire.of(role)
        await worker.end(signal.SIGKILL)
        await worker.start()


async def test_a_downstream_copy_is_whole_under_kills(tmp_path):
    there.needs_servers()
    stories: dict[str, Any] = {}
    async with distributed_wire(tmp_path) as wire:
        following = asyncio.create_task(the_consumer()(wire.broker.servers, stories))

        await asyncio.gather(offer(wire), kill(wire))
        await there.settled(wire)

        updates = there.versions(await there.values(wire, "story-updated"))
        final = {story_id: max(found) for story_id, found in updates.items()}
        async with asyncio.timeout(60):
            while {name: story["version"] for name, story in stories.items()} != final:
                assert not following.done(), following.exception()
                await asyncio.sleep(0.1)
        following.cancel()
    assert len({a["article_id"] for s in stories.values() for a in s["articles"]}) == ARTICLES
