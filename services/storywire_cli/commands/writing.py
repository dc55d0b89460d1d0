"""`storywire writer`: the editor that is a program, beside a wire."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from storywire.errors import UsageError
from storywire.logging import configure
from storywire_cli.folders import DEFAULT_DATA, Data
from storywire_embedded.folder import Folder

if TYPE_CHECKING:
    from storywire_writer.settings import WriterSettings


def writer(
    endpoint: Annotated[
        str | None,
        typer.Option(help="The model's address, such as http://127.0.0.1:11434/v1."),
    ] = None,
    model: Annotated[str | None, typer.Option(help="The model's name.")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Have a language model reword what stories say, where a checker lets it; runs until stopped.

    Any endpoint that speaks OpenAI's chat completions will do. Stories are told without it first,
    and stay as they are where it is away, over its budget or refused. It writes to the wire that
    serves the data folder, or to STORYWIRE_WRITER_URL with the token in
    STORYWIRE_WRITER_TOKEN_FILE; the other settings are STORYWIRE_WRITER_… too.
    """
    from storywire_writer.settings import WriterSettings

    given = {"endpoint": endpoint, "model": model}
    settings = WriterSettings().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    if not settings.endpoint or not settings.model:
        raise UsageError("the writer needs --endpoint and --model")
    configure("info")
    try:
        asyncio.run(_work(*_at(settings, Folder(data))))
    except KeyboardInterrupt:
        return


def _at(settings: "WriterSettings", folder: Folder) -> "tuple[WriterSettings, str]":
    """Return the settings with the wire's address, and the token for it."""
    from storywire_distributed.settings import secret_in

    if settings.url:
        if settings.token_file is None:
            raise UsageError("the writer needs STORYWIRE_WRITER_TOKEN_FILE: a token of scope edit")
        return settings, secret_in(settings.token_file)
    address = folder.address()
    if address is None:
        raise UsageError(f"no process serves {folder.path}; set STORYWIRE_WRITER_URL for another")
    token = secret_in(settings.token_file or folder.admin_token)
    return settings.model_copy(update={"url": address}), token


async def _work(settings: "WriterSettings", token: str) -> None:
    from storywire.adapters.clock import SystemClock
    from storywire_distributed.settings import secret_in
    from storywire_writer.app import open_writer, work

    key = secret_in(settings.api_key_file) if settings.api_key_file else ""
    async with open_writer(settings, token=token, key=key, clock=SystemClock()) as found:
        await work(found)
