"""How commands reach a wire.

One in a folder is read beside the process that serves it, and written through it; a distributed
one (STORYWIRE_KAFKA is set) through its stores and its API.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import aiohttp
import orjson
import typer

from storywire.adapters.sqlite.database import Database
from storywire.errors import UsageError
from storywire_embedded.folder import Folder

if TYPE_CHECKING:
    from storywire.stores import Stores
    from storywire_distributed.settings import DistributedSettings

Answer = TypeVar("Answer")
Data = Annotated[
    Path,
    typer.Option("--data", envvar="STORYWIRE_DATA", help="The wire's data folder."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
DEFAULT_DATA = Path("storywire-data")


def look(
    data: Path,
    use: "Callable[[Stores], Awaitable[Answer]]",
    *,
    remotely: "Callable[[Remote], Awaitable[Answer]] | None" = None,
) -> Answer:
    """Return what `use` makes of a wire's stores: those in folder `data`, served or not.

    A distributed wire is asked `remotely` instead, if that is given: its read model is web's alone.

    Raises:
        UsageError: there is no wire in `data`.
    """
    from storywire_embedded.stores import sqlite_stores

    if (settings := _distributed()) is not None:
        return _look_there(settings, use, remotely)
    folder = Folder(data)
    if not folder.database.is_file():
        raise UsageError(f"there is no wire in {data}; `storywire serve --data {data}` makes one")
    with Database(folder.database, read_only=True) as database:
        return asyncio.run(_run(use, sqlite_stores(database)))


def change(
    data: Path,
    *,
    directly: "Callable[[Stores], Awaitable[Answer]]",
    remotely: Callable[["Remote"], Awaitable[Answer]],
) -> Answer:
    """Write to the wire in `data`: over HTTP while a process serves it, else into its file.

    Raises:
        UsageError: neither is possible, with the reason.
    """
    from storywire_embedded.stores import sqlite_stores

    if (settings := _distributed()) is not None:
        return _look_there(settings, directly, None)
    folder = Folder(data)
    address = folder.address()
    if address is not None:
        return asyncio.run(_remotely(folder, address, remotely))
    with folder.locked(), Database(folder.database) as database:
        return asyncio.run(_run(directly, sqlite_stores(database)))


def _distributed() -> "DistributedSettings | None":
    from storywire_distributed.settings import DistributedSettings

    settings = DistributedSettings()
    return settings if settings.kafka else None


def _look_there(
    settings: "DistributedSettings",
    use: "Callable[[Stores], Awaitable[Answer]]",
    remotely: "Callable[[Remote], Awaitable[Answer]] | None",
) -> Answer:
    from storywire_distributed.console import use_stores

    if remotely is None:
        return asyncio.run(use_stores(settings, use))
    return asyncio.run(_called(settings.url, None, remotely))


async def _run(use: "Callable[[Stores], Awaitable[Answer]]", stores: "Stores") -> Answer:
    return await use(stores)


async def _remotely(
    folder: Folder, address: str, remotely: Callable[["Remote"], Awaitable[Answer]]
) -> Answer:
    try:
        token = folder.admin_token.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(f"{folder.admin_token} can't be read: {error.strerror}") from error
    return await _called(address, token, remotely)


async def _called(
    address: str, token: str | None, remotely: Callable[["Remote"], Awaitable[Answer]]
) -> Answer:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession(address, headers=headers, trust_env=False) as session:
        return await remotely(Remote(session))


class Remote:
    """The API of the process that serves the folder."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON answer (None for an empty one).

        Raises:
            UsageError: the answer is a problem, or none came.
        """
        try:
            async with self._session.request(method, path, json=body) as response:
                text = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise UsageError(f"the wire does not answer: {error}") from error
        answer = orjson.loads(text) if text else None
        if response.status >= 400:
            raise UsageError(_reason(answer) or f"the wire answered {response.status}")
        return answer


def _reason(problem: Any) -> str:
    if not isinstance(problem, dict):
        return ""
    fields = [f"{e.get('field')}: {e.get('message')}" for e in problem.get("errors", ())]
    return "; ".join(filter(None, [problem.get("title"), problem.get("detail"), *fields]))
