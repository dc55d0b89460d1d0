"""`storywire bench`: speed and latency as figures, the machine's own noise beside them."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storywire_cli.folders import AsJson
from storywire_cli.output import print_json, print_table, progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storywire_lab.bench.attach import Crowded
    from storywire_lab.bench.wire import WireFigures


def app() -> typer.Typer:
    """Return the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="Measure speed and latency.")
    group.callback()(_group)
    group.command()(wire)
    group.command()(scaling)
    group.command()(attach)
    group.command()(story)
    return group


def _group() -> None:
    """Measure speed and latency."""


def wire(
    rate: Annotated[float, typer.Option(min=0.1, help="Articles a second while timing.")] = 20.0,
    seconds: Annotated[float, typer.Option(min=1, help="How long to time.")] = 30.0,
    burst: Annotated[int, typer.Option(min=1, help="Articles at full load.")] = 3_000,
    distributed: Annotated[
        bool,
        typer.Option(help="Also on Kafka and Redis, each service a process (needs Java, Maven)."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Time an article from its acceptance to webhook and live stream; then full load."""
    kinds = ("embedded", "distributed") if distributed else ("embedded",)
    figures = {kind: _timed(kind, rate, seconds, burst) for kind in kinds}
    if as_json:
        print_json({kind: asdict(each) for kind, each in figures.items()})
        return
    for kind, each in figures.items():
        _print(kind, each)
    if distributed:
        full = [figures[kind].full_load["articles_per_second"] for kind in kinds]
        print(f"full load distributed: {full[1] / full[0]:.2f} × embedded")


def scaling(as_json: AsJson = False) -> None:
    """Time how long articles wait while workers join, are killed, or restart one by one.

    Runs on Kafka and Redis, each service a process (needs Java, Maven); takes some 5 minutes.
    """
    from storywire_lab.bench.scaling import ARTICLES, bench_scaling

    with progress("scaling", ARTICLES) as done:
        pauses = asyncio.run(bench_scaling(done=done))
    if as_json:
        print_json([asdict(pause) for pause in pauses])
        return
    print("20 articles/s in 8 editions; accepted → stream, while one of two workers comes or goes")
    for pause in pauses:
        known = f"   a bare Faust worker: {pause.known:4.1f} s" if pause.known else ""
        print(
            f"  {pause.role:<9} {pause.turn:<16} median {pause.median * 1e3:6.0f} ms"
            f"   longest {pause.longest:6.2f} s{known}"
        )


def attach(
    stories: Annotated[
        list[int] | None, typer.Option(min=100, help="Open stories; repeat it for several figures.")
    ] = None,
    read_back: Annotated[
        int, typer.Option(min=0, help="Also store so many articles, five a story; read them back.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Time attaching an article with more and more stories open; then reading them back."""
    from storywire_lab.bench.attach import bench_attach, bench_read_back, bench_textclust

    sizes = stories or [1_000, 10_000]
    with progress("opening stories", max(sizes)) as done:
        crowded, stored = bench_attach(sizes, done=done)
    textclust, read = bench_textclust(), None
    if read_back:
        with progress("storing articles", read_back) as done:
            read = bench_read_back(read_back, done=done)
    if as_json:
        print_json(
            {
                "crowded": list(map(asdict, crowded)), "stored": list(map(asdict, stored)),
                "textclust_ms": textclust, "read_back": asdict(read) if read else None,
            }
        )  # fmt: skip
        return
    _print_crowded(crowded, textclust)
    for stage in stored:
        print(
            f"the whole stage on {stage.store}, in batches: {stage.articles:,} articles at"
            f" {stage.per_second:.0f}/s; {stage.stories:,} stories read back in"
            f" {stage.read_back_seconds:.1f} s"
        )
    if read:
        print(
            f"read back from SQLite: {read.stories:,} stories, {read.articles:,} articles in"
            f" {read.seconds:.1f} s"
        )


def story(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, metavar="FILE.jsonl[.gz]",
            help="The articles of one story: id, published, sentences.",
        ),
    ],
    articles: Annotated[
        list[int] | None, typer.Option(min=1, help="Size of the story; repeat it for several.")
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Time the page of one story as it grows, beside making the page from nothing."""
    from storywire_lab.bench.story import bench_story
    from storywire_lab.topics import read_topic

    sizes = articles or [10, 50, 200]
    with progress("articles", max(sizes)) as done:
        grown = bench_story(read_topic(file), sizes, done=done)
    if as_json:
        print_json(list(map(asdict, grown)))
        return
    print("the page with one article more; beside it, all articles read and composed anew")
    for it in grown:
        print(
            f"  {it.articles:>5,} articles   p50 {it.p50_ms:.1f} ms"
            f"   slowest {it.slowest_ms:.1f} ms   reading it {it.reading_ms:.1f} ms"
            f"   anew {it.anew_ms:.0f} ms ({it.anew_ms / it.p50_ms:.1f} ×)"
        )


def _print_crowded(crowded: "Sequence[Crowded]", textclust: float) -> None:
    slowest = max(it.p50_ms for it in crowded)
    rows = [
        (
            f"{it.stories:,}",
            f"{it.p50_ms:.2f} ms",
            "#" * round(20 * it.p50_ms / slowest),
            f"{it.p99_ms:.2f} ms",
            f"{it.per_second:.0f}/s",
            f"{it.megabytes:,.0f} MB",
            _beside(it.reference_ms, it.p50_ms),
            _beside(it.scan_ms, it.p50_ms),
        )
        for it in crowded
    ]
    print(
        "an article from its text to the decision; beside it, medians over the same tokens of the"
    )
    print("reference design, and of a scan of all open articles")
    columns = ("open", "p50", "", "p99", "rate", "memory", "reference", "scan")
    print_table(columns, rows, empty="no sizes")
    print(
        f"textClust of river, after 500 articles: {textclust:.2f} ms an article"
        if textclust
        else "textClust is left out: river is not installed (pip install 'storywire[bench]')"
    )


def _beside(other_ms: float, own_ms: float) -> str:
    return f"{other_ms:.2f} ms ({other_ms / own_ms:.1f} ×)" if other_ms else "-"


def _timed(kind: str, rate: float, seconds: float, burst: int) -> "WireFigures":
    from storywire_lab.bench.wire import WARM_UP_SECONDS, bench_wire

    with progress(kind, int(rate * (WARM_UP_SECONDS + seconds)) + burst) as done:
        return asyncio.run(
            bench_wire(
                rate=rate,
                seconds=seconds,
                burst=burst,
                distributed=kind == "distributed",
                done=done,
            )
        )


def _print(kind: str, figures: "WireFigures") -> None:
    print(f"{kind} wire: {figures.articles} articles, {figures.rate:g}/s for {figures.seconds:g} s")
    base = figures.baseline["p50_ms"]
    for name, line in figures.latency.items():
        print(
            f"  accepted → {name:<8} p50 {line['p50_ms']:.1f} ms   p99 {line['p99_ms']:.1f} ms"
            f"   max {line['max_ms']:.1f} ms   {line['p50_ms'] / base:.0f} × baseline"
            f"   received {line['received']}/{figures.articles}"
        )
    cold = ", ".join(f"{name} {slowest:.0f} ms" for name, slowest in figures.cold.items())
    print(f"  slowest of the first 5 s after the start, not counted above: {cold}")
    full = figures.full_load
    print(
        f"full load: {full['articles']} articles, accepted at {full['accepted_per_second']:.0f}/s,"
        f" all stages done at {full['articles_per_second']:.0f}/s"
        f" ({full['articles_per_second'] / full['accepted_per_second']:.2f} × accepting)"
    )
    print(f"baseline: a request that does nothing (GET /healthz), p50 {base:.2f} ms")
