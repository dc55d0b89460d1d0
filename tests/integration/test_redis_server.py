"""What a server that is gone, full, read-only or back again means to a store."""

import asyncio
import signal

import pytest

from storywire.adapters.redis.server import connect
from storywire.adapters.redis.stories import RedisStoryStore
from storywire.adapters.redis.tokens import RedisTokenStore
from storywire.adapters.redis.tries import RedisTries
from storywire.errors import StoreUnavailableError, UsageError
from storywire.ports.stories import Outputs, StoryStep

pytestmark = pytest.mark.redis


def step(before: int, document: bytes = b"document") -> StoryStep:
    outputs = {before + 1: Outputs(b"updated", b"stated")}
    return StoryStep("en-1", before, document, outputs)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_a_restarted_server_has_everything(own_redis_server, number):
    async with connect(own_redis_server.url) as server:
        stories, tries = RedisStoryStore(server), RedisTries(server)
        for before in range(20):
            await stories.apply(step(before))
        await tries.begin("attach", "article-ingested", 5, 9)
        kept = await stories.load("en-1")

        own_redis_server.end(number)
        own_redis_server.start()
        await asyncio.sleep(0.05)  # idle connections notice that they are gone

        assert await stories.load("en-1") == kept
        assert await stories.apply(step(20)) == step(20).outputs
        assert await tries.unfinished("attach", "article-ingested") == 9


async def test_a_server_that_is_down_is_a_store_that_is_unavailable(own_redis_server):
    async with connect(own_redis_server.url) as server:
        stories, tokens = RedisStoryStore(server), RedisTokenStore(server)
        await stories.apply(step(0))
        own_redis_server.end()

        for attempt in (
            server.ping(),
            stories.load("en-1"),
            stories.articles("en-1"),
            stories.apply(step(1)),
            tokens.find("hash"),
        ):
            with pytest.raises(StoreUnavailableError):
                await attempt


async def test_a_server_that_hangs_is_a_store_that_is_unavailable(own_redis_server):
    async with connect(own_redis_server.url, answer_seconds=0.2) as server:
        await server.ping()
        own_redis_server.pause()

        with pytest.raises(StoreUnavailableError):
            await server.ping()


async def test_a_full_server_takes_nothing_of_a_step(own_redis_server):
    async with connect(own_redis_server.url) as server:
        stories = RedisStoryStore(server)
        await stories.apply(step(0))
        await server.ask("CONFIG", "SET", "maxmemory", "2mb")

        with pytest.raises(StoreUnavailableError, match="memory"):
            for before in range(1, 50):
                await stories.apply(step(before, b"x" * 1_000_000))
        full = await stories.load("en-1")
        assert full is not None
        with pytest.raises(StoreUnavailableError):
            await stories.apply(step(full.seq))

        assert await stories.load("en-1") == full
        await server.ask("CONFIG", "SET", "maxmemory", "0")
        assert await stories.apply(step(full.seq)) == step(full.seq).outputs


async def test_a_replica_takes_no_steps(own_redis_server):
    async with connect(own_redis_server.url) as server:
        stories = RedisStoryStore(server)
        await server.ask("REPLICAOF", "127.0.0.1", own_redis_server.port)

        with pytest.raises(StoreUnavailableError):
            await stories.apply(step(0))


async def test_a_server_that_lost_its_scripts_gets_them_again(redis):
    stories = RedisStoryStore(redis)
    await stories.apply(step(0))
    await redis.ask("SCRIPT", "FLUSH")

    assert await stories.apply(step(1)) == step(1).outputs


async def test_an_error_of_our_own_is_no_unavailable_store(redis):
    await redis.ask("SET", redis.key("en-1", "story"), "no hash")

    with pytest.raises(Exception, match="WRONGTYPE"):
        await RedisStoryStore(redis).load("en-1")


async def test_many_tasks_share_few_connections(redis_server):
    async with connect(redis_server.url, connections=2) as server:
        await asyncio.gather(*(server.ping() for _ in range(50)))

        clients = await server.ask("CLIENT", "LIST")

    assert clients.count(b"addr=") <= 8


async def test_prefixes_keep_wires_on_one_server_apart(redis_server, redis):
    async with connect(redis_server.url, prefix="other") as other:
        await RedisStoryStore(other).apply(step(0))

    assert await RedisStoryStore(redis).load("en-1") is None


@pytest.mark.parametrize(
    "url", ["", "http://:hush@localhost", "redis://:hu/sh@localhost:6379", "redis://:hush@h:port"]
)
def test_a_wrong_url_is_refused_without_repeating_it(url):
    with pytest.raises(UsageError) as refused:
        connect(url)

    assert "hu" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


async def test_no_error_tells_the_password(own_redis_server):
    url = own_redis_server.url.replace("127.0.0.1", ":hush@127.0.0.1")
    async with connect(url) as server:
        with pytest.raises(StoreUnavailableError) as refused:
            await server.ping()
        own_redis_server.end()
        with pytest.raises(StoreUnavailableError) as gone:
            await server.ping()

    assert "hush" not in f"{refused.value!r} {refused.value.__cause__!r} {gone.value!r} {server!r}"
