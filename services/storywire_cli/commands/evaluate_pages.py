"""`storywire evaluate pages`: what a reader has to judge."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from storywire_cli.folders import AsJson
from storywire_cli.output import print_json


def pages(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, metavar="FILE.jsonl[.gz]",
            help="Labelled articles: id, title, text, source, language, published_at, story.",
        ),
    ],
    sample: Annotated[int, typer.Option(min=1, help="How many stories to draw.")] = 10,
    seed: Annotated[int, typer.Option(help="Draws others; the same for the same number.")] = 1,
    least: Annotated[int, typer.Option(min=1, help="Only stories of so many articles.")] = 4,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Print the pages of stories drawn from FILE, each statement beside its sources, to judge.

    H is a heading, S a sentence, E an entry of the timeline, and C what a cited article says of it
    where that is not the same. The last line counts them.
    """
    from storywire_lab.evaluate.pages import evaluate_pages, lines_to_read, total

    readings = evaluate_pages(file, sample=sample, seed=seed, least=least)
    counts = total(readings)
    if as_json:
        print_json(asdict(counts))
        return
    name = file.name.partition(".")[0]
    for reading in readings:
        print("\n".join(lines_to_read(reading, name)), end="\n\n")
    print(
        f"{counts.pages} pages, {counts.wide} of 3 to 5 sections; {counts.headings} headings,"
        f" {counts.headlines} of them headlines; {counts.sentences} sentences,"
        f" {counts.supported_twice} with several citations; {counts.added_citations} added"
        f" citations; {counts.entries} entries"
    )
