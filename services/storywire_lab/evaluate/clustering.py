"""How well found stories agree with labelled ones: BCubed, pairwise, adjusted mutual information.

Every article counts, also those that are alone in their story.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

Labels = Sequence[Hashable]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and their harmonic mean, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean; 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def bcubed(found: Labels, true: Labels) -> Agreement:
    """Return the mean over articles of their story's precision and recall (Bagga, Baldwin 1998).

    No articles: 1 and 1.
    """
    if not true:
        return Agreement(1.0, 1.0)
    in_found, in_true, in_both = _sizes(found, true)
    shares = [
        (count * count / in_found[left], count * count / in_true[right])
        for (left, right), count in in_both.items()
    ]
    return Agreement(
        sum(precision for precision, _ in shares) / len(true),
        sum(recall for _, recall in shares) / len(true),
    )


def pairwise(found: Labels, true: Labels) -> Agreement:
    """Return precision and recall of pairs of articles in one story; no pairs at all: 1."""
    in_found, in_true, in_both = _sizes(found, true)
    both = _pairs(in_both.values())
    return Agreement(
        _ratio(both, _pairs(in_found.values())), _ratio(both, _pairs(in_true.values()))
    )


def adjusted_mutual_information(found: Labels, true: Labels) -> float:
    """Return the mutual information over what chance gives: 1 is agreement, 0 chance.

    With the arithmetic mean of the entropies and the hypergeometric model of chance (Vinh, Epps,
    Bailey 2010). Two trivial clusterings that agree: 1.
    """
    in_found, in_true, in_both = _sizes(found, true)
    total = len(true)
    if len(in_found) == len(in_true) == len(in_both) or not total:
        return 1.0
    information = sum(
        count / total * log(total * count / (in_found[left] * in_true[right]))
        for (left, right), count in in_both.items()
    )
    chance = _expected_information(Counter(in_found.values()), Counter(in_true.values()), total)
    mean = (_entropy(in_found.values(), total) + _entropy(in_true.values(), total)) / 2
    return (information - chance) / (mean - chance)


def _sizes(
    found: Labels, true: Labels
) -> tuple[Counter[Hashable], Counter[Hashable], Counter[tuple[Hashable, Hashable]]]:
    return Counter(found), Counter(true), Counter(zip(found, true, strict=True))


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _entropy(sizes: Iterable[int], total: int) -> float:
    return -sum(size / total * log(size / total) for size in sizes)


def _expected_information(left: Counter[int], right: Counter[int], total: int) -> float:
    """Return the mean over all clusterings with these sizes (size -> how many of that size)."""
    expected = 0.0
    for a, many_a in sorted(left.items()):
        for b, many_b in sorted(right.items()):
            expected += many_a * many_b * _expected_of_pair(a, b, total)
    return expected


def _expected_of_pair(a: int, b: int, total: int) -> float:
    fixed = (
        _log_factorial(a) + _log_factorial(b)
        + _log_factorial(total - a) + _log_factorial(total - b) - _log_factorial(total)
    )  # fmt: skip
    expected = 0.0
    for n in range(max(1, a + b - total), min(a, b) + 1):
        chance = fixed - (
            _log_factorial(n) + _log_factorial(a - n) + _log_factorial(b - n)
            + _log_factorial(total - a - b + n)
        )  # fmt: skip
        expected += n / total * log(total * n / (a * b)) * exp(chance)
    return expected


def _log_factorial(n: int) -> float:
    return lgamma(n + 1)
