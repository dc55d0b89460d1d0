"""`storywire evaluate ablation`: what each guard of the score does, by leaving it out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from storywire.domain.attach.score import RULE, Rule
from storywire_lab.evaluate.attach import read_labelled, scores_in_orders

# Each guard by the errors it is for, and the weights that make it.
_GUARDS: Mapping[str, tuple[str, ...]] = {
    "age of a story that stopped (sagas)": ("old", "mean", "passed"),
    "rare names slow silence (late follow-ups)": (
        "day_rare", "silent_rare", "silent_second", "silent_few",
    ),
    "cohesion (templates, sagas)": ("cohesion",),
    "rare names in common (look-alikes)": ("rare_name", "second_rare_name", "rare_title"),
    "numbers that clash": ("clash",),
    "length of the text (headlines only)": ("short", "words"),
    "other candidates (round-ups)": ("lead", "crowd", "crowd_at_all"),
    "running mean of rivals (density)": ("rival",),
}  # fmt: skip
_NEVER = 1 << 30


@dataclass(frozen=True, slots=True)
class Without:
    """Scores without one guard ("" is with all), a file at a time: BCubed and pairwise F1."""

    guard: str
    scores: Mapping[str, tuple[float, float]]

    @property
    def mean(self) -> tuple[float, float]:
        """Return the means over the files."""
        whole, pairs = zip(*self.scores.values(), strict=True)
        return fmean(whole), fmean(pairs)


def rules() -> Iterator[tuple[str, Rule]]:
    """Yield the shipped rule as "", and the rule without each guard, by its name."""
    yield "", RULE
    for guard, weights in _GUARDS.items():
        yield guard, replace(RULE, weights=replace(RULE.weights, **dict.fromkeys(weights, 0.0)))
    yield "merging of young stories", replace(RULE, merges=False)
    yield "boilerplate left out", replace(RULE, shared_by=_NEVER)


def evaluate_ablation(
    paths: Sequence[Path], *, orders: int, done: Callable[[int], None]
) -> Sequence[Without]:
    """Return the scores of `paths` with all guards and without each; means of so many orders.

    Nothing is tuned anew without a guard. `done` is told after each rule.

    Raises:
        UsageError: a file can't be read, or a line isn't a labelled article.
    """
    files = {path.name: list(read_labelled(path)) for path in paths}
    found = []
    for guard, rule in rules():
        every = {name: scores_in_orders(it, orders, rule) for name, it in files.items()}
        scores = {name: (fmean(whole), fmean(pairs)) for name, (whole, pairs) in every.items()}
        found.append(Without(guard, scores))
        done(1)
    return found
