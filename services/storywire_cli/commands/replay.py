"""`storywire replay`: the same input, the same bytes."""

import asyncio
import gzip
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storywire_cli.folders import AsJson
from storywire_cli.output import progress

if TYPE_CHECKING:
    from storywire_lab.results import ReplayReport

_File = typer.Argument(exists=True, dir_okay=False, readable=True)


def replay(
    out: Annotated[Path, typer.Option(help="The folder for the results.")],
    articles: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            metavar="IN.jsonl[.gz]",
            help="Articles, one JSON object a line: title and url or id; optional text,"
            " published_at, outlet, language, revision_of, retract.",
        ),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="A dump of article-ingested instead of articles."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run articles, or a dump of a log, through ingest, attach and timeline into a folder."""
    if (articles is None) == (log is None):
        raise typer.BadParameter("give either a file of articles or --log DUMP.jsonl")
    from storywire_lab.replay import replay_articles, replay_log

    source = articles or log
    assert source is not None  # noqa: S101  # one of the two is given
    with progress("replaying", _lines_in(source)) as done:
        run = replay_log if log else replay_articles
        report = asyncio.run(run(source, out, progress=done))
    if as_json:
        print(report.as_json().decode())
    else:
        _print(report, out)


def _lines_in(path: Path) -> int:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return sum(1 for line in file if line.strip())


def _print(report: "ReplayReport", out: Path) -> None:
    for line in report.refusals[:10]:
        faults = "; ".join(f"{e['field']}: {e['message']}" for e in line["errors"])
        print(f"line {line['line']} refused: {faults}")
    lines = ", ".join(f"{count:,} {what}" for what, count in report.lines.items())
    print(f"{lines}; {report.attached:,} articles in {report.stories:,} stories")
    print(
        f"{report.versions:,} versions, {len(report.gaps)} gaps,"
        f" {report.dead_letters} dead letters, {report.unsupported_sentences} unsupported sentences"
    )
    timings = report.timings
    print(f"{timings['articles_per_second']:,} articles/s, {timings['seconds']} s; per event:")
    for stage, figures in timings["stages"].items():
        print(f"  {stage:<9} p50 {figures['p50_ms']} ms, p99 {figures['p99_ms']} ms")
    print(f"written to {out}")
