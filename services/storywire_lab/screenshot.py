"""`make screenshot`: the demo's largest story, as a reader sees it, into docs/story-page.png."""

import asyncio
import re
from pathlib import Path

import aiohttp
from playwright.async_api import async_playwright

from storywire_lab.player import play_live

CHROMIUM = "/usr/bin/chromium"
TARGET = Path("docs/story-page.png")
_WIDTH, _HEIGHT = 1280, 1500


async def shoot(target: Path) -> None:
    """Play the demo, open its largest story in Debian's chromium, and write the picture."""
    played, address = asyncio.Event(), ""

    def hear(line: str) -> None:
        nonlocal address
        if found := re.search(r"http://\S+", line):
            address = found[0]
        if "are played" in line:
            played.set()

    playing = asyncio.create_task(play_live(speed=50, port=0, say=hear))
    await asyncio.wait_for(played.wait(), 60)
    await asyncio.sleep(2)  # the last article's page
    await _picture(await _largest(address), target)
    playing.cancel()


async def _largest(address: str) -> str:
    async with aiohttp.ClientSession(address) as client, client.get("/v1/headlines") as answer:
        lines = (await answer.json())["headlines"]
    return address + str(max(lines, key=lambda line: line["article_count"])["url"])


async def _picture(page_address: str, target: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT})
        await page.goto(page_address)
        await page.locator("body").get_by_text("Live").wait_for()
        await page.screenshot(path=target)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(shoot(TARGET))
