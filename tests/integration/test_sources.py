"""Polling real servers on loopback: formats, conditions, faults, pages and forbidden addresses."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog, SqliteGroupOffsets
from storywire.adapters.sqlite.sources import SqliteSourceStore
from storywire.events import Event, decode
from storywire.metrics import Metrics
from storywire.ports.sources import Poll, Source
from storywire_ingest.backlog import LogBacklog
from storywire_ingest.fetch import Fetcher
from storywire_ingest.intake import Intake, Writing
from storywire_ingest.newcomers import Newcomers, Offered
from storywire_ingest.poller import Poller, PollerParts, due_at
from storywire_ingest.settings import IngestSettings

DATA = Path(__file__).parent.parent / "data" / "sources"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LOOPBACK = (ip_network("127.0.0.0/8"),)

Answer = Callable[[web.Request], web.StreamResponse]


class Outlet:
    """An outlet's server: answers by path, and what was asked of it."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self.server = TestServer(app)

    def gives(self, path: str, body: str | bytes, **options: Any) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = lambda _: web.Response(body=data, **options)

    def shows(self, path: str, name: str) -> None:
        """Serve a file of the test data, with {root} in it replaced by this server's address."""
        text = (DATA / name).read_text().replace("{root}", self.url("").rstrip("/"))
        self.gives(path, text, content_type="text/html")

    def url(self, path: str) -> str:
        return str(self.server.make_url(path or "/"))

    def asked_paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, dict(request.headers)))
        answer = self.answers.get(request.path)
        return answer(request) if answer else web.Response(status=404)


class Desk:
    """A poller with everything behind it; `poll` polls the source as its schedule would."""

    def __init__(self, settings: IngestSettings) -> None:
        database = Database(":memory:")
        self.log = SqliteEventLog(database)
        self.store = SqliteSourceStore(database)
        self.clock = FixedClock(NOON)
        self.metrics = Metrics()
        self.settings = settings
        backlog = LogBacklog(self.log, SqliteGroupOffsets(database), self.clock)
        writing = Writing(self.store, self.log, database.transaction)
        self.intake = Intake(writing, clock=self.clock, metrics=self.metrics)
        self.parts = PollerParts(
            self.store, Newcomers(self.intake, self.store), backlog, self.clock, self.metrics
        )
        self.poller = Poller(settings, self.parts)

    async def poll(self, source: Source) -> Poll:
        await self.store.put(source)
        ((_, before),) = await self.store.all()
        async with Fetcher(self.settings) as fetcher:
            return await self.poller.poll(source, before, fetcher)

    def restart(self) -> None:
        newcomers = Newcomers(self.intake, self.store)
        self.poller = Poller(self.settings, replace(self.parts, newcomers=newcomers))

    async def events(self) -> Sequence[Event]:
        records = await self.log.read("article-ingested")
        return [decode(r.topic, r.value, key=r.key, headers=r.headers) for r in records]

    async def titles(self) -> list[str]:
        return [event.data.title for event in await self.events()]


@pytest.fixture
async def outlet() -> AsyncIterator[Outlet]:
    outlet = Outlet()
    await outlet.server.start_server()
    yield outlet
    await outlet.server.close()


@pytest.fixture
def desk() -> Desk:
    return Desk(IngestSettings(allow_private=LOOPBACK, host_pause_seconds=0))


def a_source(outlet: Outlet, path: str = "/feed", **fields: Any) -> Source:
    values: dict[str, Any] = {"outlet": "Harbour Post", "full_text": False, **fields}
    return Source("harbour", outlet.url(path), **values)


@pytest.mark.parametrize("name", ["feed.rss", "feed.atom", "feed.json"])
async def test_every_format_gives_the_same_articles(desk: Desk, outlet: Outlet, name: str):
    outlet.shows("/feed", name)

    poll = await desk.poll(a_source(outlet))

    first, second = [event.data for event in await desk.events()]
    assert (poll.kind, poll.last_error) == (name.removeprefix("feed."), "")
    assert first.title == "Ferry & bridge: what reopens in March"
    assert first.url == outlet.url("/news/ferry")
    assert first.text == "The night ferry is back.\nThe bridge follows next week."
    assert first.published_at == datetime(2026, 3, 1, 17, tzinfo=UTC)
    assert (first.outlet, first.language, first.edition) == ("Harbour Post", "en-GB", "en")
    assert first.authors == ("Ada Reed",)
    assert (second.title, second.url) == ("Bakery wins the county prize", None)


async def test_a_first_poll_is_backfill_and_the_next_is_news(desk: Desk, outlet: Outlet):
    outlet.shows("/feed", "feed.rss")
    await desk.poll(a_source(outlet))
    outlet.shows("/feed", "feed_later.rss")

    await desk.poll(a_source(outlet))

    marks = [(event.data.revision, event.data.backfill) for event in await desk.events()]
    assert marks == [(1, True), (1, True), (2, False), (1, False)]
    assert (await desk.titles())[-1] == "Tram line to the harbour approved"


async def test_an_unchanged_feed_is_asked_for_with_conditions(desk: Desk, outlet: Outlet):
    stamped = {"ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2026 11:00:00 GMT"}
    feed = (DATA / "feed.rss").read_bytes()
    outlet.gives("/feed", feed, headers=stamped)
    await desk.poll(a_source(outlet))
    outlet.gives("/feed", b"", status=304)

    poll = await desk.poll(a_source(outlet))

    _, headers = outlet.asked[-1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == tuple(stamped.values())
    assert (poll.etag, poll.failures, poll.last_ok) == ('"v1"', 0, NOON)
    assert len(await desk.events()) == 2


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "empty"),
        ("<!doctype html><html><body><h1>Not here</h1></body></html>", "not a feed"),
        ("just words", "not a feed"),
        ('{"title": "no items"}', "no items"),
        ('{"items": [', "not JSON"),
        ('<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel/></rss>', "entities"),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss/>', "entities"),
        ('<?x <!-- ?><!DOCTYPE r [<!ENTITY a "b">]><?y --> ?><rss/>', "entities"),
        ('<?xml version="1.0" encoding="UTF-7"?><rss/>', "encoding"),
    ],
)
async def test_what_is_no_feed_is_told_on_the_source(
    desk: Desk, outlet: Outlet, body: str, told: str
):
    outlet.gives("/feed", body, content_type="application/rss+xml")

    poll = await desk.poll(a_source(outlet))

    assert told in poll.last_error
    assert (poll.failures, poll.last_ok, poll.last_polled) == (1, None, NOON)
    assert desk.metrics.registry.get_sample_value(
        "storywire_source_polls_total", {"outcome": "failed"}
    )


async def test_entities_in_utf16_are_refused_too(desk: Desk, outlet: Outlet):
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>'
    outlet.gives("/feed", bomb.encode("utf-16"))

    assert "entities" in (await desk.poll(a_source(outlet))).last_error


async def test_words_about_entities_in_an_article_do_no_harm(desk: Desk, outlet: Outlet):
    text = "<description><![CDATA[<!ENTITY a 'b'>]]></description>"
    item = f"<item><title>XML</title><guid>1</guid>{text}</item>"
    outlet.gives("/feed", f"<rss version='2.0'><channel><title>T</title>{item}</channel></rss>")

    assert (await desk.poll(a_source(outlet))).last_error == ""


async def test_a_gzip_bomb_is_stopped(desk: Desk, outlet: Outlet):
    bomb = gzip.compress(b"<rss>" + b" " * (60 * 1024 * 1024), 9)
    outlet.gives("/feed", bomb, headers={"Content-Encoding": "gzip"})

    assert "larger than 10485760" in (await desk.poll(a_source(outlet))).last_error


async def test_ampersands_that_xml_does_not_know_are_read_as_meant(desk: Desk, outlet: Outlet):
    outlet.shows("/feed", "broken.rss")

    poll = await desk.poll(a_source(outlet))

    assert poll.last_error == ""
    first, second = [event.data for event in await desk.events()]
    assert (first.title, second.title) == ("Fish & chips van returns", "Lighthouse keeper retires")
    assert first.text == "It stands by the pier café again, AT&T says."
    assert first.url == outlet.url("/news/van?a=1&b=2")


async def test_a_feed_cut_short_gives_the_items_before_the_cut(desk: Desk, outlet: Outlet):
    whole = (DATA / "feed.rss").read_text()
    outlet.gives("/feed", whole[: whole.index("The bridge follows")])

    await desk.poll(a_source(outlet))

    assert "Bakery wins the county prize" in await desk.titles()


async def test_odd_items_do_not_stop_the_others(desk: Desk, outlet: Outlet):
    outlet.shows("/feed", "odd.rss")

    await desk.poll(a_source(outlet))

    events = [event.data for event in await desk.events()]
    assert {(article.title, article.url) for article in events} == {
        ("A date nobody can read", outlet.url("/news/no-date")),
        ("A link that is no web address", None),
        ("Words without a headline", outlet.url("/news/no-title")),
        ("Published in the year 3026", outlet.url("/news/future")),
    }
    assert max(article.published_at for article in events) == NOON + timedelta(minutes=5)


async def test_failures_stretch_the_interval_and_a_good_poll_ends_that(desk: Desk, outlet: Outlet):
    source = a_source(outlet, interval_seconds=600)
    outlet.gives("/feed", "", status=500)
    failed = [await desk.poll(source) for _ in range(3)]
    outlet.shows("/feed", "feed.rss")

    good = await desk.poll(source)

    waits = [due_at(source, poll) - NOON for poll in (*failed, good)]
    assert waits == [timedelta(minutes=minutes) for minutes in (20, 40, 80, 10)]
    assert (good.failures, good.last_error) == (0, "")


async def test_redirects_are_followed_five_times(desk: Desk, outlet: Outlet):
    def on(request: web.Request) -> web.Response:
        hop = int(request.path.rpartition("/")[2])
        return web.Response(status=302, headers={"Location": f"/hop/{hop - 1}" if hop else "/feed"})

    outlet.shows("/feed", "feed.rss")
    outlet.answers.update({f"/hop/{n}": on for n in range(6)})

    good = await desk.poll(a_source(outlet, "/hop/4"))
    lost = await desk.poll(a_source(outlet, "/hop/5"))

    assert good.last_error == ""
    assert "redirects" in lost.last_error


async def test_a_private_address_is_not_asked(outlet: Outlet):
    desk = Desk(IngestSettings(host_pause_seconds=0))

    poll = await desk.poll(a_source(outlet))

    assert "not public" in poll.last_error
    assert outlet.asked == []


async def test_a_redirect_to_a_private_address_is_not_followed(outlet: Outlet):
    desk = Desk(IngestSettings(allow_private=(ip_network("127.0.0.1/32"),), host_pause_seconds=0))
    inside = f"http://127.0.0.2:{outlet.server.port}/secret"
    outlet.gives("/feed", "", status=302, headers={"Location": inside})
    outlet.gives("/secret", "secret")

    poll = await desk.poll(a_source(outlet))

    assert "not public" in poll.last_error
    assert outlet.asked_paths() == ["/feed"]


async def test_a_slow_server_is_given_up(outlet: Outlet):
    desk = Desk(IngestSettings(allow_private=LOOPBACK, timeout_seconds=0.05))

    async def never(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    app = web.Application()
    app.router.add_get("/feed", never)
    async with TestServer(app, shutdown_timeout=0) as server:
        poll = await desk.poll(Source("slow", str(server.make_url("/feed"))))

    assert "no answer" in poll.last_error


class TestPages:
    """Where a feed has little text, the page is read."""

    async def test_the_text_comes_from_the_page(self, desk: Desk, outlet: Outlet):
        outlet.shows("/feed", "short.rss")
        outlet.shows("/news/ferry", "page.html")

        await desk.poll(a_source(outlet, full_text=True))

        (event,) = await desk.events()
        assert "sailed at nine" in event.data.text
        assert "Sign up for our newsletter" not in event.data.text
        assert event.data.url == outlet.url("/news/ferry-returns")
        assert event.data.image_url == outlet.url("/img/ferry.jpg")

    async def test_a_page_is_asked_for_once(self, desk: Desk, outlet: Outlet):
        outlet.shows("/feed", "short.rss")
        outlet.shows("/news/ferry", "page.html")
        source = a_source(outlet, full_text=True)

        await desk.poll(source)
        await desk.poll(source)
        desk.restart()
        await desk.poll(source)

        assert outlet.asked_paths().count("/news/ferry") == 1
        assert len(await desk.events()) == 1

    async def test_a_changed_item_is_a_revision_of_the_same_article(
        self, desk: Desk, outlet: Outlet
    ):
        outlet.shows("/feed", "short.rss")
        outlet.shows("/news/ferry", "page.html")
        source = a_source(outlet, full_text=True)
        await desk.poll(source)
        feed = (DATA / "short.rss").read_text().replace("Night ferry returns", "Ferry: first trip")
        outlet.gives("/feed", feed.replace("{root}", outlet.url("").rstrip("/")))

        await desk.poll(source)

        first, second = await desk.events()
        assert (first.data.article_id, 2) == (second.data.article_id, second.data.revision)

    async def test_a_page_that_is_gone_leaves_the_text_of_the_feed(
        self, desk: Desk, outlet: Outlet
    ):
        outlet.shows("/feed", "short.rss")

        await desk.poll(a_source(outlet, full_text=True))

        (event,) = await desk.events()
        assert event.data.text == "The night ferry is back."

    async def test_a_changed_item_waits_for_its_page(self, desk: Desk, outlet: Outlet):
        outlet.shows("/feed", "short.rss")
        outlet.shows("/news/ferry", "page.html")
        source = a_source(outlet, full_text=True)
        await desk.poll(source)
        feed = (DATA / "short.rss").read_text().replace("Night ferry returns", "Ferry: first trip")
        outlet.gives("/feed", feed.replace("{root}", outlet.url("").rstrip("/")))
        outlet.gives("/news/ferry", "", status=503)
        await desk.poll(source)
        while_gone = await desk.titles()
        outlet.shows("/news/ferry", "page.html")

        await desk.poll(source)

        assert while_gone == ["Night ferry returns"]
        assert await desk.titles() == ["Night ferry returns", "Ferry: first trip"]

    async def test_a_page_that_names_another_site_is_not_believed(self, desk: Desk, outlet: Outlet):
        outlet.shows("/feed", "short.rss")
        page = (DATA / "page.html").read_text().replace("{root}", "https://elsewhere.example")
        outlet.gives("/news/ferry", page, content_type="text/html")

        await desk.poll(a_source(outlet, full_text=True))

        (event,) = await desk.events()
        assert event.data.url == outlet.url("/news/ferry")


async def test_the_poller_polls_what_is_due_until_it_is_stopped(desk: Desk, outlet: Outlet):
    outlet.shows("/feed", "feed.rss")
    await desk.store.put(a_source(outlet))
    stop = asyncio.Event()
    running = asyncio.create_task(desk.poller.run(stop))

    assert await desk.log.wait("article-ingested", {0: 1}, timeout=20)
    stop.set()
    await running

    assert outlet.asked_paths() == ["/feed"]


async def test_nothing_is_polled_while_attach_lags(desk: Desk, outlet: Outlet):
    outlet.shows("/feed", "feed.rss")
    await desk.store.put(a_source(outlet))
    stop = asyncio.Event()

    class Lag:
        async def age_seconds(self) -> float:
            stop.set()
            return 61.0

    await Poller(desk.settings, replace(desk.parts, backlog=Lag())).run(stop)

    assert outlet.asked == []


async def test_stopping_breaks_off_the_polls_under_way(desk: Desk):
    asked, stop = asyncio.Event(), asyncio.Event()

    async def never(_: web.Request) -> web.StreamResponse:
        asked.set()
        await asyncio.sleep(3_600)
        return web.Response()

    app = web.Application()
    app.router.add_get("/feed", never)
    async with TestServer(app, shutdown_timeout=0) as server:
        await desk.store.put(Source("slow", str(server.make_url("/feed"))))
        running = asyncio.create_task(desk.poller.run(stop))
        await asked.wait()
        stop.set()
        await running

    ((_, poll),) = await desk.store.all()
    assert poll == Poll()


async def test_a_bug_met_at_one_source_is_recorded_there(desk: Desk, outlet: Outlet):
    outlet.shows("/feed", "feed.rss")

    class Broken(Newcomers):
        async def take(self, *args: object, **options: object) -> Offered:
            raise RuntimeError("a bug")

    broken = Broken(desk.intake, desk.store)
    desk.poller = Poller(desk.settings, replace(desk.parts, newcomers=broken))

    assert (await desk.poll(a_source(outlet))).last_error == "a bug"
