"""`storywire evaluate`: what stories say, and what their versions weigh."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storywire_cli.folders import AsJson
from storywire_cli.output import print_json, print_table, progress

if TYPE_CHECKING:
    from storywire_lab.evaluate.clustering import Agreement
    from storywire_lab.evaluate.timeline import Scores


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
    run: Annotated[
        int, typer.Option(min=0, help="FILE is one long topic: draw runs of so many articles.")
    ] = 0,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Print the pages of stories drawn from FILE, each statement beside its sources, to judge.

    H is a heading, S a sentence, E an entry of the timeline, C what a cited article says of it
    where that is not the same, and M two sentences that are one fact. The last line counts them.
    """
    from storywire_lab.evaluate.pages import (
        evaluate_pages,
        evaluate_slices,
        lines_to_read,
        total,
    )

    if run:
        readings = evaluate_slices(file, sample=sample, seed=seed, size=run)
    else:
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
        f" citations; {counts.entries} entries; {counts.merged} merged pairs"
    )


def significance(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, metavar="CASES.jsonl",
            help="Stories: story, begun, articles, and updates with what each should weigh.",
        ),
    ],
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Score what the versions of stories weigh: cosmetic, corroboration, minor, major, correction.

    Each update is the next step of its story: an article (perhaps a copy, or late), a revision, or
    a retraction.
    """
    from storywire_lab.evaluate.significance import evaluate_significance

    scores = asyncio.run(evaluate_significance(file))
    if as_json:
        print_json([asdict(each) for each in scores.weighed])
        return
    rows = [
        (name, f"{precision:.2f}", f"{recall:.2f}")
        for name, (precision, recall) in scores.by_significance.items()
    ]
    print_table(("significance", "precision", "recall"), rows, empty="no cases")
    print(f"{scores.right} of {len(scores.weighed)} as they should be")
    for each in scores.weighed:
        if each.found != each.want:
            because = ", ".join(each.reasons)
            print(f"  {each.story}, {each.kind}: {each.found}, not {each.want} ({because})")


def facts(
    folder: Annotated[
        Path,
        typer.Argument(
            exists=True, file_okay=False, metavar="DIR",
            help="Corpora as SemEval-2015 Task 4 gives them: */corpus_trackB_TimeML, */TimeLines_…",
        ),
    ],
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Score which sentences of different documents become one fact: precision, and recall.

    Beside it, what a likeness alone would join. The timelines also join a plan and its outcome a
    year later; facts keep those apart, so that recall is no aim here.
    """
    from storywire_lab.evaluate.facts import evaluate_facts

    with progress("reading corpora", None) as done:
        scores = evaluate_facts(folder, done=done)
    if as_json:
        print_json(asdict(scores))
        return
    rows = [
        (
            each.gate, f"{each.pairs:,}", str(each.right), f"{each.precision:.2f}",
            f"{each.right / scores.positive:.2f}" if scores.positive else "-",
        )
        for each in scores.gates
    ]  # fmt: skip
    print_table(("taken as one", "pairs", "right", "precision", "recall"), rows, empty="")
    print(
        f"{scores.pairs:,} pairs across documents, {scores.positive} of one event;"
        f" {scores.far} joined over more than a year"
    )


def timeline(
    folder: Annotated[
        Path,
        typer.Argument(
            exists=True, file_okay=False, metavar="DIR",
            help="Topics: NAME.articles.jsonl.gz, NAME.gold.json, NAME.query.txt.",
        ),
    ],
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Score days and their sentences against journalists' timelines: AR1, AR2, days F1.

    How many days and sentences, and words that each sentence must hold one of, are given. Then the
    page of each topic as it is: how many of its entries fall on a day of a timeline.
    """
    from storywire_lab.evaluate.timeline import evaluate_timeline, mean

    with progress("reading topics", None) as done:
        tasks, found = evaluate_timeline(folder, done=done)
    if as_json:
        print_json({"tasks": [asdict(each) for each in tasks], "pages": [asdict(p) for p in found]})
        return
    own, baseline = [each.scores for each in tasks], [each.by_publications for each in tasks]
    scored = [(each.name, str(each.asked), each.scores, each.by_publications) for each in tasks]
    scored.append(("mean P and R", "", mean(own), mean(baseline)))
    rows = [
        (name, asked, *(f"{each.f1:.3f}" for each in (*_parts(this), *_parts(other))))
        for name, asked, this, other in scored
    ]
    figures = ("AR1", "AR2", "days F1")
    beside = (f"baseline {figures[0]}", *figures[1:])
    print_table(("timeline", "days", *figures, *beside), rows, empty="")
    print("baseline: days ranked by how many articles were published on them")
    for page in found:
        print(
            f"page of {page.topic}: {page.articles:,} articles, {page.on_a_day} of {page.entries}"
            f" entries on a day of a timeline, {page.seconds:.2f} s"
        )


def churn(
    files: Annotated[
        list[Path],
        typer.Argument(
            exists=True, dir_okay=False, metavar="FILE.jsonl[.gz]…",
            help="Timeline topics: id, published, sentences, of one long story each.",
        ),
    ],
    articles: Annotated[int, typer.Option(min=2, help="How many of each are played.")] = 60,
    shuffles: Annotated[int, typer.Option(min=0, help="Shuffled arrivals to compare.")] = 2,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Print what growing stories change without a reason, and if the order of arrival matters.

    A statement that goes has a reason if another of its kind comes that cites the newest article.
    """
    from storywire_lab.evaluate.churn import evaluate_churn

    with progress("playing topics", len(files)) as done:
        found = evaluate_churn(files, articles=articles, shuffles=shuffles, done=done)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    rows = [
        (
            each.topic, str(each.articles),
            *(f"{kind.churn:.1%} ({kind.unreasoned} of {kind.gone})" for kind in each.turnovers),
            f"{each.agreement:.3f}",
        )
        for each in found
    ]  # fmt: skip
    columns = ("topic", "articles", "headings", "sentences", "entries", "shuffled")
    print_table(columns, rows, empty="no files")
    print("per version, of what was shown: gone without a reason (of all that went)")
    print("shuffled: F1 of the pairs that are one fact, against shuffled arrivals")


def _parts(scores: "Scores") -> "tuple[Agreement, Agreement, Agreement]":
    return scores.ar1, scores.ar2, scores.days
