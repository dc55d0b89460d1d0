"""`storywire topics`: the topics of a distributed wire."""

import asyncio

import typer

from storywire.errors import UsageError


def app() -> typer.Typer:
    """Return the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="Topics of a distributed wire: create.")
    group.callback()(_group)
    group.command()(create)
    return group


def _group() -> None:
    """Topics of a distributed wire."""


def create() -> None:
    """Make the topics that are missing and the first admin token; tell what is set up wrongly.

    The brokers are those of STORYWIRE_KAFKA; the token is the text in STORYWIRE_ADMIN_TOKEN_FILE.
    Again: no change.
    """
    from storywire_distributed.console import create as make
    from storywire_distributed.settings import DistributedSettings

    settings = DistributedSettings()
    if not settings.kafka:
        raise UsageError("STORYWIRE_KAFKA is not set: it names the brokers, as in kafka:9092")
    made = asyncio.run(make(settings))
    print("\n".join(f"made {each}" for each in made) or "all topics are as they must be")
