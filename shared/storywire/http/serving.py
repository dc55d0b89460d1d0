"""Serves an aiohttp application at an address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from storywire.errors import UsageError

MAX_REQUEST = 64 * 1024 * 1024


@asynccontextmanager
async def listening(http: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Serve `http` on `host`:`port` (0: a free one) while inside; gives the address.

    Raises:
        UsageError: the port can't be had.
    """
    runner = web.AppRunner(http, access_log=None, shutdown_timeout=2.0)
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
