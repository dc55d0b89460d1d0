"""In the compose network: an article posted at the gateway comes to a webhook and the stream."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

GATEWAY, SINK = "http://gateway:8080", "http://check:9000/hook"
ARTICLE = {
    "title": "Harbour bridge opens after two years of repairs",
    "url": "https://harbourpost.example/bridge",
    "outlet": "Harbour Post",
    "text": "The harbour bridge opened on Monday after two years of repairs, the city said.",
}


async def main() -> None:
    received: asyncio.Queue[bytes] = asyncio.Queue()

    async def receive(request: web.Request) -> web.Response:
        await received.put(await request.read())
        return web.Response(status=204)

    app = web.Application(client_max_size=1 << 22)
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 9000).start()  # in the container's network
    async with asyncio.timeout(60):
        streamed = await post_and_stream()
        delivered = json.loads(await received.get())["data"]
    assert streamed["story_id"] == delivered["story_id"], (streamed, delivered)
    assert streamed["story"]["articles"][0]["url"] == ARTICLE["url"]
    await runner.cleanup()
    sys.stdout.write(f"story {streamed['story_id']} came to the webhook and the stream\n")


async def post_and_stream() -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token()}"}
    async with aiohttp.ClientSession(GATEWAY, headers=headers, read_bufsize=1 << 20) as client:
        async with client.post("/v1/subscriptions", json={"url": SINK}) as answer:
            assert answer.status == 201, await answer.text()
        async with client.get("/v1/stream") as stream:
            async with client.post("/v1/articles", json=ARTICLE) as answer:
                assert answer.status == 202, await answer.text()
            async for line in stream.content:
                if line.startswith(b"data: ") and b"story.updated" in line:
                    return dict(json.loads(line.removeprefix(b"data: "))["data"])
    raise AssertionError("the stream ended")


def token() -> str:
    return Path(os.environ["STORYWIRE_ADMIN_TOKEN_FILE"]).read_text(encoding="utf-8").strip()


asyncio.run(main())
