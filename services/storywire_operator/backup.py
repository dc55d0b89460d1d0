"""What no log holds: subscriptions, tokens and sources, as one document to keep and bring back."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from storywire.errors import UsageError
from storywire.ports.delivery import Subscription
from storywire.ports.sources import Poll, Source
from storywire.ports.tokens import Token
from storywire.stores import Stores


class Backup(BaseModel):
    """Webhook secrets stand in it as they are: keep it as safe as they are. Tokens are hashes."""

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    subscriptions: tuple[Subscription, ...]
    tokens: tuple[Token, ...]
    sources: tuple[tuple[Source, Poll], ...]


async def backup(stores: Stores) -> Backup:
    """Return what the stores hold now."""
    return Backup(
        subscriptions=tuple(await stores.subscriptions.all()),
        tokens=tuple(await stores.tokens.all()),
        sources=tuple(await stores.sources.all()),
    )


async def restore(stores: Stores, kept: Backup) -> None:
    """Put everything of `kept` back; what is there under the same id is replaced."""
    for subscription in kept.subscriptions:
        await stores.subscriptions.put(subscription)
    for token in kept.tokens:
        await stores.tokens.add(token)
    for source, poll in kept.sources:
        await stores.sources.put(source)
        await stores.sources.polled(source.source_id, poll)


def read_backup(text: bytes) -> Backup:
    """Return the backup in `text`.

    Raises:
        UsageError: it is none.
    """
    try:
        return Backup.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise UsageError(f"this is no backup: {where}: {first['msg']}") from error
