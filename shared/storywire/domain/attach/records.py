"""What attach keeps: integers, ids and one mean, so that an index is read back as it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from storywire.domain.attach.announced import Window
from storywire.domain.attach.duplicates import Sketch
from storywire.domain.attach.orders import Order
from storywire.domain.attach.vectors import Vector
from storywire.domain.model import Decision

MemberState = Literal["attached", "retracted", "unplaced"]
SECOND = 1_000_000
DAY = 86_400 * SECOND
"""One day in microseconds, the unit of all instants kept here (since 1970-01-01 UTC)."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


NO_TERMS = Vector()


@dataclass(frozen=True, slots=True)
class Features:
    """An article as the matcher sees it.

    Its frozen vector, its sketch, the dates it announces, and when it was published.
    """

    vector: Vector = NO_TERMS
    sketch: Sketch = ()
    windows: tuple[Window, ...] = ()
    time: int = 0


NO_FEATURES = Features()


@dataclass(frozen=True, slots=True)
class Member:
    """One article's place. "unplaced": retracted before it came, so it is in no story."""

    article_id: str
    revision: int
    state: MemberState
    story_id: str = ""
    number: int = 0
    story_seq: int = 0
    features: Features = NO_FEATURES
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """One story: its last seq, numbers given, articles now, and its times.

    `touched` is the edition's article count at the last step, `heard` at its last article;
    `horizon` is the end of its last announced window or its newest article, whichever is later;
    `into` is the story that it was merged into, or "".
    """

    story_id: str
    seq: int
    numbers: int
    members: int
    newest: int
    oldest: int
    touched: int
    heard: int
    horizon: int
    closed: bool = False
    into: str = ""


# Earlier than any article may be: microseconds of the year 1.
BEFORE_ALL = -62_135_596_800_000_000
FIRST_RIVAL = 0.08


@dataclass(frozen=True, slots=True)
class EditionRecord:
    """One edition: articles handled, stories opened, and the watermark.

    `rival` is the running mean of how like an article is to the best story it does not join.
    """

    articles: int = 0
    stories: int = 0
    watermark: int = BEFORE_ALL
    rival: float = FIRST_RIVAL


@dataclass(frozen=True, slots=True)
class StoredStory:
    """A story with its attached members."""

    story: StoryRecord
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """All that an edition's index is made of.

    `held` says how many stories hold each term; `orders` come in any order.
    """

    edition: EditionRecord = EditionRecord()
    held: Mapping[str, int] = field(default_factory=dict)
    stories: tuple[StoredStory, ...] = ()
    orders: tuple[Order, ...] = ()


def micros(moment: datetime) -> int:
    """Return `moment` as microseconds since 1970-01-01 UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def instant(micros_since: int) -> datetime:
    """Return the instant that `micros` made `micros_since` of."""
    return _EPOCH + timedelta(microseconds=micros_since)
