"""`storywire evaluate`: what may be wrong with the rules of attaching, beyond their scores."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storywire_cli.folders import AsJson
from storywire_cli.output import print_json, print_table, progress

if TYPE_CHECKING:
    from storywire_lab.evaluate.merges import Share

_SHOWN_STEPS = 12
LabelledFiles = Annotated[
    list[Path],
    typer.Argument(
        exists=True,
        dir_okay=False,
        metavar="FILE.jsonl[.gz]…",
        help="Labelled articles: id, title, text, source, language, published_at, story.",
    ),
]
Orders = Annotated[int, typer.Option(min=1, help="Shuffled orders to take the mean of.")]


def robustness(files: LabelledFiles, orders: Orders = 2, as_json: AsJson = False) -> None:
    """Score the same articles cut to 20 words, 6 times slower, and spread over 10 days."""
    from storywire_lab.evaluate.robustness import COPIES, evaluate_robustness

    with progress("copies", len(COPIES) * len(files)) as done:
        found = evaluate_robustness(files, orders=orders, done=done)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    rows = [
        (each.name, *(f"{whole:.3f}/{pairs:.3f}" for whole, pairs in each.scores.values()))
        for each in found
    ]
    print_table(("BCubed/pairwise F1", *COPIES), rows, empty="no files")


def tuning(files: LabelledFiles, orders: Orders = 1, as_json: AsJson = False) -> None:
    """Try each coefficient of the attach score a fifth up and down, leaving each file out in turn.

    Takes some minutes for each thousand articles.
    """
    from storywire_lab.evaluate.tuning import evaluate_tuning, steps

    with progress("steps", len(list(steps()))) as done:
        found = evaluate_tuning(files, orders=orders, done=done)
    if as_json:
        print_json(asdict(found))
        return
    rows = [
        (each.step, *(f"{gain:+.4f}" for gain in (each.gain(), *each.gains.values())))
        for each in found.tried[:_SHOWN_STEPS]
    ]
    names = [file.name.partition(".")[0] for file in files]
    print_table(("step", "mean gain", *names), rows, empty="no files")
    for it in found.left_out:
        print(
            f"without {it.file}: the others choose {it.step or 'no step'}"
            f" ({it.others_gain:+.4f}); it gets {it.own_gain:+.4f}"
        )


def merges(files: LabelledFiles, as_json: AsJson = False) -> None:
    """Tell how often merges of young stories, and what editors are proposed, are right."""
    from storywire_lab.evaluate.merges import evaluate_merges

    found = []
    with progress("files", len(files)) as done:
        for file in files:
            found.append(evaluate_merges(file))
            done(1)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    rows = [
        (
            it.name, f"{it.articles:,}", _of(it.made), _of(it.moved), _of(it.merges),
            _of(it.splits),
        )
        for it in found
    ]  # fmt: skip
    columns = ("right of", "articles", "merges", "articles moved", "proposed merges")
    print_table((*columns, "proposed splits"), rows, empty="no files")


def _of(share: "Share") -> str:
    part = f" ({share.right / share.of:.0%})" if share.of else ""
    return f"{share.right} / {share.of}{part}"
