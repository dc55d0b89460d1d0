"""What reading an article gives: its sentences with their dates, names, numbers and faults."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from storywire.domain.model import Article

Granularity = Literal["day", "week", "month", "quarter", "season", "year", "decade", "range", "ref"]
Anchor = Literal["text", "speech", "inherited", "lead", "carried", "published", "background"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression: `value` as in TIMEX3 (2026-01-13, 2026-01, 2025-Q4), span in the text."""

    start: int
    end: int
    value: str
    granularity: Granularity
    future: bool = False

    @property
    def day(self) -> date | None:
        """Return the day it names, or None where it names a longer time."""
        return date.fromisoformat(self.value) if self.granularity == "day" else None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the text with the stem of what it counts (`unit`, "" where unclear)."""

    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """One sentence of one article revision, and everything the page needs to know of it.

    `text` is the sentence as the article has it (cleaned of furniture around it); `display` is
    what a page shows (discourse openers and outlet names stripped, weekdays as dates).
    `index` counts from 0 within the article, junk left out. `confidence` of the event day: 3
    named in the text, 2 by rule, 1 publication day for want of better, 0 none.
    """

    article_id: str
    revision: int
    index: int
    text: str
    display: str
    stems: tuple[str, ...]
    names: frozenset[str]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    event_date: date | None
    anchor: Anchor
    confidence: int
    future: bool
    eventive: bool
    negated: bool
    speech: bool
    faults: frozenset[str]
    dangling: bool
    stale_claim: bool

    @property
    def key(self) -> str:
        """Return the sentence's name within its story."""
        return f"{self.article_id}:{self.revision}:{self.index}"

    @property
    def showable(self) -> bool:
        """Return whether a page may show it at all."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article, read: a pure function of the article alone, so it can be kept.

    `named` are its names as written, outlets left out, each with how often it stands there.
    """

    article: Article
    headline: str
    sentences: tuple[ReadSentence, ...]
    named: tuple[tuple[str, int], ...] = ()

    @property
    def published_at(self) -> datetime:
        """Return when the outlet published it."""
        return self.article.published_at


@dataclass(frozen=True, slots=True)
class Member:
    """An article as a member of a story: the number it is cited by, and whose copy it is."""

    read: ReadArticle
    number: int
    copy_of: str | None = None
