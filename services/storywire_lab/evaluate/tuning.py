"""`storywire evaluate tuning`: what a coefficient more or less would do, and whether to trust it.

One step of a coordinate search: each coefficient a fifth up or down. A step counts only as far as
files that had no say in it gain too, so each file is left out in turn and scored by the step that
the others would choose.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean

from storywire.domain.attach.score import RULE, Rule, Weights
from storywire_lab.evaluate.attach import read_labelled, scores_in_orders

STEP = 0.2
THRESHOLD_STEP = 0.1
_RESEMBLANCE = ("whole", "nearest", "recent", "first", "title", "body", "coverage")


@dataclass(frozen=True, slots=True)
class Tried:
    """A step, and what each file gains by it: in the mean of BCubed and pairwise F1."""

    step: str
    gains: Mapping[str, float]

    def gain(self, without: str = "") -> float:
        """Return the mean gain of all files but one."""
        return fmean(gain for name, gain in self.gains.items() if name != without)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The step that the files but `file` would choose ("": none), and what each side gains."""

    file: str
    step: str
    others_gain: float
    own_gain: float


@dataclass(frozen=True, slots=True)
class Tuning:
    """All steps, the best first, and what leaving one file out says."""

    tried: Sequence[Tried]
    left_out: Sequence[LeftOut]


def steps() -> Iterator[tuple[str, Rule]]:
    """Yield the rule after each step, by the step's name."""
    for name, value in asdict(RULE.weights).items():
        for factor in (1 - STEP, 1 + STEP):
            weights = _scaled(replace(RULE.weights, **{name: value * factor}))
            yield f"{name} × {factor:g}", replace(RULE, weights=weights)
    for factor in (1 - THRESHOLD_STEP, 1 + THRESHOLD_STEP):
        yield f"threshold × {factor:g}", replace(RULE, threshold=RULE.threshold * factor)


def evaluate_tuning(paths: Sequence[Path], *, orders: int, done: Callable[[int], None]) -> Tuning:
    """Return what each step gains on each of `paths`; `done` is told after each.

    Raises:
        UsageError: a file can't be read, or a line isn't a labelled article.
    """
    files = {path.name: list(read_labelled(path)) for path in paths}

    def scored(rule: Rule) -> dict[str, float]:
        return {
            name: fmean([fmean(part) for part in scores_in_orders(it, orders, rule)])
            for name, it in files.items()
        }

    before, tried = scored(RULE), []
    for step, rule in steps():
        after = scored(rule)
        tried.append(Tried(step, {name: after[name] - before[name] for name in files}))
        done(1)
    tried.sort(key=lambda it: -it.gain())
    return Tuning(tried, [_left_out(name, tried) for name in files] if len(files) > 1 else [])


def _left_out(name: str, tried: Sequence[Tried]) -> LeftOut:
    best = max(tried, key=lambda it: it.gain(without=name))
    if best.gain(without=name) <= 0:
        return LeftOut(name, "", 0.0, 0.0)
    return LeftOut(name, best.step, best.gain(without=name), best.gains[name])


def _scaled(weights: Weights) -> Weights:
    """Return the weights with those of resemblance brought back to a sum of 1."""
    parts = {name: getattr(weights, name) for name in _RESEMBLANCE}
    total = sum(parts.values())
    return replace(weights, **{name: value / total for name, value in parts.items()})
