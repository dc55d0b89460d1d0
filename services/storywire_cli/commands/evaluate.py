"""`storywire evaluate`: quality as figures, on anyone's labelled data."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storywire_cli.commands.evaluate_rules import LabelledFiles, Orders, merges, robustness, tuning
from storywire_cli.commands.evaluate_story import churn, facts, pages, significance, timeline
from storywire_cli.folders import AsJson
from storywire_cli.output import print_json, print_table, progress

if TYPE_CHECKING:
    from storywire_lab.evaluate.attach import AttachScores
    from storywire_lab.evaluate.clustering import Agreement


def app() -> typer.Typer:
    """Return the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="Measure quality on labelled data.")
    group.callback()(_group)
    group.command()(attach)
    group.command()(announced)
    group.command()(dates)
    group.command()(facts)
    group.command()(pages)
    group.command()(timeline)
    group.command()(churn)
    group.command()(significance)
    group.command()(ablation)
    group.command()(robustness)
    group.command()(tuning)
    group.command()(merges)
    group.command()(shadow)
    return group


def _group() -> None:
    """Measure quality on labelled data."""


def attach(
    files: LabelledFiles,
    predictions: Annotated[
        Path | None, typer.Option(help="Write article_id and story_id of each article here.")
    ] = None,
    shuffles: Annotated[
        int, typer.Option(min=0, help="Also run so many same-day shuffles, for the spread.")
    ] = 0,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Score how articles are attached to stories: BCubed, pairwise, AMI, counts, docs/s."""
    from storywire_lab.evaluate.attach import evaluate_attach, write_predictions

    scores: list[AttachScores] = []
    with progress("evaluating", len(files)) as done:
        for file in files:
            scores.append(evaluate_attach(file, shuffles=shuffles))
            done(1)
    if predictions is not None:
        write_predictions(scores, predictions)
    if as_json:
        print_json([asdict(score) for score in scores])
    else:
        _print(scores)


def announced(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, metavar="FILE.jsonl",
            help="Cases: case, half, and lists of articles: announcement, late, look_alike.",
        ),
    ],
    among: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Labelled articles to run them among."),
    ] = None,
    half: Annotated[str | None, typer.Option(help="Only the cases of this half.")] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Score late reports of announced events: how many join, how many look-alikes are welded."""
    from storywire_lab.evaluate.announced import evaluate_announced

    scores = asyncio.run(evaluate_announced(file, among=among, half=half))
    if as_json:
        print_json([asdict(score) for score in scores])
        return
    rows = [
        (
            score.half, str(score.cases), f"{score.joined} / {score.late}",
            f"{score.welded} / {score.look_alikes}", " ".join((*score.missed, *score.welded_ids)),
        )
        for score in scores
    ]  # fmt: skip
    columns = ("half", "cases", "late joined", "look-alikes welded", "wrong")
    print_table(columns, rows, empty="no cases")


def ablation(
    files: LabelledFiles,
    orders: Orders = 3,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Leave out each guard of the attach score in turn: what it is worth, nothing tuned anew."""
    from storywire_lab.evaluate.ablation import evaluate_ablation, rules

    with progress("leaving out", len(list(rules()))) as done:
        found = evaluate_ablation(files, orders=orders, done=done)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    names = [file.name.partition(".")[0] for file in files]
    rows = [
        (
            each.guard or "(nothing)",
            *(f"{whole:.3f}/{pairs:.3f}" for whole, pairs in (each.mean, *each.scores.values())),
        )
        for each in found
    ]
    print_table(("without", "mean", *names), rows, empty="no files")


def dates(
    folder: Annotated[
        Path,
        typer.Argument(
            exists=True, file_okay=False, metavar="DIR", help="TimeML documents, *.tml."
        ),
    ],
    predictions: Annotated[
        Path | None, typer.Option(help="Write doc, start, end and value of each found here.")
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Score the times that texts name: values, and those that are days; characters/s."""
    from storywire_lab.evaluate.dates import evaluate_dates, write_predictions

    with progress("reading", None) as done:
        scores = evaluate_dates(folder, done=done)
    if predictions is not None:
        write_predictions(scores, predictions)
    if as_json:
        fields = {key: value for key, value in asdict(scores).items() if key != "predictions"}
        print_json(fields)
        return
    print(
        f"{scores.documents} documents, {scores.expressions:,} expressions;"
        f" {scores.characters_per_second:,} characters/s"
    )
    print(f"values P/R/F {_triple(scores.values)}   days P/R/F {_triple(scores.days)}")


def shadow(
    log: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, metavar="DUMP.jsonl",
            help="A dump of article-ingested, as `storywire tail article-ingested --all` makes.",
        ),
    ],
    threshold: Annotated[
        float | None, typer.Option(min=0.0, help="STORYWIRE_ATTACH_THRESHOLD to compare with.")
    ] = None,
    merge_young: Annotated[
        bool | None, typer.Option(help="STORYWIRE_ATTACH_MERGE_YOUNG to compare with.")
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Compare attach as it is set now with other settings, over one log."""
    from storywire.domain.attach.score import Rule
    from storywire_attach.settings import AttachSettings
    from storywire_lab.evaluate.shadow import evaluate_shadow

    now = AttachSettings()
    first = Rule(now.threshold, now.uncertain_below, merges=now.merge_young)
    second = Rule(
        now.threshold if threshold is None else threshold,
        now.uncertain_below,
        merges=now.merge_young if merge_young is None else merge_young,
    )
    with progress("comparing", None) as done:
        found = asyncio.run(evaluate_shadow(log, first, second, done=done))
    if as_json:
        print_json(asdict(found))
        return
    rows = [
        (name, f"{values[0]:,}", f"{values[1]:,}")
        for name, values in (
            ("stories", found.stories), ("steps published", found.steps), ("merges", found.merges),
        )
    ]  # fmt: skip
    print_table(("", "as set now", "compared"), rows, empty="")
    print(
        f"{found.articles:,} articles: {found.moved:,} elsewhere; {found.split:,} stories split,"
        f" {found.merged:,} merged"
    )
    for example in found.examples:
        print("\nsplit:")
        for group in example:
            more = f" (and {len(group) - 2} more)" if len(group) > 2 else ""
            print(f"  - {' | '.join(group[:2])}{more}")


def _print(scores: "list[AttachScores]") -> None:
    columns = ("file", "articles", "stories true/found", "BCubed P/R/F", "pairwise P/R/F", "AMI")
    rows = [
        (
            score.name,
            f"{score.articles:,}",
            f"{score.true_stories:,} / {score.found_stories:,}",
            _triple(score.bcubed),
            _triple(score.pairwise),
            f"{score.ami:.3f}",
            f"{score.singleton_floor:.3f}",
            f"{score.articles_per_second:,.0f}",
        )
        for score in scores
    ]
    print_table((*columns, "floor", "docs/s"), rows, empty="no files")
    for score in scores:
        if score.spread:
            spread = score.spread
            print(
                f"{score.name}: over {spread.orders} orders BCubed F {spread.bcubed:.3f}"
                f" ± {spread.bcubed_deviation:.3f}, pairwise F {spread.pairwise:.3f}"
                f" ± {spread.pairwise_deviation:.3f}"
            )


def _triple(agreement: "Agreement") -> str:
    return f"{agreement.precision:.3f}/{agreement.recall:.3f}/{agreement.f1:.3f}"
