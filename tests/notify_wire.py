"""The notify service over one database, with a runtime, a server and endpoints that misbehave."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from storywire.adapters.clock import SystemClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.deliveries import SqliteDeliveryStore
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.adapters.sqlite.subscriptions import SqliteSubscriptionStore
from storywire.adapters.sqlite.tokens import SqliteTokenStore
from storywire.domain.model import Fact, Story, Update
from storywire.events import StoryStated, StoryUpdated
from storywire.http.auth import Guard, hash_of
from storywire.http.problem import problems
from storywire.http.routes import add_routes
from storywire.metrics import Metrics
from storywire.ports.log import Message
from storywire.ports.processing import Clock
from storywire.ports.tokens import Token
from storywire.runtimes.embedded import EmbeddedRuntime
from storywire.testing import NOON, a_story, an_update
from storywire_notify.app import build
from storywire_notify.settings import NotifySettings

LOOPBACK = {"allow_networks": ["127.0.0.0/8"]}
EPOCH = "e0c4"


def story_id(number: int) -> str:
    return f"en-{number:016x}"


def version(number: int, story: int = 1, *, text: str = "", **fields: Any) -> Update:
    """Return an update to version `number` of a story, whose one fact says `text`."""
    facts = (Fact(fact_id="f1", text=text or f"Fact {number}."),)
    after = a_story(
        story_id=story_id(story), version=number, facts=facts, title=f"Headline {number}"
    )
    return an_update(after, **fields)


def event_of(update: Update) -> StoryUpdated:
    return StoryUpdated.of(update, time=NOON + timedelta(minutes=update.version))


def state_of(story: Story) -> StoryStated:
    return StoryStated.of(story, time=NOON)


class NotifyWire:
    """The service at work; `publish` puts updates into the log and handles them."""

    def __init__(self, database: Database, clock: Clock, settings: dict[str, Any]) -> None:
        self.database = database
        self.log = SqliteEventLog(database)
        self.tokens = SqliteTokenStore(database)
        self.metrics = Metrics()
        self.deliveries = settings.pop("deliveries", None) or SqliteDeliveryStore(database)
        self.subscriptions = SqliteSubscriptionStore(database)
        resolver = settings.pop("resolver", None)
        self.service = build(
            NotifySettings(**{**LOOPBACK, **settings}),
            subscriptions=self.subscriptions,
            deliveries=self.deliveries,
            log=self.log,
            epoch=EPOCH,
            clock=clock,
            metrics=self.metrics,
            resolver=resolver,
        )
        self.runtime = EmbeddedRuntime(
            database, self.log, self.service.mounts, clock=clock, metrics=self.metrics
        )
        self.clock = clock
        self.stop = asyncio.Event()
        self.url = ""
        self.client: ClientSession

    async def publish(self, *updates: Update) -> None:
        events = [event for u in updates for event in (event_of(u), state_of(u.story))]
        await self.log.append([Message.of(event) for event in events])
        await self.runtime.drain()

    async def subscribe(self, url: str, **fields: Any) -> dict[str, Any]:
        async with self.client.post("/v1/subscriptions", json={"url": url, **fields}) as answer:
            assert answer.status == 201, await answer.text()
            made: dict[str, Any] = await answer.json()
            return made

    async def call(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        async with self.client.request(method, path, **options) as answer:
            text = await answer.read()
            return answer.status, await answer.json(content_type=None) if text else None


@asynccontextmanager
async def notify_wire(
    database: Database | None = None, clock: Clock | None = None, **settings: Any
) -> AsyncIterator[NotifyWire]:
    wire = NotifyWire(database or Database(":memory:"), clock or SystemClock(), settings)
    token = Token("t", hash_of("word"), ("subscribe",), "desk", NOON)
    await wire.tokens.add(token)
    app = web.Application(middlewares=[problems])
    add_routes(app, wire.service.routes, Guard(wire.tokens, wire.clock))
    tasks = [asyncio.create_task(task(wire.stop)) for task in wire.service.tasks]
    server = TestServer(app)
    await server.start_server(shutdown_timeout=1)
    wire.url = str(server.make_url(""))
    headers = {"Authorization": "Bearer word"}
    try:
        async with ClientSession(wire.url, headers=headers) as wire.client:
            yield wire
    finally:
        wire.stop.set()
        await asyncio.gather(*tasks)
        await server.close()


class Endpoint:
    """A webhook endpoint; `answer` decides what it says, 204 unless told otherwise."""

    def __init__(self) -> None:
        self.url = ""
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.answer: Callable[[web.Request], Awaitable[web.StreamResponse]] = self.good
        self._grown = asyncio.Event()

    async def good(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=204)

    def saying(self, status: int, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, headers=named)

        self.answer = answer

    async def receive(self, request: web.Request) -> web.StreamResponse:
        headers = {key.lower(): value for key, value in request.headers.items()}
        self.received.append((headers, await request.read()))
        self._grown.set()
        return await self.answer(request)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.received) < count:
                self._grown.clear()
                await self._grown.wait()


@asynccontextmanager
async def endpoint() -> AsyncIterator[Endpoint]:
    made = Endpoint()
    app = web.Application(client_max_size=1 << 22)
    app.router.add_post("/{any:.*}", made.receive)
    server = TestServer(app)
    await server.start_server(shutdown_timeout=0.1)
    made.url = str(server.make_url("/hook"))
    try:
        yield made
    finally:
        await server.close()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until `condition` holds."""
    async with asyncio.timeout(10):
        while not await condition():
            await asyncio.sleep(0.01)
