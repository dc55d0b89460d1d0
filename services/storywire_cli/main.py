"""The table of commands, and what happens to their errors.

Exit codes: 0 done, 1 failed, 2 wrong use.
"""

import sys
from typing import Annotated

import typer

from storywire import __version__
from storywire.errors import StorywireError
from storywire.logging import configure
from storywire.runtimes.memory import collect_seldom
from storywire_cli.commands import (
    bench,
    dlq,
    edit,
    evaluate,
    keeping,
    reading,
    replay,
    serving,
    sources,
    tokens,
    topics,
    writing,
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"storywire {__version__}")
        raise typer.Exit


def _root(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """News articles in, stories out: cited summaries, timelines, and a push of what changed."""


def application() -> typer.Typer:
    """Return the command-line application."""
    app = typer.Typer(
        name="storywire", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False
    )
    app.callback()(_root)
    for command in (
        serving.demo,
        serving.serve,
        writing.writer,
        replay.replay,
        reading.tail,
        reading.where,
        reading.story,
        keeping.rebuild,
    ):
        app.command()(command)
    app.command(name="backup")(keeping.keep)
    for name, group in (
        ("sources", sources.app),
        ("token", tokens.app),
        ("dlq", dlq.app),
        ("edit", edit.app),
        ("topics", topics.app),
        ("evaluate", evaluate.app),
        ("bench", bench.app),
    ):
        app.add_typer(group(), name=name)
    return app


def main() -> None:
    """Run the console command; an expected error is one sentence and exit code 1."""
    configure("warning")
    collect_seldom()
    try:
        application()()
    except StorywireError as error:
        print(f"storywire: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `storywire tail … | head`
        sys.stderr.close()
        sys.exit(0)
