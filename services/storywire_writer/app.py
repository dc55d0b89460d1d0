"""The wiring of the writer: one loop over the wire's API, a model's endpoint and a notebook."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import structlog

from storywire.adapters.sqlite.database import Database
from storywire.errors import TransientError
from storywire.ports.processing import Clock
from storywire_writer.endpoint import Endpoint
from storywire_writer.notebook import Notebook
from storywire_writer.settings import WriterSettings
from storywire_writer.wire import Wire
from storywire_writer.writer import Writer

POLL_SECONDS = 5.0
_log = structlog.get_logger()


@asynccontextmanager
async def open_writer(
    settings: WriterSettings, *, token: str, key: str, clock: Clock
) -> AsyncIterator[Writer]:
    """Yield the writer of the wire at `settings.url`; `token` and `key` are secrets.

    Its notebook is `writer.db` in the folder `settings.data`, which is made where it is missing.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        with Database(settings.data / "writer.db") as database:
            wire = Wire(session, settings.url, token)
            endpoint = Endpoint(
                session,
                settings.endpoint,
                settings.model,
                key=key,
                seconds=settings.timeout_seconds,
            )
            yield Writer(wire, endpoint, Notebook(database), settings, clock)


async def work(writer: Writer) -> None:
    """Follow the wire for ever.

    Raises:
        UsageError: the wire or the endpoint refuses: a wrong token, key, address or model.
    """
    wait = 0.0
    while True:
        try:
            if await writer.note(wait=wait):
                continue
        except TransientError as error:
            _log.warning("the wire is away", reason=str(error))
            await asyncio.sleep(POLL_SECONDS)
        wait = 0.0 if await writer.write() else POLL_SECONDS
