"""A real `storywire serve` in a process of its own, for tests that need one."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web

from storywire_embedded.folder import Folder

ENVIRONMENT = {
    "STORYWIRE_LOG_LEVEL": "warning",
    "STORYWIRE_NOTIFY_ALLOW_NETWORKS": '["127.0.0.0/8"]',
}


class ServedWire:
    """`storywire serve` over one folder; it can be killed and started again."""

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        self.folder = Folder(folder)
        self.port = port
        self.address = ""
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        command = (sys.executable, "-m", "storywire_cli", "serve", "--port", str(self.port))
        self._process = await asyncio.create_subprocess_exec(
            *command, "--data", str(self.folder.path), env={**os.environ, **ENVIRONMENT}
        )
        async with asyncio.timeout(60):
            while not await self._answers():
                assert self._process.returncode is None, "the wire did not start"
                await asyncio.sleep(0.02)

    async def _answers(self) -> bool:
        address = self.folder.address()
        if address is None:
            return False
        try:
            async with aiohttp.ClientSession() as client, client.get(f"{address}/healthz"):
                self.address = address
        except aiohttp.ClientError:
            return False
        return True

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal to this process and wait until it is gone."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(number)
        return await self._process.wait()

    @property
    def token(self) -> str:
        return self.folder.admin_token.read_text(encoding="utf-8").strip()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[ServedWire]:
    wire = ServedWire(folder)
    await wire.start()
    try:
        yield wire
    finally:
        await wire.end()


class Sink:
    """A webhook endpoint that keeps what it gets."""

    def __init__(self) -> None:
        self.url = ""
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.grown = asyncio.Event()

    async def _receive(self, request: web.Request) -> web.Response:
        self.received.append((dict(request.headers), await request.read()))
        self.grown.set()
        return web.Response(status=204)


@asynccontextmanager
async def webhook_sink() -> AsyncIterator[Sink]:
    sink = Sink()
    app = web.Application(client_max_size=1 << 22)
    app.router.add_post("/hook", sink._receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sink.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield sink
    finally:
        await runner.cleanup()
