"""`storywire backup` and `rebuild`: what to keep of a wire, and its state from the logs."""

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storywire.errors import UsageError
from storywire_cli.folders import DEFAULT_DATA, Data, look
from storywire_cli.output import progress
from storywire_operator.backup import Backup, backup, read_backup

if TYPE_CHECKING:
    from storywire_distributed.rebuild import Rebuilt


def keep(
    file: Annotated[Path, typer.Argument(help="Where to write it; what is there is replaced.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Write subscriptions, tokens and sources to a file: what the logs don't hold.

    It holds the secrets that webhooks are signed with, so only its owner can read it.
    """
    kept = look(data, backup)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise UsageError(f"{file} can't be written: {error.strerror}") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(kept.model_dump_json(indent=2) + "\n")
    print(_counted(kept))


def rebuild(
    source: Annotated[
        Path | None,
        typer.Option("--from", exists=True, dir_okay=False, help="A backup to put back as well."),
    ] = None,
) -> None:
    """Make the state of a distributed wire anew from its logs, after Redis lost it.

    Stop attach, timeline and notify first. Ids and versions stay; nothing is pushed.
    """
    from storywire_distributed.console import rebuild_all
    from storywire_distributed.settings import DistributedSettings

    settings = DistributedSettings()
    if not settings.kafka:
        raise UsageError(
            "STORYWIRE_KAFKA is not set; an embedded wire keeps log and state in one file,"
            " and has nothing to rebuild"
        )
    kept = read_backup(source.read_bytes()) if source else None
    with progress("rebuilding", None) as done:
        made: Rebuilt = asyncio.run(rebuild_all(settings, kept, done=done))
    print(f"{made.articles:,} articles and {made.steps:,} steps of stories are as the logs say")
    if kept is not None:
        print(f"put back: {_counted(kept)}")


def _counted(kept: Backup) -> str:
    return (
        f"{len(kept.subscriptions)} subscriptions, {len(kept.tokens)} tokens,"
        f" {len(kept.sources)} sources"
    )
