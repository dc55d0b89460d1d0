"""Scores of a timeline against a journalist's: ROUGE of aligned days, and the days themselves.

"align+ m:1" of Martschat and Markert (EACL 2017, Improving ROUGE for Timeline Summarization): each
day is held against the day of the other timeline that is near in time and in words, and what the
two share counts by 1 / (days apart + 1).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from storywire.domain.story import words
from storywire_lab.evaluate.clustering import Agreement

Timeline = Mapping[date, Sequence[str]]
Grams = Counter[tuple[str, ...]]


def rouge(found: Timeline, true: Timeline, size: int) -> Agreement:
    """Return how far the n-grams of `size` agree, of stems without stop words."""
    return Agreement(_aligned(found, true, size), _aligned(true, found, size))


def same_days(found: Timeline, true: Timeline) -> Agreement:
    """Return how far the days agree."""
    same = len(found.keys() & true.keys())
    return Agreement(same / len(found) if found else 0.0, same / len(true) if true else 0.0)


def _aligned(these: Timeline, those: Timeline, size: int) -> float:
    words_here = {day: grams(said, 1) for day, said in these.items()}
    words_there = {day: grams(said, 1) for day, said in sorted(those.items())}
    shared, total = 0.0, 0
    for day, said in these.items():
        own = grams(said, size)
        total += own.total()
        if words_there:
            near = min(words_there, key=lambda d: _cost(day, d, words_here[day], words_there[d]))
            shared += (own & grams(those[near], size)).total() * _nearness(day, near)
    return shared / total if total else 0.0


def _cost(one: date, other: date, said: Grams, said_there: Grams) -> float:
    shared, both = (said & said_there).total(), said.total() + said_there.total()
    likeness = 2 * shared / both if both else 0.0
    return (1 - _nearness(one, other)) * (1 - likeness)


def _nearness(one: date, other: date) -> float:
    return 1 / (abs((one - other).days) + 1)


def grams(sentences: Sequence[str], size: int) -> Grams:
    """Return how often each run of `size` stems stands in the sentences."""
    found: Grams = Counter()
    for sentence in sentences:
        stems = words.stems(sentence, "en")
        found.update(stems[at : at + size] for at in range(len(stems) - size + 1))
    return found
