"""A whole distributed wire on this machine, for benchmarks and fault tests.

Real Kafka, real Redis, every service a process of its own; all on the loopback address only.
"""

import asyncio
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from storywire.errors import UsageError
from storywire_distributed.console import create
from storywire_distributed.settings import DistributedSettings
from storywire_lab.kafka.broker import KafkaBroker
from storywire_lab.redis_server import RedisServer, free_port
from storywire_lab.settings import child_environment

ROLES = ("ingest", "attach", "timeline", "notify", "web")
_READY_SECONDS = 90


class WorkerProcess:
    """One process of the wire; it can be ended, killed, frozen, and started again."""

    def __init__(self, role: str, environment: Mapping[str, str], output: Path) -> None:
        port = free_port()
        self.role = role
        self.address = f"http://127.0.0.1:{port}"
        self._environment = {**environment, "STORYWIRE_PORT": str(port)}
        self._output = output
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it; `ready` tells when it works."""
        with self._output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "storywire_distributed", self.role,
                env=child_environment(**self._environment), stdout=output, stderr=output,
            )  # fmt: skip

    async def ready(self) -> None:
        """Return once it can do its work.

        Raises:
            UsageError: it ended, or is not ready within 90 s.
        """
        async with aiohttp.ClientSession(trust_env=False) as client:
            for _ in range(_READY_SECONDS * 10):
                if self._process is None or self._process.returncode is not None:
                    break
                if await _answers(client, f"{self.address}/readyz"):
                    return
                await asyncio.sleep(0.1)
        raise UsageError(f"{self.role} does not work: {self._said()}")

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send it the signal, wait until it is gone, and return its exit code."""
        if self._process is None:
            return 0
        self.send(number)
        return await self._process.wait()

    @property
    def running(self) -> bool:
        """Return whether the process is there."""
        return self._process is not None and self._process.returncode is None

    def _said(self) -> str:
        return self._output.read_text("utf-8", errors="replace")[-2_000:]


class DistributedWire:
    """Broker, Redis and workers; each can be got at alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.broker = KafkaBroker(folder / "kafka")
        self.redis = RedisServer(folder / "redis")
        self.token = f"sw_{secrets.token_urlsafe(16)}"
        self.workers: list[WorkerProcess] = []

    @property
    def settings(self) -> DistributedSettings:
        """Return what the console needs to look into it."""
        return DistributedSettings.model_validate(
            {
                "kafka": self.broker.servers,
                "redis_url": self.redis.url,
                "admin_token_file": self.folder / "admin-token",
            }
        )

    async def begin(self, roles: Sequence[str] = ROLES) -> None:
        """Start everything and return when it works.

        Raises:
            UsageError: a part did not start.
        """
        await asyncio.to_thread(self.broker.start)
        await asyncio.to_thread(self.redis.start)
        (self.folder / "admin-token").write_text(self.token, encoding="utf-8")
        await create(self.settings)
        workers = [await self.add(role) for role in roles]
        for worker in workers:
            await worker.ready()

    async def add(self, role: str) -> WorkerProcess:
        """Start one more worker of `role`."""
        number = len(self.workers)
        environment = {
            "STORYWIRE_KAFKA": self.broker.servers,
            "STORYWIRE_REDIS_URL": self.redis.url,
            "STORYWIRE_DATA": str(self.folder / f"{role}-{number}"),
            "STORYWIRE_LOG_LEVEL": "warning",
            "STORYWIRE_NOTIFY_ALLOW_NETWORKS": '["127.0.0.0/8"]',
        }
        worker = WorkerProcess(role, environment, self.folder / f"{role}-{number}.log")
        await worker.start()
        self.workers.append(worker)
        return worker

    def of(self, role: str) -> Sequence[WorkerProcess]:
        """Return the workers of `role`."""
        return [worker for worker in self.workers if worker.role == role]

    def address(self, role: str) -> str:
        """Return the address of the first worker of `role`."""
        return self.of(role)[0].address

    async def end(self) -> None:
        """Stop everything."""
        for worker in self.workers:
            worker.send(signal.SIGCONT)
            worker.send(signal.SIGTERM)
        for worker in self.workers:
            await worker.end()
        await asyncio.to_thread(self.redis.end)
        await asyncio.to_thread(self.broker.stop)


@asynccontextmanager
async def distributed_wire(folder: Path) -> AsyncIterator[DistributedWire]:
    """Give a running wire, and end it."""
    wire = DistributedWire(folder)
    try:
        await wire.begin()
        yield wire
    finally:
        await wire.end()


async def _answers(client: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with client.get(url) as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False
