"""The demo: plays the bundled articles through the whole wire, live or at once."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import shorten

import aiohttp
import orjson

from storywire.adapters.clock import SystemClock
from storywire.adapters.sqlite.database import Database
from storywire.domain.model import Significance, Story
from storywire.events import StoryStated
from storywire.http.serving import listening
from storywire.running import stopped_by_signals
from storywire_embedded.app import Wire, build
from storywire_embedded.server import run
from storywire_ingest.draft import Draft
from storywire_ingest.files import read_drafts
from storywire_ingest.intake import Intake, Writing
from storywire_lab.demo import articles_path

Say = Callable[[str], None]
_MARKS: Mapping[Significance, str] = {
    "cosmetic": "·",
    "corroboration": "+",
    "minor": "•",
    "major": "●",
    "correction": "✎",
}


async def play_once() -> Sequence[Story]:
    """Play everything at once; return the stories, the most articles first."""
    with _database() as database:
        wire = build(database, clock=SystemClock())
        intake = _intake(wire)
        for draft in bundled():
            await intake.take([draft], as_of_publication=True)
            await wire.runtime.drain()
        return await _stories(wire)


async def play_live(*, speed: float, port: int, say: Say = print) -> None:
    """Serve the site, play `speed` articles a second, say each update; end when told to.

    Raises:
        UsageError: the port is taken.
    """
    stop = stopped_by_signals()
    with _database() as database:
        wire = build(database, clock=SystemClock())
        async with listening(wire.http, "127.0.0.1", port) as address:
            say(f"The site is live at {address}  (end with Ctrl-C)\n")
            await asyncio.gather(
                run(wire, stop), _play(wire, speed, stop, say), _listen(address, stop, say)
            )


@contextmanager
def _database() -> Iterator[Database]:
    with (
        TemporaryDirectory(prefix="storywire-demo-") as folder,
        Database(Path(folder) / "demo.db") as database,
    ):
        yield database


def bundled() -> Sequence[Draft]:
    """Return the bundled articles in their order."""
    drafts = [draft for _, draft in read_drafts(articles_path())]
    return [draft for draft in drafts if isinstance(draft, Draft)]


def _intake(wire: Wire) -> Intake:
    stores = wire.stores
    writing = Writing(stores.sources, stores.log, stores.atomic)
    return Intake(writing, clock=SystemClock(), metrics=wire.metrics)


async def _play(wire: Wire, speed: float, stop: asyncio.Event, say: Say) -> None:
    intake = _intake(wire)
    drafts = bundled()
    for draft in drafts:
        if await _stopped(stop, 1 / speed):
            return
        await intake.take([draft], as_of_publication=True)
    say(f"\nAll {len(drafts)} articles are played. The site stays up; end with Ctrl-C.")


async def _stopped(stop: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True


async def _stories(wire: Wire) -> Sequence[Story]:
    records = await wire.stores.log.read("story-state", limit=1_000)
    stories = [StoryStated.read(record.value).data for record in records if record.value]
    return sorted(stories, key=lambda s: (-s.article_count, s.story_id))


async def _listen(address: str, stop: asyncio.Event, say: Say) -> None:
    """Follow the live stream as any subscriber would, and say what is pushed."""
    timeout = aiohttp.ClientTimeout(total=None)
    async with (
        aiohttp.ClientSession(timeout=timeout, trust_env=False, read_bufsize=1 << 20) as session,
        session.get(f"{address}/v1/stream") as response,
    ):
        lines = asyncio.create_task(_say_events(response, say))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([lines, stopping], return_when=asyncio.FIRST_COMPLETED)
        lines.cancel()


async def _say_events(response: aiohttp.ClientResponse, say: Say) -> None:
    async for line in response.content:
        if line.startswith(b"data: "):
            _say_event(line.removeprefix(b"data: "), say)


def _say_event(text: bytes, say: Say) -> None:
    event = orjson.loads(text)
    if event.get("type") != "story.updated":
        return
    update = event["data"]
    story = update["story"]
    say(
        f"{_MARKS[update['significance']]} {update['significance']:<13} v{update['version']:<3} "
        f"{shorten(story['title'], 76, placeholder='…')}"
        f"\n{'':>20} {_counted(story['article_count'], 'article')}, "
        f"{_counted(story['outlet_count'], 'outlet')}: {_why(update['reasons'])}"
    )


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _why(reasons: Sequence[str]) -> str:
    return ", ".join(reason.replace("_", " ") for reason in reasons)
