"""The one Redis server under all stores: its keys, its scripts, and how it fails.

It refuses to try again by itself: a command whose answer is lost may have happened, and only the
runtime knows what to do about that.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from types import TracebackType
from typing import Any, Self

from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript

from storywire.errors import StoreUnavailableError, UsageError

Argument = str | bytes | int | float
Command = tuple[Argument, ...]
Reply = Any
"""What Redis answers: bytes, integers, None, and lists of these."""

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 10.0
_PASSING_CLASSES = (
    exceptions.ConnectionError,
    exceptions.TimeoutError,
    exceptions.OutOfMemoryError,
    exceptions.ReadOnlyError,
    exceptions.TryAgainError,
    exceptions.ClusterDownError,
    OSError,
)
# Their first word is all that tells these from errors of our own making.
_PASSING_WORDS = ("MISCONF", "NOREPLICAS", "BUSY", "UNBLOCKED")


class Server:
    """A Redis server through a pool of connections, which is filled as it is used.

    Every method raises StoreUnavailableError while the server can't be reached, is starting,
    is out of memory or takes no writes.
    """

    def __init__(self, client: "Redis", *, prefix: str = "storywire") -> None:
        self._client = client
        self._prefix = prefix

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections; closing twice is fine."""
        await self._client.aclose()

    async def ping(self) -> None:
        """Return if the server answers."""
        await self.ask("PING")

    def key(self, tag: str, *names: str) -> str:
        """Return the key of `names`; all keys of one `tag` stand in one slot of a cluster."""
        return ":".join((self._prefix, f"{{{tag}}}", *names))

    def script(self, name: str) -> "Script":
        """Return the script in the file `name`.lua beside this module."""
        text = resources.files(__package__).joinpath(f"{name}.lua").read_bytes()
        return Script(self._client.register_script(text))

    async def ask(self, *command: Argument) -> Reply:
        """Return the answer to one command."""
        with _reached():
            return await self._client.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py leaves it so

    async def ask_all(self, commands: Sequence[Command], *, whole: bool = False) -> list[Reply]:
        """Return the answers to `commands`, sent together; `whole`: nothing comes between them."""
        if not commands:
            return []
        with _reached():
            async with self._client.pipeline(transaction=whole) as pipeline:
                for command in commands:
                    pipeline.execute_command(*command)
                return await pipeline.execute()


class Script:
    """A Lua script that the server keeps; one that lost it is sent it anew."""

    def __init__(self, script: AsyncScript) -> None:
        self._script = script

    async def __call__(self, keys: Sequence[str], arguments: Sequence[Argument] = ()) -> Reply:
        """Run it, as one step, and return what it returns."""
        with _reached():
            return await self._script(keys=keys, args=arguments)


def connect(
    url: str,
    *,
    prefix: str = "storywire",
    connections: int = 32,
    answer_seconds: float = ANSWER_SECONDS,
) -> Server:
    """Return the server at `url`, such as redis://:PASSWORD@HOST:6379/0; it is asked nothing yet.

    Raises:
        UsageError: `url` is none; what it says is not repeated, since it may hold a password.
    """
    try:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=connections,
            timeout=answer_seconds,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=answer_seconds,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
        )
    except ValueError:
        message = "the Redis URL can't be read: it looks like redis://:PASSWORD@HOST:6379/0"
        raise UsageError(message) from None
    return Server(Redis.from_pool(pool), prefix=prefix)


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except _PASSING_CLASSES as error:
        raise StoreUnavailableError(f"Redis: {str(error) or type(error).__name__}") from error
    except exceptions.ResponseError as error:
        if str(error).startswith(_PASSING_WORDS):
            raise StoreUnavailableError(f"Redis: {error}") from error
        raise
