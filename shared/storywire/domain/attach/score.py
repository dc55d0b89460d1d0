"""The score: how well an article fits a story, given how like they are, and how old it is.

Log-linear: ln of a weighted mean of likenesses, less what silence and age take, plus what rarity
gives. Its coefficients come from a search for the highest clustering scores over labelled streams:
`storywire evaluate ablation` tells what each part is worth, `storywire evaluate tuning` what a step
more or less would do. The size of a story is left out on purpose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, log1p
from typing import NamedTuple

from storywire.domain.attach.likeness import Likeness
from storywire.domain.attach.records import DAY, SECOND
from storywire.domain.attach.story import LiveStory
from storywire.domain.attach.vectors import SCALE, WHOLE

WINDOW_DAYS = 120
NEAR_BEST, NEAR_AT_ALL = 0.7, 0.12
FEWEST_COHERENT, COHESION_OF_ONE = 2, 0.25
LONG_WORDS, SHORT_WORDS, TELLING_WORDS = 40, 10, 14
SHORT_RIVAL = 0.07
_RUNNING_MEMBERS, _RUNNING_DAYS = 8, 0.25
_LONG_AGO = log(4)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of the score counts. Those of resemblance add up to 1.

    Silence takes `day` a day and `silent` times ln(1 + days), less where names are shared (`_rare`,
    `_second`, `_few`); age takes `old`, `mean` and `passed` from a story that stopped.
    """

    whole: float = 0.142
    nearest: float = 0.218
    recent: float = 0.133
    first: float = 0.221
    title: float = 0.036
    body: float = 0.139
    coverage: float = 0.112
    day: float = 0.134
    day_rare: float = 0.120
    silent: float = 0.40
    silent_rare: float = 0.24
    silent_second: float = 0.19
    silent_few: float = 0.07
    old: float = 0.09
    mean: float = 0.20
    passed: float = 0.05
    rare_name: float = 0.01
    second_rare_name: float = 0.15
    rare_title: float = 0.05
    clash: float = 0.27
    rival: float = 0.33
    cohesion: float = 0.42
    short: float = 0.64
    words: float = 0.06
    lead: float = 0.12
    crowd: float = 0.08
    crowd_at_all: float = 0.10
    announced: float = 0.3


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Rule:
    """The setting: an article joins its best story from `threshold` on.

    A decision is uncertain when it is nearer than `uncertain_below` to the other outcome. With
    `merges`, young stories that turn out to be one are merged. A sentence, or the end of a title,
    that `shared_by` stories have already is boilerplate, and not read.
    """

    threshold: float = 0.144
    uncertain_below: float = 0.02
    merges: bool = True
    shared_by: int = 2
    weights: Weights = WEIGHTS


RULE = Rule()


class Ages(NamedTuple):
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


class Surroundings(NamedTuple):
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


def score_of(alike: Likeness, ages: Ages, around: Surroundings, by: Weights) -> float:
    """Return ln of how well the article fits: the sum of what speaks for it and against it."""
    return (
        log(1e-4 + _resemblance(alike, by))
        - _silence(alike, ages.silent, by)
        - ages.stopped * (by.old * ages.old + by.mean * ages.mean + by.passed * ages.passed)
        + _rarity(alike, by)
        + _scarcity(around, by)
    )


def _lead(mine: float, other: float) -> float:
    return _clipped(log((mine + 0.01) / (other + 0.01)), -2.0, 2.0)


def _cohesion(story: LiveStory) -> float:
    members = story.members
    if members < FEWEST_COHERENT:
        return COHESION_OF_ONE
    return (story.norms[WHOLE] / SCALE**2 - members) / (members * (members - 1))


def _resemblance(alike: Likeness, by: Weights) -> float:
    return (
        by.whole * alike.whole
        + by.nearest * alike.nearest
        + by.recent * alike.recent
        + by.first * alike.first
        + by.title * alike.title
        + by.body * alike.body
        + by.coverage * alike.coverage
    )


def _silence(alike: Likeness, days: float, by: Weights) -> float:
    """Return what silence takes: a rare name in common slows it, for late follow-ups."""
    return min(days, WINDOW_DAYS) * (by.day - by.day_rare * alike.rare_name) + log1p(days) * (
        by.silent
        - by.silent_rare * alike.rare_name
        - by.silent_second * alike.second_rare_name
        - by.silent_few * alike.few
    )


def _rarity(alike: Likeness, by: Weights) -> float:
    return (
        by.rare_name * alike.rare_name
        + by.second_rare_name * alike.second_rare_name
        + by.rare_title * alike.rare_title
        - by.clash * alike.clash
    )


def _scarcity(around: Surroundings, by: Weights) -> float:
    shortness = log(LONG_WORDS / max(around.words, 1)) / log(LONG_WORDS / SHORT_WORDS)
    return (
        by.rival * log(around.rival + 0.02)
        - by.cohesion * log(around.cohesion + 0.05)
        + by.short * _clipped(shortness, 0.0, 1.0)
        + by.words * log1p(around.words)
        - by.lead * around.lead
        - by.crowd * log(around.crowd)
        - by.crowd_at_all * log1p(around.crowd_at_all)
    )


def _clipped(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
