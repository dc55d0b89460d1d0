"""The whole wire with a real browser: an open story page changes when the story does."""

import os
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import async_playwright, expect
from tests.serving import served

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and os.environ.get("CI") != "true",
        reason="Debian's chromium is not installed",
    ),
]
FIRST = {
    "title": "Harbour bridge opens after two years of repairs",
    "url": "https://harbourpost.example/bridge",
    "outlet": "Harbour Post",
    "language": "en",
    "text": "The harbour bridge in Brevik opened on Monday after two years of repairs, the city"
    " said. Mayor Mira Lind cut the ribbon before about 300 residents. The repairs cost 40"
    " million crowns.",
}
SECOND = {
    "title": "Repaired Brevik harbour bridge reopens to traffic",
    "url": "https://northtimes.example/brevik-bridge",
    "outlet": "North Times",
    "language": "en",
    "text": "The harbour bridge in Brevik reopened to traffic on Monday after repairs that took"
    " two years, the city said. Mayor Mira Lind cut the ribbon. Buses will use the bridge"
    " from next week.",
}


async def test_an_open_story_page_changes_when_an_article_joins_the_story(tmp_path):
    async with (
        served(tmp_path) as wire,
        aiohttp.ClientSession(wire.address, headers=wire.headers) as client,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page()
        await publish(client, FIRST)
        await page.goto(f"{wire.address}/stories/{await only_story(client)}/bridge")
        await expect(page.locator("body")).to_contain_text("1 article")

        await publish(client, SECOND)

        await expect(page.locator("body")).to_contain_text("2 articles", timeout=15_000)
        await expect(page.locator("body")).to_contain_text("North Times")
        await browser.close()


async def publish(client: aiohttp.ClientSession, article: dict[str, str]) -> None:
    async with client.post("/v1/articles", json=article) as response:
        assert response.status == 202, await response.text()


async def only_story(client: aiohttp.ClientSession) -> str:
    while True:
        async with client.get("/v1/stories") as response:
            stories = (await response.json())["stories"]
        if stories:
            return str(stories[0]["story_id"])
