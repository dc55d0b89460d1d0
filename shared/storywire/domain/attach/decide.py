"""The decision: which story an article joins, or that it opens one, and why."""

from collections.abc import Callable, Sequence
from datetime import date
from math import exp, sqrt
from typing import Literal, NamedTuple

import numpy as np

from storywire.domain.attach.announced import Window, date_of
from storywire.domain.attach.index import EditionIndex
from storywire.domain.attach.likeness import Likeness, compare, query_of
from storywire.domain.attach.records import DAY
from storywire.domain.attach.score import (
    Rule,
    Surroundings,
    ages_of,
    ages_past,
    score_of,
    surroundings_of,
)
from storywire.domain.attach.story import LiveStory
from storywire.domain.attach.vectors import SCALE, WHOLE, Columns
from storywire.domain.model import Decision, RunnerUp, Term

MATCHER = "loglinear-1"
SHOWN_TERMS = 6
# An announced day counts where article and story share two names as rare as this.
RARE_NAME = 0.7


class Match(NamedTuple):
    """How well an article fits a story: `score` is exp of the sum in `score.py`.

    `window` is set where an announced date made the gap (microseconds); `unaided` is the score
    without it. `blend` says how like they are.
    """

    story: LiveStory
    score: float
    blend: float
    gap: int
    window: Window | None = None
    unaided: float = 0.0


def matches(
    index: EditionIndex,
    columns: Columns,
    now: int,
    *,
    always: LiveStory | None = None,
    without: LiveStory | None = None,
    barred: frozenset[str] = frozenset(),
) -> list[Match]:
    """Return how well an article of time `now` fits its candidates, best first.

    `always` is among them, `without` is not, nor are those `barred` by their ids.
    """
    stories = index.candidates(columns, now, without)
    stories = [it for it in stories if it.story_id not in barred] if barred else stories
    if always and always not in stories:
        stories.append(always)
    found = fits(index, stories, columns, now)
    return sorted(found, key=lambda it: (-it.score, -it.blend, it.story.story_id))


def shared_terms(index: EditionIndex, story: LiveStory, columns: Columns) -> tuple[Term, ...]:
    """Return what article and story share most, with what each adds to their cosine."""
    added = story.whole(columns.ids) * columns.rows[WHOLE]
    added = added / (SCALE * sqrt(story.norms[WHOLE] or 1))
    shown = np.argsort(-added, kind="stable")[:SHOWN_TERMS]
    terms = index.terms.spelled(columns.ids[shown])
    pairs = sorted(zip((-added[shown]).tolist(), terms, strict=True))
    return tuple(Term(term=term, weight=round(-less, 4)) for less, term in pairs if less < 0)


def fits(
    index: EditionIndex, stories: Sequence[LiveStory], columns: Columns, now: int
) -> list[Match]:
    """Return how well an article of time `now` fits each of `stories`, none of them empty."""
    if not stories:
        return []
    query = query_of(columns, index.terms, index.opened)
    found = compare(query, stories, index.terms)
    around = surroundings_of(stories, found, index.rival, query.words)
    return [
        _match(index, story, alike, it, now)
        for story, alike, it in zip(stories, found, around, strict=True)
    ]


def decision_of(
    ranked: Sequence[Match], rule: Rule, terms: Callable[[LiveStory], tuple[Term, ...]]
) -> Decision:
    """Return the decision that follows from `ranked`: join its first, or open a story.

    `terms` gives what the article shares with the story it joins.
    """
    best = ranked[0] if ranked else None
    if best is None or best.score < rule.threshold:
        return _opened(best, rule)
    second = ranked[1] if len(ranked) > 1 else None
    margin = best.score - max(rule.threshold, second.score if second else 0.0)
    by_date = best.window is not None and best.unaided < rule.threshold
    return Decision(
        matcher=MATCHER,
        rule="announced" if by_date else "joined",
        score=round(best.score, 4),
        threshold=rule.threshold,
        runner_up=_runner_up(second),
        margin=round(margin, 4),
        terms=terms(best.story),
        gap_days=round(best.gap / DAY, 4),
        announced_date=_first_day(best.window),
        uncertain=margin < rule.uncertain_below,
    )


def moved_decision(score: float, rule: Rule) -> Decision:
    """Return the decision of an article that moves to a story it fits with `score`."""
    return Decision(matcher=MATCHER, rule="moved", score=round(score, 4), threshold=rule.threshold)


def ordered_decision(rule: Literal["moved", "pinned"]) -> Decision:
    """Return the decision of an article that an editor put where it is."""
    return Decision(matcher="editor", rule=rule, score=0.0, threshold=0.0)


def kept_decision(
    match: Match | None, rule: Rule, terms: Callable[[LiveStory], tuple[Term, ...]]
) -> Decision:
    """Return the decision of an article that returns, revised, to the story it was in."""
    return Decision(
        matcher=MATCHER,
        rule="revised",
        score=round(match.score, 4) if match else 0.0,
        threshold=rule.threshold,
        terms=terms(match.story) if match else (),
        gap_days=round(match.gap / DAY, 4) if match else None,
    )


def _match(
    index: EditionIndex, story: LiveStory, alike: Likeness, around: Surroundings, now: int
) -> Match:
    gap, ages, by = story.idle(now), ages_of(story, now, index.articles), index.weights
    unaided = score = exp(score_of(alike, ages, around, by))
    past, window = min(story.waiting(now), default=(gap, None)) if gap else (gap, None)
    if window is None or past >= gap or alike.second_rare_name < RARE_NAME:
        past, window = gap, None
    else:
        score = exp(score_of(alike, ages_past(past, ages), around, by) + by.announced)
    return Match(story, score, alike.blend, past, window, unaided)


def _opened(best: Match | None, rule: Rule) -> Decision:
    score = best.score if best else 0.0
    margin = rule.threshold - score
    return Decision(
        matcher=MATCHER,
        rule="opened",
        score=round(score, 4),
        threshold=rule.threshold,
        runner_up=_runner_up(best),
        margin=round(margin, 4),
        uncertain=margin < rule.uncertain_below,
    )


def _runner_up(match: Match | None) -> RunnerUp | None:
    if match is None:
        return None
    return RunnerUp(story_id=match.story.story_id, score=round(match.score, 4))


def _first_day(window: Window | None) -> date | None:
    return date_of(window[0]) if window else None
