"""The pages in a real browser: what readers see, follow and are told while they read."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect
from tests.web_stories import FERRY, MORNING, ferry, ferry_updates, other_stories

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.read_model import SqliteReadModel
from storywire.adapters.sqlite.tokens import SqliteTokenStore
from storywire.domain.model import Story, Update
from storywire.http.auth import Guard
from storywire.http.problem import problems
from storywire.http.routes import add_routes
from storywire.ports.read_model import Status
from storywire.testing import an_update
from storywire_web.app import build
from storywire_web.settings import WebSettings

CHROMIUM = Path("/usr/bin/chromium")
STORY = f"/stories/{FERRY}"
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
in_one_loop = partial(pytest_asyncio.fixture, loop_scope="module")


class Newsroom:
    """The web service with a live stream that sends what the test publishes."""

    def __init__(self, database: Database) -> None:
        self.read_model = SqliteReadModel(database)
        self.resumed_from: list[str] = []
        self._open: list[asyncio.Queue[bytes | None]] = []
        self._count = 0

    async def cursor(self) -> str:
        return f"e.{self._count}"

    async def status(self) -> Status:
        return Status()

    def openapi(self) -> Mapping[str, Any]:
        return {}

    async def publish(self, update: Update) -> None:
        """Send the update to open streams first: pages may learn of it a moment later."""
        self._count += 1
        data = orjson.dumps({"type": "story.updated", "data": update.model_dump(mode="json")})
        frame = b"id: e.%d\nevent: story.updated\ndata: %b\n\n" % (self._count, data)
        for queue in self._open:
            queue.put_nowait(frame)
        await asyncio.sleep(0.05)
        await self.read_model.apply([update])

    def drop_streams(self) -> None:
        """End all open streams, as a server that goes away does."""
        for queue in self._open:
            queue.put_nowait(None)

    @property
    def readers(self) -> int:
        """Return how many streams are open."""
        return len(self._open)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        resumed_from = request.headers.get("Last-Event-ID") or request.query["last_event_id"]
        self.resumed_from.append(resumed_from)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b'retry: 50\nevent: resumed\ndata: {"complete":true,"missed":0}\n\n')
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._open.append(queue)
        try:
            while (frame := await queue.get()) is not None:
                await response.write(frame)
        finally:
            self._open.remove(queue)
        return response


@pytest.fixture
def newsroom():
    with Database(":memory:") as database:
        yield Newsroom(database)


@in_one_loop()
async def address(newsroom) -> AsyncIterator[str]:
    await newsroom.read_model.apply([*ferry_updates(), *other_stories()])
    clock = FixedClock(MORNING)
    service = build(
        WebSettings(), read_model=newsroom.read_model, traces=(), wire=newsroom, clock=clock
    )
    app = web.Application(middlewares=[problems])
    app.router.add_get("/v1/stream", newsroom.stream)
    with Database(":memory:") as database:
        add_routes(app, service.routes, Guard(SqliteTokenStore(database), clock))
        async with TestServer(app) as server:
            yield str(server.make_url("")).rstrip("/")
            newsroom.drop_streams()


@pytest.fixture(scope="module")
def chromium() -> Path:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    return CHROMIUM


@in_one_loop(scope="module")
async def browser(chromium) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        await opened.close()


@in_one_loop()
async def context(browser) -> AsyncIterator[BrowserContext]:
    opened = await browser.new_context()
    yield opened
    await opened.close()


@in_one_loop()
async def page(context, address) -> AsyncIterator[Page]:
    opened = await context.new_page()
    faults: list[str] = []
    asked: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    assert faults == []
    assert [url for url in asked if not url.startswith(address)] == []


def third(**fields: Any) -> Story:
    return ferry(3, **fields)


async def test_a_reader_goes_from_headlines_to_a_story(page, address):
    await page.goto(address)
    await page.get_by_role("link", name=re.compile("^Night ferry with 412")).click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text("everyone is safe")
    for name in ("Timeline", "Sources (3 articles)", "All related articles (5)", "What changed"):
        await expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


async def test_search_finds_the_story(page, address):
    await page.goto(address)
    await page.get_by_role("searchbox").fill("ferries aground")
    await page.get_by_role("button", name="Search").click()

    await expect(page.get_by_role("link", name=re.compile("^Night ferry with 412"))).to_be_visible()


async def test_a_citation_shows_outlet_title_and_quote_to_mouse_and_keyboard(page, address):
    await page.goto(address + STORY)
    citation = page.get_by_role("link", name="Source 4: Harbour Post").first

    await citation.hover()
    note = page.locator(f"#{await citation.get_attribute('aria-describedby')}")
    await expect(note).to_contain_text("Ferry operator says a rudder fault was reported twice")
    await expect(note.locator("q")).to_be_visible()
    await page.mouse.move(0, 0)
    await expect(note).to_be_hidden()
    await citation.focus()
    await expect(note).to_be_visible()


async def test_an_update_appears_by_itself_and_is_marked(page, address, newsroom):
    await page.goto(address + STORY)
    await expect(page.locator(".live")).to_have_attribute("data-state", "on")

    await newsroom.publish(an_update(third(title="Night ferry is towed off the rocks")))

    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_text("Night ferry is towed off the rocks")
    await expect(heading).to_have_class("fresh")
    await expect(page.locator(".said").first).not_to_have_class(re.compile("fresh"))
    await expect(page.get_by_role("status")).to_contain_text("Story updated")


async def test_the_stream_starts_where_the_page_was_made(page, address, newsroom):
    await newsroom.publish(an_update(third()))

    await page.goto(address + STORY)
    await expect(page.locator(".live")).to_have_attribute("data-state", "on")

    assert newsroom.resumed_from == ["e.1"]


async def test_a_lost_stream_is_taken_up_again_where_it_broke(page, address, newsroom):
    await page.goto(address + STORY)
    await expect(page.locator(".live")).to_have_attribute("data-state", "on")
    await newsroom.publish(an_update(third(title="Towed off the rocks")))
    await expect(page.get_by_role("heading", level=1)).to_have_text("Towed off the rocks")

    newsroom.drop_streams()
    async with asyncio.timeout(20):
        while len(newsroom.resumed_from) < 2 or not newsroom.readers:
            await asyncio.sleep(0.02)
    await newsroom.publish(an_update(ferry(4, title="In harbour at last")))

    await expect(page.get_by_role("heading", level=1)).to_have_text("In harbour at last")
    assert newsroom.resumed_from == ["e.0", "e.1"]


async def test_a_page_says_when_it_is_not_connected(page, address, newsroom):
    await page.route("**/v1/stream*", lambda route: route.abort())

    await page.goto(address + STORY)

    await expect(page.locator(".live")).to_have_attribute("data-state", "wait")
    await expect(page.locator(".live")).to_contain_text("Not connected")


async def test_a_merged_story_takes_its_readers_along(page, address, newsroom):
    await page.goto(address + STORY)
    await expect(page.locator(".live")).to_have_attribute("data-state", "on")

    merged = third(state="merged", merged_into="en-00000000000000aa")
    await newsroom.publish(an_update(merged))

    await expect(page).to_have_url(re.compile("/stories/en-00000000000000aa/"))


async def test_headlines_change_by_themselves(page, address, newsroom):
    await page.goto(address)
    await expect(page.locator(".live")).to_have_attribute("data-state", "on")

    await newsroom.publish(an_update(third(title="Night ferry is towed off the rocks")))

    card = page.locator(".card").first
    await expect(card).to_contain_text("towed off the rocks")
    await expect(card).to_have_class("card fresh")


@pytest.mark.parametrize("path", ["/", STORY, "/feeds", "/status", f"{STORY}/diff/1..2"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_is_wider_than_a_small_phone(page, address, path, scheme):
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.emulate_media(color_scheme=scheme)
    await page.goto(address + path)

    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_the_keyboard_reaches_the_content_first(page, address):
    await page.goto(address + STORY)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    assert await page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", STORY, f"{STORY}/diff/1..2", "/status"])
async def test_text_stands_out_from_its_ground(page, address, path, scheme):
    """WCAG 2.2, 1.4.3: a contrast of at least 4.5 to 1."""
    await page.emulate_media(color_scheme=scheme)
    await page.goto(address + path)

    assert await page.evaluate(_FAINT) == []


async def test_pages_are_whole_without_javascript(browser, address):
    plain = await browser.new_context(java_script_enabled=False)
    page = await plain.new_page()
    await page.goto(address + STORY)

    await expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    await expect(page.locator(".live")).to_contain_text("reload the page")
    await plain.close()


_FAINT = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = numbers(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || element.closest(".code")) continue;
    const pair = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (contrast < 4.5) faint.push(`${element.textContent.trim()} ${contrast}`);
  }
  return faint;
}"""
