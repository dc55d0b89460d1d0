"""`storywire sources`: the feeds that are polled."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from storywire.errors import UsageError
from storywire.ports.sources import Source
from storywire_cli.folders import DEFAULT_DATA, AsJson, Data, Remote, change, look
from storywire_cli.output import print_json, print_table
from storywire_ingest.admin import SourceBody, SourceState, state_of
from storywire_ingest.sources.lists import read_sources

if TYPE_CHECKING:
    from storywire.stores import Stores

_ROUTE = "/v1/admin/sources"


def app() -> typer.Typer:
    """Return the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="The feeds that are polled: add, import, list.")
    group.command(name="add")(add)
    group.command(name="import")(import_sources)
    group.command(name="list")(list_sources)
    group.command(name="remove")(remove)
    return group


def add(
    url: Annotated[str, typer.Argument(help="The feed: RSS, Atom or JSON Feed.")],
    outlet: Annotated[str | None, typer.Option(help="Whose feed it is.")] = None,
    edition: Annotated[str | None, typer.Option(help="The edition its articles go to.")] = None,
    language: Annotated[str | None, typer.Option(help="Its language, such as en.")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Poll a feed from now on."""
    fields = {"url": url, "outlet": outlet, "edition": edition, "language": language}
    try:
        source = SourceBody.model_validate(fields).source()
    except ValidationError as error:
        first = error.errors()[0]
        raise typer.BadParameter(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    _put(data, [source])
    print(f"{source.url} is polled as {source.source_id}")


def import_sources(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="TOML ([[source]]) or OPML.")
    ],
    data: Data = DEFAULT_DATA,
) -> None:
    """Poll all feeds of a file from now on."""
    sources = read_sources(file)
    _put(data, sources)
    print(f"{len(sources)} sources are polled")


def list_sources(data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """List the sources and how polling them goes."""
    states = look(data, _states)
    if as_json:
        print_json([state.model_dump() for state in states])
        return
    rows = [
        (s.source_id, s.url, s.outlet or "", _when(s), s.last_error or ("ok" if s.last_ok else ""))
        for s in states
    ]
    print_table(("id", "feed", "outlet", "last polled (UTC)", "state"), rows, empty="no sources")


def remove(
    source_id: Annotated[str, typer.Argument(help="As `sources list` shows it.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Stop polling a feed; its articles stay."""
    change(
        data,
        directly=lambda stores: _remove(stores, source_id),
        remotely=lambda remote: remote.call("DELETE", f"{_ROUTE}/{source_id}"),
    )
    print(f"{source_id} is no longer polled")


def _when(state: SourceState) -> str:
    return f"{state.last_polled:%Y-%m-%d %H:%M}" if state.last_polled else "not yet"


async def _states(stores: "Stores") -> Sequence[SourceState]:
    return [state_of(source, poll) for source, poll in await stores.sources.all()]


def _put(data: Path, sources: Sequence[Source]) -> None:
    change(
        data,
        directly=lambda stores: _put_directly(stores, sources),
        remotely=lambda remote: _put_remotely(remote, sources),
    )


async def _put_directly(stores: "Stores", sources: Sequence[Source]) -> None:
    for source in sources:
        await stores.sources.put(source)


async def _put_remotely(remote: Remote, sources: Sequence[Source]) -> None:
    for source in sources:
        await remote.call("POST", _ROUTE, _body(source))


def _body(source: Source) -> dict[str, Any]:
    return {name: getattr(source, name) for name in SourceBody.model_fields}


async def _remove(stores: "Stores", source_id: str) -> None:
    if not await stores.sources.remove(source_id):
        raise UsageError(f"there is no source {source_id}")
