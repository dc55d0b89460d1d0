"""A real redis-server for tests, on a free loopback port, that keeps all in an append-only file."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storywire.adapters.redis.server import Server, connect
from storywire_lab.redis_server import RedisServer

BOTH = ["sqlite", pytest.param("redis", marks=pytest.mark.redis)]
"""The fixture parameters of a test that runs on both adapters."""


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
