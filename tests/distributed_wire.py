"""A whole distributed wire for tests: how to start one, what its topics hold, its console."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from storywire.adapters.redis.server import connect
from storywire.stores import Stores
from storywire.topics import GROUPS
from storywire_distributed.console import use_stores
from storywire_lab.distributed import DistributedWire
from storywire_lab.kafka.jars import missing_programs
from tests.serving import Sink


def needs_servers() -> None:
    """Skip where Kafka or Redis can't be run."""
    missing = [*missing_programs(), *([] if shutil.which("redis-server") else ["redis-server"])]
    if missing:
        pytest.skip(f"the distributed wire needs {' and '.join(missing)}")


def console(wire: DistributedWire, *arguments: str) -> str:
    """What `storywire …` prints, beside this wire."""
    done = subprocess.run(
        [sys.executable, "-m", "storywire_cli", *arguments],
        env={
            **os.environ,
            "STORYWIRE_KAFKA": wire.broker.servers,
            "STORYWIRE_REDIS_URL": wire.redis.url,
            "STORYWIRE_URL": wire.address("web"),
            "STORYWIRE_ADMIN_TOKEN_FILE": str(wire.folder / "admin-token"),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def values(wire: DistributedWire, topic: str) -> Sequence[bytes]:
    """All values of a topic, partition after partition."""

    async def read(stores: Stores) -> Sequence[bytes]:
        found: list[bytes] = []
        for partition, end in (await stores.log.ends(topic)).items():
            offset = 0
            while offset < end:
                batch = await stores.log.read(topic, partition=partition, offset=offset)
                if not batch:
                    break
                found += [record.value or b"null" for record in batch]
                offset = batch[-1].offset + 1
        return found

    return await use_stores(wire.settings, read)


async def settled(wire: DistributedWire) -> None:
    """Wait until no service has anything left to do."""
    async with aiohttp.ClientSession() as client, asyncio.timeout(600):
        calm = 0
        while calm < 3:
            await asyncio.sleep(0.3)
            behind = sum(await use_stores(wire.settings, _lags)) + await _web_lag(client, wire)
            calm = 0 if behind else calm + 1


async def _lags(stores: Stores) -> list[int]:
    return [
        end - await stores.offsets.committed(group, topic, partition=partition)
        for group, topic in GROUPS
        if group != "web"
        for partition, end in (await stores.log.ends(topic)).items()
    ]


async def _web_lag(client: aiohttp.ClientSession, wire: DistributedWire) -> float:
    async with client.get(f"{wire.address('web')}/metrics") as answer:
        text = await answer.text()
    lines = [line for line in text.splitlines() if line.startswith("storywire_lag_events{")]
    return sum(float(line.split()[-1]) for line in lines)


def by_story(lines: Sequence[bytes]) -> dict[str, list[bytes]]:
    """The lines of each story in their order, each event once."""
    stories: dict[str, dict[str, bytes]] = defaultdict(dict)
    for line in lines:
        event = json.loads(line)
        stories[event["subject"]].setdefault(event["id"], line)
    return {story_id: list(lines.values()) for story_id, lines in sorted(stories.items())}


def versions(updates: Sequence[bytes]) -> dict[str, list[int]]:
    """The versions of each story, each once, in the order of their first coming."""
    return {
        story_id: [json.loads(line)["data"]["version"] for line in lines]
        for story_id, lines in by_story(updates).items()
    }


def embedded_again(dump: Path, out: Path) -> None:
    """Replay the dump of a log in one process."""
    command = [sys.executable, "-m", "storywire_cli", "replay", "--log", str(dump)]
    done = subprocess.run(
        [*command, "--out", str(out)], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr


def lines_of(path: Path) -> Sequence[bytes]:
    return path.read_bytes().splitlines()


def received(bodies: Sequence[bytes]) -> dict[str, int]:
    """The greatest version of each story among webhook bodies."""
    newest: dict[str, int] = {}
    for body in bodies:
        data: dict[str, Any] = json.loads(body)["data"]
        newest[data["story_id"]] = max(newest.get(data["story_id"], 0), data["version"])
    return newest


async def delivered(wire: DistributedWire, sink: Sink) -> None:
    """Wait until the sink has every story's final version."""
    updates = await values(wire, "story-updated")
    final = {story_id: max(found) for story_id, found in versions(updates).items()}
    async with asyncio.timeout(120):
        while received([body for _, body in sink.received]) != final:
            sink.grown.clear()
            await sink.grown.wait()


async def flush(wire: DistributedWire) -> None:
    """Let Redis forget everything."""
    async with connect(wire.redis.url) as server:
        await server.ask("FLUSHALL")


async def state(wire: DistributedWire) -> dict[str, Any]:
    """What attach, timeline and ingest keep of every article and story in the logs."""
    events = [json.loads(line)["data"] for line in await values(wire, "article-ingested")]
    articles = {event["article_id"] for event in events if "article_id" in event}
    stories = by_story(await values(wire, "story-updated"))

    async def read(stores: Stores) -> dict[str, Any]:
        return {
            "places": {name: await stores.memberships.place(name) for name in sorted(articles)},
            "known": await stores.sources.find(sorted(articles)),
            "stories": {name: await stores.stories.load(name) for name in stories},
            "texts": {name: await stores.stories.articles(name) for name in stories},
            "subscriptions": [one.subscription_id for one in await stores.subscriptions.all()],
            "tokens": await stores.tokens.all(),
        }

    return await use_stores(wire.settings, read)


def told_twice(before: Sequence[bytes], after: Sequence[bytes]) -> list[tuple[str, int]]:
    """The versions among `after` that `before` had."""
    known = set(map(_version, before))
    return [version for version in map(_version, after) if version in known]


def _version(body: bytes) -> tuple[str, int]:
    data = json.loads(body)["data"]
    return data["story_id"], data["version"]
