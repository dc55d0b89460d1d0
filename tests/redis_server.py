"""A real redis-server for tests, on a free loopback port, that keeps all in an append-only file."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storywire.adapters.redis.server import Server, connect

BOTH = ["sqlite", pytest.param("redis", marks=pytest.mark.redis)]
"""The fixture parameters of a test that runs on both adapters."""


class RedisServer:
    """One server process; it can be stopped, killed and started again with what it kept."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = _free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return once it answers."""
        command = [
            "redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "",
            "--appendonly", "yes", "--dir", str(self._folder), "--logfile", "server.log",
            *self._options,
        ]  # fmt: skip
        self._process = subprocess.Popen(command)
        deadline = time.monotonic() + 30
        while not self._answers():
            assert self._process.poll() is None, "the server did not start"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.01)

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send the signal to this process and wait until it is gone."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.send_signal(signal.SIGCONT)
            self._process.wait(30)
            self._process = None

    def pause(self) -> None:
        """Let it hang until it is ended."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as link:
                link.sendall(b"PING\r\n")
                return link.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def redis_binary() -> str:
    """The installed server."""
    found = shutil.which("redis-server")
    if found is None:
        pytest.skip("redis-server is not installed")
    return found


@pytest.fixture(scope="session")
def redis_server(
    redis_binary: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RedisServer]:
    """The server that all tests of a worker share."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.end()


@pytest.fixture
def own_redis_server(redis_binary: str, tmp_path: Path) -> Iterator[RedisServer]:
    """A server of this test's own, which it may stop."""
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.end()


@pytest.fixture
async def redis(redis_server: RedisServer) -> AsyncIterator[Server]:
    """An empty database on the shared server."""
    async with connect(redis_server.url) as server:
        await server.ask("FLUSHALL")
        yield server
