"""One story that grows: what its next article costs, beside making its page from nothing."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storywire.domain.model import Article
from storywire.domain.story.page import PageMemory, compose
from storywire.domain.story.reading import read
from storywire.domain.story.scale import Workings
from storywire.domain.story.values import Member
from storywire.errors import UsageError
from storywire_lab.stopwatch import percentile

BAND = 25
"""How many articles before a size its figures are taken from."""


@dataclass(frozen=True, slots=True)
class Grown:
    """Figures of the last articles up to a size, in milliseconds.

    `p50_ms` and `slowest_ms` are of the page with the next article, `reading_ms` the median of
    reading it, and `anew_ms` that of one page of all articles, all read again.
    """

    articles: int
    p50_ms: float
    slowest_ms: float
    reading_ms: float
    anew_ms: float


def bench_story(
    articles: Sequence[Article], sizes: Sequence[int], *, done: Callable[[int], None]
) -> Sequence[Grown]:
    """Return the figures of one story of `articles` at each of `sizes`; `done` counts articles.

    Raises:
        UsageError: there are fewer articles than the largest size.
    """
    sizes = sorted(set(sizes))
    if len(articles) < sizes[-1]:
        raise UsageError(f"the file has {len(articles)} articles, and {sizes[-1]} are asked for")
    found: list[Grown] = []
    members: list[Member] = []
    memory, workings = PageMemory(), Workings()
    reading: list[float] = []
    composing: list[float] = []
    for article in articles[: sizes[-1]]:
        started = time.perf_counter()
        members.append(Member(read(article), len(members) + 1))
        middle = time.perf_counter()
        _, memory = compose(members, memory, workings)
        reading.append(middle - started)
        composing.append(time.perf_counter() - middle)
        done(1)
        if len(members) in sizes:
            anew = _anew(articles[: len(members)])
            found.append(_grown(len(members), composing[-BAND:], reading[-BAND:], anew))
    return found


def _grown(size: int, composing: list[float], reading: list[float], anew: float) -> Grown:
    return Grown(
        articles=size,
        p50_ms=percentile(composing, 50) * 1e3,
        slowest_ms=max(composing) * 1e3,
        reading_ms=percentile(reading, 50) * 1e3,
        anew_ms=anew * 1e3,
    )


def _anew(articles: Sequence[Article]) -> float:
    started = time.perf_counter()
    compose([Member(read(each), number) for number, each in enumerate(articles, 1)], PageMemory())
    return time.perf_counter() - started
