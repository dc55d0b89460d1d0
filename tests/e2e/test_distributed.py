"""The wire on a real Kafka and a real Redis: the same stories, byte for byte, as in one process."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import aiohttp
import pytest
from tests import distributed_wire as there
from tests.serving import webhook_sink

from storywire_lab.demo import articles_path
from storywire_lab.distributed import DistributedWire, distributed_wire

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.redis,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("kafka"),
]
LINES = {"Content-Type": "application/x-ndjson"}
ARTICLE = {
    "title": "Harbour bridge opens after two years of repairs",
    "url": "https://harbourpost.example/bridge",
    "outlet": "Harbour Post",
    "text": "The harbour bridge opened on Monday after two years of repairs, the city said.",
}


@pytest.fixture
async def wire(tmp_path) -> AsyncIterator[DistributedWire]:
    there.needs_servers()
    async with distributed_wire(tmp_path / "wire") as wire:
        yield wire


def client(wire: DistributedWire, role: str) -> aiohttp.ClientSession:
    headers = {"Authorization": f"Bearer {wire.token}"}
    return aiohttp.ClientSession(wire.address(role), headers=headers)


async def offer(wire: DistributedWire, lines: Sequence[str]) -> int:
    """Offer all lines, in batches; return how many were accepted."""
    accepted = 0
    async with client(wire, "ingest") as ingest:
        for start in range(0, len(lines), 200):
            body = "\n".join(lines[start : start + 200])
            while True:
                async with ingest.post("/v1/articles", data=body, headers=LINES) as answer:
                    if answer.status == 429:
                        await asyncio.sleep(float(answer.headers["Retry-After"]))
                        continue
                    found = await answer.json()
                    assert answer.status == 202, found
                    accepted += [each["status"] for each in found["lines"]].count("accepted")
                    break
    return accepted


async def correct(wire: DistributedWire) -> None:
    """Order a merge, a title, a pin, what can't be done, and a split that is undone."""
    steps = there.by_story(await there.values(wire, "story-membership"))
    stories = sorted(
        (name for name in steps if name.startswith("en-")), key=lambda it: len(steps[it])
    )
    small, other, big = stories[0], stories[1], stories[-1]
    attached = [json.loads(line)["data"] for line in steps[big] if b"article.attached" in line]
    one, two = (it["article"]["article_id"] for it in attached[:2])
    edits = (
        (other, {"kind": "merge", "survivor": other, "absorbed": small}),
        (other, {"kind": "rename", "story_id": other, "title": "Two in one"}),
        (other, {"kind": "pin", "story_id": other, "article_id": one}),
        (other, {"kind": "merge", "survivor": other, "absorbed": "en-none"}),
        (big, {"kind": "split", "story_id": big, "article_ids": [two]}),
        (big, {"kind": "undo", "edit_id": "x4"}),
    )
    async with client(wire, "ingest") as ingest:
        for number, (story, edit) in enumerate(edits):
            body = {"edit": edit, "by": "ann", "edit_id": f"x{number}"}
            async with ingest.post(f"/v1/stories/{story}/edits", json=body) as answer:
                assert answer.status == 202, await answer.text()


async def same_as_embedded(wire: DistributedWire, folder: Path) -> None:
    dump = folder / "dump.jsonl"
    dump.write_bytes(b"\n".join(await there.values(wire, "article-ingested")) + b"\n")
    await asyncio.to_thread(there.embedded_again, dump, folder / "again")
    for topic in ("story-membership", "story-updated"):
        here = there.by_story(await there.values(wire, topic))
        again = there.by_story(there.lines_of(folder / "again" / f"{topic}.jsonl"))
        assert here.keys() == again.keys()
        assert [name for name in here if here[name] != again[name]] == []
    for story_id, found in there.versions(await there.values(wire, "story-updated")).items():
        assert found == list(range(1, len(found) + 1)), story_id


async def test_the_demo_gives_the_same_bytes_as_in_one_process(wire, tmp_path):
    lines = articles_path().read_text("utf-8").splitlines()

    accepted = await offer(wire, lines)
    await there.settled(wire)
    await correct(wire)
    await there.settled(wire)

    assert accepted == len(lines)
    (letter,) = await there.values(wire, "article-ingested.attach.dlq")
    assert b"x3" in letter
    await same_as_embedded(wire, tmp_path)


async def test_an_article_reaches_webhook_stream_page_and_console(wire):
    async with (
        webhook_sink() as sink,
        client(wire, "notify") as notify,
        client(wire, "ingest") as ingest,
        client(wire, "web") as web,
    ):
        async with notify.post("/v1/subscriptions", json={"url": sink.url}) as answer:
            assert answer.status == 201, await answer.text()
        async with notify.get("/v1/stream") as stream:
            async with ingest.post("/v1/articles", json=ARTICLE) as answer:
                article_id = (await answer.json())["article_id"]

            async with asyncio.timeout(30):
                async for line in stream.content:
                    if line.startswith(b"data: ") and b"story.updated" in line:
                        break
                await sink.grown.wait()

        update = json.loads(line.removeprefix(b"data: "))["data"]
        assert json.loads(sink.received[0][1])["data"]["story_id"] == update["story_id"]
        async with asyncio.timeout(30):
            while (await web.get(f"/v1/stories/{update['story_id']}")).status != 200:
                await asyncio.sleep(0.05)

    found = json.loads(await asyncio.to_thread(there.console, wire, "where", article_id, "--json"))
    page = await asyncio.to_thread(there.console, wire, "story", update["story_id"])
    dump = await asyncio.to_thread(there.console, wire, "tail", "article-ingested", "--all")
    tokens = await asyncio.to_thread(there.console, wire, "token", "list")
    letters = await asyncio.to_thread(there.console, wire, "dlq", "list")
    assert found["stage"] == "published"
    assert found["story_id"] == update["story_id"]
    assert "Harbour bridge opens" in page
    assert [json.loads(line)["data"]["article_id"] for line in dump.splitlines()] == [article_id]
    assert "first admin token" in tokens
    assert "no dead letters" in letters


async def test_a_rebuild_after_redis_lost_all_changes_nothing(wire, tmp_path):
    lines = articles_path().read_text("utf-8").splitlines()
    async with webhook_sink() as sink:
        async with client(wire, "notify") as notify:
            await notify.post("/v1/subscriptions", json={"url": sink.url})
        await offer(wire, lines[:40])
        await there.settled(wire)
        await correct(wire)
        await there.settled(wire)
        await there.delivered(wire, sink)
        kept = tmp_path / "kept.json"
        await asyncio.to_thread(there.console, wire, "backup", str(kept))
        for role in ("attach", "timeline", "notify"):
            await wire.of(role)[0].end()
        before, pushed = await there.state(wire), len(sink.received)

        await there.flush(wire)
        lost = await there.state(wire)
        told = await asyncio.to_thread(there.console, wire, "rebuild", "--from", str(kept))
        after = await there.state(wire)

        for role in ("attach", "timeline", "notify"):
            await wire.of(role)[0].start()
            await wire.of(role)[0].ready()
        await offer(wire, lines[40:])
        await there.settled(wire)
        await there.delivered(wire, sink)
        bodies = [body for _, body in sink.received]

    assert lost != before
    assert after == before
    assert "40 articles" in told
    told_twice = there.told_twice(bodies[:pushed], bodies[pushed:])
    assert told_twice == []
    await same_as_embedded(wire, tmp_path)


@pytest.mark.data
async def test_real_articles_give_the_same_bytes_as_in_one_process(
    development_data, wire, tmp_path
):
    with gzip.open(
        development_data / "clustering" / "gva.jsonl.gz", "rt", encoding="utf-8"
    ) as file:
        lines = file.read().splitlines()

    accepted = await offer(wire, lines)
    await there.settled(wire)

    assert accepted == len(lines)
    await same_as_embedded(wire, tmp_path)
