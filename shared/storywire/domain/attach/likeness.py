"""How like an article is to each of a few stories, in one pass over all of them.

The features and their names follow the log-linear score in `score.py`. All dot products are sums
of whole numbers below 2**53, so no order of addition changes them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log, log1p, sqrt

import numpy as np

from storywire.domain.attach.kept import FIRST, RECENT
from storywire.domain.attach.story import LiveStory
from storywire.domain.attach.terms import NAME, NAME_WORD, NUMBER, WORD, Floats, Ints, Mask, Terms
from storywire.domain.attach.vectors import BODY, HELD, SCALE, TITLE, WHOLE, Columns

NEAREST = 3
# An edition of one or two stories can't yet tell what is rare: it counts as three.
FEWEST_STORIES = 3
_UNIT = SCALE * SCALE


@dataclass(frozen=True, slots=True)
class Query:
    """An article to compare: its columns, and what each of its terms is worth now.

    `rarest` is what a term that no story holds is worth; `words`, `titled`, `names`, `name_words`
    and `numbers` mark the columns of each sort.
    """

    columns: Columns
    worth: Floats
    held: Ints
    rarest: float
    words: Mask
    titled: Mask
    names: Mask
    name_words: Mask
    numbers: Mask

    @property
    def different_words(self) -> int:
        """Return how many different words title and body have."""
        return int(self.words.sum())


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like an article and a story are.

    Cosines with the story's sums: `whole`, `title`, `body`. With its articles: `nearest` is the
    mean of the 3 highest cosines and `recent` of all, among the last 30; `first` of the first 3.
    `coverage` is the share of the article's words, by worth, that the story has. What the rarest
    shared thing is worth, from 0 to 1: `rare_title` of title words, `rare_name` of names,
    `second_rare_name` the second of one-word names; `few` sums shared names by df**-1.5.
    `clash`: both have numbers, and share none.
    """

    whole: float
    title: float
    body: float
    nearest: float
    recent: float
    first: float
    coverage: float
    rare_title: float
    rare_name: float
    second_rare_name: float
    few: float
    clash: bool

    @property
    def blend(self) -> float:
        """Return the mean of the cosines with the sum and with the nearest articles."""
        return (self.whole + self.nearest) / 2


def query_of(columns: Columns, terms: Terms, stories: int) -> Query:
    """Return the query of an article in an edition that has opened `stories`."""
    kinds, seen = columns.kinds, max(stories, FEWEST_STORIES)
    return Query(
        columns=columns,
        worth=terms.worth(columns.ids, seen),
        held=terms.held(columns.ids),
        rarest=log(seen + 2),
        words=kinds == WORD,
        titled=(kinds == WORD) & (columns.rows[TITLE] > 0),
        names=(kinds == NAME_WORD) | (kinds == NAME),
        name_words=kinds == NAME_WORD,
        numbers=kinds == NUMBER,
    )


def compare(query: Query, stories: Sequence[LiveStory], terms: Terms) -> list[Likeness]:
    """Return how like the article is to each of `stories`, none of them empty."""
    sums = sums_of(query.columns, stories, terms)
    cosines = [_cosines(query, stories, sums, row) for row in (WHOLE, TITLE, BODY)]
    shared = _shared(query, stories, sums)
    near = _near(query, stories, terms)
    return [
        Likeness(*alike, *articles, *of_terms)
        for *alike, articles, of_terms in zip(*cosines, near, shared, strict=True)
    ]


def sums_of(columns: Columns, stories: Sequence[LiveStory], terms: Terms) -> Floats:
    """Return the sums of each story for the terms of `columns`, stories by rows by terms."""
    places, ids = terms.places, columns.ids
    places[ids] = np.arange(len(ids))
    at = places[np.concatenate([story.ids for story in stories])]
    places[ids] = -1
    held = (at >= 0).nonzero()[0]
    which = np.arange(len(stories)).repeat([len(story.ids) for story in stories])
    sums = np.zeros((len(stories), 4, len(ids)))
    found = np.concatenate([story.sums for story in stories], axis=1)[:, held]
    sums[which[held], :, at[held]] = found.T
    return sums


def _cosines(query: Query, stories: Sequence[LiveStory], sums: Floats, row: int) -> list[float]:
    # No matrix product: it would wake the threads of a BLAS for a few hundred numbers.
    dots = (sums[:, row] * query.columns.rows[row]).sum(axis=1)
    return [
        dot / (SCALE * sqrt(story.norms[row] or 1))
        for dot, story in zip(dots.tolist(), stories, strict=True)
    ]


def _near(
    query: Query, stories: Sequence[LiveStory], terms: Terms
) -> list[tuple[float, float, float]]:
    scratch, ids = terms.scratch, query.columns.ids
    scratch[ids] = query.columns.rows[WHOLE]
    kept = [story.kept for story in stories]
    products = scratch[np.concatenate([it.ids for it in kept])]
    products *= np.concatenate([it.rows[WHOLE] for it in kept])
    scratch[ids] = 0.0
    starts, first = [], 0
    for it in kept:
        starts += [first + start for start in it.starts]
        first += len(it.ids)
    dots = np.add.reduceat(products, starts).tolist() if starts else []
    return list(_means(stories, dots))


def _means(stories: Sequence[LiveStory], dots: Sequence[float]) -> list[tuple[float, float, float]]:
    means, at = [], 0
    for story in stories:
        numbers = story.kept.numbers
        of_story = dots[at : at + len(numbers)]
        at += len(numbers)
        pairs = list(zip(numbers, of_story, strict=True))
        recent = [dot for number, dot in pairs if number > story.numbers - RECENT]
        first = [dot for number, dot in pairs if number <= FIRST]
        means.append((_mean(nlargest(NEAREST, recent)), _mean(recent), _mean(first)))
    return means


def _mean(dots: Sequence[float]) -> float:
    return sum(dots) / (len(dots) * _UNIT) if dots else 0.0


def _shared(
    query: Query, stories: Sequence[LiveStory], sums: Floats
) -> Iterator[tuple[float, float, float, float, float, bool]]:
    held = sums[:, HELD]
    members = np.array([[story.members] for story in stories])
    worth = query.worth * np.sqrt(held / members)
    total = float(query.worth[query.words].sum()) or 1.0
    names = np.sort(worth[:, query.name_words], axis=1)
    # Two columns more, so that there is a second highest even where there is no name.
    names = np.hstack([np.zeros((len(stories), 2)), names])
    coverage = worth[:, query.words].sum(axis=1) / total
    rare_title = worth[:, query.titled].max(axis=1, initial=0.0) / query.rarest
    rare_name = worth[:, query.names].max(axis=1, initial=0.0) / query.rarest
    figures = np.column_stack([coverage, rare_title, rare_name, names[:, -2] / query.rarest])
    few = _few(query, held)
    for figure, scarce, clash in zip(
        figures.tolist(), few, _clash(query, stories, held), strict=True
    ):
        yield (*figure, log1p(scarce), clash)


def _few(query: Query, held: Floats) -> list[float]:
    of_names = query.name_words | query.numbers
    stories = np.maximum(query.held[of_names], 1)
    few: list[float] = ((held[:, of_names] > 0) / (stories * np.sqrt(stories))).sum(axis=1).tolist()
    return few


def _clash(query: Query, stories: Sequence[LiveStory], held: Floats) -> list[bool]:
    if not query.numbers.any():
        return [False] * len(stories)
    shared = (held[:, query.numbers] > 0).sum(axis=1).tolist()
    return [story.numbered > 0 and not it for story, it in zip(stories, shared, strict=True)]
