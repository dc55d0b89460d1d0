"""`storywire serve` and `storywire demo`: the whole wire in one process.

What they run is imported when they run, so that `storywire --help` answers at once.
"""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from storywire.logging import configure
from storywire_cli.folders import DEFAULT_DATA, Data
from storywire_cli.page_text import page_text
from storywire_embedded.folder import Folder
from storywire_embedded.settings import EmbeddedSettings

Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one.")]


def serve(
    data: Data = DEFAULT_DATA,
    sources: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Sources to poll: TOML or OPML."),
    ] = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one.")
    ] = None,
) -> None:
    """Serve the whole wire from one folder: site, API, live stream, webhooks, sources."""
    from storywire_embedded.server import serve_or_restart

    given = {"host": host, "port": port}
    settings = EmbeddedSettings().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    configure(settings.log_level)
    serve_or_restart(Folder(data), settings, sources=sources)


def demo(
    once: Annotated[bool, typer.Option(help="Print the story pages and end.")] = False,
    speed: Annotated[float, typer.Option(min=0.1, max=1_000, help="Articles a second.")] = 1.0,
    port: Port = 8080,
) -> None:
    """Play the bundled articles through the wire, with the site live."""
    from storywire_lab.player import play_live, play_once

    if once:
        stories = asyncio.run(play_once())
        print("\n\n".join(page_text(story) for story in stories))
        return
    asyncio.run(play_live(speed=speed, port=port))
