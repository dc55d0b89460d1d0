"""Runs a wire: its HTTP server, its runtime and its tasks, until told to stop."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

import structlog
from aiohttp import web

from storywire.adapters.clock import SystemClock
from storywire.adapters.sqlite.database import Database
from storywire.errors import UsageError
from storywire_embedded.app import Wire, build
from storywire_embedded.folder import Folder, ensure_admin_token
from storywire_embedded.settings import EmbeddedSettings
from storywire_ingest.sources.lists import read_sources

log = structlog.get_logger()
CRASHED = 70


class _CrashedError(Exception):
    """A bug ended a part of the wire; the step it was in is rolled back."""


async def serve(folder: Folder, settings: EmbeddedSettings, *, sources: Path | None = None) -> None:
    """Serve the wire in `folder` until SIGTERM or SIGINT, polling also those of file `sources`.

    Raises:
        UsageError: the folder is served by another process, or the port is taken.
        _CrashedError: a bug; nothing is lost, the process should start again.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with folder.locked(), Database(folder.database) as database:
        clock = SystemClock()
        wire = build(database, clock=clock)
        if await ensure_admin_token(folder, wire.stores.tokens, clock):
            log.info("admin_token_made", path=str(folder.admin_token))
        for source in read_sources(sources) if sources else ():
            await wire.stores.sources.put(source)
        async with listening(wire, settings.host, settings.port) as address:
            folder.announce(address)
            log.info("serving", address=address, folder=str(folder.path))
            await run(wire, stop, patience=settings.stop_seconds)
        log.info("stopped")


@asynccontextmanager
async def listening(wire: Wire, host: str, port: int) -> AsyncIterator[str]:
    """Serve the wire's HTTP on `host`:`port` while inside; gives the address.

    Raises:
        UsageError: the port can't be had.
    """
    runner = web.AppRunner(wire.http, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise UsageError(f"{host}:{port} can't be used: {error.strerror}") from error
        taken = runner.addresses[0][1]
        yield f"http://{host}:{taken}"
    finally:
        await runner.cleanup()


async def run(wire: Wire, stop: asyncio.Event, *, patience: float = 15.0) -> None:
    """Run the runtime and every service's tasks until `stop` is set or one of them fails."""
    parts = [asyncio.create_task(wire.runtime.run(stop), name="runtime")]
    for service in wire.services:
        parts += [asyncio.create_task(task(stop), name=service.name) for task in service.tasks]
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([*parts, stopping], return_when=asyncio.FIRST_COMPLETED)
    ended_early = not stop.is_set()
    stop.set()
    _, late = await asyncio.wait(parts, timeout=patience)
    for part in late:
        part.cancel()
    results = await asyncio.gather(*parts, return_exceptions=True)
    for part, result in zip(parts, results, strict=True):
        if isinstance(result, Exception):
            log.error("part_failed", part=part.get_name(), exc_info=result)
            raise _CrashedError(part.get_name()) from result
    if ended_early:
        raise _CrashedError("a part of the wire ended by itself")


def serve_or_restart(
    folder: Folder, settings: EmbeddedSettings, *, sources: Path | None = None
) -> None:
    """Serve; after a crash start this very command anew, as a supervisor would.

    What ends the process from outside (kill -9, out of memory) needs a supervisor outside.

    Raises:
        UsageError: as `serve`.
    """
    try:
        asyncio.run(serve(folder, settings, sources=sources))
    except _CrashedError:
        log.critical("restarting", pause_seconds=1)
        _start_anew()


def _start_anew() -> NoReturn:
    time.sleep(1)
    try:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  # this very command
    except OSError:
        os._exit(CRASHED)
