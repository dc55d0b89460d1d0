"""How like an article is to each of a few stories.

The features and their names follow the log-linear score in `score.py`.
"""

from collections.abc import Sequence
from heapq import nlargest
from math import log, log1p, sqrt
from typing import NamedTuple

import numpy as np

from storywire.domain.attach import kernels
from storywire.domain.attach.against import Against
from storywire.domain.attach.kept import FIRST, RECENT
from storywire.domain.attach.story import LiveStory
from storywire.domain.attach.terms import NUMBER, SENTENCE, WORD, Floats, Terms
from storywire.domain.attach.vectors import BODY, SCALE, TITLE, WHOLE, Columns

NEAREST = 3
# An edition of one or two stories can't yet tell what is rare: it counts as three.
FEWEST_STORIES = 3
_UNIT = SCALE * SCALE


class Query(NamedTuple):
    """An article to compare: its columns, and what each of its terms is worth now.

    `rare` is df**-1.5; `rarest` is what a term that no story holds
    is worth, `total` what all its words are; `words` counts the different ones; `numbered`: it has
    a number.
    """

    columns: Columns
    worth: Floats
    rare: Floats
    rarest: float
    total: float
    words: int
    numbered: bool


class Likeness(NamedTuple):
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
    counted = kinds != SENTENCE
    worth = terms.worth(columns.ids, seen) * counted
    words = kinds == WORD
    held = np.maximum(terms.held(columns.ids), 1)
    return Query(
        columns=columns,
        worth=worth,
        rare=counted / (held * np.sqrt(held)),
        rarest=log(seen + 2),
        total=float(worth[words].sum()) or 1.0,
        words=int(words.sum()),
        numbered=bool((kinds == NUMBER).any()),
    )


def compare(query: Query, stories: Sequence[LiveStory], terms: Terms) -> list[Likeness]:
    """Return how like the article is to each of `stories`, none of them empty."""
    columns = query.columns
    article = (columns.ids, columns.rows, columns.kinds, query.worth, query.rare)
    held = [
        (it.ids, it.sums, it.kept.ids, it.kept.rows, it.kept.starts, it.members) for it in stories
    ]
    found = kernels.compare(article, terms.places, held)
    return [_likeness(query, story, it) for story, it in zip(stories, found, strict=True)]


def _likeness(query: Query, story: LiveStory, against: Against) -> Likeness:
    whole, title, body, kept, coverage, rare_title, rare_name, second, few, number = against
    norms = story.norms
    return Likeness(
        whole / (SCALE * sqrt(norms[WHOLE] or 1)),
        title / (SCALE * sqrt(norms[TITLE] or 1)),
        body / (SCALE * sqrt(norms[BODY] or 1)),
        *_means(story, kept),
        coverage / query.total,
        rare_title / query.rarest,
        rare_name / query.rarest,
        second / query.rarest,
        log1p(few),
        query.numbered and story.numbered > 0 and not number,
    )


def _means(story: LiveStory, dots: Sequence[int]) -> tuple[float, float, float]:
    """Return the mean of the 3 highest dots with the last articles, of all, and of the first."""
    numbers = story.kept.numbers
    if story.numbers <= FIRST:
        recent = first = dots
    else:
        pairs = list(zip(numbers, dots, strict=True))
        recent = [dot for number, dot in pairs if number > story.numbers - RECENT]
        first = [dot for number, dot in pairs if number <= FIRST]
    return _mean(nlargest(NEAREST, recent)), _mean(recent), _mean(first)


def _mean(dots: Sequence[int]) -> float:
    return sum(dots) / (len(dots) * _UNIT) if dots else 0.0
