"""What the console does to a distributed wire: look into its stores, make its topics."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import storywire_attach.app as attach
import storywire_timeline.app as timeline
from storywire.adapters.clock import SystemClock
from storywire.adapters.kafka.topics import create_topics, verify_topics
from storywire.adapters.sqlite.database import Database
from storywire.errors import UsageError
from storywire.stores import Stores
from storywire_attach.settings import AttachSettings
from storywire_distributed.rebuild import Done, Rebuilt, rebuild
from storywire_distributed.settings import DistributedSettings, secret_in
from storywire_distributed.stores import Backends, connected
from storywire_operator.backup import Backup, restore
from storywire_operator.tokens import new_token
from storywire_timeline.settings import TimelineSettings

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


async def rebuild_all(settings: DistributedSettings, kept: Backup | None, *, done: Done) -> Rebuilt:
    """Make the state in Redis anew from the logs, and put back what `kept` holds.

    Raises:
        UsageError: as `rebuild`.
        StoreUnavailableError: Kafka or Redis can't be reached.
    """

    async def all_of_it(stores: Stores) -> Rebuilt:
        if kept is not None:
            await restore(stores, kept)
        (attaching,) = attach.build(AttachSettings(), memberships=stores.memberships).mounts
        (telling,) = timeline.build(TimelineSettings(), stories=stores.stories).mounts
        return await rebuild(
            stores, attach=attaching.processor, timeline=telling.processor, done=done
        )

    return await use_stores(settings, all_of_it)
