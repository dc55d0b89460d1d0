"""`storywire evaluate robustness`: the same articles shorter, slower, or spread over days.

A setting tuned to full texts at one pace does worse on these copies: they stand for feeds of
headlines, and for big stories that run steadily.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from statistics import fmean

from storywire_lab.evaluate.attach import FIRST_INSTANT, Labelled, read_labelled, scores_in_orders

FIRST_WORDS, SLOWER, DAYS = 20, 6, timedelta(days=10)
Copy = Callable[[Sequence[Labelled]], Sequence[Labelled]]


@dataclass(frozen=True, slots=True)
class Robustness:
    """One file: BCubed and pairwise F1 of each copy, means of the orders."""

    name: str
    scores: Mapping[str, tuple[float, float]]


def first_words(labelled: Sequence[Labelled]) -> Sequence[Labelled]:
    """Return the articles with the first 20 words of their texts."""
    return [
        replace(it, article=it.article.model_copy(update={"text": _beginning(it.article.text)}))
        for it in labelled
    ]


def slower(labelled: Sequence[Labelled]) -> Sequence[Labelled]:
    """Return the articles with 6 times as much time between them."""
    first = labelled[0].article.published_at
    return [it.at(first + SLOWER * (it.article.published_at - first)) for it in labelled]


def over_days(labelled: Sequence[Labelled]) -> Sequence[Labelled]:
    """Return the articles in their order, spread evenly over 10 days."""
    step = DAYS / len(labelled)
    return [it.at(FIRST_INSTANT + place * step) for place, it in enumerate(labelled)]


COPIES: Mapping[str, Copy] = {
    "as it is": lambda labelled: labelled,
    f"first {FIRST_WORDS} words": first_words,
    f"{SLOWER} × slower": slower,
    f"over {DAYS.days} days": over_days,
}


def evaluate_robustness(
    paths: Sequence[Path], *, orders: int, done: Callable[[int], None]
) -> Sequence[Robustness]:
    """Return the scores of each of `paths` and of its copies; `done` is told after each copy.

    Raises:
        UsageError: a file can't be read, or a line isn't a labelled article.
    """
    found = []
    for path in paths:
        labelled, scores = list(read_labelled(path)), {}
        for name, copy in COPIES.items():
            whole, pairs = scores_in_orders(copy(labelled), orders) if labelled else ((0,), (0,))
            scores[name] = (fmean(whole), fmean(pairs))
            done(1)
        found.append(Robustness(path.name, scores))
    return found


def _beginning(text: str) -> str:
    return " ".join(text.split()[:FIRST_WORDS])
