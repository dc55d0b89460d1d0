"""The decision: which story an article joins, or that it opens one, and why.

Score: the mean of the cosine with the story's sum and of its 3 nearest recent articles, halved
for each half-life of silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from heapq import nlargest
from math import exp, log, log2, sqrt

from storywire.domain.attach.announced import Window, date_of
from storywire.domain.attach.index import WINDOW_DAYS, EditionIndex, unit_dot
from storywire.domain.attach.records import DAY, Features
from storywire.domain.attach.story import LiveStory
from storywire.domain.attach.tokens import is_entity, is_name_word
from storywire.domain.attach.vectors import SCALE, Vector, inverse_story_frequency
from storywire.domain.model import Decision, RunnerUp, Term

MATCHER = "simple-1"
NEAREST = 3
SHOWN_TERMS = 6
RARE_ENTITY = 0.7
FEWEST_STORIES = 3
LONG_WORDS, SHORT_WORDS = 40, 10
SHORT_TEXT = 0.64


@dataclass(frozen=True, slots=True)
class Rule:
    """The setting: join from `threshold` on; a score halves in `half_life_days` of silence.

    A decision is uncertain when it is nearer than `uncertain_below` to the other outcome.
    """

    threshold: float = 0.19
    half_life_days: float = 3.0
    uncertain_below: float = 0.02

    def for_article(self, vector: Vector) -> "Rule":
        """Return the rule for an article: short texts share fewer words, so they need fewer.

        The threshold is whole from 40 different words on and falls to .53 of it at 10 and below.
        """
        words = len(vector) - sum(map(is_entity, vector))
        shortness = log(LONG_WORDS / max(words, 1)) / log(LONG_WORDS / SHORT_WORDS)
        discount = exp(-SHORT_TEXT * min(max(shortness, 0.0), 1.0))
        return replace(self, threshold=round(self.threshold * discount, 4))

    @property
    def reach(self) -> int:
        """Return the longest silence, in microseconds, after which an article may still join.

        No likeness is above 1, so past it the decay alone keeps the score below the threshold.
        """
        days = min(WINDOW_DAYS, self.half_life_days * log2(1 / self.threshold))
        return int(days * DAY)


@dataclass(frozen=True, slots=True)
class Match:
    """How well an article fits a story; `window` is set where an announced date made the gap."""

    story: LiveStory
    score: float
    gap: int
    window: Window | None = None
    unaided: float = 0.0


def matches(index: EditionIndex, features: Features, now: int, rule: Rule) -> list[Match]:
    """Return how well an article of time `now` fits its candidates, best first."""
    candidates = index.candidates(features.vector, now, rule.reach)
    found = [fit(index, story, features.vector, now, rule) for story in candidates]
    return sorted(found, key=lambda match: (-match.score, match.story.story_id))


def fit(index: EditionIndex, story: LiveStory, vector: Vector, now: int, rule: Rule) -> Match:
    """Return how well an article of time `now` fits `story`."""
    if not story.members:
        return Match(story, 0.0, story.idle(now))
    alike = _likeness(story, vector)
    gap = story.idle(now)
    unaided = alike * _decay(gap, rule)
    past, window = min(story.waiting(now), default=(gap, None))
    if window is None or past >= gap or not _shares_rare_names(index, story, vector):
        return Match(story, unaided, gap, None, unaided)
    return Match(story, alike * _decay(past, rule), past, window, unaided)


def decision_of(ranked: Sequence[Match], vector: Vector, rule: Rule) -> Decision:
    """Return the decision that follows from `ranked`: join its first, or open a story."""
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
        terms=shared_terms(best.story, vector),
        gap_days=round(best.gap / DAY, 4),
        announced_date=_first_day(best.window),
        uncertain=margin < rule.uncertain_below,
    )


def kept_decision(match: Match, vector: Vector, rule: Rule) -> Decision:
    """Return the decision of an article that returns, revised, to the story it was in."""
    return Decision(
        matcher=MATCHER,
        rule="revised",
        score=round(match.score, 4),
        threshold=rule.threshold,
        terms=shared_terms(match.story, vector),
        gap_days=round(match.gap / DAY, 4),
    )


def shared_terms(story: LiveStory, vector: Vector) -> tuple[Term, ...]:
    """Return what article and story share most, with what each adds to their cosine."""
    length = SCALE * sqrt(story.norm or 1)
    shared = [(-weight * story.sums.get(term, 0) / length, term) for term, weight in vector.items()]
    top = sorted(pair for pair in shared if pair[0] < 0)[:SHOWN_TERMS]
    return tuple(Term(term=term, weight=round(-added, 4)) for added, term in top)


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


def _likeness(story: LiveStory, vector: Vector) -> float:
    sums = story.sums
    shared = [(term, weight) for term, weight in vector.items() if weight and term in sums]
    whole = sum([weight * sums[term] for term, weight in shared])
    dots = [
        sum([weight * recent[term] for term, weight in shared if term in recent])
        for recent in story.recent.values()
    ]
    nearest = nlargest(NEAREST, dots)
    near = unit_dot(sum(nearest)) / len(nearest) if nearest else 0.0
    return 0.5 * whole / (SCALE * sqrt(story.norm or 1)) + 0.5 * near


def _decay(gap: int, rule: Rule) -> float:
    return exp(-log(2) * gap / DAY / rule.half_life_days)


def _shares_rare_names(index: EditionIndex, story: LiveStory, vector: Vector) -> bool:
    """Return whether two words of names are shared that few stories and many members hold.

    An edition of one or two stories counts as three: it can't yet tell what is rare.
    """
    stories = max(index.opened, FEWEST_STORIES)
    rare = sorted(
        inverse_story_frequency(index.held[term], stories)
        * sqrt(story.held[term] / story.members)
        / log(stories + 2)
        for term in vector
        if is_name_word(term) and term in story.held
    )
    return len(rare) > 1 and rare[-2] >= RARE_ENTITY


def _runner_up(match: Match | None) -> RunnerUp | None:
    if match is None:
        return None
    return RunnerUp(story_id=match.story.story_id, score=round(match.score, 4))


def _first_day(window: Window | None) -> date | None:
    return date_of(window[0]) if window else None
