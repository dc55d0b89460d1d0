"""Runs a wire: its HTTP server, its runtime and its tasks, until told to stop."""

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import NoReturn

import structlog

from storywire import running
from storywire.adapters.clock import SystemClock
from storywire.adapters.sqlite.database import Database
from storywire.http.serving import listening
from storywire.running import CrashedError
from storywire_embedded.app import Wire, build
from storywire_embedded.folder import Folder, ensure_admin_token
from storywire_embedded.settings import EmbeddedSettings
from storywire_ingest.sources.lists import read_sources

log = structlog.get_logger()
CRASHED = 70


async def serve(folder: Folder, settings: EmbeddedSettings, *, sources: Path | None = None) -> None:
    """Serve the wire in `folder` until SIGTERM or SIGINT, polling also those of file `sources`.

    Raises:
        UsageError: the folder is served by another process, or the port is taken.
        CrashedError: a bug; nothing is lost, the process should start again.
    """
    stop = running.stopped_by_signals()
    with folder.locked(), Database(folder.database) as database:
        clock = SystemClock()
        wire = build(database, clock=clock)
        if await ensure_admin_token(folder, wire.stores.tokens, clock):
            log.info("admin_token_made", path=str(folder.admin_token))
        for source in read_sources(sources) if sources else ():
            await wire.stores.sources.put(source)
        async with listening(wire.http, settings.host, settings.port) as address:
            folder.announce(address)
            log.info("serving", address=address, folder=str(folder.path))
            await run(wire, stop, patience=settings.stop_seconds)
        log.info("stopped")


async def run(wire: Wire, stop: asyncio.Event, *, patience: float = 15.0) -> None:
    """Run the runtime and every service's tasks until `stop` is set or one of them fails.

    Raises:
        CrashedError: one failed.
    """
    tasks = [(service.name, task) for service in wire.services for task in service.tasks]
    await running.run([("runtime", wire.runtime.run), *tasks], stop, patience=patience)


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
    except CrashedError:
        log.critical("restarting", pause_seconds=1)
        _start_anew()


def _start_anew() -> NoReturn:
    time.sleep(1)
    try:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  # this very command
    except OSError:
        os._exit(CRASHED)
