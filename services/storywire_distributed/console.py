"""What the console does to a distributed wire: look into its stores, make its topics."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from storywire.adapters.clock import SystemClock
from storywire.adapters.kafka.topics import create_topics, verify_topics
from storywire.adapters.sqlite.database import Database
from storywire.errors import UsageError
from storywire.stores import Stores
from storywire_distributed.settings import DistributedSettings, secret_in
from storywire_distributed.stores import Backends, connected
from storywire_operator.tokens import new_token

Answer = TypeVar("Answer")


async def use_stores(
    settings: DistributedSettings, use: Callable[[Stores], Awaitable[Answer]]
) -> Answer:
    """Return what `use` makes of the wire's stores; the read model is web's alone, and empty here.

    Raises:
        StoreUnavailableError: Kafka or Redis can't be reached.
    """
    async with connected(settings, name="console") as backends:
        with Database(":memory:") as database:
            return await use(backends.stores(database))


async def create(settings: DistributedSettings) -> Sequence[str]:
    """Make what is missing of the topics, and the first admin token; return what was made.

    Raises:
        StoreUnavailableError: Kafka or Redis can't be reached.
        UsageError: a topic is kept otherwise than it must be; each is named.
    """
    async with connected(settings, name="console") as backends:
        made = [f"topic {name}" for name in await create_topics(backends.cluster)]
        faults = await verify_topics(backends.cluster)
        if faults:
            raise UsageError("; ".join(faults))
        return [*made, *await _first_token(settings, backends)]


async def _first_token(settings: DistributedSettings, backends: Backends) -> Sequence[str]:
    if settings.admin_token_file is None:
        return ()
    secret = secret_in(settings.admin_token_file)
    with Database(":memory:") as database:
        tokens = backends.stores(database).tokens
        if await tokens.all():
            return ()
        _, token = new_token(
            ("admin",), name="first admin token", clock=SystemClock(), secret=secret
        )
        await tokens.add(token)
    return [f"admin token {token.token_id}"]
