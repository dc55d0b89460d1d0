"""The score: how well an article fits a story, given how like they are, and how old it is.

Log-linear: ln of a weighted mean of likenesses, less what silence and age take, plus what rarity
gives. Its coefficients were found on labelled streams by searching for the highest clustering
scores (docs/benchmarks.md); the size of a story is left out on purpose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, log1p

from storywire.domain.attach.likeness import Likeness
from storywire.domain.attach.records import DAY, SECOND
from storywire.domain.attach.story import LiveStory
from storywire.domain.attach.vectors import SCALE, WHOLE

WINDOW_DAYS = 120
NEAR_BEST, NEAR_AT_ALL = 0.7, 0.12
LEAD_WEIGHT = 0.12
FEWEST_COHERENT, COHESION_OF_ONE = 2, 0.25
LONG_WORDS, SHORT_WORDS, TELLING_WORDS = 40, 10, 14
SHORT_RIVAL = 0.07
_RUNNING_MEMBERS, _RUNNING_DAYS = 8, 0.25
_LONG_AGO = log(4)


@dataclass(frozen=True, slots=True)
class Rule:
    """The setting: an article joins its best story from `threshold` on.

    A decision is uncertain when it is nearer than `uncertain_below` to the other outcome.
    """

    threshold: float = 0.144
    uncertain_below: float = 0.02


@dataclass(frozen=True, slots=True)
class Ages:
    """A story's ages at an article's time: days, or ln(1 + days), and ln(1 + articles).

    `silent` since its newest article, or past the window announced for this; `old` since its
    oldest, `mean` since the mean; `passed` counts articles since its last. `stopped` is 0 while a
    big story still runs at its own pace, 1 once it has gone quiet.
    """

    silent: float
    old: float
    mean: float
    passed: float
    stopped: float


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else decides.

    `lead`: ln of the candidate's blend over that of the best other one, from -2 to 2; `crowd`: how
    many candidates come near the best one; `crowd_at_all`: near anything. `rival`: the running
    mean of the best blend that was not joined. `cohesion`: the mean cosine between two articles of
    the story. `words`: how many different words the article has.
    """

    lead: float
    crowd: int
    crowd_at_all: int
    rival: float
    cohesion: float
    words: int


def surroundings_of(
    stories: Sequence[LiveStory], found: Sequence[Likeness], rival: float, words: int
) -> list[Surroundings]:
    """Return what surrounds each of `stories`, the candidates that are alike as `found` says."""
    blends = [alike.blend for alike in found]
    second, best = sorted([0.0, 0.0, *blends])[-2:]
    return [
        Surroundings(
            lead=_lead(mine, second if mine == best else best),
            crowd=max(1, sum([blend > NEAR_BEST * best for blend in blends])),
            crowd_at_all=sum([blend > NEAR_AT_ALL for blend in blends]),
            rival=rival if words >= TELLING_WORDS else SHORT_RIVAL,
            cohesion=_cohesion(story),
            words=words,
        )
        for story, mine in zip(stories, blends, strict=True)
    ]


def ages_of(story: LiveStory, now: int, articles: int) -> Ages:
    """Return the ages of `story` for an article of time `now`, the edition's `articles`-th."""
    silent = story.idle(now) / DAY
    pace = (story.newest - story.oldest) / story.members / DAY
    stopped = 1.0
    if story.members >= _RUNNING_MEMBERS and pace <= _RUNNING_DAYS:
        lateness = (silent + _RUNNING_DAYS) / (pace + _RUNNING_DAYS)
        stopped = _clipped(log(lateness) / 1.5, 0.0, 1.0)
    return Ages(
        silent=silent,
        old=log1p(max(0, now - story.oldest) / DAY),
        mean=log1p(abs(now - story.times * SECOND // story.members) / DAY),
        passed=log1p(articles - story.heard),
        stopped=stopped,
    )


def ages_past(past: int, ages: Ages) -> Ages:
    """Return `ages` as they count where the article was announced `past` microseconds ago."""
    return Ages(
        past / DAY, min(ages.old, _LONG_AGO), min(ages.mean, _LONG_AGO), ages.passed, ages.stopped
    )


def score_of(alike: Likeness, ages: Ages, around: Surroundings) -> float:
    """Return ln of how well the article fits: the sum of what speaks for it and against it."""
    return (
        log(1e-4 + _resemblance(alike))
        - _silence(alike, ages.silent)
        - ages.stopped * (0.09 * ages.old + 0.20 * ages.mean + 0.05 * ages.passed)
        + _rarity(alike)
        + _scarcity(around)
    )


def _lead(mine: float, other: float) -> float:
    return _clipped(log((mine + 0.01) / (other + 0.01)), -2.0, 2.0)


def _cohesion(story: LiveStory) -> float:
    members = story.members
    if members < FEWEST_COHERENT:
        return COHESION_OF_ONE
    return (story.norms[WHOLE] / SCALE**2 - members) / (members * (members - 1))


def _resemblance(alike: Likeness) -> float:
    return (
        0.142 * alike.whole
        + 0.218 * alike.nearest
        + 0.133 * alike.recent
        + 0.221 * alike.first
        + 0.036 * alike.title
        + 0.139 * alike.body
        + 0.112 * alike.coverage
    )


def _silence(alike: Likeness, days: float) -> float:
    """Return what silence takes: a rare name in common slows it, for late follow-ups."""
    return 0.231 * min(days, WINDOW_DAYS) * (0.58 - 0.52 * alike.rare_name) + log1p(days) * (
        0.40 - 0.24 * alike.rare_name - 0.19 * alike.second_rare_name - 0.07 * alike.few
    )


def _rarity(alike: Likeness) -> float:
    return (
        0.01 * alike.rare_name
        + 0.15 * alike.second_rare_name
        + 0.05 * alike.rare_title
        - 0.27 * alike.clash
    )


def _scarcity(around: Surroundings) -> float:
    shortness = log(LONG_WORDS / max(around.words, 1)) / log(LONG_WORDS / SHORT_WORDS)
    return (
        0.33 * log(around.rival + 0.02)
        - 0.42 * log(around.cohesion + 0.05)
        + 0.64 * _clipped(shortness, 0.0, 1.0)
        + 0.06 * log1p(around.words)
        - LEAD_WEIGHT * around.lead
        - 0.08 * log(around.crowd)
        - 0.10 * log1p(around.crowd_at_all)
    )


def _clipped(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
